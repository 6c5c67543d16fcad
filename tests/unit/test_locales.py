"""German and English say the same things: same keys, same placeholders, every key used, every used key there.

Keys are literal strings in templates, Python and TypeScript, so a scan finds them. A key that is put together
("stage." ~ stage) counts for all keys with that beginning. `make check` runs this file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCALES = {
    code: json.loads((ROOT / f"web/locales/{code}.json").read_text(encoding="utf-8")) for code in ("en", "de")
}
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for folder, pattern in (("web/templates", "*.*"), ("web/src", "*.ts"), ("server/leitstern", "*.py"))
    for path in sorted((ROOT / folder).rglob(pattern))
}

PLURAL = re.compile(r"\.(one|other)$")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
LITERAL = re.compile(r"[\"'`]([a-z][\w-]*(?:\.[\w-]+)*\.?)(?=[\"'`]|\{|\$\{)")
TRANSLATED = re.compile(r"(?<![\w.$])t\(\s*[\"']([a-z][\w-]*(?:\.[\w-]+)+)[\"']")


def _base(key: str) -> str:
    return PLURAL.sub("", key)


def test_both_languages_have_the_same_keys():
    assert set(LOCALES["en"]) == set(LOCALES["de"])


def test_both_languages_fill_the_same_placeholders():
    english, german = LOCALES["en"], LOCALES["de"]
    differing = [
        key
        for key in english.keys() & german.keys()
        if set(PLACEHOLDER.findall(english[key])) != set(PLACEHOLDER.findall(german[key]))
    ]
    assert differing == []


@pytest.mark.parametrize("code", LOCALES)
def test_no_text_is_empty(code: str):
    assert [key for key, text in LOCALES[code].items() if not text.strip()] == []


@pytest.mark.parametrize("code", LOCALES)
def test_a_plural_has_both_forms(code: str):
    keys = set(LOCALES[code])
    plurals = {_base(key) for key in keys if PLURAL.search(key)}
    assert [base for base in sorted(plurals) if not {f"{base}.one", f"{base}.other"} <= keys] == []


@pytest.mark.parametrize("code", LOCALES)
def test_the_file_is_sorted_so_that_changes_stay_small(code: str):
    assert list(LOCALES[code]) == sorted(LOCALES[code])


def test_every_translated_key_exists():
    known = set(LOCALES["en"]) | {_base(key) for key in LOCALES["en"]}
    missing = {
        f"{path.relative_to(ROOT)}: {key}"
        for path, text in SOURCES.items()
        for key in TRANSLATED.findall(text)
        if key not in known
    }
    assert sorted(missing) == []


def test_every_key_is_used():
    literals = {literal for text in SOURCES.values() for literal in LITERAL.findall(text)}
    beginnings = tuple(literal for literal in literals if literal.endswith("."))
    unused = [
        key
        for key in LOCALES["en"]
        if key not in literals and _base(key) not in literals and not key.startswith(beginnings)
    ]
    assert unused == []
