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
from pathlib import Path

import pytest

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
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    for file in files(".py"):
        if file.is_relative_to(ROOT / "gangmu"):
            target = folder / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


class TestImports:
    """Each contract is seen to fail on a planted fault; without one it passes."""

    CONTRACTS = {
        "order": "Imports run one way",
        "pure": "The engine is pure",
        "engine": "Only assessment and the command line",
        "stage": "Inside a stage",
        "circles": "No circles",
    }

    def broken(self, folder: Path) -> set[str]:
        run = subprocess.run(
            [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
        )
        text = run.stdout + run.stderr
        if "does not exist" in text or "Missing layer" in text or "Could not find" in text:
            return {"order"}
        found = {key for key, title in self.CONTRACTS.items() if re.search(rf"^{title}.* BROKEN", text, re.MULTILINE)}
        assert bool(found) == bool(run.returncode), text
        return found

    def test_hold(self, copy: Path) -> None:
        assert self.broken(copy) == set()

    @pytest.mark.parametrize(
        ("contract", "file", "line"),
        [
            ("order", "gangmu/org/__init__.py", "import gangmu.targets.models"),
            ("order", "gangmu/base/errors.py", "import gangmu.config.settings"),
            ("order", "gangmu/cellar/__init__.py", "x = 1"),
            ("pure", "gangmu/scoring/__init__.py", "import django.db"),
            ("pure", "gangmu/forecast/__init__.py", "import django.db"),
            ("engine", "gangmu/web/home/views.py", "import gangmu.scoring"),
            ("stage", "gangmu/targets/models.py", "import gangmu.targets.actions"),
            ("stage", "gangmu/org/states.py", "import gangmu.org.models"),
            ("circles", "gangmu/base/models.py", "import gangmu.base.audit"),
        ],
    )
    def test_fail_on_a_planted_fault(self, copy: Path, contract: str, file: str, line: str) -> None:
        planted = copy / file
        before = planted.read_text() if planted.exists() else None
        planted.parent.mkdir(exist_ok=True)
        planted.write_text(f"{before or ''}\n{line}\n")
        try:
            assert contract in self.broken(copy)
        finally:
            if before is None:
                shutil.rmtree(planted.parent)
            else:
                planted.write_text(before)


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
