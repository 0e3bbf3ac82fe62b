"""The house stands: floors, sizes, one writer of state, every effect wired, every mail worded."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry import links, wiring
from registry.services import casework
from registry.wiring import Miswired

ROOT = Path(__file__).parent.parent
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def code(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_floors_import_downward_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", list(modules("workflows", "registry")), ids=lambda p: p.stem)
def test_no_module_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_the_heart_stays_small() -> None:
    def length(path: str) -> int:
        return len((ROOT / path).read_text(encoding="utf-8").splitlines())

    assert length("workflows/engine.py") <= 250
    assert length("registry/services/casework.py") <= 200


def test_no_function_is_too_long() -> None:
    long = [
        f"{path.name}: {node.name}"
        for path in modules("workflows", "registry")
        for node in ast.walk(code(path))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_only_the_door_and_the_start_of_a_case_write_its_state() -> None:
    """`casework.fire` moves a case and `begun` starts one; nothing else assigns `.state`."""
    writers = {
        (path.relative_to(ROOT).as_posix(), function.name)
        for path in modules("registry")
        for function in ast.walk(code(path))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in targets(node)
        if isinstance(target, ast.Attribute) and target.attr == "state"
    }
    assert writers == {
        ("registry/services/casework.py", "fire"),
        ("registry/models/case.py", "begun"),
    }


def targets(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> Iterator[ast.expr]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        yield from target.elts if isinstance(target, ast.Tuple) else [target]


def test_nothing_below_an_edge_commits() -> None:
    below = modules("registry/services", "registry/models", "registry/sections", "workflows")
    committing = [
        path.name
        for path in below
        for node in ast.walk(code(path))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert committing == []


def test_nothing_below_an_edge_reads_the_clock() -> None:
    below = modules("registry/services", "registry/models", "registry/sections", "workflows")
    reading = [
        f"{path.name}:{node.lineno}"
        for path in below
        for node in ast.walk(code(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "utcnow", "today")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date", "clock", "time")
    ]
    assert reading == []


def test_only_jobs_print() -> None:
    """Paper is made by the worker: no door and no service imports what prints it.

    The services of the demonstration write letters to be given as evidence; no door calls them.
    """
    doors = modules("registry/web", "registry/api", "registry/services")
    printing = [
        f"{path.name}: {name}"
        for path in doors
        if path.name != "demo.py"
        for name in imported(path)
        if name.startswith(("weasyprint", "pydyf", "registry.documents.render"))
        or (name.startswith("registry.documents") and name.endswith("pdf"))
    ]
    assert printing == []
    assert "registry.documents.letter.application_pdf" in imported(
        ROOT / "registry/jobs/application_paper.py"
    )


def imported(path: Path) -> Iterator[str]:
    """Give the full name of everything that a module imports."""
    for node in ast.walk(code(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_a_workflow_that_names_an_unknown_effect_stops_the_start() -> None:
    with pytest.raises(Miswired, match="send_nothing"):
        wiring.compare("queued", {"send_nothing"}, set())
    with pytest.raises(Miswired, match="forgotten"):
        wiring.compare("inline", set(), {"forgotten"})


def test_every_effect_is_wired() -> None:
    wiring.connect()
    assert set(casework.INLINE) == set(wiring.INLINE)


def test_every_letter_has_its_words() -> None:
    worded = {path.stem for path in (ROOT / "templates" / "mail").glob("*.txt")}
    assert set(wiring.LETTERS) <= worded


def test_no_module_is_called_helper_manager_or_utils() -> None:
    names = {path.stem for path in modules("workflows", "registry", "tests")}
    assert not names & {"helper", "helpers", "manager", "utils", "util", "common", "misc"}


def test_every_place_that_links_name_is_on_the_map(app: object) -> None:
    adapter = app.url_map.bind("register.example")  # type: ignore[attr-defined]
    parts = {"application": 7, "check": 3, "section": "personal", "token": "7-" + "0" * 40}
    parts |= {"number": "SL4K72QXP", "code": "ABCD", "confirmation": 5, "step": "fitness"}
    parts |= {"revalidation": 3, "appointment": 4}
    for place in links.PLACES:
        assert adapter.match(links.path(place, **parts)), place
