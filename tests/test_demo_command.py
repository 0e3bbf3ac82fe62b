"""`flask demo`: one of each, so that `make run` shows every state there is."""

import pytest
from flask import Flask
from sqlalchemy import select

from registry import queue
from registry.db import db
from registry.models.application import Application
from registry.models.registration import Registration
from registry.services import register, sweep
from registry.services.demo_fates import FATES
from workflows.application import State

SHOWN_FIRST = 60  # people of `make run`


@pytest.mark.slow
def test_people_are_in_every_state(own_app: Flask) -> None:
    own_app.config["DEMO"] = True
    assert len(FATES) <= SHOWN_FIRST
    command = own_app.test_cli_runner()
    done = command.invoke(args=["demo", "--people", str(len(FATES))], catch_exceptions=False)
    assert done.exit_code == 0
    with own_app.app_context():
        assert set(db.session.scalars(select(Application.state))) == {
            state.value for state in State
        }
        standings = {"active", "left", "ended_in_error"}
        assert set(db.session.scalars(select(Registration.state))) == standings
        assert register.disagreeing() == []
        assert queue.failed() == []
        assert sweep.alarms() == []
    assert command.invoke(args=["demo", "--if-empty"]).exit_code == 0
    assert "use an empty database" in command.invoke(args=["demo"]).output
