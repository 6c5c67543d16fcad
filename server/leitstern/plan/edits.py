"""Typed edits of a shared or private document, for scripts, the demo and tests.

Every edit is one transaction on a pycrdt Doc. It raises InvalidInput for what the schema does not allow and
NotFound for what does not exist. Edits merge with those of others: a text is spliced, never replaced, and a
new record contains all its texts and maps, so two people never create the same one. `kind` is a key of KINDS;
`document` says which document the Doc is, as some fields exist only in a private one. No I/O. Called by
`leitstern.client`, `demo/` and integrators; the browser has its own in web/src/doc.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pycrdt import Doc, Map, Text, XmlFragment

from leitstern.errors import InvalidInput, NotFound
from leitstern.plan import rich_text
from leitstern.plan.bin import is_removed
from leitstern.plan.document import fields_in
from leitstern.plan.generated import FIELDS, KINDS, SHAPES
from leitstern.plan.ids import new_id
from leitstern.plan.order import is_key, key_between
from leitstern.plan.shape import FieldShape
from leitstern.plan.values import is_allowed, is_record_id, is_value_key, is_whole


def add_record(
    doc: Doc[Any],
    kind: str,
    values: Mapping[str, object],
    record_id: str = "",
    *,
    document: str = "shared",
    order: str = "",
) -> str:
    """Adds a record at the end of its kind; returns its id. A field that is None is not set.

    Links are given as ids, values as a mapping, rich text as its words. Whoever adds many gives the `order`
    of each (plan/order.py): without it all records of the kind are read to find the last one.
    """
    fields = _fields(kind, document)
    key = record_id or new_id(KINDS[kind].prefix)
    if not is_record_id(key):
        raise InvalidInput({"id": "invalid"})
    for name in values.keys() - fields.keys():
        raise InvalidInput({name: "unknown"})
    content = {
        name: _fresh(name, shape, values.get(name))
        for name, shape in fields.items()
        if shape.crdt != "register" or values.get(name) is not None
    }
    with doc.transaction():
        content["order"] = order or _last_key(doc, kind)
        _map(doc, kind)[key] = Map(content)
        for name, shape in fields.items():
            if shape.crdt == "xml":
                rich_text.fill(_map(doc, kind)[key][name], str(values.get(name) or ""))
    return key


def set_field(
    doc: Doc[Any],
    kind: str,
    record_id: str,
    field: str,
    value: object,
    *,
    document: str = "shared",
) -> None:
    """Sets a field; None clears it. A text is spliced, so that concurrent edits of others survive.

    Rich text is replaced by paragraphs. For links and values use `set_link` and `set_value`.
    """
    shape = _field_shape(kind, field, document)
    if shape.crdt in ("links", "values"):
        raise InvalidInput({field: "invalid"}, f"use set_{'link' if shape.crdt == 'links' else 'value'}")
    with doc.transaction():
        record = _record(doc, kind, record_id)
        if shape.crdt == "text":
            _set_record_text(record, field, _checked(field, shape, value))
        elif shape.crdt == "xml":
            _set_rich_text(record, field, value)
        elif value is None:
            record.pop(field, None)
        else:
            record[field] = _checked(field, shape, value)


def set_link(
    doc: Doc[Any],
    kind: str,
    record_id: str,
    field: str,
    target: str,
    present: bool = True,
    *,
    document: str = "shared",
) -> None:
    """Adds `target` to a set of links, or takes it out."""
    if _field_shape(kind, field, document).crdt != "links" or not is_record_id(target):
        raise InvalidInput({field: "invalid"})
    with doc.transaction():
        _set_member(_record(doc, kind, record_id), field, target, True if present else None)


def set_value(
    doc: Doc[Any],
    kind: str,
    record_id: str,
    field: str,
    key: str,
    value: object,
    *,
    document: str = "shared",
) -> None:
    """Sets the value of one participant or year in a map of values; None clears it."""
    shape = _field_shape(kind, field, document)
    if shape.crdt != "values" or not is_value_key(shape, key):
        raise InvalidInput({field: "invalid"})
    stored = None if value is None else _checked(field, _member(shape), value)
    with doc.transaction():
        _set_member(_record(doc, kind, record_id), field, key, stored)


def set_header(doc: Doc[Any], field: str, value: object) -> None:
    """Sets a field of the plan's header (horizon_start, horizon_end, currency); None clears it."""
    shape = FIELDS["PlanHeader"].get(field)
    if shape is None:
        raise InvalidInput({field: "unknown"})
    with doc.transaction():
        if value is None:
            _map(doc, "plan").pop(field, None)
        else:
            _map(doc, "plan")[field] = _checked(field, shape, value)


def set_root_text(doc: Doc[Any], root: str, value: str, *, document: str = "shared") -> None:
    """Changes a root text (title, purpose) to `value`, by one splice."""
    shape = SHAPES[document].get(root)
    if shape is None or shape.crdt != "text":
        raise InvalidInput({root: "unknown"})
    if not isinstance(value, str) or not is_whole(value):
        raise InvalidInput({root: "invalid"})
    if shape.max_length is not None and len(value) > shape.max_length:
        raise InvalidInput({root: "too_long"})
    with doc.transaction():
        splice_text(doc.get(root, type=Text), value)


def set_root_rich_text(doc: Doc[Any], root: str, value: str, *, document: str = "shared") -> None:
    """Replaces the rich text of a root by `value`, whose lines may be marked (rich_text.fill_marked)."""
    shape = SHAPES[document].get(root)
    if shape is None or shape.crdt != "xml":
        raise InvalidInput({root: "unknown"})
    if not isinstance(value, str) or not is_whole(value):
        raise InvalidInput({root: "invalid"})
    with doc.transaction():
        rich_text.fill_marked(doc.get(root, type=XmlFragment), value)


def insert_text(text: Text, index: int, inserted: str) -> None:
    """Inserts at a position counted in code points (pycrdt itself counts UTF-8 bytes)."""
    content = str(text)
    text.insert(len(content[: max(index, 0)].encode()), inserted)


def record_text(doc: Doc[Any], kind: str, record_id: str, field: str) -> Text:
    """The live text of a record's field. Raises NotFound when there is none."""
    text = _record(doc, kind, record_id).get(field)
    if not isinstance(text, Text):
        raise NotFound(f"{kind}/{record_id}/{field}")
    return text


def remove_record(doc: Doc[Any], kind: str, record_id: str, *, by: str, at: datetime) -> None:
    """Deletes a record by setting two of its fields. It stays in the bin for 30 days, with all its content.

    `by` is a participant's id. Links to it stay, and readers ignore them until it is restored.
    """
    if not is_record_id(by) or at.tzinfo is None:
        raise InvalidInput({"removed_by" if at.tzinfo else "removed_at": "invalid"})
    with doc.transaction():
        record = _record(doc, kind, record_id)
        record["removed_at"] = at.isoformat()
        record["removed_by"] = by


def restore_record(doc: Doc[Any], kind: str, record_id: str) -> None:
    """Restores a deleted record from the bin. Raises NotFound when it is not in the bin."""
    with doc.transaction():
        record = _map(doc, kind).get(record_id) if kind in KINDS else None
        if not isinstance(record, Map):
            raise NotFound(f"{kind}/{record_id}")
        for name in ("removed_at", "removed_by"):
            record.pop(name, None)


def move_record(doc: Doc[Any], kind: str, record_id: str, after: str | None) -> None:
    """Moves a record behind another one, or to the front when `after` is None."""
    with doc.transaction():
        record = _record(doc, kind, record_id)
        others = [key for key in _ordered(doc, kind) if key[1] != record_id]
        low = None
        if after is not None:
            low = next((order for order, key in others if key == after), None)
            if low is None:
                raise NotFound(f"{kind}/{after}")
        # Two records may have the same key, so take the next *greater* one.
        high = next((order for order, _ in others if low is None or order > low), None)
        record["order"] = key_between(low, high)


def splice_text(text: Text, value: str) -> None:
    """Changes `text` to `value` by replacing the smallest differing range of whole code points."""
    old = str(text)
    start = 0
    while start < min(len(old), len(value)) and old[start] == value[start]:
        start += 1
    end = 0
    while end < min(len(old), len(value)) - start and old[-1 - end] == value[-1 - end]:
        end += 1
    first = len(old[:start].encode())
    last = first + len(old[start : len(old) - end].encode())
    if last > first:
        del text[first:last]
    if start < len(value) - end:
        text.insert(first, value[start : len(value) - end])


def _set_record_text(record: Map[Any], field: str, value: Any) -> None:
    """If another program stored a plain string, replaces it by a text."""
    if not isinstance(record.get(field), Text):
        record[field] = Text(record[field] if isinstance(record.get(field), str) else "")
    splice_text(record[field], value)


def _set_rich_text(record: Map[Any], field: str, value: object) -> None:
    if not isinstance(value, str) or not is_whole(value):
        raise InvalidInput({field: "invalid"})
    if not isinstance(record.get(field), XmlFragment):
        record[field] = XmlFragment()
    rich_text.fill(record[field], value)


def _set_member(record: Map[Any], field: str, key: str, value: object) -> None:
    """Sets one member of a map in a record; creates the map if it does not exist."""
    if not isinstance(record.get(field), Map):
        record[field] = Map()
    if value is None:
        record[field].pop(key, None)
    else:
        record[field][key] = value


def _fields(kind: str, document: str) -> Mapping[str, FieldShape]:
    if kind not in KINDS or document not in KINDS[kind].documents:
        raise InvalidInput({"kind": "unknown"})
    return fields_in(document, kind)


def _field_shape(kind: str, field: str, document: str) -> FieldShape:
    shape = _fields(kind, document).get(field)
    if shape is None:
        raise InvalidInput({field: "unknown"})
    return shape


def _checked(name: str, shape: FieldShape, value: object) -> Any:
    """The value as the document stores it. Raises InvalidInput when the schema does not allow it."""
    stored = value.isoformat() if isinstance(value, date | datetime) else value
    if not is_allowed(shape, stored):
        raise InvalidInput({name: "invalid"})
    return stored


def _member(shape: FieldShape) -> FieldShape:
    """The shape of one value of a map of values."""
    return replace(shape, crdt="register", keys="")


def _fresh(name: str, shape: FieldShape, value: Any) -> Any:
    """The initial value of a field in a new record."""
    if shape.crdt == "register":
        return _checked(name, shape, value)
    if shape.crdt == "text":
        return Text(_checked(name, shape, "" if value is None else value))
    if shape.crdt == "xml":
        return XmlFragment()
    if shape.crdt == "links":
        return Map(dict.fromkeys(_allowed_keys(name, shape, value or ()), True))
    keys = _allowed_keys(name, shape, value or {})
    return Map({key: _checked(name, _member(shape), value[key]) for key in keys})


def _allowed_keys(name: str, shape: FieldShape, keys: Iterable[str]) -> list[str]:
    listed = list(keys)
    if not all(is_value_key(shape, key) for key in listed):
        raise InvalidInput({name: "invalid"})
    return listed


def _map(doc: Doc[Any], root: str) -> Map[Any]:
    found: Map[Any] = doc.get(root, type=Map)
    return found


def _record(doc: Doc[Any], kind: str, record_id: str) -> Map[Any]:
    if kind not in KINDS:
        raise InvalidInput({"kind": "unknown"})
    record = _map(doc, kind).get(record_id)
    if not isinstance(record, Map) or is_removed(record):
        raise NotFound(f"{kind}/{record_id}")
    return record


def _ordered(doc: Doc[Any], kind: str) -> list[tuple[str, str]]:
    """(order key, id) of the records whose key is one, ascending."""
    records = _map(doc, kind).items()
    found = ((one.get("order"), key) for key, one in records if isinstance(one, Map))
    return sorted((order, key) for order, key in found if isinstance(order, str) and is_key(order))


def _last_key(doc: Doc[Any], kind: str) -> str:
    ordered = _ordered(doc, kind)
    return key_between(ordered[-1][0] if ordered else None, None)
