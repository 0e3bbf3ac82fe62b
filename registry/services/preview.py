"""The message that a step will send, as the applicant would read it if it were sent now."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry import links
from registry.clock import london_day
from registry.documents.mail import compose
from registry.models.application import Application
from registry.services.setting import scheme
from workflows.calendar import for_person

LETTERS = {
    "ask": "send_question",
    "propose_refusal": "send_provisional_refusal",
    "refuse": "send_refusal",
}
INSIDE_PARAGRAPH = re.compile(r"(?<!\n)\n(?![\n-])")
NO_WORDS = "(Your words stand here.)"


@dataclass(frozen=True)
class Letter:
    """A message before it is sent."""

    subject: str
    text: str


def letter(application: Application, trigger: str, words: str, now: datetime) -> Letter | None:
    """Compose the message that a step would send with these words; some steps send none."""
    if trigger not in LETTERS:
        return None
    policy, today = application.policy, london_day(now)
    days = policy.follow_up_days if application.questions else policy.information_days
    said = words.strip() or NO_WORDS
    context = {
        "scheme": scheme(),
        "person": application.person.register_name or application.person.legal_name,
        "reference": application.reference,
        "link": links.address("application", application=application.id),
        "at": today,
        "reason": said,
        "question": said,
        "answer_due": for_person(today + timedelta(days=days)),
        "response_due": for_person(today + timedelta(days=policy.representations_days)),
        "appeal_days": policy.appeal_days,
        "adjustment_working_days": policy.adjustment_working_days,
    }
    subject, text = compose(LETTERS[trigger], context)
    return Letter(subject, unfolded(text))


def unfolded(text: str) -> str:
    """Join the lines of each paragraph; a page breaks them where it is wide."""
    return INSIDE_PARAGRAPH.sub(" ", text)
