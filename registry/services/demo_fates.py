"""Every way that things go in the demonstration, and when each began."""

from dataclasses import dataclass
from random import Random

from registry.services import demo_befalling as befell
from registry.services import demo_keeping_up as up
from registry.services import demo_keeping_words as said
from registry.services import demo_revalidating as third
from registry.services import demo_story as told
from registry.services import demo_turns as turn
from registry.services import demo_words as words
from registry.services.demo_life import Telling, in_turn

LEAD = 16  # days from the first day of a brisk story to the registration
YEAR = 365.25


@dataclass(frozen=True)
class Fate:
    """One way to go: its story, how many days ago it began, what a visitor sees."""

    story: Telling
    since: tuple[int, int]
    shows: str
    on_time: bool = False  # what is seen today hangs on the day of the registration
    reprints: bool = False  # a certificate of it is replaced, so each is printed in its own time

    @property
    def brisk(self) -> bool:
        """Tell whether the story is still going on today, so that its pace matters."""
        return self.on_time or self.since[0] < 80


def due_in(days: int, year: int = 1) -> tuple[int, int]:
    """Say when to begin so that the day of a year is so many days from today."""
    start = round(YEAR * year) + LEAD - days
    return start, start + 2


def going_on(*parts: Telling) -> Telling:
    """Tell how somebody came to be registered and attests each year."""
    return in_turn(*parts, up.kept)


APPROVED = (told.assessing, told.recommended, told.approved)
REGISTERED = in_turn(told.assessed, told.approved)
REFUSING = in_turn(told.not_recommended, told.told)
WINDOW = (REGISTERED, up.years(2), third.named)
SENT = (*WINDOW, third.sent)

STARRING: dict[str, Fate] = {
    "registered": Fate(going_on(REGISTERED), (150, 850), "Registered, with a certificate"),
    "half": Fate(told.half, (9, 12), "A draft, half done"),
    "ready": Fate(told.drafting, (6, 9), "A draft that is ready to submit"),
    "waiting": Fate(told.looked_up, (16, 20), "Checks under way, others are asked"),
    "question": Fate(in_turn(told.taken, turn.asked), (18, 26), "A question to answer"),
    "provisional": Fate(REFUSING, (26, 34), "Provisional reasons to respond to"),
    "refused": Fate(
        in_turn(REFUSING, turn.refused(0)), (120, 300), "Refused, and what can be done"
    ),
    "renamed": Fate(
        going_on(REGISTERED, turn.renamed),
        (160, 500),
        "A new name, a new certificate",
        reprints=True,
    ),
    "attesting": Fate(
        in_turn(REGISTERED, up.half_attested), due_in(28), "A yearly attestation, half done", True
    ),
    "late": Fate(
        in_turn(REGISTERED, up.all_but_one(40), up.looked_in),
        due_in(-15),
        "Late, with everything done but the last button",
        True,
    ),
    "window": Fate(in_turn(*WINDOW), due_in(75, 3), "Revalidation, a portfolio to finish", True),
}
KEEPING_UP: dict[str, Fate] = {
    "to confirm": Fate(
        in_turn(REGISTERED, up.sent(8)), due_in(25), "An attestation with the chair", True
    ),
    "last step": Fate(
        in_turn(REGISTERED, up.all_but_one(9)),
        due_in(30),
        "An attestation but for its button",
        True,
    ),
    "nothing done": Fate(
        in_turn(REGISTERED, up.looked_in), due_in(-17), "Late, with nothing done", True
    ),
    "lapsed": Fate(
        in_turn(REGISTERED, up.looked_in, up.lapsing), due_in(-48), "Lapsed, quick way back", True
    ),
    "away": Fate(in_turn(REGISTERED, up.away), due_in(12), "On a planned absence", True),
    "between": Fate(
        in_turn(REGISTERED, befell.left_post(14), befell.covered),
        (120, 330),
        "Between posts, and a note of interim cover",
        reprints=True,
    ),
    "stating": Fate(
        in_turn(REGISTERED, befell.started("RR8", 4)),
        (120, 330),
        "A new post for the chair to confirm",
        reprints=True,
    ),
    "disputed": Fate(
        in_turn(REGISTERED, befell.started("RJ1", 30), befell.disputed),
        (120, 330),
        "A new post, disputed",
        reprints=True,
    ),
    "cannot": Fate(
        in_turn(REGISTERED, up.sent(12), up.cannot),
        due_in(25),
        "The employer cannot confirm, a reply is awaited",
        True,
    ),
    "confirmer": Fate(in_turn(*SENT), due_in(70, 3), "A portfolio with the confirmer", True),
    "drawn": Fate(
        in_turn(*SENT, third.confirmed(drawn=True)), due_in(65, 3), "Drawn for audit", True
    ),
    "name asked": Fate(in_turn(REGISTERED, befell.name_asked), (120, 330), "A new name asked for"),
    "matter": Fate(
        in_turn(REGISTERED, befell.told_of(said.MATTER, 40), befell.held),
        (120, 330),
        "Registered, a matter is held",
    ),
    "death": Fate(
        in_turn(REGISTERED, befell.reported("report_death", 2, said.DIED)),
        (120, 330),
        "A death reported, a second person is to look",
    ),
    "came back": Fate(in_turn(REGISTERED, befell.came_back), due_in(35), "A letter to post", True),
}
APPLYING: dict[str, Fate] = {
    "decision": Fate(told.assessed, (20, 23), "Waits for a registrar's decision"),
    "half found": Fate(
        in_turn(told.checked, told.assessing, turn.some_found), (19, 21), "Assessment, half done"
    ),
    "untaken": Fate(told.applied, (7, 9), "Submitted, nobody has taken it yet"),
    "moved": Fate(
        going_on(REGISTERED, turn.moved), (200, 500), "A new post, not confirmed", reprints=True
    ),
    "refusal": Fate(told.not_recommended, (20, 23), "Recommended for refusal"),
    "unassessed": Fate(told.checked, (15, 17), "Checks settled, waits for an assessor"),
    "query": Fate(turn.queried("registration"), (13, 15), "A query about a check"),
    "expired": Fate(told.half, (110, 500), "A draft that ended"),
    "withdrawn": Fate(in_turn(told.looked_up, turn.withdrawn), (90, 400), "Withdrawn"),
    "closed": Fate(
        in_turn(told.taken, turn.asked), (110, 400), "Closed, a question was not answered"
    ),
    "left": Fate(in_turn(REGISTERED, turn.left), (220, 500), "Left the register"),
    "responded": Fate(in_turn(REFUSING, turn.responded(0)), (36, 42), "Has responded to reasons"),
    "stale": Fate(
        in_turn(turn.aged, told.assessing, told.recommended),
        (27, 29),
        "Back in the checks, one ran out",
    ),
    "signed up": Fate(told.signed_up, (2, 4), "An account, nothing begun"),
    "started": Fate(told.started, (5, 20), "A draft, just begun"),
    "reminded": Fate(told.half, (50, 70), "A draft with reminders"),
    "taken": Fate(told.taken, (11, 13), "Just taken by a caseworker"),
    "half heard": Fate(
        in_turn(told.looked_up, turn.half_heard), (17, 20), "Waits for the employer"
    ),
    "overdue": Fate(told.looked_up, (45, 50), "Statements that are overdue"),
    "declined": Fate(in_turn(told.looked_up, turn.declined), (17, 20), "The referee declined"),
    "asked late": Fate(
        in_turn(told.checked, turn.asked_by_assessor), (22, 26), "Asked by the assessor"
    ),
    "pressing": Fate(in_turn(told.taken, turn.asked), (44, 47), "An answer that is due soon"),
    "failed": Fate(
        in_turn(turn.failed_check, turn.responded(1), turn.refused(1)), (150, 400), "Refused"
    ),
    "error": Fate(in_turn(REGISTERED, turn.ended_in_error), (150, 400), "Entered in error"),
    "new": Fate(REGISTERED, (27, 40), "Registered lately"),
}
RARELY: dict[str, Fate] = {
    "passed on": Fate(
        in_turn(REGISTERED, up.sent(70)), due_in(-30), "A chair who was silent, passed on", True
    ),
    "retired": Fate(in_turn(REGISTERED, up.years(1), up.retired), (600, 900), "Retired"),
    "gone": Fate(in_turn(REGISTERED, up.looked_in, up.lapsing), (520, 640), "Lapsed for good"),
    "stated": Fate(
        in_turn(REGISTERED, befell.started("RJ1", 40)),
        (120, 330),
        "A new post, stated and not confirmed",
        reprints=True,
    ),
    "told of": Fate(
        in_turn(REGISTERED, befell.told_of(said.MATTER_TOO, 1)),
        (120, 330),
        "A matter that nobody has read yet",
    ),
    "died": Fate(
        in_turn(
            REGISTERED,
            befell.reported("report_death", 40, said.DIED),
            befell.ended("confirm_death", 35, said.DEATH_SEEN),
        ),
        (150, 330),
        "Died",
    ),
    "unreachable": Fate(
        in_turn(
            REGISTERED,
            befell.reported("report_unreachable", 100, said.FAILS),
            befell.ended("end_unreachable", 6, said.STILL_FAILS),
        ),
        (220, 330),
        "Ended, cannot be reached",
    ),
    "reply read": Fate(
        in_turn(REGISTERED, up.sent(14), up.cannot, up.replied),
        due_in(24),
        "The employer cannot confirm, a registrar reads the reply",
        True,
    ),
    "gave up": Fate(in_turn(told.half, turn.withdrawn), (90, 300), "Withdrawn"),
    "back at once": Fate(
        going_on(REGISTERED, up.looked_in, up.lapsing, up.restored),
        (500, 620),
        "Lapsed, and restored the same day",
        reprints=True,
    ),
    "deferred": Fate(
        in_turn(*WINDOW, third.deferred), due_in(65, 3), "Revalidation deferred", True
    ),
    "more": Fate(
        in_turn(*SENT, third.confirmed(drawn=True), third.asked_more),
        due_in(60, 3),
        "Drawn for audit, more evidence asked for",
        True,
    ),
    "looked at": Fate(
        going_on(*SENT, third.confirmed(drawn=True), third.met),
        due_in(30, 3),
        "Revalidated, after an audit",
        True,
        reprints=True,
    ),
    "revalidated": Fate(
        going_on(*SENT, third.confirmed(drawn=False)),
        due_in(-5, 3),
        "Revalidated",
        True,
        reprints=True,
    ),
    "proposed": Fate(
        in_turn(*WINDOW, third.warned, third.not_engaged),
        due_in(40, 3),
        "An answer to a proposal awaited",
        True,
    ),
    "removed": Fate(
        in_turn(*WINDOW, third.warned, third.not_engaged, third.removed),
        due_in(-6, 3),
        "Removed by decision",
        True,
    ),
    "ground ended": Fate(
        going_on(turn.with_query("insolvency", "ground_ended", words.GROUND_ENDED), *APPROVED),
        (130, 500),
        "Registered, after a query",
    ),
    "mitigated": Fate(
        going_on(turn.with_query("registration"), *APPROVED),
        (130, 500),
        "Registered, after a query",
    ),
    "answered": Fate(
        going_on(
            told.taken, turn.asked, turn.answered, told.looking, told.heard, told.settled, *APPROVED
        ),
        (130, 500),
        "Registered, after a question",
    ),
    "heard": Fate(
        going_on(REFUSING, turn.responded(0), turn.reassessed, told.approved),
        (150, 500),
        "Registered, after a response",
    ),
    "aside": Fate(
        going_on(told.taken, turn.stood_aside, told.looking, told.heard, told.settled, *APPROVED),
        (120, 500),
        "Registered, handled by two people",
    ),
    "another": Fate(
        going_on(told.looked_up, turn.asked_another, told.heard, told.settled, *APPROVED),
        (150, 500),
        "Registered, with a second referee",
    ),
}
FATES = STARRING | KEEPING_UP | APPLYING | RARELY
OFTEN = (
    *("registered",) * 60,
    *("new", "renamed", "moved", "moved", "left", "mitigated", "answered", "aside"),
    *("refused", "expired", "expired", "withdrawn", "gave up", "closed"),
    *("half", "started", "ready", "untaken", "taken", "waiting", "half heard"),
    *("unassessed", "half found", "decision", "question"),
    *("attesting", "late", "nothing done", "last step", "to confirm", "back at once"),
    *("window", "confirmer", "revalidated", "away", "retired", "gone", "passed on"),
)


def fate_of(place: int, rng: Random) -> str:
    """Give each fate to somebody first, and then the more frequent ones more often."""
    every = tuple(FATES)
    return every[place] if place < len(every) else rng.choice(OFTEN)
