"""Typed edits of a shared or private document: what a person does in the browser, for scripts, the demo and
tests.

Every edit works on a pycrdt Doc in one transaction, refuses what the schema does not allow (InvalidInput)
and what is not there (NotFound), and merges with what others do: a text is spliced, never replaced, and a
new record holds all its texts and link sets from the start, so that two people never create the same one.
No I/O. Called by `leitstern.client`, `demo/` and integrators; the browser has its own in web/src/doc.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pycrdt import Doc, Map, Text

from leitstern.errors import InvalidInput, NotFound
from leitstern.plan.generated import FIELDS, SHAPES, ActionStatus, Side, Stage, Whose
from leitstern.plan.ids import new_id
from leitstern.plan.order import is_key, key_between
from leitstern.plan.shape import FieldShape
from leitstern.plan.values import REFUSED, is_record_id, is_whole, read_value

PREFIXES = {"people": "per", "opportunities": "opp", "goals": "goal", "actions": "act"}
"""Root -> prefix of new record ids."""


def add_person(
    doc: Doc[Any], *, name: str, side: Side, title: str = "", unit: str = "", record_id: str = ""
) -> str:
    return add_record(doc, "people", {"name": name, "side": side, "title": title, "unit": unit}, record_id)


def add_opportunity(
    doc: Doc[Any],
    *,
    title: str,
    description: str = "",
    benefit_customer: float | None = None,
    benefit_supplier: float | None = None,
    probability: float | None = None,
    effort: float | None = None,
    time_horizon: date | None = None,
    stage: Stage = "idea",
    sponsor_customer: str | None = None,
    sponsor_supplier: str | None = None,
    record_id: str = "",
) -> str:
    values = {name: value for name, value in locals().items() if name not in ("doc", "record_id")}
    return add_record(doc, "opportunities", values, record_id)


def add_goal(
    doc: Doc[Any],
    *,
    title: str,
    whose: Whose = "joint",
    measure: str = "",
    unit: str | None = None,
    baseline: float | None = None,
    baseline_date: date | None = None,
    target: float | None = None,
    target_date: date | None = None,
    current: float | None = None,
    owner: str | None = None,
    opportunities: Iterable[str] = (),
    record_id: str = "",
) -> str:
    values = {name: value for name, value in locals().items() if name not in ("doc", "record_id")}
    return add_record(doc, "goals", values, record_id)


def add_action(
    doc: Doc[Any],
    *,
    title: str,
    description: str = "",
    owner: str | None = None,
    helpers: Iterable[str] = (),
    start: date | None = None,
    due: date | None = None,
    status: ActionStatus = "planned",
    serves: Iterable[str] = (),
    predecessor: str | None = None,
    record_id: str = "",
) -> str:
    values = {name: value for name, value in locals().items() if name not in ("doc", "record_id")}
    return add_record(doc, "actions", values, record_id)


def add_record(doc: Doc[Any], root: str, values: Mapping[str, object], record_id: str = "") -> str:
    """A new record at the end of `root`; returns its id. All texts and link sets exist from the start."""
    key = record_id or new_id(PREFIXES[root])
    if not is_record_id(key):
        raise InvalidInput({"id": "invalid"})
    content: dict[str, Any] = {}
    for name, shape in _fields(root).items():
        if shape.crdt != "register":
            content[name] = _fresh(name, shape, values.get(name))
        elif values.get(name) is not None:
            content[name] = _checked(name, shape, values[name])
    with doc.transaction():
        content["order"] = _last_key(doc, root)
        _map(doc, root)[key] = Map(content)
    return key


def set_field(doc: Doc[Any], root: str, record_id: str, field: str, value: object) -> None:
    """Sets a field; None clears a register. A text is spliced, so that others' words in it survive."""
    shape = _field_shape(root, field)
    with doc.transaction():
        record = _record(doc, root, record_id)
        if shape.crdt == "links":
            raise InvalidInput({field: "invalid"}, "use set_link")
        if shape.crdt == "text":
            _set_record_text(record, field, _checked(field, shape, value))
        elif value is None:
            record.pop(field, None)
        else:
            record[field] = _checked(field, shape, value)


def set_link(doc: Doc[Any], root: str, record_id: str, field: str, target: str, present: bool = True) -> None:
    """Adds `target` to a set of links, or takes it out."""
    if _field_shape(root, field).crdt != "links" or not is_record_id(target):
        raise InvalidInput({field: "invalid"})
    with doc.transaction():
        record = _record(doc, root, record_id)
        links = record.get(field)
        if not isinstance(links, Map):
            record[field] = Map()
            links = record[field]
        if present:
            links[target] = True
        else:
            links.pop(target, None)


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


def set_root_text(doc: Doc[Any], root: str, value: str, kind: str = "shared") -> None:
    """Makes a root text (title, purpose, notes) read `value`, by one splice."""
    shape = SHAPES[kind].get(root)
    if shape is None or shape.crdt != "text":
        raise InvalidInput({root: "unknown"})
    if not isinstance(value, str) or not is_whole(value):
        raise InvalidInput({root: "invalid"})
    if shape.max_length is not None and len(value) > shape.max_length:
        raise InvalidInput({root: "too_long"})
    with doc.transaction():
        splice_text(doc.get(root, type=Text), value)


def insert_text(text: Text, index: int, inserted: str) -> None:
    """Inserts at a position counted in code points (pycrdt itself counts UTF-8 bytes)."""
    content = str(text)
    text.insert(len(content[: max(index, 0)].encode()), inserted)


def record_text(doc: Doc[Any], root: str, record_id: str, field: str) -> Text:
    """The live text of a record's field. Raises NotFound when there is none."""
    text = _record(doc, root, record_id).get(field)
    if not isinstance(text, Text):
        raise NotFound(f"{root}/{record_id}/{field}")
    return text


def remove_record(doc: Doc[Any], root: str, record_id: str) -> None:
    """Deletes a record. Links to it stay and are read as nothing, so that an undo brings everything back."""
    with doc.transaction():
        _record(doc, root, record_id)
        del _map(doc, root)[record_id]


def move_record(doc: Doc[Any], root: str, record_id: str, after: str | None) -> None:
    """Moves a record behind another one, or to the front when `after` is None."""
    with doc.transaction():
        record = _record(doc, root, record_id)
        others = [key for key in _ordered(doc, root) if key[1] != record_id]
        low = None
        if after is not None:
            low = next((order for order, key in others if key == after), None)
            if low is None:
                raise NotFound(f"{root}/{after}")
        # Two records may carry one key: the next *greater* key is what leaves room.
        high = next((order for order, _ in others if low is None or order > low), None)
        record["order"] = key_between(low, high)


def splice_text(text: Text, value: str) -> None:
    """Makes `text` read `value` by replacing the smallest differing stretch, in whole code points."""
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
    """A foreign client may have stored a plain string: it becomes a text."""
    if not isinstance(record.get(field), Text):
        record[field] = Text(record[field] if isinstance(record.get(field), str) else "")
    splice_text(record[field], value)


def _fields(root: str) -> dict[str, FieldShape]:
    shape = SHAPES["shared"].get(root)
    if shape is None or not shape.keyed:
        raise InvalidInput({"root": "unknown"})
    return FIELDS[shape.record]


def _field_shape(root: str, field: str) -> FieldShape:
    shape = _fields(root).get(field)
    if shape is None:
        raise InvalidInput({field: "unknown"})
    return shape


def _checked(name: str, shape: FieldShape, value: object) -> Any:
    """The value as the document stores it. Raises InvalidInput when the schema does not allow it."""
    stored = value.isoformat() if isinstance(value, date | datetime) else value
    if read_value(shape, stored) is REFUSED:
        raise InvalidInput({name: "invalid"})
    return stored


def _fresh(name: str, shape: FieldShape, value: Any) -> Text | Map[Any]:
    if shape.crdt == "text":
        return Text(_checked(name, shape, "" if value is None else value))
    targets = list(value or ())
    if not all(is_record_id(target) for target in targets):
        raise InvalidInput({name: "invalid"})
    return Map({target: True for target in targets})


def _map(doc: Doc[Any], root: str) -> Map[Any]:
    found: Map[Any] = doc.get(root, type=Map)
    return found


def _record(doc: Doc[Any], root: str, record_id: str) -> Map[Any]:
    _fields(root)
    record = _map(doc, root).get(record_id)
    if not isinstance(record, Map):
        raise NotFound(f"{root}/{record_id}")
    return record


def _ordered(doc: Doc[Any], root: str) -> list[tuple[str, str]]:
    """(order key, id) of the records whose key is one, ascending."""
    records = _map(doc, root).items()
    found = ((one.get("order"), key) for key, one in records if isinstance(one, Map))
    return sorted((order, key) for order, key in found if isinstance(order, str) and is_key(order))


def _last_key(doc: Doc[Any], root: str) -> str:
    ordered = _ordered(doc, root)
    return key_between(ordered[-1][0] if ordered else None, None)
