"""Browser translation: exchanges every text node of a page, as Chrome's, Edge's and others' translators do.

The script is web/test/fakes/translator.js, which the unit tests of the elements use too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "web" / "test" / "fakes" / "translator.js"
Kind = Literal["wrapped", "exchanged"]


def translate(page: Page, kind: Kind) -> None:
    """From now on the page's texts are other nodes."""
    page.evaluate(f"() => {{ {SCRIPT.read_text()} }}")
    page.evaluate("kind => translatePage(document.body, kind)", kind)
