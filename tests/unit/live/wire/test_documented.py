"""docs/protocol.md, schemas/protocol.json and the code agree; each rule has a test that names it."""

from __future__ import annotations

import ast
import functools
import json
import re
from pathlib import Path

import pytest

from leitstern.live.wire.protocol import SUBPROTOCOL, Close, MessageType

ROOT = Path(__file__).resolve().parents[4]
DOCUMENT = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "schemas" / "protocol.json").read_text(encoding="utf-8"))
RULE = r"\b(?:WIRE|ACK|REJ|GATE|HASH|PRES|FLOW|RIGHT|LIFE|DAMAGE|RESTORE)-\d+\b"
RULES = re.findall(rf"^- \*\*({RULE})\*\*", DOCUMENT, re.M)
TESTS = [
    path
    for folder in ("unit/live", "wire", "contract", "faults", "fuzz", "interop", "attacks")
    for path in (ROOT / "tests" / folder).rglob("test_*.py")
]


CHECKS = {"raises", "wait", "wait_for", "saved", "until", "judge"}
"""Calls that fail a test when an expected event does not happen."""
TITLE = re.compile(r"""\b(?:it|test|describe)(?:\.\w+)*(?:\([^()]*\))?\(\s*(["'`])(.*?)\1""", re.S)


def _is_skipped(test: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        "skip" in ast.unparse(decorator) or "xfail" in ast.unparse(decorator)
        for decorator in test.decorator_list
    )


def _can_fail(test: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            return not (isinstance(node.test, ast.Constant) and node.test.value)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] in CHECKS:
            return True
    return False


def _named_in_python(source: str) -> set[str]:
    """Rules named in the docstring of a test that runs and can fail; comments and other functions do not
    count.
    """
    named: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.name.startswith("test_"):
            continue
        if not _is_skipped(node) and _can_fail(node):
            named.update(re.findall(RULE, ast.get_docstring(node) or ""))
    return named


def _named_in_typescript(source: str) -> set[str]:
    """Rules named in the title of a test."""
    return {rule for _, title in TITLE.findall(source) for rule in re.findall(RULE, title)}


@functools.cache
def _named_by_tests() -> set[str]:
    named: set[str] = set()
    for path in TESTS:
        named |= _named_in_python(path.read_text(encoding="utf-8"))
    for path in (ROOT / "web" / "test").rglob("*.test.ts"):
        named |= _named_in_typescript(path.read_text(encoding="utf-8"))
    return named


def test_a_rule_that_is_merely_mentioned_has_no_test():
    told = """
# ACK-1
def test_a():
    "ACK-2"
@pytest.mark.skip
def test_b():
    "ACK-3"
    assert x
def helper():
    "ACK-4"
    assert x
def test_c():
    "ACK-5"
    assert True
async def test_d():
    "ACK-6: and ACK-7"
    await anna.wait(lambda: 1)
"""
    assert _named_in_python(told) == {"ACK-6", "ACK-7"}
    script = """// ACK-1
it("does (ACK-2)", () => {}); it.each([1, 2])(
  "so (ACK-3)", f); describe("ACK-4", g); // ACK-5"""
    assert _named_in_typescript(script) == {"ACK-2", "ACK-3", "ACK-4"}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_test_that_names_it(rule: str):
    assert rule in _named_by_tests()


def test_no_test_names_a_removed_rule():
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
    for path in (ROOT / "server" / "leitstern" / "live").rglob("*.py"):
        raised.update(re.findall(r'UpdateRefused\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8")))
    assert raised == set(SCHEMA["refusals"])
    assert {code for code in raised if f"| `{code}` |" in DOCUMENT} == raised


@pytest.mark.parametrize("locale", ["en", "de"])
def test_every_refusal_and_final_close_has_a_message_for_people(locale: str):
    words = json.loads((ROOT / "web" / "locales" / f"{locale}.json").read_text(encoding="utf-8"))
    ends = [f"errors.close.{close['code']}" for close in SCHEMA["closes"] if close["final"]]
    for key in (*ends, *(f"errors.refused.{code}" for code in SCHEMA["refusals"])):
        assert len(words[key].split()) > 5, key
