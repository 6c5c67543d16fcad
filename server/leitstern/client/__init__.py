"""Join a plan by its link and edit it live, from Python: for scripts, tests and integrators (docs/client.md).

async with await leitstern.client.join(link, name="Ada") as plan:
    edits.add_record(plan.doc, "opportunities", {"title": "Fewer stops", "probability": 0.6})
    await plan.saved()
"""

from leitstern.client.join_link import Entry, enter
from leitstern.client.live_document import LiveDocument
from leitstern.client.plan import LivePlan, join

__all__ = ["Entry", "LiveDocument", "LivePlan", "enter", "join"]
