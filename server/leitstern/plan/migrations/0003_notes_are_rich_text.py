"""Shape 3: notes are rich text.

The words of the plain notes become paragraphs at the end of the rich notes, and the plain text is emptied.
What an older page writes into the plain text afterwards stays there: the notes page offers it.
"""

from __future__ import annotations

from typing import Any

from pycrdt import Doc, Text, XmlElement, XmlFragment, XmlText

_KINDS = ("shared", "supplier", "customer")


def change(doc: Doc[Any], kind: str) -> None:
    """Changes nothing where the plain notes are empty, so a second run has no effect."""
    if kind not in _KINDS:
        return
    plain: Text = doc.get("notes", type=Text)
    words = str(plain)
    rich: XmlFragment = doc.get("rich_notes", type=XmlFragment)
    if not words:
        return
    for line in words.split("\n"):
        paragraph = rich.children.append(XmlElement("paragraph"))
        if line:
            paragraph.children.append(XmlText(line))
    plain.clear()
