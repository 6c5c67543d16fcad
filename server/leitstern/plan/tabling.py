"""Moves a record from a side's private document to the shared one ("put on the table"), and back.

The record keeps its id, so that every link to it goes on. The shared document gets only what everybody may
know: links to records that are still private stay behind, in what is left of the record in the side's
document (deleted, with `tabled_at`). When such a record is put on the table too, the link follows.

Edits of pycrdt Docs, and `shown` for the preview. No I/O. Called by commands/tabling.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pycrdt import Doc, Map

from leitstern.errors import Conflict, NotFound
from leitstern.plan.bin import is_removed
from leitstern.plan.document import fields_in, plain_root
from leitstern.plan.edits import add_record, set_field, set_link, set_value
from leitstern.plan.generated import KINDS, ROOTS
from leitstern.plan.shape import FieldShape
from leitstern.plan.values import is_allowed, read_value

OF_THE_DOCUMENT = frozenset({"order", "removed_at", "removed_by", "tabled_at"})
"""Fields that say where a record stands in its document; they do not move with it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the other side gets to see: values as `plan.edits.add_record` takes them."""

    values: Mapping[str, Any]
    left_out: int
    """Number of links that lead to records which are still private."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A link of a record on the table to one that was private until now."""

    kind: str
    record_id: str
    field: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A record as it was taken from a side's document, with the links to it that can follow now."""

    record: Mapping[str, Any]
    waiting: tuple[Waiting, ...]


def may_be_tabled(kind: str, document: str) -> bool:
    """Whether a side's document and the shared one both hold records of this kind."""
    return kind in KINDS and {"shared", document} <= set(KINDS[kind].documents)


def shown(kind: str, record: Mapping[str, Any], is_shared: Callable[[str], bool]) -> Shown:
    """`is_shared`: whether the shared document has a record with this id."""
    values: dict[str, Any] = {}
    left_out = 0
    for name, shape in _moving(kind):
        raw = record.get(name)
        if raw is None:
            continue
        if shape.crdt == "links":
            ids = [target for target, is_set in _mapping(raw).items() if is_set is True]
            values[name] = [target for target in ids if is_shared(target)]
            left_out += len(ids) - len(values[name])
        elif shape.refers and isinstance(raw, str) and raw and not is_shared(raw):
            left_out += 1
        elif (value := _movable(shape, raw)) is not None:
            values[name] = value
    return Shown(values, left_out)


def take_from_side(side: Doc[Any], document: str, kind: str, record_id: str, by: str, at: datetime) -> Taken:
    """Deletes the record in the side's document, marked as tabled. Raises NotFound when it is not there."""
    record = _present(side, kind, record_id, may_be_tabled(kind, document))
    waiting = tuple(_waiting(side, document, record_id))
    taken = Taken(plain_root(side, kind, ROOTS[document][kind])[record_id], waiting)
    record["removed_at"] = record["tabled_at"] = at.isoformat()
    record["removed_by"] = by
    return taken


def add_to_table(shared: Doc[Any], kind: str, record_id: str, taken: Taken) -> None:
    """Adds the record at the end of its kind. Raises Conflict when the shared document has one of this id."""
    if _holds(shared, record_id):
        raise Conflict(f"{kind}/{record_id}")
    seen = shown(kind, taken.record, lambda target: target == record_id or _holds(shared, target))
    add_record(shared, kind, seen.values, record_id)
    for link in taken.waiting:
        _follow(shared, link, record_id)


def remove_from_table(shared: Doc[Any], kind: str, record_id: str) -> Mapping[str, Any]:
    """Ends the record in the shared document, so that the bin does not show it. Raises NotFound."""
    _present(shared, kind, record_id, kind in KINDS)
    record: Mapping[str, Any] = plain_root(shared, kind, ROOTS["shared"][kind])[record_id]
    records: Map[Any] = shared.get(kind, type=Map)
    del records[record_id]
    return record


def return_to_side(
    side: Doc[Any], document: str, kind: str, record_id: str, record: Mapping[str, Any]
) -> None:
    """Restores what was left in the side's document, with what was changed on the table.

    Its private links stay.
    """
    values = shown(kind, record, lambda _target: True).values
    left = side.get(kind, type=Map).get(record_id)
    if not isinstance(left, Map):
        add_record(side, kind, values, record_id, document=document)
        return
    for name in ("removed_at", "removed_by", "tabled_at"):
        left.pop(name, None)
    for name, shape in _moving(kind):
        _bring_up_to_date(side, document, kind, record_id, name, shape, values.get(name))


def _bring_up_to_date(
    side: Doc[Any], document: str, kind: str, record_id: str, name: str, shape: FieldShape, value: Any
) -> None:
    if shape.crdt == "links":
        for target in value or ():
            set_link(side, kind, record_id, name, target, document=document)
    elif shape.crdt == "values":
        for key, one in (value or {}).items():
            set_value(side, kind, record_id, name, key, one, document=document)
    elif value is not None or (shape.crdt == "register" and not shape.refers):
        set_field(side, kind, record_id, name, value, document=document)


def _waiting(side: Doc[Any], document: str, target: str) -> Iterator[Waiting]:
    """The links to `target` of records that are on the table already."""
    for kind in KINDS:
        if not may_be_tabled(kind, document):
            continue
        for record_id, record in plain_root(side, kind, ROOTS[document][kind]).items():
            if not isinstance(record, dict) or not record.get("tabled_at"):
                continue
            for name, shape in _moving(kind):
                is_named = record.get(name) == target or _mapping(record.get(name)).get(target) is True
                if shape.refers and is_named:
                    yield Waiting(kind, record_id, name)


def _follow(shared: Doc[Any], link: Waiting, target: str) -> None:
    """Adds a link that waited, unless somebody chose another record meanwhile."""
    record = shared.get(link.kind, type=Map).get(link.record_id)
    if not isinstance(record, Map):
        return
    if dict(_moving(link.kind))[link.field].crdt == "links":
        if not isinstance(record.get(link.field), Map):
            record[link.field] = Map()
        record[link.field][target] = True
    elif not record.get(link.field):
        record[link.field] = target


def _moving(kind: str) -> Iterator[tuple[str, FieldShape]]:
    for name, shape in fields_in("shared", kind).items():
        if name not in OF_THE_DOCUMENT:
            yield name, shape


def _movable(shape: FieldShape, raw: Any) -> Any:
    """The value as an edit takes it; None for what the schema does not allow."""
    if shape.crdt == "text":
        return raw[: shape.max_length] if isinstance(raw, str) else None
    if shape.crdt in ("values", "xml"):
        value: Any = read_value(shape, raw)
        return value if isinstance(value, dict | str) else None
    return raw if is_allowed(shape, raw) else None


def _present(doc: Doc[Any], kind: str, record_id: str, is_known: bool) -> Map[Any]:
    record = doc.get(kind, type=Map).get(record_id) if is_known else None
    if not isinstance(record, Map) or is_removed(record):
        raise NotFound(f"{kind}/{record_id}")
    return record


def _holds(shared: Doc[Any], record_id: str) -> bool:
    """Whether the shared document has such a record, also a deleted one, which can be restored."""
    return any(
        record_id in shared.get(kind, type=Map)
        for kind, shape in KINDS.items()
        if "shared" in shape.documents
    )


def _mapping(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}
