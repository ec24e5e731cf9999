"""Whether the quota of `top` and `bottom` is a share or a count: told by how it is written, never by its size."""

from __future__ import annotations

import unicodedata

from gangmu.scoring.formulas.nodes import Apply, Constant, Named, Node
from gangmu.scoring.formulas.syntax import Syntax
from gangmu.scoring.schemes.deducing import Deducer

# What is put together from shares by these is a share.
KEEPING = ("+", "-", "*", "min", "max", "if")


def quota_measure(deducer: Deducer, part: Syntax, node: Node) -> list[tuple[str, str]]:
    """The option `measure`: share for what is written with a per cent sign, count for a whole number, none for what is
    computed otherwise. A bare number with decimals is reported."""
    if written_as_share(node):
        return [("measure", "share")]
    if not isinstance(node, Constant):
        return []
    if node.value is not None and node.value.denominator != 1:
        deducer.report("quota unclear", part)
    return [("measure", "count")]


def written_as_share(node: Node) -> bool:
    if isinstance(node, Named):
        return written_as_share(node.body)
    if isinstance(node, Apply):
        parts = node.arguments[1:] if node.function.name == "if" else node.arguments
        return node.function.name in KEEPING and all(map(written_as_share, parts))
    return isinstance(node, Constant) and unicodedata.normalize("NFKC", node.text).rstrip().endswith("%")
