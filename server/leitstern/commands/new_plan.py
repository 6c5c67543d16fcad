"""Creates a plan: its rows and the first content of its shared document, in one transaction.

So a plan always has its title and years, even when the server is killed. Called by pages/.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from leitstern.access.customer_accounts import PlanIds, create_plan
from leitstern.plan.new_plan import first_update
from leitstern.store.interfaces import Append, Author, UpdateLog

_SERVER = "server"


def begin_plan(
    session: Session,
    log: UpdateLog,
    workspace_id: str,
    account_id: str,
    title: str,
    member_id: str,
    now: datetime,
) -> PlanIds:
    """Raises NotFound for an unknown account and for another workspace's."""
    plan = create_plan(session, workspace_id, account_id, title, member_id, now)
    update, client = first_update(title, now.year)
    author = Author(_SERVER, _SERVER, 0)
    first = Append(
        document_id=plan.documents["shared"],
        epoch=1,
        after_seq=0,
        update=update,
        authors=[author],
        new_clients={client: _SERVER},
    )
    log.append_within(session, [first])
    return plan
