"""The types of generated.py: roots, fields, kinds of record.

Written by hand; the tables of these types are generated from schemas/ (see schemas/generate.py). No code here
reads or writes a document. Used by the readers and edits of this package, by live/gate (which roots exist)
and by generated.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

RootCrdt = Literal["text", "xml", "map", "rich map"]
"""`rich map`: a map of records that hold rich text (xml)."""
FieldCrdt = Literal["text", "xml", "register", "links", "values"]
FieldType = Literal["string", "number", "integer", "boolean"]


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of a record.

    `links` is a set of record ids, kept as a map from id to true. `values` is a map from participant or year
    (`keys`) to one value; `type` and the limits are those of the value. `xml` is rich text.
    """

    crdt: FieldCrdt
    type: FieldType = "string"
    required: bool = False
    min_length: int = 0
    max_length: int | None = None
    pattern: str | None = None
    format: Literal["", "date", "date-time"] = ""
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    choices: tuple[str, ...] = ()
    default: str | float | bool | None = None
    refers: tuple[str, ...] = ()
    """Kinds of the records that it names."""
    display: Literal["", "money", "percent", "year", "date", "score"] = ""
    """How the value is written on the screen."""
    side: str = ""
    """The company that it is about."""
    sees: Literal["shared", "own side"] = "shared"
    """`own side`: the field exists only in a side's private document."""
    keys: Literal["", "participant", "year", "period"] = ""


@dataclass(frozen=True, slots=True)
class RootShape:
    """One root of a document: a text, one record of plain fields, or (`keyed`) a map of records by id."""

    crdt: RootCrdt
    max_length: int | None = None
    record: str = ""
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record, declared once in schemas/kinds."""

    root: str
    record: str
    prefix: str
    """Ids of its records begin so."""
    former_prefixes: tuple[str, ...]
    """Ids of its old records begin so."""
    name: str
    """The field that names a record."""
    icon: str
    chapter: str
    """The chapter of the plan page that shows its records."""
    owners: tuple[str, ...] = ()
    """Fields that name the people responsible; the first is the one accountable."""
    side: str = ""
    """The field that says whose it is: a choice of sides, or a person; empty where its amounts say it."""
    search: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """The documents that hold such records."""
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field -> kinds of the records that it names."""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Group of the general card (head, body, facts, links) -> its fields."""
