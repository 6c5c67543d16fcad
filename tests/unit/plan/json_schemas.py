"""JSON Schema validators of the documents; the tests compare the generated readers with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

SCHEMAS = Path(__file__).parents[3] / "schemas"


def _opened(uri: str) -> Resource[Any]:
    return Resource.from_contents(json.loads(Path(uri.removeprefix("file://")).read_text("utf-8")))


def validator(name: str) -> Draft202012Validator:
    """A validator of `shared.json` or another file in schemas/, with references between files."""
    return Draft202012Validator(
        {"$ref": f"file://{SCHEMAS}/{name}"},
        registry=Registry(retrieve=_opened),  # type: ignore[call-arg]
        format_checker=FormatChecker(),
    )
