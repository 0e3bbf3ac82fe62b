"""What the rulings say may happen, written out by hand and without asking the code under test.

A small model of each case walks beside the real one; `Oracle.watch` holds every new movement
against it: the step exists and leads there, and this person could have that role there and then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

SETTLED = {"clear", "mitigated", "ground_ended", "not_satisfied", "not_needed"}
OPEN = {"draft", "checks", "assessment", "decision", "awaiting_information", "minded_to_refuse"}
STAFF = {"caseworker", "assessor", "registrar"}

Table = dict[str, tuple[str, dict[str, str]]]


def stays(*states: str) -> dict[str, str]:
    return {state: state for state in states}


WITH_STAFF = ("checks", "assessment", "decision")
THREE = (1, 2, 3)
APPLICATION: Table = {
    "submit": ("subject", {"draft": "checks"}),
    **{f"remind_draft_{n}": ("system", stays("draft")) for n in THREE},
    "expire": ("system", {"draft": "expired"}),
    "take": ("caseworker", stays("checks")),
    "take_assessment": ("assessor", stays("assessment")),
    "stand_aside": ("caseworker assessor", stays(*sorted(OPEN - {"draft"}))),
    "checks_closed": ("system", {"checks": "assessment"}),
    "checks_reopened": ("system", dict.fromkeys(("assessment", "decision"), "checks")),
    "ask": ("caseworker assessor registrar", dict.fromkeys(WITH_STAFF, "awaiting_information")),
    "answer": ("subject", {"awaiting_information": "where it was asked"}),
    **{f"remind_question_{n}": ("system", stays("awaiting_information")) for n in THREE},
    "close_unanswered": ("system", {"awaiting_information": "closed"}),
    "recommend_approval": ("assessor", {"assessment": "decision"}),
    "recommend_refusal": ("assessor", {"assessment": "decision"}),
    "return_to_assessment": (
        "registrar",
        dict.fromkeys(("decision", "minded_to_refuse"), "assessment"),
    ),
    "approve": ("registrar", dict.fromkeys(("decision", "minded_to_refuse"), "registered")),
    "propose_refusal": ("registrar", {"decision": "minded_to_refuse"}),
    "respond": ("subject", stays("minded_to_refuse")),
    "response_time_over": ("system", stays("minded_to_refuse")),
    "refuse": ("registrar", {"minded_to_refuse": "refused"}),
    "withdraw": ("subject", dict.fromkeys(OPEN, "withdrawn")),
}
CHECK: Table = {
    "clear": ("caseworker", {"open": "clear"}),
    "query": ("caseworker", {"open": "query"}),
    "reply": ("subject", stays("query")),
    "reply_overdue": ("system", stays("query")),
    "leave_out": ("caseworker", {"open": "not_needed"}),
    "explain": ("caseworker assessor registrar", {"query": "clear"}),
    "withdraw_query": ("caseworker", {"query": "open"}),
    "mitigate": ("assessor registrar", {"query": "mitigated"}),
    "ground_ended": ("assessor registrar", {"query": "ground_ended"}),
    "not_satisfied": ("assessor registrar", {"query": "not_satisfied"}),
    "reconsider": ("registrar", {"not_satisfied": "query"}),
    "go_stale": ("system", dict.fromkeys(("clear", "mitigated", "ground_ended"), "stale")),
    "refresh": ("caseworker", {"stale": "open"}),
    "end": ("system", dict.fromkeys(("open", "query", "stale"), "ended")),
}
WAITING = ("requested", "overdue")
REFERENCE: Table = {
    "ask": ("system caseworker", stays("requested")),
    "answer": ("referee employer", dict.fromkeys(WAITING, "answered")),
    "decline": ("referee employer", dict.fromkeys(WAITING, "declined")),
    "replace": ("caseworker", dict.fromkeys((*WAITING, "declined"), "replaced")),
    **{f"chase_{n}": ("system", stays("requested")) for n in THREE},
    "escalate": ("system", {"requested": "overdue"}),
    "end": ("system", dict.fromkeys((*WAITING, "declined"), "ended")),
}
HERE = ("active", "late")
REGISTRATION: Table = {
    "open": ("system", {"new": "active"}),
    "correct_name": ("registrar", stays(*HERE)),
    **{name: ("system", stays(*HERE)) for name in ("change_role", "move_organisation", "renew")},
    "fall_due": ("system", {"active": "late active"}),
    "catch_up": ("system", {"late": "active"}),
    "lapse": ("system", {"late": "lapsed late"}),
    "look_at_lapse": ("registrar", stays("late")),
    "extend_late": ("registrar system", stays("late")),
    "restore_quickly": ("system", {"lapsed": "active"}),
    "restore": ("registrar", dict.fromkeys(("lapsed", "left", "retired", "unreachable"), "active")),
    **{name: ("subject registrar system", stays(*HERE)) for name in ("pause", "resume")},
    "make_up_outage": ("system", stays(*HERE)),
    "leave": ("subject", dict.fromkeys(HERE, "left")),
    "retire": ("subject", dict.fromkeys(HERE, "retired")),
    "end_in_error": ("registrar", dict.fromkeys(HERE, "ended_in_error")),
    "remove": ("system", dict.fromkeys(HERE, "removed")),
    **{name: ("registrar", stays(*HERE)) for name in ("report_death", "refute_death")},
    "confirm_death": ("registrar", dict.fromkeys(HERE, "deceased")),
    "report_unreachable": ("registrar", stays(*HERE)),
    "end_unreachable": ("registrar", dict.fromkeys(HERE, "unreachable")),
}
TABLES: dict[str, Table] = {
    "application": APPLICATION,
    "check": CHECK,
    "reference": REFERENCE,
    "registration": REGISTRATION,
}
INITIAL = {
    "application": "draft",
    "check": "open",
    "reference": "requested",
    "registration": "new",
    # What a registrant keeps up is followed here; `keeping_up_oracle` says what may happen to it.
    "attestation": "scheduled",
    "revalidation": "scheduled",
    "confirmation": "waiting",
    "appointment": "proposed",
}
SETTLES = {"explain", "mitigate", "ground_ended", "not_satisfied"}
DECIDES = {"approve", "propose_refusal", "refuse", "return_to_assessment"}


@dataclass(frozen=True)
class Moved:
    """One movement, as it was written down."""

    id: int
    workflow: str
    case_id: int
    root_workflow: str
    root_id: int
    trigger: str
    source: str
    dest: str
    actor_id: int | None
    role: str


@dataclass(frozen=True)
class Circumstances:
    """What was so before the act: who owns the case, and who is bound to it from outside."""

    owner: int
    application: int  # the case itself, or the one that a registration came from
    held: frozenset[str]  # the roles this person holds across the scheme
    in_office: bool  # for the applicant's organisation, any office
    confirms: bool  # for the applicant's organisation, an office that confirms
    is_referee: bool


@dataclass
class Handled:
    """What the movements so far say of one application."""

    state: str = "draft"
    caseworker: int | None = None
    assessor: int | None = None
    recommender: int | None = None
    asked_from: str = ""
    out: set[int] = field(default_factory=set)  # stood aside, or declared a conflict
    raised: dict[int, int | None] = field(default_factory=dict)  # check → who queried it


@dataclass
class Oracle:
    """The model of every case, by workflow and id."""

    states: dict[tuple[str, int], str] = field(default_factory=dict)
    handled: dict[int, Handled] = field(default_factory=dict)

    def watch(self, move: Moved, actor: int | None, around: Circumstances | None) -> None:
        """Hold one new movement against the rulings, then walk the model on."""
        key = (move.workflow, move.case_id)
        state = self.states.get(key, INITIAL[move.workflow])
        case = (
            self.handled.setdefault(move.root_id, Handled()) if around_application(move) else None
        )
        assert move.source == state, f"{move} began elsewhere than where the last one led: {state}"
        if move.workflow in TABLES:
            allowed(move, case)
        assert move.actor_id in (None, actor), f"{move} is written down for somebody else"
        if move.actor_id is not None:
            assert around is not None
            could_have(move, around, self.handled.setdefault(around.application, Handled()))
        else:
            assert move.role in {"system", "referee", "employer"}, move
        if case is not None:
            fair(move, case)
            follow(move, case)
        self.states[key] = move.dest

    def remember(self, move: Moved) -> None:
        """Walk the model along a movement that was made before."""
        if around_application(move):
            follow(move, self.handled.setdefault(move.root_id, Handled()))
        self.states[move.workflow, move.case_id] = move.dest


def allowed(move: Moved, case: Handled | None) -> None:
    """Say whether there is such a step, from there to there, for that role."""
    roles, leads = TABLES[move.workflow][move.trigger]
    assert move.source in leads, f"{move.trigger} is no step from {move.source}"
    dest = leads[move.source]
    if move.trigger == "answer" and case and move.workflow == "application":
        dest = case.asked_from
    assert move.dest in dest.split(), f"{move} should lead to {dest}"
    assert move.role in roles.split(), f"{move.role} takes no step {move.trigger}"


def around_application(move: Moved) -> bool:
    return move.root_workflow == "application"


def could_have(move: Moved, around: Circumstances, case: Handled) -> None:
    """Say whether this person could have had that role towards this case (rulings 7, 11, 22)."""
    mine = move.actor_id == around.owner
    assert mine == (move.role == "subject"), f"{move}: the owner is the subject, and only they"
    if move.role == "employer":
        assert move.workflow == "reference", move
        assert around.confirms, f"{move}: holds no office that confirms"
    if move.role not in STAFF:
        return
    assert move.role in around.held, f"{move}: this person is no {move.role}"
    assert not around.in_office, f"{move}: holds an office of the applicant's organisation"
    assert not around.is_referee, f"{move}: is a referee in this case"
    assert move.actor_id not in case.out, f"{move}: has no part in this case any more"
    free = {None} if move.workflow == "application" else set()  # a case may be taken, no check
    if move.role == "caseworker":
        assert case.caseworker in {move.actor_id} | free, f"{move}: somebody else's case"
    if move.role == "assessor":
        assert case.assessor in {move.actor_id} | free, f"{move}: somebody else's assessment"


def fair(move: Moved, case: Handled) -> None:
    """Say whether enough different people have a part in it."""
    me = move.actor_id
    if move.trigger == "take":
        assert case.caseworker is None, move
        assert me != case.assessor, "the assessor runs the checks as well"
    if move.trigger == "take_assessment":
        assert case.assessor is None, move
        assert me != case.caseworker, "the caseworker assesses as well"
    if move.trigger.startswith("recommend"):
        assert me == case.assessor, "only the assessor recommends"
    if move.trigger in DECIDES:
        assert me not in (case.assessor, case.recommender), f"{move}: decides on their own work"
    if move.trigger in DECIDES - {"return_to_assessment"}:
        assert case.recommender is not None, f"{move}: one person alone decides"
        assert me != case.caseworker, f"{move}: decides on checks of their own"
    if move.workflow == "check" and move.trigger in SETTLES:
        assert me != case.raised.get(move.case_id), f"{move}: settles a query of their own"


def follow(move: Moved, case: Handled) -> None:
    """Walk the model on."""
    if move.workflow == "check" and move.trigger == "query":
        case.raised[move.case_id] = move.actor_id
    if move.workflow != "application":
        return
    case.state = move.dest
    written = {
        "take": ("caseworker", move.actor_id),
        "take_assessment": ("assessor", move.actor_id),
        "ask": ("asked_from", move.source),
        "recommend_approval": ("recommender", move.actor_id),
        "recommend_refusal": ("recommender", move.actor_id),
        "return_to_assessment": ("recommender", None),
    }
    if move.trigger in written:
        setattr(case, *written[move.trigger])
    if move.trigger == "stand_aside" and move.actor_id is not None:
        stand_aside(move.actor_id, case)


def stand_aside(person: int, case: Handled) -> None:
    case.out.add(person)
    if case.caseworker == person:
        case.caseworker = None
    if case.assessor == person:
        case.assessor = case.recommender = None


def at_rest(application: str, children: Iterable[str]) -> bool:
    """Say whether an application that ended left nothing open behind."""
    return application in OPEN or all(s in SETTLED or s == "ended" for s in children)
