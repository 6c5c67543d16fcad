"""docs/protocol.md, schemas/protocol.json and the code say the same; each rule has a test that names it."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from leitstern.live.protocol import SUBPROTOCOL, Close, MessageType
from leitstern.plan.generated import ROOTS

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "schemas" / "protocol.json").read_text(encoding="utf-8"))
RULE = r"\b(?:WIRE|ACK|REJ|GATE|HASH|PRES|FLOW|RIGHT|LIFE)-\d+\b"
RULES = re.findall(rf"^- \*\*({RULE})\*\*", DOCUMENT, re.M)
TESTS = [
    path
    for folder in ("unit/live", "wire", "contract", "fuzz", "interop")
    for path in (ROOT / "tests" / folder).glob("test_*.py")
]


def _named_by_tests() -> set[str]:
    """Rule ids in the docstrings of test functions, and in the browser's tests."""
    named: set[str] = set()
    for path in TESTS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                named.update(re.findall(RULE, ast.get_docstring(node) or ""))
    for path in (ROOT / "web" / "test").glob("*.test.ts"):
        named.update(re.findall(RULE, path.read_text(encoding="utf-8")))
    return named


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_test_that_names_it(rule: str):
    assert rule in _named_by_tests()


def test_no_test_names_a_rule_that_is_gone():
    assert _named_by_tests() <= set(RULES)
    assert len(RULES) == len(set(RULES)) > 30


@pytest.mark.parametrize("close", SCHEMA["closes"], ids=lambda close: close["name"])
def test_a_close_code_is_in_code_schema_and_document(close: dict):
    assert Close[close["name"]] == close["code"]
    assert f"| {close['code']} | {close['name']} |" in DOCUMENT
    assert close["final"] == (4400 <= close["code"] < 4500 or close["code"] == 1009)


def test_the_code_has_no_other_close_codes_or_messages():
    assert {close["code"] for close in SCHEMA["closes"]} == {int(code) for code in Close}
    assert {m["name"]: m["type"] for m in SCHEMA["messages"]} == {m.name: int(m) for m in MessageType}
    assert SCHEMA["subprotocol"] == SUBPROTOCOL
    for message in SCHEMA["messages"]:
        assert f"| {message['type']} | {message['name']} | {message['from']}" in DOCUMENT


def test_every_refusal_in_the_code_is_documented_and_no_other():
    """Codes are the first argument of UpdateRefused."""
    raised: set[str] = set()
    for path in (ROOT / "server" / "leitstern" / "live").glob("*.py"):
        raised.update(re.findall(r'UpdateRefused\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8")))
    assert raised == set(SCHEMA["refusals"])
    assert {code for code in raised if f"| `{code}` |" in DOCUMENT} == raised


def test_everything_in_a_plan_counts_in_the_content_hash():
    """Rich text does not, as the libraries spell it differently: HASH-4 has to say how before it comes."""
    assert {crdt for roots in ROOTS.values() for crdt in roots.values()} <= {"map", "text", "array"}


@pytest.mark.parametrize("locale", ["en", "de"])
def test_every_refusal_and_every_final_end_has_a_sentence_for_people(locale: str):
    words = json.loads((ROOT / "web" / "locales" / f"{locale}.json").read_text(encoding="utf-8"))
    ends = [f"errors.close.{close['code']}" for close in SCHEMA["closes"] if close["final"]]
    for key in (*ends, *(f"errors.refused.{code}" for code in SCHEMA["refusals"])):
        assert len(words[key].split()) > 5, key
