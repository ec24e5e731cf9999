"""The process that does background work: `python -m gangmu.config.worker`, started by `gangmu serve`."""

from __future__ import annotations

from gangmu.config.children import end_with_parent


def main() -> None:
    end_with_parent()
    import django

    django.setup()
    from gangmu.base.background import work

    work()


if __name__ == "__main__":
    main()
