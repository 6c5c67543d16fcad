"""The vocabulary in which generated.py tells the shape of a plan: what a root is, what a field may hold.

Written by hand; the values are generated from schemas/*.json (see schemas/generate.py). Nothing here reads
or writes a document. Used by plan/document.py (readers), live/bounds.py (known roots) and the generator's
output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RootCrdt = Literal["text", "map"]
FieldCrdt = Literal["text", "register", "links"]
FieldType = Literal["string", "number", "integer", "boolean"]


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of a record. `links` is a set of record ids, kept as a map from id to true."""

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


@dataclass(frozen=True, slots=True)
class RootShape:
    """One root of a document: a text, one record of plain fields, or (`keyed`) a map of records by id."""

    crdt: RootCrdt
    max_length: int | None = None
    record: str = ""
    keyed: bool = False
