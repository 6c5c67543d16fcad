"""A name with marks of direction must not turn the sentence that it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from leitstern.wording.catalogue import load_catalogues

LOCALES = Path(__file__).resolve().parents[3] / "web" / "locales"


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("mark", ["\u202e", "\u202d", "\u2067", "\u2066", "\u200f", "\u061c"])
def test_bidirectional_marks_are_removed_from_values(code: str, mark: str):
    catalogue = load_catalogues(LOCALES)[code]
    shown = catalogue.text("participant.remove_title", name=f"Eve{mark} nosredna")
    assert "Eve nosredna" in shown and mark not in shown
