"""Chance that always falls the same way."""

from random import Random


def dice(*occasion: object) -> Random:
    """Dice of their own for every occasion, so that nothing else rolled before changes them."""
    return Random(" ".join(str(part) for part in occasion))  # noqa: S311  # a demo, not a secret
