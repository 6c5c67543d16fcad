"""The label of a record's field and its formatted value, in the reader's language, as cards show them.

Pure. Catalogue keys follow a convention (schemas/README.md): `fields.<kind>.<field>` or `fields.<field>`,
where the suffix of a field about one company is dropped, and `choices.<field>.<value>`. Called by reports
that list changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from leitstern.plan.generated import FIELDS, KINDS, SHAPES, Side
from leitstern.plan.shape import FieldShape
from leitstern.wording import formats
from leitstern.wording.catalogue import Catalogue

LONG = 60
"""Characters of a text that are shown; a longer one is told as rewritten."""
NOTHING = "–"
DELETION = ("removed_at", "removed_by")
"""Deleting is a field: it is told as what happened to the record, not as a value."""


@dataclass(frozen=True, slots=True)
class FieldWords:
    """The words of one document for one reader. `names` are the names of records by id."""

    kind: str
    catalogue: Catalogue
    sides: Mapping[Side, str]
    currency: str
    names: Mapping[str, str]

    def label(self, root: str, field: str) -> str:
        """The label of a field; of a root text or a header field when `root` is no kind."""
        shape = self._shape(root, field)
        side = shape.side if shape else ""
        plain = field.removesuffix(f"_{side}") if side else field
        for key in (f"fields.{root}.{plain}", f"fields.{plain}", f"plan.{plain}", f"plan.{root}"):
            if key in self.catalogue:
                named: Any = {**self.sides, "side": self.sides.get(side, "")}  # type: ignore[call-overload]
                return self.catalogue.text(key, **named)
        return plain

    def value(self, root: str, field: str, value: Any) -> str:
        """A formatted value; empty for a long text, whose change is reported without its content."""
        shape = self._shape(root, field)
        if value is None or value in ("", {}):
            return NOTHING
        if shape is None or shape.crdt in ("text", "xml"):
            return value if isinstance(value, str) and len(value) <= LONG and "\n" not in value else ""
        if shape.crdt == "links":
            return ", ".join(sorted(name for key in value if (name := self.names.get(key)))) or NOTHING
        if shape.crdt == "values" and isinstance(value, Mapping):
            members = sorted(value.items())
            return ", ".join(f"{key}: {self._single(shape, field, one)}" for key, one in members) or NOTHING
        if shape.refers:
            return self.names.get(value, NOTHING)
        return self._single(shape, field, value)

    def member(self, root: str, field: str, value: Any) -> str:
        """The value of one participant or year."""
        shape = self._shape(root, field)
        return NOTHING if shape is None or value is None else self._single(shape, field, value)

    def _single(self, shape: FieldShape, field: str, value: Any) -> str:
        locale = self.catalogue.locale
        key = f"choices.{field}.{value}"
        if shape.choices:
            side: Any = value
            return self.catalogue.text(key) if key in self.catalogue else self.sides.get(side, str(value))
        if shape.format == "date":
            return _day(value, locale)
        if not isinstance(value, int | float) or shape.display == "year":
            return str(value)
        if shape.display == "money":
            return formats.money(value, self.currency, locale)
        return formats.percent(value, locale) if shape.display == "percent" else formats.number(value, locale)

    def _shape(self, root: str, field: str) -> FieldShape | None:
        record = KINDS[root].record if root in KINDS else SHAPES[self.kind][root].record
        return FIELDS[record].get(field) if record else None


def is_hidden(root: str, field: str) -> bool:
    """Whether no list of changes shows the field: what deleting writes, and what the schema hides."""
    hidden: Mapping[str, tuple[str, ...]] = KINDS[root].groups if root in KINDS else {}
    return field in DELETION or field in hidden.get("hidden", ())


def _day(value: Any, locale: str) -> str:
    try:
        return formats.day(date.fromisoformat(str(value)), locale)
    except ValueError:
        return str(value)


def record_names(data: Mapping[str, Any]) -> dict[str, str]:
    """The names of all records of a document's plain content by id, deleted ones too."""
    return {
        record: str(content.get(kind.name) or "").strip()
        for root, kind in KINDS.items()
        for record, content in (data.get(root) or {}).items()
        if isinstance(content, dict)
    }
