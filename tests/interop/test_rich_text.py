"""Rich text and maps of values have the same golden bytes, plain data and hash in Python and in the browser.

web/test/core/rich-text.test.ts reads the same files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pycrdt import Doc, XmlFragment

from leitstern.live.room.divergence import content_hash
from leitstern.plan import rich_text
from leitstern.plan.document import canonical_json, plain_root

GOLDEN = Path(__file__).parent / "golden"
STORY = "Ziel\nViel niger Stillstand 🌱 in Lindach\nerstens\n"


def golden(name: str) -> str:
    return (GOLDEN / name).read_text("utf-8").strip()


def plain() -> dict[str, Any]:
    doc: Doc[Any] = Doc()
    doc.apply_update((GOLDEN / "rich_text.bin").read_bytes())
    return {"risks": plain_root(doc, "risks", "rich map"), "charter": plain_root(doc, "charter", "xml")}


def test_the_golden_document_has_the_browsers_plain_data() -> None:
    assert canonical_json(plain()) == golden("rich_text.json")


def test_the_golden_document_has_the_browsers_hash() -> None:
    assert content_hash(plain()).hex() == golden("rich_text.sha256")


def test_a_narrative_reads_as_one_line_per_block() -> None:
    assert rich_text.words_of(plain()["risks"]["risk_1"]["story"]) == STORY


def test_words_are_written_as_paragraphs_and_read_back() -> None:
    doc: Doc[Any] = Doc()
    fragment = doc.get("charter", type=XmlFragment)
    rich_text.fill(fragment, "Erstens\n\nZweitens 🌱")
    assert rich_text.words_of(rich_text.to_plain(fragment)) == "Erstens\n\nZweitens 🌱"
    rich_text.fill(fragment, "")
    assert rich_text.to_plain(fragment) == []


def test_malformed_rich_text_reads_as_empty() -> None:
    for nonsense in (None, "x", 7, [1, None, {"text": 5}, {"text": [[5], "x", []]}, {"children": "x"}]):
        assert rich_text.words_of(nonsense).strip() == ""
