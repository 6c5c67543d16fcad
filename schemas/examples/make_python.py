"""Wrote the golden documents of shape 3 that Python made, once: `python schemas/examples/make_python.py`.

Refuses to overwrite: golden bytes stay as they are for ever. With fixed client ids, so that a run on the
same code gives the same bytes. Git has the versions that wrote the shapes before. See README.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pycrdt import Doc, XmlFragment

from leitstern.plan import edits
from leitstern.plan.document import canonical_json, plain

VERSION = Path(__file__).parent / "v3"


def keep(name: str, kind: str, doc: Doc[Any]) -> None:
    """Writes the pair of files. Raises FileExistsError when there is one already."""
    VERSION.mkdir(exist_ok=True)
    with (VERSION / f"{name}.{kind}.bin").open("xb") as file:
        file.write(doc.get_update())
    with (VERSION / f"{name}.{kind}.json").open("x", encoding="utf-8") as text:
        text.write(canonical_json(plain(doc, kind)) + "\n")


def notes() -> Doc[Any]:
    """Rich notes: a heading, a list, checkboxes, emphasised words; and words that an older page left."""
    doc: Doc[Any] = Doc(client_id=1)
    marked = "# Vereinbart 🌱\n- Lindach zuerst\n[ ] Wer übernimmt?\n[x] Termin steht\nSchluss"
    edits.set_root_rich_text(doc, "rich_notes", marked)
    *_, last = doc.get("rich_notes", type=XmlFragment).children
    last.children[0].format(0, 4, {"strong": {}})
    edits.set_root_text(doc, "notes", "late words of an older page")
    return doc


def main() -> None:
    keep("notes", "shared", notes())


if __name__ == "__main__":
    main()
