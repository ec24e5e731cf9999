"""The house rules that a machine can hold: imports, sizes, names, nothing from outside, nothing about this machine."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import ClassVar

import grimp
import pytest
from importlinter import Contract
from importlinter.api import read_configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

from gangmu.cli.main import COMMANDS, main
from gangmu.web.context import NAVIGATION

ROOT = Path(__file__).parent.parent
TEXTS = {".py", ".html", ".css", ".js", ".md", ".toml", ".json", ".txt", ".lock", ".svg", ".yaml", ".po", ".cfg", ""}
# Made by tools, at the length that tools make.
LONG_BY_NATURE = {"migrations", "data", "locale", "published"}


def files(*suffixes: str) -> list[Path]:
    """The project's own files: what git tracks or would track; in an export without git, everything."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    names = listed.stdout.split("\0") if listed.returncode == 0 else [str(f.relative_to(ROOT)) for f in ROOT.rglob("*")]
    found = [ROOT / name for name in names if name]
    return sorted(file for file in found if file.is_file() and (not suffixes or file.suffix in suffixes))


def written_by_hand(*suffixes: str) -> Iterator[Path]:
    return (file for file in files(*suffixes) if not LONG_BY_NATURE & set(file.relative_to(ROOT).parts))


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("gangmu", include_external_packages=True, cache_dir=None)


class TestImports:
    """Each contract is seen to fail on a planted fault; without one it passes."""

    KINDS: ClassVar[dict[str, type[Contract]]] = {
        "layers": LayersContract,
        "forbidden": ForbiddenContract,
        "protected": ProtectedContract,
        "acyclic_siblings": AcyclicSiblingsContract,
    }
    OPTIONS = read_configuration(str(ROOT / "pyproject.toml"))
    FAULTS: ClassVar[list[tuple[str, str, str]]] = [
        ("order", "gangmu.org", "gangmu.targets.models"),
        ("order", "gangmu.base.errors", "gangmu.config.settings"),
        ("order", "gangmu.web.home.views", "gangmu.api.urls"),
        ("pure", "gangmu.scoring", "django"),
        ("pure", "gangmu.forecast", "django"),
        ("pure", "gangmu.typesetting", "django"),
        ("engine", "gangmu.web.home.views", "gangmu.scoring"),
        ("surface", "gangmu.assessment.actions", "gangmu.scoring.formulas.syntax"),
        ("stage", "gangmu.targets.models", "gangmu.targets.actions"),
        ("stage", "gangmu.org.states", "gangmu.org.models"),
        ("circles", "gangmu.base.models", "gangmu.base.audit"),
    ]

    def broken(self, graph: grimp.ImportGraph) -> set[str]:
        """The contracts that these imports break, each checked as `lint-imports` does."""
        found = set()
        for options in self.OPTIONS["contracts_options"]:
            contract = self.KINDS[options["type"]](options["name"], self.OPTIONS["session_options"], options)
            if not contract.check(deepcopy(graph), verbose=False).kept:
                found.add(options["id"])
        return found

    def test_hold(self, imports: grimp.ImportGraph) -> None:
        assert self.broken(imports) == set()

    @pytest.mark.parametrize(("contract", "importer", "imported"), FAULTS)
    def test_fail_on_a_planted_fault(
        self, imports: grimp.ImportGraph, contract: str, importer: str, imported: str
    ) -> None:
        planted = deepcopy(imports)
        assert {importer, imported} <= planted.modules
        planted.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")
        assert contract in self.broken(planted)

    def test_every_contract_has_its_planted_fault(self) -> None:
        contracts = {options["id"] for options in self.OPTIONS["contracts_options"]}
        assert {contract for contract, _, _ in self.FAULTS} == contracts

    def test_a_new_room_is_given_its_place(self, imports: grimp.ImportGraph) -> None:
        planted = deepcopy(imports)
        planted.add_module("gangmu.cellar")
        assert self.broken(planted) == {"order"}

    def test_the_command_refuses_a_planted_line(self, tmp_path: Path) -> None:
        for file in files(".py"):
            if file.is_relative_to(ROOT / "gangmu"):
                target = tmp_path / file.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        with (tmp_path / "gangmu/org/__init__.py").open("a") as file:
            file.write("\nimport gangmu.targets.models\n")
        command = "from importlinter.cli import lint_imports_command as run; run()"
        run = subprocess.run(
            [sys.executable, "-c", command, "--no-cache"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert re.search(r"^Imports run one way.* BROKEN", run.stdout, re.MULTILINE), run.stdout + run.stderr
        assert run.returncode == 1


class TestSizes:
    def limit(self, file: Path) -> int:
        if file.suffix == ".html":
            return 200
        return 800 if file.is_relative_to(ROOT / "tests") else 400

    def test_no_file_is_longer_than_one_can_read(self) -> None:
        lengths = {file: len(file.read_text().splitlines()) for file in written_by_hand(".py", ".html", ".css", ".js")}
        assert {name(file): lines for file, lines in lengths.items() if lines > self.limit(file)} == {}

    def test_no_function_is_longer_than_forty_lines(self) -> None:
        long = {}
        for file in written_by_hand(".py"):
            if file.is_relative_to(ROOT / "tests"):
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40:
                    long[f"{name(file)}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
        assert long == {}


class TestNames:
    def test_no_module_is_a_drawer_for_anything(self) -> None:
        drawers = {"utils", "helpers", "common", "misc", "util", "helper"}
        assert [name(file) for file in files(".py") if drawers & {*file.relative_to(ROOT).parts, file.stem}] == []


class TestNothingFromOutside:
    # Pieced together, so that this file does not hold what it forbids.
    FORBIDDEN = [
        "pypi" + ".org", "python" + "hosted", "registry" + ".npmjs", "deb" + ".debian", "/wo" + "rk/", "/ro" + "ot/",
        "clau" + "de", "anthro" + "pic", "open" + "ai", "chat" + "gpt", "co" + "pilot", "TO" + "DO", "FIX" + "ME",
    ]  # fmt: skip

    def test_no_machine_no_registry_no_leftovers(self) -> None:
        found = []
        for file in files():
            if file.suffix not in TEXTS or "data" in file.relative_to(ROOT).parts:
                continue
            text = file.read_text(errors="ignore")
            found += [
                f"{name(file)}: {word}" for word in self.FORBIDDEN if re.search(rf"(?<!\w){re.escape(word)}", text)
            ]
        assert found == []

    def test_lock_files_name_no_host(self) -> None:
        locks = [ROOT / "package-lock.json", *ROOT.glob("requirements*.lock")]
        assert len(locks) == 4
        assert '"resolved"' not in locks[0].read_text()
        assert [name(lock) for lock in locks[1:] if "://" in lock.read_text()] == []

    def test_lock_files_hold_every_dependency(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())
        wanted = {
            "requirements.lock": project["project"]["dependencies"],
            "requirements-dev.lock": project["project"]["optional-dependencies"]["dev"],
            "requirements-build.lock": project["build-system"]["requires"],
        }
        for lock, dependencies in wanted.items():
            locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / lock).read_text(), re.MULTILINE))
            names = {re.sub(r"[._]", "-", re.findall(r"^[\w.-]+", line)[0].lower()) for line in dependencies}
            assert names <= locked, f"{lock} is out of date: run .ci/lock"

    def test_every_locked_package_has_a_hash(self) -> None:
        for lock in ROOT.glob("requirements*.lock"):
            entries = re.split(r"\n(?=[a-z0-9])", lock.read_text())
            assert [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


class TestPages:
    """What a strict Content-Security-Policy and a closed network ask of every template, style and script."""

    def test_templates_hold_no_inline_style_script_or_handler(self) -> None:
        inline = re.compile(
            r"\sstyle=|<style|\son\w+=|hx-on|javascript:|<script(?![^>]*\ssrc=)(?![^>]*application/json)"
        )
        assert [f"{name(f)}: {m[0]}" for f in files(".html") for m in inline.finditer(f.read_text())] == []

    def test_nothing_is_loaded_from_another_host(self) -> None:
        own = [file for file in files(".html", ".css", ".js") if file.is_relative_to(ROOT / "gangmu")]
        outside = re.compile(r"(?:src|href|url\(|import|fetch\()\W{0,3}(?:https?:)?//")
        assert [name(file) for file in own if outside.search(file.read_text())] == []

    def test_every_icon_is_in_the_sprite(self) -> None:
        drawn = set((ROOT / "gangmu/web/icons.txt").read_text().split())
        used = {entry.icon: "gangmu/web/context.py" for entry in NAVIGATION}
        for file in files(".html"):
            for icon in re.findall(r"""(?:{%\s*icon |\bicon=)["']([\w-]+)["']""", file.read_text()):
                used[icon] = name(file)
        assert {icon: file for icon, file in used.items() if icon not in drawn} == {}

    def test_comments_of_templates_stay_on_one_line(self) -> None:
        """Django shows a `{# #}` that spans lines to the reader of the page."""
        open_comment = re.compile(r"{#(?:(?!#}).)*$", re.MULTILINE)
        assert [name(file) for file in files(".html") if open_comment.search(file.read_text())] == []


class TestDocuments:
    @pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
    def test_commands_of_the_readme_exist(self, readme: str) -> None:
        commands = re.findall(r"^    (\S.*)$", (ROOT / readme).read_text(), re.MULTILINE)
        assert commands[0].startswith("./start")
        assert commands[1].startswith("./test")
        for command in commands:
            program, *arguments = command.split("#")[0].split()
            if program == "export":
                assert arguments[0].split("=")[0] in {"GANGMU_DATA"}
            elif program == ".venv/bin/gangmu":
                assert arguments[0] in COMMANDS or arguments[0] in {
                    option for p in main.params for option in p.opts
                } | {"--help"}
            else:
                assert os.access(ROOT / program, os.X_OK), command

    def test_links_lead_somewhere(self) -> None:
        broken = []
        for file in files(".md"):
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text()):
                if "://" not in target and not target.startswith("mailto:") and not (file.parent / target).exists():
                    broken.append(f"{name(file)}: {target}")
        assert broken == []

    @pytest.mark.parametrize("script", ["start", "test", ".ci/run", ".ci/lock", ".ci/house.sh"])
    def test_scripts_are_valid_bash(self, script: str) -> None:
        assert subprocess.run(["bash", "-n", script], cwd=ROOT, capture_output=True).returncode == 0
