"""The command that reads bounces, on real commits: from a Maildir and from what is piped in."""

import mailbox
from pathlib import Path

from flask import Flask

from registry.db import atomic, db
from registry.models.notice import Notice
from registry.services import notice
from tests.conftest import NOW
from tests.gateways.test_bounce import report


def test_bounces_are_read_counted_and_written_once(own_app: Flask, tmp_path: Path) -> None:
    with own_app.app_context(), atomic():
        row = Notice(
            kind="send_welcome",
            address="amina@trust.example",
            subject="s",
            text="t",
            message_id="<1@test>",
            planned_at=NOW,
            accepted_at=NOW,
        )
        db.session.add(row)
        db.session.flush()
        notice_id, token = row.id, notice.bounce_token(row.id)
    ours = report(to=f"register+{token}@register.example")
    box = mailbox.Maildir(tmp_path / "box", create=True)
    for raw in (ours, report(), b"Subject: Hello\n\nHello"):
        box.add(raw)
    runner = own_app.test_cli_runner()
    first = runner.invoke(args=["bounces", str(tmp_path / "box")])
    assert first.exit_code == 0, first.output
    said = {line.strip().partition(" ")[2]: int(line.split()[0]) for line in lines(first.output)}
    assert said["came back for good"] == 1
    assert said["with a mark that is not ours"] == 1
    assert said["no report about our mail"] == 1
    piped = runner.invoke(args=["bounces", "-"], input=ours)
    assert "1 known already" in piped.output
    with own_app.app_context():
        kept = db.session.get_one(Notice, notice_id)
        assert kept.bounce == "hard"
        assert kept.bounced_at is not None


def lines(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.strip()]
