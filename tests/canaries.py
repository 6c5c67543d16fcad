"""A text in every private field of a side, for tests about what the other side never receives.

The rooms' roots and the kinds' fields come from the registry (schemas/), so a new private kind or field is
filled, and looked for, by itself. Each text says where it stands, so that a failure names the leak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pycrdt import Doc

from leitstern.plan import edits
from leitstern.plan.document import fields_in
from leitstern.plan.generated import KINDS, SHAPES, Side
from leitstern.plan.shape import FieldShape

TEXT, ID = "Zeisig", "Gimpel"
"""Begin every planted text, and stand in every planted id. No other words of the product contain them."""
SIDES: tuple[Side, ...] = ("supplier", "customer")


def other(side: Side) -> Side:
    return "customer" if side == "supplier" else "supplier"


def private_kinds(side: Side) -> list[str]:
    return [kind for kind in KINDS if kind in SHAPES[side]]


def tabled_kinds(side: Side) -> list[str]:
    """Kinds whose private records can be put on the table."""
    return [kind for kind in private_kinds(side) if "shared" in KINDS[kind].documents]


def record_id(side: Side, kind: str) -> str:
    return f"{KINDS[kind].prefix}_{ID}{side}"


def secret(side: Side, *place: str) -> str:
    return "".join([TEXT, side.title(), *(part.title().replace("_", "") for part in place)])


def plant(doc: Doc[Any], side: Side) -> list[str]:
    """Fills every root of a side's room; returns the texts that it wrote."""
    planted: list[str] = []
    for root, shape in SHAPES[side].items():
        if shape.keyed:
            values = dict(_values(side, root))
            edits.add_record(doc, root, values, record_id(side, root), document=side)
            planted += [text for text in _texts(values) if text.startswith(TEXT)]
        else:
            planted.append(secret(side, root))
            write = edits.set_root_rich_text if shape.crdt == "xml" else edits.set_root_text
            write(doc, root, planted[-1], document=side)
    return planted


def leaks(received: bytes, *marks: str) -> list[str]:
    """What stands around each mark in these bytes."""
    found = []
    for mark in marks or (TEXT, ID):
        at = received.find(mark.encode())
        if at >= 0:
            found.append(repr(received[max(0, at - 60) : at + 60]))
    return found


def _values(side: Side, kind: str) -> Iterator[tuple[str, object]]:
    for name, shape in fields_in(side, kind).items():
        if name in ("order", "removed_at", "removed_by", "tabled_at"):
            continue
        value = _value(side, kind, name, shape)
        if shape.crdt == "links":
            yield name, [value]
        elif shape.crdt == "values":
            yield name, {"2027" if shape.keys == "year" else f"par_{ID}": value}
        else:
            yield name, value


def _value(side: Side, kind: str, name: str, shape: FieldShape) -> object:
    if shape.refers:
        root = next((one for one in shape.refers if one in SHAPES[side]), shape.refers[0])
        return record_id(side, root)
    if shape.type == "boolean":
        return True
    if shape.type in ("number", "integer"):
        return shape.minimum if shape.minimum is not None else 1
    if shape.choices:
        return shape.choices[0]
    if shape.format:
        return "2031-07-13" if shape.format == "date" else "2031-07-13T09:00:00Z"
    text = secret(side, kind, name)
    if shape.pattern is not None:
        return f"{ID}{side}"
    return text[: shape.max_length]


def _texts(values: object) -> Iterable[str]:
    if isinstance(values, dict):
        return [text for value in values.values() for text in _texts(value)]
    if isinstance(values, list):
        return [text for value in values for text in _texts(value)]
    return [values] if isinstance(values, str) else []
