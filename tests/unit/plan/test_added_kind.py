"""A kind that is added only to the schemas works in the generator, the readers and the edits.

`added_kind/specimens.json` is added to a copy of schemas/. The generated TypeScript is stored in
web/test/added-kind, where the browser's half of this test uses it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import generate
import pytest

from leitstern.plan.generated import KINDS

ROOT = Path(__file__).parents[3]
ADDED = Path(__file__).parent / "added_kind"
KEPT = ROOT / "web" / "test" / "added-kind"


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schemas with one more kind, in the shared and the private documents."""
    folder = tmp_path_factory.mktemp("added") / "schemas"
    shutil.copytree(
        ROOT / "schemas", folder, ignore=shutil.ignore_patterns("examples", "*.py", "__pycache__")
    )
    shutil.copy(ADDED / "specimens.json", folder / "kinds" / "specimens.json")
    for name in ("shared.json", "side.json"):
        schema = json.loads((folder / name).read_text("utf-8"))
        schema["properties"]["specimens"] = {
            "type": "object",
            "x-crdt": "map",
            "additionalProperties": {"$ref": "kinds/specimens.json"},
        }
        (folder / name).write_text(json.dumps(schema), "utf-8")
    return folder


@pytest.fixture(scope="module")
def generated(schemas: Path) -> dict[str, str]:
    """Path in the repository -> text of every file generated from them."""
    return {str(path.relative_to(schemas)): text for path, text in generate.outputs(schemas, schemas).items()}


@pytest.fixture(scope="module")
def answers(generated: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The output of reads_and_edits.py with a copy of the package and this generated module."""
    beside = tmp_path_factory.mktemp("beside")
    package = beside / "leitstern"
    shutil.copytree(ROOT / "server/leitstern", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "plan" / "generated.py").write_text(generated["server/leitstern/plan/generated.py"], "utf-8")
    ended = subprocess.run(
        [sys.executable, str(ADDED / "reads_and_edits.py")],
        env={**os.environ, "PYTHONPATH": str(beside)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_the_kind_is_last_of_the_shared_ones_in_the_registry(answers: Any) -> None:
    shared = [kind for kind, shape in KINDS.items() if "shared" in shape.documents]
    private = [kind for kind in KINDS if kind not in shared]
    assert answers[0] == [*shared, "specimens", *private]


def test_its_records_are_created_changed_and_read(answers: Any) -> None:
    shared = answers[1]
    assert (shared["root"], shared["prefix"]) == ("rich map", "specimen")
    assert shared["read"] == ["Streik", "Erstens\nZweitens", True, "high", False]
    assert shared["values"] == [{"2027": 1250.5}, {"par_anna": 7}]
    assert shared["counted"] == [0, 0]
    assert shared["later"] == "Neu"


def test_values_outside_its_schema_are_refused(answers: Any) -> None:
    assert answers[1]["refusals"] == [["damage"], ["votes"], ["margin"], ["margin"]]


def test_an_own_side_field_is_only_in_the_private_document(answers: Any) -> None:
    assert answers[2] == [5, None]


def test_malformed_fields_read_as_defaults_and_an_unknown_choice_is_kept(
    answers: Any,
) -> None:
    assert answers[3] == ["", {"2027": 3}, {}, "extreme", 2]


@pytest.mark.parametrize("name", ["plan.ts", "presence.ts"])
def test_the_browsers_copy_equals_the_generated_code(generated: dict[str, str], name: str) -> None:
    """To update after a change of the generator: KEEP=1 python -m pytest
    tests/unit/plan/test_added_kind.py
    """
    if os.environ.get("KEEP"):
        (KEPT / name).write_text(generated[f"web/src/generated/{name}"], "utf-8")
    assert (KEPT / name).read_text("utf-8") == generated[f"web/src/generated/{name}"]
