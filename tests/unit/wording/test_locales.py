"""German and English have the same keys and placeholders; every key is used, every used key exists.

Keys are literal strings in templates, Python and TypeScript, so a text search finds them. A composed key
("stage." ~ stage) counts for all keys with that prefix. `make check` runs this file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from leitstern.plan.generated import FIELDS, KINDS, SIDE_VALUES
from leitstern.plan.shape import FieldShape

ROOT = Path(__file__).resolve().parents[3]
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


NO_BREAK_SPACE = "\u00a0"
BREAKABLE = re.compile(r"(\d|\{(count|limit|days|years)\}) (?!of\b|von\b)[\w%€]")


@pytest.mark.parametrize("code", LOCALES)
def test_a_number_and_its_unit_do_not_break_across_lines(code: str):
    """Write U+00A0 (no-break space) between a number, or the placeholder of one, and its unit."""
    assert [key for key, text in LOCALES[code].items() if BREAKABLE.search(text)] == []


@pytest.mark.parametrize("code", LOCALES)
def test_apostrophes_are_typographic(code: str):
    assert [key for key, text in LOCALES[code].items() if "'" in text] == []


@pytest.mark.parametrize(("code", "before"), [("de", NO_BREAK_SPACE), ("en", "")])
def test_an_ellipsis_follows_the_rule_of_its_language(code: str, before: str):
    """German puts a no-break space before an ellipsis, English nothing; both use the character, never
    three dots.
    """
    wrong = re.compile(rf"\.\.\.|(?<!\w{before})…|\s(?<!{NO_BREAK_SPACE})…")
    assert [key for key, text in LOCALES[code].items() if wrong.search(text)] == []


def test_english_says_percent_without_a_space():
    assert [key for key, text in LOCALES["en"].items() if re.search(r"\s%", text)] == []


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


KIND_WORDS = ("one", "other", "add", "added", "deleted", "lead", "none", "none_text")
DRAWN = [
    (kind.root, name, FIELDS[kind.record][name])
    for kind in KINDS.values()
    for name in (kind.name, *(field for group in kind.groups.values() for field in group))
]
"""Kind, field and shape of every value that a card shows."""


def _worded(name: str, shape: FieldShape) -> str:
    """As in web/src/elements/field-words.ts: a field about one side has one label for both sides."""
    return name.removesuffix(f"_{shape.side}") if shape.side else name


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_record_has_its_texts(kind: str):
    assert [word for word in KIND_WORDS if f"kinds.{kind}.{word}" not in LOCALES["en"]] == []


def test_a_field_that_cards_draw_has_a_label():
    words = LOCALES["en"]
    missing = [
        f"{kind}.{name}"
        for kind, name, shape in DRAWN
        if not {f"fields.{kind}.{_worded(name, shape)}", f"fields.{_worded(name, shape)}"} & words.keys()
    ]
    assert missing == []


def test_a_choice_has_a_name():
    choices = {f"choices.{name}.{choice}" for _, name, shape in DRAWN for choice in shape.choices}
    sides = {f"choices.{name}.{side}" for _, name, _ in DRAWN for side in SIDE_VALUES}
    assert sorted(choices - sides - LOCALES["en"].keys()) == []


def test_no_text_remains_of_a_removed_kind_field_or_choice():
    kinds = {f"kinds.{kind}.{word}" for kind in KINDS for word in KIND_WORDS}
    parts = ("", ".empty", ".unit", ".shown")
    fields = {
        f"fields.{at}{_worded(name, shape)}{part}"
        for kind, name, shape in DRAWN
        for at in ("", f"{kind}.")
        for part in parts
    }
    choices = {f"choices.{name}.{choice}" for _, name, shape in DRAWN for choice in shape.choices}
    header = FIELDS["PlanHeader"].items()
    choices |= {f"choices.{name}.{choice}" for name, shape in header for choice in shape.choices}
    found = {key for key in LOCALES["en"] if key.startswith(("kinds.", "fields.", "choices."))}
    assert sorted(found - kinds - fields - choices - {"choices.true", "choices.false"}) == []
