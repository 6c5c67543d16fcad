"""Shape migrations: numbered without gaps, tested on documents of the previous shape, idempotent.

The documents are the golden files in schemas/examples: `vN` was written by shape N, malformed values
included.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text, XmlFragment

from leitstern.plan import rich_text
from leitstern.plan.document import canonical_json, plain, read_plan
from leitstern.plan.generated import ROOTS, SHAPE_VERSION
from leitstern.plan.migrations import MIGRATIONS, chain, migrate

TYPES = {"text": Text, "map": Map, "rich map": Map, "xml": XmlFragment}
EXAMPLES = Path(__file__).parents[3] / "schemas" / "examples"
OLDER = [path for n in range(1, SHAPE_VERSION) for path in sorted(EXAMPLES.glob(f"v{n}/*.bin"))]


def kind_of(example: Path) -> str:
    return example.suffixes[0].removeprefix(".")


def opened(example: Path) -> Doc[Any]:
    doc: Doc[Any] = Doc()
    doc.apply_update(example.read_bytes())
    for root, crdt in ROOTS[kind_of(example)].items():
        doc.get(root, type=TYPES[crdt])
    return doc


def migrated(doc: Doc[Any], kind: str, since: int) -> bool:
    """Migrates in one transaction; returns whether anything changed."""
    emitted: list[bytes] = []
    subscription = doc.observe(lambda event: emitted.append(event.update))
    with doc.transaction():
        migrate(doc, kind, since)
    doc.unobserve(subscription)
    return bool(emitted)


def test_each_shape_has_a_migration_and_a_document_of_the_previous_shape() -> None:
    assert [migration.shape for migration in MIGRATIONS] == list(range(2, SHAPE_VERSION + 1))
    for migration in MIGRATIONS:
        assert list(EXAMPLES.glob(f"v{migration.shape - 1}/*.shared.bin")), migration.name


@pytest.mark.parametrize(
    "names", [["0003_a"], ["0002_a", "0004_b"], ["0002_a", "0002_b", "0003_c"], ["2_a", "0003_b"], ["0002_a"]]
)
def test_a_gap_a_duplicate_or_a_wrong_name_prevents_the_start(names: list[str]) -> None:
    with pytest.raises(ValueError, match="gap"):
        chain(names, 3)


@pytest.mark.parametrize("example", OLDER, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_migrating_an_older_document_keeps_its_content_and_is_idempotent(example: Path) -> None:
    doc, kind, since = opened(example), kind_of(example), int(example.parent.name[1:])
    before = read_plan(plain(doc, kind))
    migrated(doc, kind, since)
    after = read_plan(plain(doc, kind))
    assert (after.title, after.people, after.opportunities) == (
        before.title,
        before.people,
        before.opportunities,
    )
    assert (after.goals, after.actions, after.skipped) == (before.goals, before.actions, before.skipped)
    once = canonical_json(plain(doc, kind))
    assert not migrated(doc, kind, since)
    assert canonical_json(plain(doc, kind)) == once


def test_missing_texts_are_created_and_plain_strings_become_texts() -> None:
    doc = opened(EXAMPLES / "v1" / "nonsense.shared.bin")
    migrated(doc, "shared", 1)
    goals = doc.get("goals", type=Map)
    (good,) = (key for key in goals if str(goals[key].get("title")) == "a plain string")
    assert isinstance(goals[good]["title"], Text) and isinstance(goals[good]["measure"], Text)
    assert isinstance(goals[good]["opportunities"], Map)


@pytest.mark.parametrize("name", ["v1/demo.shared", "v1/notes.supplier", "v2/drafts.supplier"])
def test_plain_notes_become_paragraphs_after_the_rich_notes(name: str) -> None:
    doc, kind = opened(EXAMPLES / f"{name}.bin"), kind_of(EXAMPLES / f"{name}.bin")
    words = str(doc.get("notes", type=Text))
    rich: XmlFragment = doc.get("rich_notes", type=XmlFragment)
    rich_text.fill(rich, "written already")
    assert words and migrated(doc, kind, 2)
    assert rich_text.words_of(rich_text.to_plain(rich)) == f"written already\n{words}"
    assert str(doc.get("notes", type=Text)) == ""


def test_a_document_of_the_newest_shape_does_not_change() -> None:
    assert not migrated(opened(EXAMPLES / "v1" / "nonsense.shared.bin"), "shared", SHAPE_VERSION)


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.lists(st.integers(0, 9), max_size=2),
    st.builds(lambda text: Text(text), st.text(max_size=5)),
    st.builds(lambda: Map({"a": 1})),
)
_FIELDS = st.sampled_from(["title", "name", "helpers", "serves", "opportunities", "order", "measure"])


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.dictionaries(_FIELDS, _VALUES, max_size=4)))
def test_migrating_any_records_is_idempotent(records: dict[str, dict[str, Any]]) -> None:
    doc: Doc[Any] = Doc()
    for root in ("goals", "actions"):
        doc.get(root, type=Map)
    goals: Map[Any] = doc.get("goals", type=Map)
    for key, fields in records.items():
        goals[key] = Map(fields)
    migrated(doc, "shared", 1)
    assert all(isinstance(goals[key]["title"], Text) for key in records)
    assert not migrated(doc, "shared", 1)
