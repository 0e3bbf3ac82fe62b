"""Mail about an account, the whole way: from the form through the ledger and the worker."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from registry.gateways import outside
from registry.services import notice
from registry.services import user as users
from tests.conftest import NOW


def test_a_reset_is_written_in_the_ledger_and_sent_once(
    client: FlaskClient, rows: Any, run_jobs: Callable[[], int]
) -> None:
    ann = users.add_user("ann.ash@trust.example", (), NOW)
    client.post("/account/reset-password", data={"email": "ann.ash@trust.example"})
    run_jobs()
    [written] = [row for row in notice.mailbox() if row.user_id == ann.id]
    sent = [m for m in outside.mail().messages if m.to == "ann.ash@trust.example"]
    assert [message.id for message in sent] == [written.message_id]
    assert written.accepted_at
    assert "&#" not in written.text
