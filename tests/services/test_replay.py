"""The pattern of 2022, a two-hundredth of it: nobody lapses by accident."""

import pytest
from flask import Flask

from registry import queue
from tests import replay


@pytest.mark.slow
def test_nobody_lapses_by_accident(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(queue.JOBS, "issue_certificate", lambda _: None)  # measured elsewhere
    with own_app.app_context():
        played = replay.play(people=20, almost=5)
    assert played.accidents == 0
    assert played.standings["lapsed"] >= 8, "those who did nothing, and were told, do lapse"
    assert sum(played.standings.values()) == 20
    assert played.standings["late"] >= 5, "those with one step left wait for a call"
    assert {"A notice may not have arrived"} <= {why for why, _ in played.told}
