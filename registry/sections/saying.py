"""What an applicant writes to the register: an answer, or a response to its provisional view."""

from registry.sections.base import Section, Text, ask, declare

MOST = 10_000


def saying(key: str, label: str, hint: str, required: str) -> Section:
    """Make the one question of such a page."""
    asked = ask(Text, label, hint=hint, required=required, lines=True, most=MOST)
    return declare(key.capitalize(), {"key": key, "title": label}, {"words": asked})()


ANSWER = saying(
    "answer",
    "Your answer",
    "Write as much as you need. You can add files below",
    "Write your answer",
)
RESPONSE = saying(
    "respond",
    "Your response",
    "Say what you think is wrong or missing. You can write more than once until the date above",
    "Write your response",
)
