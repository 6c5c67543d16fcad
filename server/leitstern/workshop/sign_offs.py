"""Sign-off: both sides put their names under one exact version of the shared plan.

Pure. A version is fixed by a facilitator: its content as canonical JSON (RFC 8785), its SHA-256, and the
hash of the version before it. People then sign exactly that hash. A version is signed when both sides have
signed it; an amendment is a new version that is signed anew. sign_off_rows.py loads and saves the state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from leitstern.commands.command import Command, Decision, Event, Json, PlanActor, Refusal
from leitstern.commands.generated import FixVersion, SignVersion
from leitstern.plan.generated import Side
from leitstern.workshop.attendance import need_facilitator, need_pen, session_of
from leitstern.workshop.session_state import Sessions


@dataclass(frozen=True, slots=True)
class Version:
    """A fixed version of the shared plan. `number` counts from 1 within the plan."""

    id: str
    session_id: str
    number: int
    hash: str
    """SHA-256 of the content in canonical JSON, as hexadecimal digits."""
    previous: str
    """The hash of the version before it; empty for the first."""
    participant_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    version_id: str
    participant_id: str
    name: str
    """As the person was called when they signed."""
    side: Side
    at: datetime


@dataclass(frozen=True, slots=True)
class SignOffs:
    versions: Mapping[str, Version] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    """By `version.participant`."""
    sessions: Sessions = field(default_factory=Sessions, compare=False)
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What participants are called now."""
    shared: str = field(default="", compare=False)
    """The shared plan's content now as canonical JSON, for commands that read it."""

    def newest(self) -> Version | None:
        return max(self.versions.values(), key=lambda one: one.number, default=None)

    def signatures_of(self, version_id: str) -> list[Signature]:
        """Oldest first."""
        found = [one for one in self.signatures.values() if one.version_id == version_id]
        return sorted(found, key=lambda one: (one.at, one.participant_id))

    def is_signed(self, version_id: str) -> bool:
        """By both sides."""
        return {one.side for one in self.signatures_of(version_id)} == {"supplier", "customer"}

    def last_signed(self) -> Version | None:
        signed = [one for one in self.versions.values() if self.is_signed(one.id)]
        return max(signed, key=lambda one: one.number, default=None)


def content_hash(content: str) -> str:
    """SHA-256 of canonical JSON in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(content.encode()).hexdigest()


def fingerprint(hash: str) -> str:
    """Twelve digits that people can compare aloud: `3f9a 12c4 77b0`."""
    return " ".join(hash[at : at + 4] for at in (0, 4, 8))


def fix(state: SignOffs, command: Command[FixVersion], actor: PlanActor, now: datetime) -> Decision:
    """Fixes the plan as it is now. The same content again in a session is the same version."""
    session = session_of(state.sessions, command.arguments.session_id)
    if isinstance(session, Refusal):
        return session
    refusal = need_facilitator(session, actor)
    if refusal is not None:
        return refusal
    newest, hash = state.newest(), content_hash(state.shared)
    if newest is not None and (newest.hash, newest.session_id) == (hash, session.id):
        return ()
    data: dict[str, Json] = {
        "version": command.new_id("ver"),
        "session": session.id,
        "number": newest.number + 1 if newest else 1,
        "hash": hash,
        "previous": newest.hash if newest else "",
        "participant": actor.id,
    }
    return [Event("sign_off.fixed", data)]


def sign(state: SignOffs, command: Command[SignVersion], actor: PlanActor, now: datetime) -> Decision:
    """The sender's name under exactly the hash that they saw. Only the newest version can be signed."""
    asked = command.arguments
    version = state.versions.get(asked.version_id)
    if version is None:
        return Refusal("version_not_found")
    if version.hash != asked.hash:
        return Refusal("version_changed")
    if version != state.newest():
        return Refusal("version_superseded")
    session = state.sessions.sessions[version.session_id]
    refusal = need_pen(session, actor)
    if refusal is not None or _key(version.id, actor.id) in state.signatures:
        return refusal or ()
    data: dict[str, Json] = {
        "version": version.id,
        "hash": version.hash,
        "participant": actor.id,
        "name": state.names.get(actor.id, ""),
        "side": actor.standing.side,
    }
    return [Event("sign_off.signed", data)]


def fold(state: SignOffs, events: Sequence[Event], at: datetime) -> SignOffs:
    """The state after events that happened at `at`. Events of other subjects change nothing here."""
    versions, signatures = dict(state.versions), dict(state.signatures)
    for event in events:
        if event.kind == "sign_off.fixed":
            version = _version(event.data, at)
            versions[version.id] = version
        elif event.kind == "sign_off.signed":
            one = _signature(event.data, at)
            signatures[_key(one.version_id, one.participant_id)] = one
    return replace(state, versions=versions, signatures=signatures)


def _key(version_id: str, participant_id: str) -> str:
    return f"{version_id}.{participant_id}"


def _version(data: Mapping[str, Json], at: datetime) -> Version:
    return Version(
        str(data["version"]),
        str(data["session"]),
        int(data["number"] or 0),
        str(data["hash"]),
        str(data["previous"]),
        str(data["participant"]),
        at,
    )


def _signature(data: Mapping[str, Json], at: datetime) -> Signature:
    side = cast(Side, data["side"])
    return Signature(str(data["version"]), str(data["participant"]), str(data["name"]), side, at)
