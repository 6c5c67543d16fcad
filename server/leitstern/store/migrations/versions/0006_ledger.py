"""The ledger of commands, and the ledger seq that each plan's record shows.

A plan that is older than the ledger gets entries of kind `ledger.opened`: one for each known event of its
invitations and participants, at the time when it happened. A replay starts from them. The audit trail says
who did it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ledger = op.create_table(
        "ledger_entry",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("command_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arguments_digest", sa.String(), nullable=False),
        sa.Column("events", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "seq"),
        sa.UniqueConstraint("scope", "command_id"),
    )
    op.create_table(
        "record_projection",
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("ledger_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        sa.PrimaryKeyConstraint("plan_id"),
    )
    connection = op.get_bind()
    for (plan_id,) in connection.execute(sa.text("SELECT id FROM plan ORDER BY id")).all():
        rows = list(_entries(plan_id, _known(connection, plan_id)))
        if rows:
            op.bulk_insert(ledger, rows)


def _known(connection: sa.Connection, plan_id: str) -> list[tuple[datetime, dict[str, Any]]]:
    """(when, event) of all events that the plan's rows prove, oldest first."""
    known: list[tuple[datetime, dict[str, Any]]] = []
    for row in _rows(connection, "invitation", plan_id):
        data = {name: row[name] for name in ("kind", "side", "role", "name", "language")}
        data |= {"invitation": row["id"], "member": row["created_by"]}
        data["expires_at"] = _time(row["expires_at"]).isoformat()
        known.append((_time(row["created_at"]), {"kind": "invitation.created", "data": data}))
        if row["revoked_at"]:
            revoked = {"kind": "invitation.revoked", "data": {"invitation": row["id"]}}
            known.append((_time(row["revoked_at"]), revoked))
    for row in _rows(connection, "participant", plan_id):
        data = {name: row[name] for name in ("name", "side", "role", "language")}
        data["participant"] = row["id"]
        data |= {short: row[f"{short}_id"] for short in ("member", "invitation") if row[f"{short}_id"]}
        known.append((_time(row["joined_at"]), {"kind": "participant.joined", "data": data}))
        if row["removed_at"]:
            removed = {"kind": "participant.removed", "data": {"participant": row["id"]}}
            known.append((_time(row["removed_at"]), removed))
    archived_at = connection.execute(
        sa.text("SELECT archived_at FROM plan WHERE id = :plan_id"), {"plan_id": plan_id}
    ).scalar()
    if archived_at:
        known.append((_time(archived_at), {"kind": "plan.archived", "data": {}}))
    return sorted(known, key=lambda one: one[0])


def _entries(plan_id: str, known: list[tuple[datetime, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    previous = "0" * 64
    for seq, (at, event) in enumerate(known, 1):
        command_id = f"ledger.opened.{seq}"
        events = [[event["kind"], event["data"]]]
        hashed = [previous, plan_id, seq, command_id, "ledger.opened", "server", at.isoformat(), "", events]
        own = hashlib.sha256(_canonical(hashed).encode()).hexdigest()
        yield {
            "scope": plan_id,
            "seq": seq,
            "command_id": command_id,
            "kind": "ledger.opened",
            "actor": "server",
            "at": at,
            "arguments_digest": "",
            "events": _canonical([event]),
            "previous_hash": previous,
            "hash": own,
        }
        previous = own


def _rows(connection: sa.Connection, table: str, plan_id: str) -> list[Any]:
    wanted = sa.text(f"SELECT * FROM {table} WHERE plan_id = :plan_id ORDER BY id")  # noqa: S608 - our names
    return list(connection.execute(wanted, {"plan_id": plan_id}).mappings())


def _time(stored: str | datetime) -> datetime:
    """SQLite returns a string without a zone; it is UTC."""
    at = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
