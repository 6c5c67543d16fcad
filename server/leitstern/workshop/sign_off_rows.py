"""Loads and saves fixed versions and signatures, and says what `record` shows of them.

The content of a version is stored with it and never changes. It is long, so `load` leaves it out; `faults`
finds content that somebody altered. Called through the subject in sign_off_commands.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from typing import cast

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from leitstern.commands.subjects import About, Entries
from leitstern.plan.generated import Side
from leitstern.store.tables import Participant, SignatureRow, SignedVersionRow
from leitstern.workshop import session_rows
from leitstern.workshop.sign_offs import Signature, SignOffs, Version, content_hash

KEYS = ("session_id", "version_id")


def load(session: Session, plan_id: str) -> SignOffs:
    signatures = session.exec(select(SignatureRow).where(SignatureRow.plan_id == plan_id))
    return SignOffs(_versions(session, plan_id), _by_key(signatures))


def load_for(session: Session, plan_id: str, about: About) -> SignOffs:
    """All versions, the signatures under the one that a command names, and its session."""
    row, version_id = SignatureRow, about["version_id"]
    versions = _versions(session, plan_id)
    signatures = session.exec(select(row).where(row.plan_id == plan_id, row.version_id == version_id))
    version = versions.get(version_id)
    in_session = {"session_id": version.session_id if version else about["session_id"]}
    people = select(Participant.id, Participant.name).where(Participant.plan_id == plan_id)
    return SignOffs(
        versions,
        _by_key(signatures),
        session_rows.load_for(session, plan_id, dict.fromkeys(session_rows.KEYS, "") | in_session),
        dict(session.exec(people).all()) if version else {},
    )


def _versions(session: Session, plan_id: str) -> dict[str, Version]:
    columns = [col(getattr(SignedVersionRow, one.name)) for one in fields(Version)]
    found = session.execute(select_columns(*columns).where(col(SignedVersionRow.plan_id) == plan_id))
    return {row[0]: Version(*row) for row in found}


def _by_key(rows: Iterable[SignatureRow]) -> dict[str, Signature]:
    return {f"{row.version_id}.{row.participant_id}": _signature(row) for row in rows}


def save(session: Session, plan_id: str, before: SignOffs, after: SignOffs) -> None:
    """`after.shared` is the content of a version that was fixed now."""
    for version_id in after.versions.keys() - before.versions.keys():
        session.add(
            SignedVersionRow(plan_id=plan_id, content=after.shared, **asdict(after.versions[version_id]))
        )
    session.flush()  # a signature's row refers to the version's
    for key in after.signatures.keys() - before.signatures.keys():
        session.add(SignatureRow(plan_id=plan_id, **asdict(after.signatures[key])))
    session.flush()


def content_of(session: Session, plan_id: str, version_id: str) -> str:
    """The content of a version as canonical JSON. Raises NoResultFound."""
    return session.get_one(SignedVersionRow, (plan_id, version_id)).content


def faults(session: Session, plan_id: str) -> Iterator[str]:
    """Versions whose stored content is not what was signed."""
    for row in session.exec(select(SignedVersionRow).where(SignedVersionRow.plan_id == plan_id)):
        if content_hash(row.content) != row.hash:
            yield f"the content of version {row.id} does not have the hash that was signed"


def entries(state: SignOffs) -> Entries:
    return {
        "versions": {
            one.id: {
                "session": one.session_id,
                "number": one.number,
                "hash": one.hash,
                "by": one.participant_id,
                "at": one.at.isoformat(timespec="seconds"),
            }
            for one in state.versions.values()
        },
        "signatures": {
            key: {
                "version": one.version_id,
                "participant": one.participant_id,
                "name": one.name,
                "side": one.side,
                "at": one.at.isoformat(timespec="seconds"),
            }
            for key, one in state.signatures.items()
        },
    }


def _signature(row: SignatureRow) -> Signature:
    return Signature(row.version_id, row.participant_id, row.name, cast(Side, row.side), row.at)
