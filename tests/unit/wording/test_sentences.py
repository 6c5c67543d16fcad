"""Every refusal and close code has a message for people in both languages, and there are no unused messages.

The codes are in schemas/protocol.json; the browser adds a few of its own (core/replica.ts).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "schemas/protocol.json").read_text(encoding="utf-8"))
OWN_END = re.compile(r"^const [A-Z_]+ = (44\d\d);$", re.MULTILINE)


def _sentences(locale: str, beginning: str) -> dict[str, str]:
    texts = json.loads((ROOT / f"web/locales/{locale}.json").read_text(encoding="utf-8"))
    return {key.removeprefix(beginning): text for key, text in texts.items() if key.startswith(beginning)}


def _own_ends() -> set[str]:
    return set(OWN_END.findall((ROOT / "web/src/core/replica.ts").read_text(encoding="utf-8")))


@pytest.mark.parametrize("locale", ["en", "de"])
def test_refusals_and_messages_match_one_to_one(locale: str):
    assert set(_sentences(locale, "errors.refused.")) == set(SCHEMA["refusals"])


@pytest.mark.parametrize("locale", ["en", "de"])
def test_close_codes_and_messages_match_one_to_one(locale: str):
    closes = {str(close["code"]) for close in SCHEMA["closes"]}
    assert _own_ends() and not _own_ends() & closes
    assert set(_sentences(locale, "errors.close.")) == closes | _own_ends()


@pytest.mark.parametrize("locale", ["en", "de"])
def test_a_message_says_what_happened_and_whether_changes_are_kept(locale: str):
    for beginning in ("errors.refused.", "errors.close."):
        for code, text in _sentences(locale, beginning).items():
            assert len(text.split()) > 5 and text.rstrip().endswith("."), code
