"""Documents and replicas for the tests of live/: empty, from updates, and from hand-made bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pycrdt import Array, Doc, Map, Text, XmlFragment

from leitstern.live.document.replica import Replica
from leitstern.live.wire.encoding import varbytes, varuint
from leitstern.store.interfaces import DocumentInfo, LoadedDocument

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
CORPUS_ROOTS = {"meta": "map", "milestones": "map", "order": "array", "notes": "text"}
ROOTS = {"notes": "text", "opportunities": "rich map", "list": "array", "story": "xml"}
TYPES: dict[str, Any] = {"map": Map, "rich map": Map, "text": Text, "array": Array, "xml": XmlFragment}


def corpus() -> list[dict[str, Any]]:
    inputs: list[dict[str, Any]] = json.loads((CORPUS / "index.json").read_text())["inputs"]
    return inputs


def corpus_bytes(name: str) -> bytes:
    return (CORPUS / name).read_bytes()


def replica(
    roots: dict[str, str] = ROOTS, snapshot: bytes | None = None, clients: dict[int, str] | None = None
) -> Replica:
    info = DocumentInfo("doc", "pln", "shared", 1, 0, 0)
    return Replica(LoadedDocument(info, snapshot, [], clients or {}), roots)


def doc(client: int, roots: dict[str, str] = ROOTS) -> Doc[Any]:
    made: Doc[Any] = Doc(client_id=client)
    for name, kind in roots.items():
        made.get(name, type=TYPES[kind])
    return made


def emitted(document: Doc[Any], *changes: Callable[[Doc[Any]], object]) -> list[bytes]:
    """The updates that the document emits for each change."""
    updates: list[bytes] = []
    subscription = document.observe(lambda event: updates.append(event.update))
    for change in changes:
        with document.transaction():
            change(document)
    document.unobserve(subscription)
    return updates


def typed(text: str, at: int = 0) -> Callable[[Doc[Any]], None]:
    return lambda document: document.get("notes", type=Text).insert(at, text)


def update(client: int, clock: int, structs: Sequence[bytes], deletions: bytes = b"\x00") -> bytes:
    """An update with one section of structs, encoded by hand."""
    head = varuint(1) + varuint(len(structs)) + varuint(client) + varuint(clock)
    return head + b"".join(structs) + deletions


def item(
    kind: int, content: bytes, *, root: str = "", key: str = "", left: Any = None, right: Any = None
) -> bytes:
    """One item: with neighbours `left` and `right` (client, clock), or in a root, optionally under a key."""
    info = kind | (0x80 if left else 0) | (0x40 if right else 0) | (0x20 if key else 0)
    out = bytes([info])
    for neighbour in (left, right):
        if neighbour:
            out += varuint(neighbour[0]) + varuint(neighbour[1])
    if not left and not right:
        out += varuint(1) + varbytes(root.encode())
        if key:
            out += varbytes(key.encode())
    return out + content


def string(text: str, **where: Any) -> bytes:
    return item(4, varbytes(text.encode()), **where)


def value(encoded: bytes, **where: Any) -> bytes:
    return item(8, varuint(1) + encoded, **where)


def deletions(client: int, *ranges: tuple[int, int]) -> bytes:
    out = varuint(1) + varuint(client) + varuint(len(ranges))
    return out + b"".join(varuint(clock) + varuint(length) for clock, length in ranges)
