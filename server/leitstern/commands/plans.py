"""Commands about a whole plan: archive it, restore it. Pure.

There is no command for the title: people edit it in the shared document, and lists show that.
"""

from __future__ import annotations

from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, PlanActor
from leitstern.commands.generated import ArchivePlan, RestorePlan
from leitstern.commands.plan_access import PlanAccess


def archive(state: PlanAccess, command: Command[ArchivePlan], actor: PlanActor, now: datetime) -> Decision:
    return () if state.archived_at is not None else (Event("plan.archived"),)


def restore(state: PlanAccess, command: Command[RestorePlan], actor: PlanActor, now: datetime) -> Decision:
    return () if state.archived_at is None else (Event("plan.restored"),)
