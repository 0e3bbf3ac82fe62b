"""The worker of the test of keeping up: it fires what is due and hands over mail, and it can die.

Jobs are taken from the queue as they stand there and run by their own functions; what becomes of a
message is said by `fate`. What was done to the mail is written down here and not read back.
"""

from datetime import datetime
from typing import Any

from registry import clock, queue
from registry.db import atomic
from registry.gateways import outside
from registry.gateways.mail import MailRefused, MailUnavailable, Message, Outbox
from registry.services import sweep
from registry.wiring import PRINTED
from tests.conftest import NOW

MOST = 400  # instants in one stretch of time
Job = tuple[str, int]


class Died(Exception):
    """The worker is no more. Nothing that it had not committed is left."""


FATES: dict[str, Exception | None] = {
    "taken": None,
    "refused": MailRefused("550 gone"),
    "waits": MailUnavailable("timed out"),
    "lost": Died("between handing over and writing it down"),
}


class Worker:
    """Time, timers and jobs."""

    def __init__(self) -> None:
        self.done: set[Job] = set()
        self.tried: set[Job] = set()  # in vain, in this stretch of time
        self.taken: dict[str, datetime] = {}  # by Message-ID: when the server took it
        self.moment = NOW
        self.box.messages.clear()
        self.box.failing.clear()

    @property
    def box(self) -> Outbox:
        box = outside.mail()
        assert isinstance(box, Outbox)
        return box

    @property
    def now(self) -> datetime:
        return self.moment

    @now.setter
    def now(self, moment: datetime) -> None:
        self.moment = moment
        clock.set_offset(moment - NOW)

    def live(self, until: datetime, fate: str = "taken", *, late: bool = False) -> None:
        """Let time pass: each timer at its instant, or all at the end, with the mail that follows.

        A `fate` of nothing leaves the jobs in the queue.
        """
        self.tried.clear()
        for _ in range(MOST):
            due = sweep.next_due()
            if due is None or due > until:
                break
            self.now = until if late else max(self.now, due)
            self.sweep_all()
            if fate:
                self.work(fate)
        else:
            raise AssertionError("the sweep does not come to rest")
        self.now = until

    def sweep_all(self) -> None:
        """Fire everything that is due, as the worker does: claimed, then one by one."""
        while True:
            with atomic():
                batch = sweep.claim(1, self.now, sweep.BATCH)
            if not batch:
                break
            for held in batch:
                self.fire(held)
        if sweep.due_count(self.now):  # a dead worker has them in hand until its lease is over
            self.now += sweep.LEASE

    def fire(self, held: sweep.Claim) -> None:
        """Fire a claimed timer and what is older of its case."""
        fired: sweep.Fired | None = sweep.Fired("", moved=False)
        while fired is not None and fired.timer_id != held.id:
            with atomic():
                fired = sweep.fire(held, self.now)
            assert fired is None or not fired.stuck, fired
            self.fired()

    def fired(self) -> None:
        """Hear that a timer may have fired; whoever watches looks now."""

    def die(self, place: int) -> bool:
        """Claim what is due and die in the middle of a step; say whether anything was due."""
        with atomic():
            batch = sweep.claim(2, self.now, sweep.BATCH)
        if not batch:
            return False
        try:
            with atomic():
                sweep.fire(batch[place % len(batch)], self.now)
                raise Died("in the middle of a step")
        except Died:
            return True

    # Jobs

    def waiting(self) -> list[Job]:
        """List the jobs that nobody has done."""
        return [job for job in queue.pending() if job not in self.done]

    def work(self, fate: str = "taken") -> None:
        """Do the jobs that wait, with that fate for every message; each is tried once."""
        for _ in range(5):
            jobs = [job for job in self.waiting() if job not in self.tried]
            if not sum(self.do(job, fate) for job in jobs):
                return

    def do(self, job: Job, fate: str = "taken") -> bool:
        """Do one job, and say whether it is done; another time it goes again."""
        if job[0] in PRINTED:
            self.done.add(job)
            return True
        failing: Any = EveryAddress(FATES[fate]) if FATES[fate] else {}
        self.box.failing, before = failing, len(self.box.messages)
        try:
            queue.JOBS[job[0]](job[1])
        except (Died, MailUnavailable):
            self.tried.add(job)
            return False
        finally:
            self.box.failing = {}
            for message in list(self.box.messages)[before:]:
                self.sent(message)
        self.done.add(job)
        return True

    def sent(self, message: Message) -> None:
        """Note that a server took a message. It takes none twice."""
        assert message.id not in self.taken, f"{message.subject} went twice"
        self.taken[message.id] = self.now


class EveryAddress(dict[str, Exception]):
    """One fate for every message."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get(self, key: str, default: Any = None) -> Any:
        return self.error
