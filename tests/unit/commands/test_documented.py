"""Every kind of command and every refusal is in docs/commands.md, and has its words in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from leitstern.commands.command import STATUS_OF_REFUSAL
from leitstern.commands.registry import COMMANDS
from leitstern.workshop.registration import register_workshop

register_workshop()

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs/commands.md").read_text("utf-8")
SERVER = ROOT / "server/leitstern"


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_kind_is_documented(kind: str):
    assert f"`{kind}`" in DOCS


@pytest.mark.parametrize(("code", "status"), STATUS_OF_REFUSAL.items())
def test_a_refusal_is_documented_with_its_status(code: str, status: int):
    rows = [line for line in DOCS.splitlines() if line.startswith(f"| {status}")]
    assert any(f"`{code}`" in row for row in rows)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_a_refusal_has_a_sentence(locale: str):
    texts = json.loads((ROOT / f"web/locales/{locale}.json").read_text("utf-8"))
    assert {f"refusal.{code}" for code in STATUS_OF_REFUSAL} == {
        key for key in texts if key.startswith("refusal.")
    }


def test_every_refusal_is_used_and_every_use_has_a_status():
    """Also by pages/, which read the body."""
    rooms = (SERVER / room for room in ("commands", "workshop"))
    sources = [*(path for room in rooms for path in room.glob("*.py")), SERVER / "pages/commands.py"]
    used = {code for path in sources for code in re.findall(r'Refusal\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert used == set(STATUS_OF_REFUSAL)
