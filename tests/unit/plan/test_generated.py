"""The generated shape is what the schemas say, and the schemas are valid JSON Schema."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from jsonschema import Draft202012Validator

from leitstern.plan import generated

SCHEMAS = Path(__file__).parents[3] / "schemas"


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("schemas_generate", SCHEMAS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_generated_files_have_not_drifted_from_the_schemas(generator: ModuleType) -> None:
    assert generator.drifted() == []


@pytest.mark.parametrize("name", ["shared", "side", "record", "presence"])
def test_schema_is_valid(name: str) -> None:
    Draft202012Validator.check_schema(json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")))


def test_a_keyword_that_the_generator_does_not_know_is_refused(generator: ModuleType) -> None:
    node = {"type": "string", "x-crdt": "register", "contentEncoding": "base64"}
    with pytest.raises(generator.SchemaError, match="contentEncoding"):
        generator.read_field(generator.Model(), "field", node, False)


def test_two_enumerations_of_one_name_must_agree(generator: ModuleType) -> None:
    model = generator.Model()
    node = {"type": "string", "x-crdt": "register", "title": "Side", "enum": ["supplier", "customer"]}
    generator.read_field(model, "side", node, False)
    with pytest.raises(generator.SchemaError, match="Side"):
        generator.read_field(model, "side", {**node, "enum": ["left", "right"]}, False)


def test_every_document_kind_names_its_roots() -> None:
    assert set(generated.ROOTS) == {"shared", "supplier", "customer", "record"}
    assert generated.ROOTS["shared"]["title"] == "text"
    assert generated.ROOTS["shared"]["actions"] == "map"
    assert generated.ROOTS["supplier"] == generated.ROOTS["customer"]
