"""Wrote the golden documents of Python's side, once: `python schemas/examples/make_python.py`.

Refuses to overwrite: golden bytes stay as they are for ever. With fixed client ids, so that a run on the
same code gives the same bytes. See README.md beside this file.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pycrdt import Doc, Map

from leitstern.demo.content_en import ENGLISH
from leitstern.demo.writing import write_private, write_shared
from leitstern.plan.document import canonical_json, plain

VERSION = Path(__file__).parent / "v1"


def keep(name: str, kind: str, doc: Doc[Any]) -> None:
    """Writes the pair of files. Raises FileExistsError when there is one already."""
    with (VERSION / f"{name}.{kind}.bin").open("xb") as file:
        file.write(doc.get_update())
    with (VERSION / f"{name}.{kind}.json").open("x", encoding="utf-8") as text:
        text.write(canonical_json(plain(doc, kind)) + "\n")


def record() -> Doc[Any]:
    doc: Doc[Any] = Doc(client_id=3)
    participants: Map[Any] = doc.get("participants", type=Map)
    common = {"role": "editor", "joined_at": "2026-01-15T09:00:00+00:00", "removed": False}
    participants["par_anna"] = Map({"name": "Anna Berg", "side": "supplier", **common})
    participants["par_jose"] = Map({"name": "José Müller-Lüdenscheidt", "side": "customer", **common})
    participants["par_jose"]["removed"] = True
    return doc


def main() -> None:
    shared: Doc[Any] = Doc(client_id=1)
    write_shared(shared, ENGLISH, date(2026, 1, 15))
    keep("demo", "shared", shared)
    notes: Doc[Any] = Doc(client_id=2)
    write_private(notes, ENGLISH, "supplier")
    keep("notes", "supplier", notes)
    keep("people", "record", record())


if __name__ == "__main__":
    main()
