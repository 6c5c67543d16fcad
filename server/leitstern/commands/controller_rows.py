"""A controller's links as rows, and what `record` shows of them: those that wait for an answer.

Functions on a database session. Called by registry.py, controller_answer.py and verify.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlmodel import Session, select

from leitstern.commands.controller_links import ControllerLink, ControllerLinks, fold
from leitstern.commands.subjects import Entries, Subject
from leitstern.store.tables import ControllerLinkRow


def load(session: Session, plan_id: str) -> ControllerLinks:
    rows = session.exec(select(ControllerLinkRow).where(ControllerLinkRow.plan_id == plan_id))
    return ControllerLinks({row.id: _link(row) for row in rows})


def plan_of(session: Session, link_id: str) -> str | None:
    wanted = select(ControllerLinkRow.plan_id).where(ControllerLinkRow.id == link_id)
    return session.exec(wanted).first()


def save(session: Session, plan_id: str, before: ControllerLinks, after: ControllerLinks) -> None:
    for id, link in after.links.items():
        if link != before.links.get(id):
            session.merge(ControllerLinkRow(plan_id=plan_id, **asdict(link)))
    session.flush()


def _parts(state: ControllerLinks) -> Mapping[str, Mapping[str, ControllerLink]]:
    return {"controller's link": state.links}


def _entries(state: ControllerLinks) -> Entries:
    """Both sides see who is asked by whom. An expired one stays until it is revoked; the browser says so."""
    return {
        "requests": {
            one.id: {
                "value": one.value_id,
                "name": one.name,
                "by": one.participant_id,
                "at": one.created_at.isoformat(timespec="seconds"),
                "expires_at": one.expires_at.isoformat(timespec="seconds"),
            }
            for one in state.links.values()
            if one.revoked_at is None and one.answered_at is None
        }
    }


def _link(row: ControllerLinkRow) -> ControllerLink:
    return ControllerLink(
        row.id,
        row.value_id,
        row.name,
        row.participant_id,
        row.created_at,
        row.expires_at,
        row.revoked_at,
        row.answered_at,
    )


CONTROLLER_LINKS = Subject(
    name="controllers",
    events="controller.",
    empty=ControllerLinks(),
    load=load,
    save=save,
    fold=fold,
    parts=_parts,
    entries=_entries,
    tables=(ControllerLinkRow,),
)
"""For registry.py."""
