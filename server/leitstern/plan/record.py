"""Writes a plan's `record` document, which shows SQL facts live. document.py reads it.

SQL is the source of truth. Only values that differ are written. Called by commands/projector.py alone, the
only writer of records.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pycrdt import Doc, Map

from leitstern.plan.document import plain_root

Fields = Mapping[str, str | bool | int]


def write_entries(doc: Doc[Any], root_name: str, wanted: Mapping[str, Fields]) -> None:
    """Makes a root of the record (`participants`, `words`) hold exactly these entries."""
    root = doc.get(root_name, type=Map)
    written = plain_root(doc, root_name, "map")
    for entry_id in written.keys() - wanted.keys():
        del root[entry_id]
    for entry_id, fields in wanted.items():
        known = written.get(entry_id)
        if isinstance(known, dict):
            _correct(root[entry_id], known, fields)
        else:
            root[entry_id] = Map(dict(fields))


def _correct(entry: Map[Any], written: Mapping[str, object], wanted: Fields) -> None:
    """Writes only the fields that differ, so that a changed role is an update of a few bytes."""
    for name in written.keys() - wanted.keys():
        del entry[name]
    for name, value in wanted.items():
        if name not in written or written[name] != value:
            entry[name] = value
