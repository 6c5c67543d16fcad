"""Shape 2: every record holds all its texts and link sets.

Readers of shape 1 tolerate a record in which one is missing or a plain string. But a text must exist before
somebody can type in it, and when two people create it at the same moment, one text replaces the other with
all its words (docs/decisions/0001). So the server creates them beforehand.
"""

from __future__ import annotations

from typing import Any

from pycrdt import Doc, Map, Text

_TEXTS = {
    "people": ("name", "title", "unit"),
    "opportunities": ("title", "description"),
    "goals": ("title", "measure"),
    "actions": ("title", "description"),
}
_LINKS = {"goals": ("opportunities",), "actions": ("helpers", "serves")}


def change(doc: Doc[Any], kind: str) -> None:
    """In shape 1 only `shared` documents have records that people write. A value that is no record is not
    changed.
    """
    if kind != "shared":
        return
    for root, texts in _TEXTS.items():
        records: Map[Any] = doc.get(root, type=Map)
        for key in list(records.keys()):
            if isinstance(record := records[key], Map):
                _complete(record, texts, _LINKS.get(root, ()))


def _complete(record: Map[Any], texts: tuple[str, ...], links: tuple[str, ...]) -> None:
    for name in texts:
        held = record.get(name)
        if not isinstance(held, Text):
            record[name] = Text(held if isinstance(held, str) else "")
    for name in links:
        if not isinstance(record.get(name), Map):
            record[name] = Map()
