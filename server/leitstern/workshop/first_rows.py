"""Loads and saves choices and lasting links, and says what `record` shows of them.

Who has a lasting link is in no document: it is a way in. Called through the subjects in registration.py.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlmodel import Session, select

from leitstern.commands.subjects import Entries
from leitstern.store.tables import OpportunityChoiceRow, SidePageRow
from leitstern.workshop.choices import Choice, Choices
from leitstern.workshop.side_pages import SidePage, SidePages


def load_choices(session: Session, plan_id: str) -> Choices:
    rows = session.exec(select(OpportunityChoiceRow).where(OpportunityChoiceRow.plan_id == plan_id))
    found = [Choice(row.opportunity_id, row.participant_id, row.at) for row in rows]
    return Choices({one.id: one for one in found})


def save_choices(session: Session, plan_id: str, before: Choices, after: Choices) -> None:
    for id in before.choices.keys() - after.choices.keys():
        one = before.choices[id]
        session.delete(session.get_one(OpportunityChoiceRow, (plan_id, one.opportunity, one.participant)))
    for id in after.choices.keys() - before.choices.keys():
        one = after.choices[id]
        session.add(
            OpportunityChoiceRow(
                plan_id=plan_id, opportunity_id=one.opportunity, participant_id=one.participant, at=one.at
            )
        )
    session.flush()


def shown_choices(state: Choices) -> Entries:
    return {
        "choices": {
            one.id: {
                "opportunity": one.opportunity,
                "participant": one.participant,
                "at": one.at.isoformat(timespec="seconds"),
            }
            for one in state.choices.values()
        }
    }


def load_pages(session: Session, plan_id: str) -> SidePages:
    rows = session.exec(select(SidePageRow).where(SidePageRow.plan_id == plan_id))
    return SidePages({r.id: SidePage(r.id, r.participant_id, r.created_at, r.revoked_at) for r in rows})


def save_pages(session: Session, plan_id: str, before: SidePages, after: SidePages) -> None:
    for id, one in after.pages.items():
        if one != before.pages.get(id):
            row = session.get(SidePageRow, (plan_id, id))
            if row is None:
                values = asdict(one)
                session.add(SidePageRow(plan_id=plan_id, participant_id=values.pop("participant"), **values))
            else:
                row.revoked_at = one.revoked_at
    session.flush()
