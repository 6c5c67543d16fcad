"""Everything that one document of a plan holds about one person: found, and erased.

A record is *about* a person when it is their entry, or when it exists because of them (an assessment, a
private note on them). Other records only name them as owner or contributor: they stay, and lose the name.
Texts that mention the name are found and never changed: only people can say what else a sentence means.

Plain data in, or an edit of a Doc. No I/O. Called by pages/about_person.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pycrdt import Doc, Map

from leitstern.plan.document import fields_in
from leitstern.plan.generated import KINDS
from leitstern.plan.shape import FieldShape

Why = Literal["entry", "about", "named", "mentioned"]
BECAUSE_OF_A_PERSON = ("assessments", "remarks")
"""Kinds whose records exist only because of the record that they name."""


@dataclass(frozen=True, slots=True)
class Found:
    kind: str
    record_id: str
    why: Why
    fields: tuple[str, ...]
    """Those that name or mention the person; of their entry and of what is about them, all that are set."""
    record: Mapping[str, Any]


def about_person(data: Mapping[str, Any], document: str, person_id: str, name: str) -> Iterator[Found]:
    """`data`: the document's plain content, deleted records included; they are stored too."""
    for kind, shape in KINDS.items():
        records = data.get(kind) if document in shape.documents else None
        for record_id, record in records.items() if isinstance(records, dict) else ():
            if isinstance(record, dict):
                found = _about(kind, document, record_id, record, person_id, name)
                if found is not None:
                    yield found


def erase_person(doc: Doc[Any], document: str, person_id: str) -> int:
    """Ends the person's entry and what is about them, and takes their name out of all others.

    Returns how many records it changed. Texts stay as they are.
    """
    changed = 0
    for kind, shape in KINDS.items():
        if document not in shape.documents:
            continue
        records: Map[Any] = doc.get(kind, type=Map)
        for record_id in list(records.keys()):
            record = records[record_id]
            if not isinstance(record, Map):
                continue
            naming = [
                name
                for name, field in _referring(kind, document)
                if _names(record.get(name), field, person_id)
            ]
            if record_id == person_id or (naming and kind in BECAUSE_OF_A_PERSON):
                del records[record_id]
                changed += 1
            elif naming:
                _take_out(record, naming, person_id)
                changed += 1
    return changed


def _about(
    kind: str, document: str, record_id: str, record: Mapping[str, Any], person_id: str, name: str
) -> Found | None:
    fields = fields_in(document, kind)
    present = tuple(field for field in fields if record.get(field) not in (None, "", {}, []))
    if record_id == person_id:
        return Found(kind, record_id, "entry", present, record)
    naming = tuple(
        one for one, field in _referring(kind, document) if _names(record.get(one), field, person_id)
    )
    if naming:
        is_about = kind in BECAUSE_OF_A_PERSON
        return Found(
            kind, record_id, "about" if is_about else "named", present if is_about else naming, record
        )
    mentioning = tuple(
        one for one, field in fields.items() if field.crdt == "text" and _mentions(record.get(one), name)
    )
    return Found(kind, record_id, "mentioned", mentioning, record) if mentioning else None


def _referring(kind: str, document: str) -> Iterator[tuple[str, FieldShape]]:
    for name, field in fields_in(document, kind).items():
        if "people" in field.refers:
            yield name, field


def _names(raw: object, field: FieldShape, person_id: str) -> bool:
    if field.crdt == "links":
        return person_id in raw if isinstance(raw, dict | Map) else False
    return raw == person_id


def _take_out(record: Map[Any], naming: list[str], person_id: str) -> None:
    for name in naming:
        if isinstance(record.get(name), Map):
            record[name].pop(person_id, None)
        else:
            record.pop(name, None)


def _mentions(raw: object, name: str) -> bool:
    return bool(name.strip()) and isinstance(raw, str) and name.strip().casefold() in raw.casefold()
