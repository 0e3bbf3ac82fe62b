"""What the README shows is what the product is."""

from pathlib import Path

import pytest

from registry.wiring import WORKFLOWS
from workflows.diagram import mermaid
from workflows.engine import Workflow

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.name)
def test_the_diagrams_are_those_of_the_rules(workflow: Workflow) -> None:
    """After a change of a workflow, `flask diagram` prints the new text."""
    assert f"```mermaid\n{mermaid(workflow)}\n```" in README


def test_every_make_target_that_it_names_exists() -> None:
    makefile = (Path(__file__).parent.parent / "Makefile").read_text(encoding="utf-8")
    for line in README.splitlines():
        for word in line.split("`"):
            if word.startswith("make ") and len(word.split()) >= 2:
                target = word.split()[1]
                assert f"\n{target}:" in makefile, target


def test_every_picture_that_it_shows_is_there() -> None:
    root = Path(__file__).parent.parent
    for part in README.split("](")[1:]:
        target = part.split(")")[0]
        if not target.startswith(("http", "#", "mailto")):
            assert (root / target).exists(), target
