"""The whole line, lived by six people: from signing up to a certificate and a public entry."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from registry import clock
from registry.db import atomic, db
from registry.models.certificate import Certificate
from registry.services import user as users
from tests.documents import paper
from tests.journeys import acts
from tests.journeys.acts import Key, email_of, today
from tests.journeys.conftest import Arrive, Person, Site, served
from workflows.roles import Role

pytestmark = pytest.mark.browser
HOME = "Airedale NHS Foundation Trust"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(tmp_path, RATELIMIT_ENABLED=True) as site:
        yield site


def invitation(site: Site, name: str, role: Role) -> str:
    """Invite somebody to work here, and give the link, as the operator's command does."""

    def invite() -> str:
        with atomic():
            return users.invite(email_of(name), [role], None, clock.now())

    return f"/account/invitation/{site.ask(invite)}"


def test_from_signing_up_to_a_verified_certificate(site: Site, arrive: Arrive) -> None:
    alice, rafi, emma, carol = (arrive(name) for name in ("alice", "rafi", "emma", "carol"))
    asha, rene = arrive("asha"), arrive("rene")
    keys = {
        "asha": acts.prepared(site, "asha", Role.ASSESSOR),
        "rene": acts.prepared(site, "rene", Role.REGISTRAR),
    }
    open_the_employers_account(rene, keys["rene"], emma)
    apply(alice)
    give_a_reference(rafi)
    state_for_the_employer(emma)
    case = take_the_case(carol)
    ask_and_answer(carol, case, alice)
    acts.record_checks(carol, case)
    carol.shot("carol-12-checks-done")
    assess(asha, keys["asha"], case)
    approve(rene, case)
    site.run_jobs()
    certificate = download(alice)
    look_up(arrive("passer-by"), site, certificate)


def open_the_employers_account(rene: Person, key: Key, emma: Person) -> None:
    """A registrar opens the chair's office after a call-back, and the chair takes it up."""
    acts.sign_in(rene, key)
    rene.go("/admin/organisations")
    rene.answer(q="airedale")
    rene.press("Find organisation")
    rene.follow(HOME)
    rene.answer(
        kind="chair",
        name="Emma Hall",
        mail_domain="airedale.example",
        email=email_of("emma"),
        called_back="01535 652511, on the trust's own contact page; the secretary confirmed it",
        **acts.flat({"called_on": acts.day(today().isoformat())}),
    )
    rene.shot("rene-01-office")
    rene.press("Open this office")
    rene.fine()
    acts.accept_invitation(emma, emma.site.mailed_link(email_of("emma"), "/account/invitation/"))
    acts.sign_in(emma)
    emma.go("/employer")
    assert emma.heading == "Your organisation"
    emma.sees("No statement is waiting for you")


def apply(alice: Person) -> None:
    """Find out whether one may, make an account, answer everything, submit."""
    alice.go("/")
    alice.shot("alice-00-home")
    alice.go("/eligibility")
    alice.answer(
        post="executive_director",
        held="now",
        organisation_type="nhs_trust",
        band="vsm",
        programme="none",
    )
    alice.press("See whether you can apply")
    assert alice.heading == "You can apply"
    alice.shot("alice-01-eligible")
    alice.follow("Create an account", role="button")
    acts.sign_up(alice)
    acts.sign_in(alice)
    acts.begin(alice)
    alice.shot("alice-05-task-list")
    acts.answer_all(alice)
    add_evidence(alice)
    alice.shot("alice-06-task-list-complete")
    acts.submit(alice)
    alice.shot("alice-22-tracker")


def add_evidence(alice: Person) -> None:
    home = alice.page.url
    alice.go(f"{home}/sections/competence/outcomes")
    acts.upload(alice, "Board report.png", acts.PNG)
    alice.sees("Board report.png")
    alice.shot("alice-07-evidence")
    alice.press("Save and continue")
    alice.go(home)


def give_a_reference(rafi: Person) -> None:
    """Open the mailed link, enter the mailed code, answer."""
    acts.open_by_code(rafi, "rafi@leeds.example")
    acts.state(rafi, "referee_answer")
    rafi.shot("rafi-06-thanks")


def state_for_the_employer(emma: Person) -> None:
    """The chair confirms the post at the employer's own door."""
    emma.site.mailed(email_of("emma"), r"(Amina Okafor)")
    emma.go("/employer")
    emma.shot("emma-02-desk")
    emma.follow("Confirm the post of Amina Okafor")
    emma.shot("emma-03-request")
    emma.follow("Answer for the organisation", role="button")
    acts.state(emma, "employer_statement", capacity="Chair", post_confirmed="yes")
    emma.shot("emma-06-thanks")


def take_the_case(carol: Person) -> str:
    """Join by invitation, set up the second step, and take the case from the queue."""
    acts.accept_invitation(carol, invitation(carol.site, "carol", Role.CASEWORKER))
    acts.sign_in(carol)
    acts.set_up_second_step(carol)
    carol.go("/casework")
    carol.shot("carol-05-queue")
    carol.follow("1 case is unassigned")
    carol.shot("carol-05-unassigned")
    carol.follow("Amina Okafor")
    carol.shot("carol-06-case")
    carol.press("Take this case")
    carol.sees("The case is yours")
    return carol.page.url


def ask_and_answer(carol: Person, case: str, alice: Person) -> None:
    """The caseworker asks for more, and the applicant answers with words and a file."""
    carol.go(case)
    carol.follow("Ask the applicant for more", role="button")
    carol.answer(reason="Which trust did the board report go to?")
    carol.shot("carol-07-ask")
    carol.press("Send the question")
    carol.sees("The applicant is asked")
    carol.shot("carol-08-asked")
    alice.go(alice.site.mailed_link(email_of("alice"), "/applications/"))
    alice.shot("alice-23-asked")
    if alice.heading != "Answer our question":
        alice.follow("Answer our question", role="button")
    acts.upload(alice, "Minutes.png", acts.PNG)
    alice.answer(words="It went to the board of Airedale in May.")
    alice.shot("alice-24-answer")
    alice.press("Send your answer")
    alice.sees("We have your answer")
    alice.shot("alice-25-answered")


def assess(asha: Person, key: Key, case: str) -> None:
    """The assessor finds against each standard and recommends."""
    acts.sign_in(asha, key)
    asha.go(case)
    asha.shot("asha-01-case")
    asha.press("Take this assessment")
    acts.find_all(asha, case)
    asha.go(case)
    asha.shot("asha-03-found")
    asha.press("Recommend approval")
    asha.sees("Your recommendation is with the registrars")


def approve(rene: Person, case: str) -> None:
    """A registrar who had no part in it decides."""
    rene.go("/casework")
    rene.shot("rene-02-queue")
    rene.go(case)
    rene.follow("Read and decide", role="button")
    rene.shot("rene-03-decision")
    rene.press("Approve and register")
    rene.sees("Approved. The registration is open")
    rene.shot("rene-04-approved")


def download(alice: Person) -> Certificate:
    """Download the certificate: it is the very file that was kept."""
    alice.go("/registration")
    alice.shot("alice-30-registration")
    with alice.page.expect_download() as waiting:
        alice.page.get_by_role("button", name="Download certificate").click()
    got = Path(waiting.value.path()).read_bytes()
    kept: Certificate = alice.site.ask(lambda: db.session.query(Certificate).one())
    assert got.startswith(b"%PDF-")
    assert hashlib.sha256(got).hexdigest() == kept.sha256
    assert "Amina Okafor" in paper.read(got)
    return kept


def look_up(stranger: Person, site: Site, certificate: Certificate) -> None:
    """Anybody finds her, also by a slip of the pen, and learns what stood on which day."""
    stranger.go("/")
    stranger.answer(q="Amena Okafore")
    stranger.page.keyboard.press("Enter")
    stranger.sees("Amina Okafor")
    stranger.shot("public-01-search")
    stranger.follow("Amina Okafor")
    assert "Amina Okafor is registered" in stranger.text
    stranger.shot("public-02-entry")
    entry = stranger.page.url
    yesterday = today() - timedelta(days=1)
    stranger.go(f"{entry}?on={yesterday.isoformat()}")
    stranger.shot("public-03-yesterday")
    assert "Amina Okafor was not registered" in stranger.text
    stranger.go(f"{entry}?on={today().isoformat()}")
    stranger.shot("public-04-today")
    assert "this register said: Amina Okafor is registered." in stranger.text
    stranger.go(f"/verify/{certificate.code}")
    assert stranger.heading == "This certificate stands"
    stranger.shot("public-05-verify")
    stranger.go("/register?q=Zebedee+Nobody")
    stranger.shot("public-06-nobody")
