"""Pages of the register, against the same pages drawn from facts at hand.

Both sides go through the whole application, from the address to the rendered page, and both draw
the same template: a search that found nobody, one person or twenty, an entry today or on a day. So
what differs is finding and reading, not drawing. Each page is also compared between a register of
ten and of a hundred thousand people.
"""

from datetime import date
from functools import partial

from flask import Blueprint, Flask, render_template

from registry.reference import organisations
from registry.services import entry, entry_history, search
from registry.web import register
from tests.bench import crowd
from tests.bench.measure import Act, Cost, Side, in_turns
from tests.bench.place import Place

SMALL, LARGE = 10_000, 100_000
ROUNDS, WARM = 25, 4
DAY = date(2026, 2, 3)
PAGES = ("search: nobody", "search: one", "search: twenty", "search: misspelt", "entry", "on a day")
AT_HAND = "at hand: "
Page = tuple[str, str]

at_hand = Blueprint("at_hand", __name__)


@at_hand.get("/at-hand/search/<int:exact>/<int:alike>")
def search_at_hand(exact: int, alike: int) -> str:
    """Draw the page of a search that was never made."""
    found = search.Results(
        exact=[search.Hit(an_entry())] * exact,
        alike=[search.Hit(an_entry(), f"{crowd.ALIKE}: one letter differs")] * alike,
        total=exact,
        searched_words=("nobody",),
    )
    shown = {"q": "nobody", "found": found, "filters": search.Filters(), "number_typed": False}
    return render_template("register/search.html", page_address=str, **shown, **register.choices())


@at_hand.get("/at-hand/entry")
def entry_at_hand() -> str:
    """Draw an entry that was never looked up, with the history of one event."""
    return drawn(None)


@at_hand.get("/at-hand/day")
def day_at_hand() -> str:
    """Draw an entry as it would have been on a day."""
    return drawn(entry.Past(DAY, an_entry(), False, None, an_entry()))


def drawn(past: entry.Past | None) -> str:
    history = [entry_history.Change(DAY, "Joined the register", "Chief executive")]
    told = {"entry": an_entry(), "past": past, "history": history, "today": DAY}
    return render_template("register/entry.html", errors=[], typed={}, **told)


def an_entry() -> entry.PublicEntry:
    facts = crowd.facts_of(1, crowd.ALONE, "SL0000000", organisations.read()[1])
    return entry.public_entry(facts, crowd.ALONE)


def measured(place: Place) -> dict[tuple[str, int], Cost]:
    """Give the cost of every page at both sizes."""
    registers = {size: filled(place, size) for size in (SMALL, LARGE)}
    sides: dict[tuple[str, int], Side] = {}
    for size, (app, number) in registers.items():
        for page, (address, says) in addresses(number).items():
            sides[page, size] = asking(partial(ask, app, address, says))
    return in_turns(sides, rounds=ROUNDS, warm=WARM)


def filled(place: Place, size: int) -> tuple[Flask, str]:
    app = place.app(f"people_{size}")
    app.register_blueprint(at_hand)
    with app.app_context():
        return app, crowd.fill(size)


def addresses(number: str) -> dict[str, Page]:
    """Give the address of each page, asked for and at hand, and words that must stand on it."""
    look_for, from_hand = "/register?q={}".format, "/at-hand/search/{}/{}".format
    return {
        "search: nobody": (look_for("Xyzzy Qwortlebank"), "Nothing found for"),
        "search: one": (look_for(crowd.ALONE), "1 person matches exactly"),
        "search: twenty": (look_for(crowd.PAGE_FULL), "20 people match exactly"),
        "search: misspelt": (look_for(crowd.MISSPELT), crowd.ALIKE),
        "entry": (f"/register/{number}", crowd.ALONE),
        "on a day": (f"/register/{number}?on={DAY}", "At the end of"),
        AT_HAND + "search: nobody": (from_hand(0, 0), "Nothing found for"),
        AT_HAND + "search: one": (from_hand(1, 0), "1 person matches exactly"),
        AT_HAND + "search: twenty": (from_hand(20, 0), "20 people match exactly"),
        AT_HAND + "search: misspelt": (from_hand(0, 1), crowd.ALIKE),
        AT_HAND + "entry": ("/at-hand/entry", crowd.ALONE),
        AT_HAND + "on a day": ("/at-hand/day", "At the end of"),
    }


def asking(act: Act) -> Side:
    return lambda _: act


def ask(app: Flask, address: str, says: str) -> None:
    """Ask for a page as a stranger, and fail unless it is the one meant."""
    answer = app.test_client().get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    assert says in answer.text, address
