"""What the page on the library shows: Python blocks with what they print, and the names that can be imported.

`python -m tests.docs.library` writes the output and the signatures of today into the page.
"""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from gangmu import scoring
from gangmu.scoring import comparison, simulation, workbook

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "library.md"
BLOCK = re.compile(r"^```(?P<kind>python|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
MODULES = (scoring, comparison, simulation, workbook)
# Runs the blocks one after another where Django cannot be imported; prints what each printed as JSON.
RUNNER = """
import contextlib, io, json, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "config"):
            raise ImportError(name + " is refused here")

sys.meta_path.insert(0, Refuse())
space, printed = {}, []
for block in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(block, "library.md", "exec"), space)
    printed.append(out.getvalue())
assert not any(name.partition(".")[0] == "django" for name in sys.modules)
print(json.dumps(printed))
"""


def printed(blocks: list[str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps(blocks),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def surface() -> str:
    return "\n".join(line for module in MODULES for line in [module.__name__, *_names(module), ""]).rstrip("\n") + "\n"


def _names(module: ModuleType) -> list[str]:
    found = {name: getattr(module, name) for name in module.__all__}
    functions = [f"    {name}{_signature(each)}" for name, each in found.items() if inspect.isfunction(each)]
    classes = [line for name, each in found.items() if inspect.isclass(each) for line in _class(name, each)]
    return functions + classes


def _signature(function: Callable[..., object]) -> str:
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(function)))
    return re.sub(r"<function .* at 0x\w+>", "…", text)


def _class(name: str, kind: type) -> Iterator[str]:
    """The class with its public fields and methods."""
    yield f"    {name}"
    fields = {field: note for field, note in getattr(kind, "__annotations__", {}).items() if not field.startswith("_")}
    yield from (f"        {field}: {note}" for field, note in fields.items())
    for method, each in vars(kind).items():
        if not method.startswith("_") and method not in fields:
            signature = re.sub(r"\(self(, )?", "(", _signature(each)) if inspect.isfunction(each) else ""
            yield f"        {method}{signature}"


def renewed(page: str) -> str:
    blocks = list(BLOCK.finditer(page))
    outputs = iter(printed([block["text"] for block in blocks if block["kind"] == "python"]))
    parts, end = [], 0
    for block in blocks:
        text = block["text"]
        if block["kind"] == "text":
            text = (
                surface() if page.rindex("\n## ", 0, block.start()) == page.index("\n## The surface") else next(outputs)
            )
        parts += [page[end : block.start("text")], text]
        end = block.end("text")
    return "".join([*parts, page[end:]])


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
