"""Golden documents of all versions open in Python and in JavaScript, with the same content."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc

from leitstern.plan.document import canonical_json, plain, read_plan, read_record, read_side
from leitstern.plan.order import is_key, key_between
from tests.interop.node_peer import run_script

EXAMPLES = sorted((Path(__file__).parents[2] / "schemas" / "examples").glob("v*/*.bin"))


def kind_of(example: Path) -> str:
    return example.suffixes[0].removeprefix(".")


def expected(example: Path) -> str:
    """The expected content. Newer roots are empty in an old document."""
    empty = plain(Doc(), kind_of(example))
    return canonical_json({**empty, **json.loads(example.with_suffix(".json").read_text("utf-8"))})


def opened(update: bytes) -> Doc[Any]:
    doc: Doc[Any] = Doc()
    doc.apply_update(update)
    return doc


def test_there_are_examples_of_every_kind() -> None:
    assert {kind_of(example) for example in EXAMPLES} >= {"shared", "supplier", "record"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_opens_in_python(example: Path) -> None:
    assert canonical_json(plain(opened(example.read_bytes()), kind_of(example))) == expected(example)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_opens_in_node_and_reencodes_to_the_same_content(example: Path) -> None:
    said = run_script("open_example.mjs", kind_of(example), str(example))
    assert said["json"] == expected(example)
    again = opened(base64.b64decode(said["again"]))
    assert canonical_json(plain(again, kind_of(example))) == expected(example)


def example_data(name: str) -> dict[str, Any]:
    (example,) = (one for one in EXAMPLES if one.stem == name)
    return plain(opened(example.read_bytes()), kind_of(example))


def test_typed_readers_read_the_whole_golden_plan() -> None:
    plan = read_plan(example_data("demo.shared"))
    assert (len(plan.people), len(plan.opportunities), len(plan.goals), len(plan.actions)) == (12, 8, 6, 20)
    assert (plan.skipped, plan.mended) == (0, 0)
    assert plan.header.horizon_end == 2028


def test_typed_readers_count_the_malformed_records_they_skip() -> None:
    plan = read_plan(example_data("nonsense.shared"))
    assert [person.id for person in plan.people] == ["per_good"]
    assert [(goal.title, goal.whose) for goal in plan.goals] == [("a plain string", "nobody")]
    assert [action.due for action in plan.actions] == [None]
    assert (plan.skipped, plan.mended) == (4, 7)


def test_typed_readers_read_private_and_record_documents() -> None:
    side = read_side(example_data("notes.supplier"))
    assert side.notes.startswith("For us only")
    record = read_record(example_data("people.record"))
    assert record.participants["par_jose"].removed and not record.participants["par_anna"].removed


def test_order_keys_equal_those_of_the_browsers_package() -> None:
    """Makes a sequence of insertions here and compares all keys with the browser's package at once."""
    keys: list[str] = []
    pairs: list[tuple[str | None, str | None]] = []
    for step in range(400):
        index = (step * 7919) % (len(keys) + 1) if step % 3 else len(keys) * (step % 2)
        low = keys[index - 1] if index else None
        high = keys[index] if index < len(keys) else None
        pairs.append((low, high))
        keys.insert(index, key_between(low, high))
    ours = [key_between(low, high) for low, high in pairs]
    assert run_script("order_keys.mjs", stdin=json.dumps(pairs)) == ours
    assert all(is_key(key) for key in keys)
