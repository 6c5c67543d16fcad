"""The file of a sign-off: everything that proves, without the server, who signed which exact content.

Pure. It holds the content, its hash, the signatures, and the ledger's entries about them, each with its own
hash. `check` recomputes all of them. What a file alone cannot prove is that it came from this server:
compare its fingerprint with the other side's. Written by pages/sign_offs.py, checked by `leitstern verify
FILE`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import rfc8785

from leitstern.commands.command import Event
from leitstern.commands.ledger import Entry, entry_hash
from leitstern.workshop.sign_offs import Signature, Version, content_hash

FORMAT = "leitstern-sign-off/1"
_BLOCK = re.compile(r'<script type="application/json" id="leitstern-sign-off">(.*?)</script>', re.S)


class NotASignOff(ValueError):
    """The text is no file of a sign-off."""


def to_file(
    title: str, version: Version, signatures: Sequence[Signature], content: str, entries: Sequence[Entry]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "title": title,
        "version": {
            "id": version.id,
            "number": version.number,
            "hash": version.hash,
            "previous": version.previous,
            "at": version.at.isoformat(),
        },
        "signatures": [
            {"participant": one.participant_id, "name": one.name, "side": one.side, "at": one.at.isoformat()}
            for one in signatures
        ],
        "content": json.loads(content),
        "ledger": [_entry_json(entry) for entry in entries],
    }


def from_text(text: str) -> dict[str, Any]:
    """The file from JSON, or from the HTML copy that carries it. Raises NotASignOff."""
    block = _BLOCK.search(text)
    try:
        found = json.loads(block[1] if block else text)
    except ValueError as error:
        raise NotASignOff("neither JSON nor the HTML copy of a sign-off") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise NotASignOff(f"its format is not {FORMAT}")
    return found


def check(file: Mapping[str, Any]) -> Iterator[str]:
    """Everything in the file that does not agree, in English. A file of another shape is a fault too."""
    try:
        yield from _check(file)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        yield f"the file is damaged: {type(error).__name__} {error}"


def _check(file: Mapping[str, Any]) -> Iterator[str]:
    version = file["version"]
    found = content_hash(rfc8785.dumps(file["content"]).decode())
    if found != version["hash"]:
        yield f"the content does not have the hash that was signed: {found}"
    events: list[Mapping[str, Any]] = []
    for raw in file["ledger"]:
        entry = _entry(raw)
        if entry_hash(entry) != entry.hash:
            yield f"ledger entry {entry.seq} was changed"
        events += [{"kind": event.kind, "at": raw["at"], **event.data} for event in entry.events]
    fixed = [one for one in events if one["kind"] == "sign_off.fixed" and one["version"] == version["id"]]
    if not any((one["hash"], one["previous"]) == (version["hash"], version["previous"]) for one in fixed):
        yield "no ledger entry says that this version was fixed with this hash"
    signed = {
        (one["participant"], one["name"], one["side"], one["at"], one["hash"])
        for one in events
        if one["kind"] == "sign_off.signed" and one["version"] == version["id"]
    }
    told = {
        (one["participant"], one["name"], one["side"], one["at"], version["hash"])
        for one in file["signatures"]
    }
    for signature in sorted(told ^ signed):
        yield f"the signature of {signature[1]} and the ledger do not agree"


def is_signed_by_both(file: Mapping[str, Any]) -> bool:
    return {one["side"] for one in file["signatures"]} == {"supplier", "customer"}


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "scope": entry.scope,
        "seq": entry.seq,
        "command_id": entry.command_id,
        "kind": entry.kind,
        "actor": entry.actor,
        "at": entry.at.isoformat(),
        "arguments_digest": entry.arguments_digest,
        "events": [{"kind": event.kind, "data": dict(event.data)} for event in entry.events],
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def _entry(raw: Mapping[str, Any]) -> Entry:
    return Entry(
        raw["scope"],
        raw["seq"],
        raw["command_id"],
        raw["kind"],
        raw["actor"],
        datetime.fromisoformat(raw["at"]),
        raw["arguments_digest"],
        tuple(Event(one["kind"], one["data"]) for one in raw["events"]),
        raw["previous_hash"],
        raw["hash"],
    )
