"""What mail to somebody who raised a matter may say: that we have it, and where else to turn.

It names nobody. Whoever reads it over a shoulder learns neither whom it is about nor whether
anybody is registered.
"""

from typing import Any

from registry.models.concern import Concern
from registry.number import display


def context(row: Concern) -> dict[str, Any]:
    return {"name": row.from_name, "reference": display(row.reference), "received": row.received_on}
