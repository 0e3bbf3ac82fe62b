"""What the people of the journeys do, page by page, in their own browsers."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_security import hash_password
from passlib.totp import TOTP

from registry.db import atomic
from registry.services import user as users
from tests.journeys.conftest import Person, Site
from tests.sections.answers import FORM, day, typed
from tests.web.conftest import flat
from workflows.roles import Role

PASSWORD = "correct horse battery"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
EMAIL = "{}@airedale.example"
LAST_WEEK = datetime.now(UTC).date() - timedelta(days=7)


@dataclass
class Key:
    """The secret that a person's authenticator app holds."""

    text: str

    def code(self) -> str:
        totp = TOTP(re.sub(r"[^A-Z2-7]", "", self.text), format="base32")
        return str(totp.generate(datetime.now(UTC)).token)


def email_of(name: str) -> str:
    return EMAIL.format(name)


def answers_of(key: str, **changes: Any) -> dict[str, Any]:
    """Give answers to a section that hold on any day, for the people of the journeys."""
    bent = {
        "personal": {"legal_last_name": "Okafor", "former_names": ""},
        "history": {"employment": worked(), "gaps": []},
        "referee": {
            "name": "Rafi Roy",
            "email": "rafi@leeds.example",
            "employer_name": "Emma Hall",
            "employer_post": "Chair",
            "employer_email": email_of("emma"),
            "employer_contact": "at_once",
            "employer_after": None,
        },
    }.get(key, {})
    given = typed(key, **{**bent, **changes})
    return {name: value for name, value in given.items() if not name.endswith("_evidence")}


def worked() -> list[dict[str, Any]]:
    """Two posts without a day between them."""
    now, before = typed("history")["employment"]
    return [now, {**before, "ended": day("2024-03-31")}]


def prepared(site: Site, name: str, *roles: Role) -> Key:
    """Make the account of somebody who signed up before this journey, with a second step."""

    def made() -> str:
        security = current_app.extensions["security"]
        with atomic():
            user = users.add_user(email_of(name), roles, datetime.now(UTC), name=name.capitalize())
            user.password = hash_password(PASSWORD)
            if not roles:
                return ""
            secret = security.totp_factory.generate_totp_secret()
            security.datastore.tf_set(user, "authenticator", secret)
            security.datastore.mf_set_recovery_codes(user, ["ab12-cd34-ef56"])
            return str(security.totp_factory.get_totp_pretty_key(secret))

    return Key(site.ask(made))


def sign_up(person: Person) -> None:
    """Make an account and confirm its address by the mailed link."""
    person.go("/account/create")
    person.answer(name=person.name.capitalize(), email=email_of(person.name), password=PASSWORD)
    person.press("Create account")
    assert person.heading == "Check your email"
    person.shot(f"{person.name}-02-check-your-email")
    person.go(person.site.mailed_link(email_of(person.name), "/account/confirm-email/"))
    person.press("Confirm my email address")
    person.sees("Your email address is confirmed")


def sign_in(person: Person, key: Key | None = None) -> None:
    """Sign in with a password and, where there is one, the code of an app."""
    person.go("/login")
    person.answer(email=email_of(person.name), password=PASSWORD)
    person.press("Sign in")
    if key and key.text:
        assert person.heading == "Enter the code from your app"
        person.answer(code=key.code())
        person.press("Continue")


def accept_invitation(person: Person, link: str) -> None:
    """Open an invitation and choose a password."""
    person.go(link)
    person.shot(f"{person.name}-01-invitation")
    person.answer(name=person.name.capitalize(), password=PASSWORD)
    person.press("Accept and create account")
    person.sees("Your account is ready")


def set_up_second_step(person: Person) -> None:
    """Connect an app and keep the recovery codes."""
    assert person.heading == "Set up two-step sign-in"
    person.shot(f"{person.name}-03-second-step")
    person.page.get_by_text("I cannot scan it: show the key").click()
    key = Key(person.page.locator(".app-key").inner_text())
    person.answer(code=key.code())
    person.press("Connect my app")
    person.press("Get my recovery codes")
    assert person.page.locator(".app-codes li").count() == 10
    person.shot(f"{person.name}-04-recovery-codes")
    person.follow("I have kept my codes", role="button")


def begin(person: Person) -> None:
    """Start an application and accept the rules."""
    person.go("/apply")
    person.shot(f"{person.name}-03-apply")
    person.press("Start your application")
    person.shot(f"{person.name}-04-rules")
    person.tick("I have read the scheme rules and accept them")
    person.press("Accept and continue")
    assert person.heading == "Your application"


def answer_section(person: Person, key: str, **changes: Any) -> None:
    """Answer a section page by page, until the task list comes back."""
    home = person.page.url
    answers = flat(answers_of(key, **changes))
    section = next(section for section in FORM if section.key == key)
    person.follow(section.title)
    for _ in range(12):
        person.answer(**answers)
        person.shot(
            f"{person.name}-section-{key}-{person.page.url.rpartition('/')[2].partition('?')[0]}"
        )
        person.press("Save and continue")
        person.fine()
        if person.page.url.partition("#")[0] == home:
            return
    raise AssertionError(f"the pages of {key} do not end")


def answer_all(person: Person, **changes: dict[str, Any]) -> None:
    """Answer every section."""
    for section in FORM:
        answer_section(person, section.key, **changes.get(section.key, {}))


def upload(person: Person, name: str, content: bytes) -> None:
    """Add a file on the page that stands open."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    person.page.locator("#file").set_input_files([file])
    person.press("Upload file")


def submit(person: Person) -> None:
    """Check the answers, declare and submit."""
    person.follow("Check your answers", role="button")
    person.shot(f"{person.name}-20-check-answers")
    person.follow("Continue to the declaration", role="button")
    person.answer(**typed("declaration"))
    person.shot(f"{person.name}-21-declaration")
    person.press("Submit application")
    person.sees("We have received your application")


def open_by_code(person: Person, address: str) -> None:
    """Open the link of a request by the code that comes to the same address."""
    person.go(person.site.mailed_link(address, "/references/"))
    person.shot(f"{person.name}-01-link")
    person.press("Send me a code")
    person.shot(f"{person.name}-02-code")
    person.answer(code=person.site.mailed(address, r"^(\d{6})"))
    person.press("Open the questions")


def state(person: Person, kind: str, **changes: Any) -> None:
    """Answer the questions of a referee or an employer, and send the answers."""
    person.answer(**flat(typed(kind, **changes)))
    person.shot(f"{person.name}-04-questions")
    person.press("Continue to check")
    person.fine()
    person.shot(f"{person.name}-05-check")
    person.through(person.page.get_by_role("button", name=re.compile("^Send this")))
    person.sees("Thank you")


def record_checks(person: Person, case: str) -> None:
    """Record every check that stands open in a case as clear."""
    person.go(case)
    waiting = person.page.get_by_role("link", name=re.compile("Record the outcome"))
    while waiting.count():
        person.through(waiting.first)
        answers = {
            "outcome": "clear",
            "source": "The source itself, looked at on paper",
            "level": "enhanced",
            "made_on": day(LAST_WEEK.isoformat()),
            "looked_on": day(LAST_WEEK.isoformat()),
        }
        person.answer(**flat(answers))
        person.shot(f"{person.name}-10-check")
        person.press("Record outcome")
        person.fine()


def find_all(person: Person, case: str, outcome: str = "met") -> None:
    """Record a finding against each standard."""
    person.go(case)
    person.follow(FORM.domains[0].title)
    for _ in FORM.domains:
        person.answer(outcome=outcome, reason=typed("finding")["reason"])
        person.shot(f"{person.name}-02-finding")
        person.press("Record finding")
        person.fine()


def today() -> date:
    return datetime.now(UTC).date()
