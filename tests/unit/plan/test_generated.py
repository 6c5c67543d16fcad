"""The generated code matches the schemas, and the schemas are valid JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import generate
import pytest
from jsonschema import Draft202012Validator
from shape_generator.model import Model, SchemaError, read_field

from leitstern.plan import generated

SCHEMAS = Path(__file__).parents[3] / "schemas"


def test_generated_files_match_the_schemas() -> None:
    assert generate.drifted() == []


@pytest.mark.parametrize("path", sorted(SCHEMAS.rglob("*.json")), ids=lambda path: path.name)
def test_schema_is_valid(path: Path) -> None:
    if "examples" not in path.parts:
        Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("keywords", "named"),
    [
        ({"contentEncoding": "base64"}, "contentEncoding"),
        ({"x-format": "roman"}, "roman"),
        ({"x-sees": "nobody"}, "nobody"),
        ({"x-group": "cellar"}, "cellar"),
    ],
)
def test_keywords_unknown_to_the_generator_are_refused(keywords: dict[str, Any], named: str) -> None:
    with pytest.raises(SchemaError, match=named):
        read_field(Model(), "field", {"type": "string", "x-crdt": "register", **keywords}, False)


def test_two_enumerations_of_one_name_must_agree() -> None:
    model = Model()
    node = {"type": "string", "x-crdt": "register", "title": "Side", "enum": ["supplier", "customer"]}
    read_field(model, "side", node, False)
    with pytest.raises(SchemaError, match="Side"):
        read_field(model, "side", {**node, "enum": ["left", "right"]}, False)


def test_every_document_kind_names_its_roots() -> None:
    assert set(generated.ROOTS) == {"shared", "supplier", "customer", "record"}
    assert generated.ROOTS["shared"]["title"] == "text"
    assert generated.ROOTS["shared"]["actions"] == "map"
    assert generated.ROOTS["supplier"] == generated.ROOTS["customer"]


def test_every_kind_is_a_root_of_its_documents() -> None:
    for root, kind in generated.KINDS.items():
        holding = [name for name, roots in generated.ROOTS.items() if root in roots]
        assert list(kind.documents) == holding
        assert kind.name in generated.FIELDS[kind.record]
