"""Loads and saves the rounds of a plan, and says what `record` shows of them.

A round that ends loses its sealed rows in the same transaction. Functions on a database session; `shown` and
`parts` are pure. Called through registration.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast

from sqlmodel import Session, col, select

from leitstern.commands import sealed_rows
from leitstern.commands.subjects import About
from leitstern.plan.record import Fields
from leitstern.store.tables import IdeaPlacement, RoundRow
from leitstern.workshop.rounds import RUNNING, Round, Rounds, canonical
from leitstern.workshop.session_rows import roles_in

KEYS = ("round_id", "session_id")


def load(session: Session, plan_id: str) -> Rounds:
    rows = session.exec(select(RoundRow).where(RoundRow.plan_id == plan_id))
    return Rounds({row.id: _round(row) for row in rows})


def load_for(session: Session, plan_id: str, about: About) -> Rounds:
    """The round that a command names. A command that opens one decides on those that run."""
    row = RoundRow
    which = row.id == about["round_id"] if about["round_id"] else col(row.status).in_(RUNNING)
    rounds = {one.id: _round(one) for one in session.exec(select(row).where(row.plan_id == plan_id, which))}
    sessions = {about["session_id"], *(one.session for one in rounds.values())} - {""}
    return Rounds(rounds, roles=roles_in(session, plan_id, sessions))


def checks(session: Session, plan_id: str) -> list[Round]:
    """The KAM checks of both sides, the newest first."""
    wanted = select(RoundRow).where(RoundRow.plan_id == plan_id, RoundRow.kind == "check")
    return [_round(row) for row in session.exec(wanted.order_by(col(RoundRow.opened_at).desc()))]


def enrich(session: Session, plan_id: str, state: Rounds) -> Rounds:
    """Adds the sealed answers of the loaded rounds."""
    return replace(state, sealed=sealed_rows.contents(session, plan_id, list(state.rounds)))


def save(session: Session, plan_id: str, before: Rounds, after: Rounds) -> None:
    for id, round in after.rounds.items():
        known = before.rounds.get(id)
        if round == known:
            continue
        row = session.get(RoundRow, (plan_id, id)) or RoundRow(
            plan_id=plan_id, id=id, kind=round.kind, opened_at=round.opened_at, status="", content=""
        )
        row.status, row.content = round.status, _content(round)
        session.add(row)
        if (
            known is not None
            and known.status != round.status
            and round.status in ("met", "closed", "cancelled")
        ):
            sealed_rows.erase(session, plan_id, id)
            if round.kind == "ideas" and round.status == "closed":
                session.add(IdeaPlacement(plan_id=plan_id, round_id=id))
    session.flush()


def parts(state: Rounds) -> Mapping[str, Mapping[str, object]]:
    return {"round": state.rounds}


def shown(state: Rounds) -> Mapping[str, Mapping[str, Fields]]:
    """While a round runs: how many of each side have answered, never who. Afterwards its result."""
    return {"rounds": {id: _fields(round) for id, round in state.rounds.items()}}


def _fields(round: Round) -> Fields:
    sides = list(round.answered.values())
    fields: dict[str, str | int | bool] = {
        "kind": round.kind,
        "question": round.question,
        "status": round.status,
        "by": round.opened_by,
        "at": round.opened_at.isoformat(timespec="seconds"),
        "items": " ".join(round.items),
        "dots": round.dots,
        "unit": round.unit,
        "floor_side": round.floor_side,
        "authorship": round.authorship,
        "target": round.target,
        "session": round.session,
        "answered_supplier": sides.count("supplier"),
        "answered_customer": sides.count("customer"),
        "consents": " ".join(sorted(round.consents)) if round.is_running else "",
        "groups": canonical(round.groups) if round.groups else "",
        "merged": canonical(round.merged) if round.merged else "",
        "result": round.result,
        "ended_at": round.ended_at.isoformat(timespec="seconds") if round.ended_at else "",
    }
    return {name: value for name, value in fields.items() if value != "" and value != 0}


def _content(round: Round) -> str:
    values = asdict(round)
    for name in ("id", "kind", "status", "opened_at"):
        del values[name]
    values["ended_at"] = round.ended_at.isoformat() if round.ended_at else None
    return canonical(values)


def _round(row: RoundRow) -> Round:
    values: dict[str, Any] = json.loads(row.content)
    ended_at = values.pop("ended_at")
    values["items"] = tuple(values["items"])
    return Round(
        id=row.id,
        kind=cast(Any, row.kind),
        status=cast(Any, row.status),
        opened_at=row.opened_at,
        ended_at=datetime.fromisoformat(ended_at) if ended_at else None,
        **values,
    )
