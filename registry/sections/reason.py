"""The words that go with a step: why it is taken, or what is asked."""

from functools import cache

from registry.sections.base import Section, Text, ask, declare

NAME, MOST = "reason", 10_000


@cache
def reason(label: str, hint: str, required: str) -> Section:
    """Make the one question of a step that wants words."""
    asked = ask(Text, label, hint=hint, required=required, lines=True, most=MOST)
    return declare("Reason", {"key": NAME, "title": label}, {NAME: asked})()
