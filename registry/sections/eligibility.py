"""Three questions before anybody signs up, so that nobody fills in a form in vain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.sections.base import Choice, Section, YesNo, ask, options
from registry.sections.route import ROUTES, category_of


class Eligibility(Section):
    key, title = "eligibility", "Check whether you can apply"

    standing = ask(
        Choice,
        "Which of these describes you best?",
        short="You are",
        required="Select what describes you best",
        choices=(*ROUTES, *options(("none", "None of these"))),
    )
    in_england = ask(
        YesNo,
        "Is your work, or the post you aim at, in health or care in England?",
        short="In England",
        required="Select yes if it is in health or care in England",
    )
    agrees_to_checks = ask(
        YesNo,
        "Do you agree that we check what you tell us, and ask your employer and a referee?",
        hint="You decide when your employer is asked",
        short="Agree to checks",
        required="Select yes if you agree to the checks",
    )


@dataclass(frozen=True)
class Verdict:
    """Whether somebody may apply, as what, and if not why not."""

    may_apply: bool
    category: str = ""
    reasons: tuple[str, ...] = ()


REASONS = (
    (
        lambda answers: answers.get("standing") != "none",
        "The register is for senior leaders and for people preparing to become one",
    ),
    (
        lambda answers: answers.get("in_england") is True,
        "The register is for leaders in health and care in England",
    ),
    (
        lambda answers: answers.get("agrees_to_checks") is True,
        "Nobody joins the register without the checks",
    ),
)


def verdict(answers: Mapping[str, Any]) -> Verdict:
    """Say whether somebody with these loaded answers may apply."""
    reasons = tuple(reason for met, reason in REASONS if not met(answers))
    if reasons:
        return Verdict(False, reasons=reasons)
    return Verdict(True, category_of(str(answers.get("standing"))))
