"""The licence check refuses what binds us and nothing else."""

import pytest

from tests.checks.licences import choices, locked, node_refusals, python_refusals, refusal


@pytest.mark.parametrize(
    ("expression", "refused"),
    [
        ("MIT", False),
        ("LGPL-3.0-only", False),
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("MIT AND GPL-2.0-only", True),
        ("GPL-2.0-only OR MIT", False),
        ("GNU General Public License v2 (GPLv2)", True),
        ("GNU Affero General Public License v3", True),
        ("GNU Lesser General Public License v3 or later (LGPLv3+)", False),
    ],
)
def test_only_the_strong_ones_are_refused(expression: str, refused: bool) -> None:
    assert bool(refusal(choices(expression))) is refused


def test_silence_is_refused() -> None:
    assert refusal([]) == "states no licence"


def test_a_package_for_another_system_is_not_asked_for() -> None:
    lock = 'flask==3.1.3 \\\n    --hash=sha256:00\nother==1 ; sys_platform == "nowhere"\n'
    assert [pin.name for pin in locked(lock)] == ["flask"]


def test_a_pin_that_is_not_installed_is_told() -> None:
    assert list(python_refusals("no-such-package==1\n")) == [
        "no-such-package is locked but not installed"
    ]


def test_the_front_end_is_judged_too() -> None:
    lock = '{"packages": {"": {}, "node_modules/x": {"license": "GPL-3.0-only"}}}'
    assert list(node_refusals(lock)) == ["node_modules/x is offered only under GPL-3.0-only"]
