"""The types by which generated.py describes arguments. Written by hand; the values are generated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ArgumentShape:
    type: Literal["string", "integer", "boolean", "array", "object"]
    """An array holds ids; an object whole numbers by id."""
    is_required: bool = False
    choices: tuple[str, ...] = ()
    min_length: int = 0
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    required_if: tuple[str, str] | None = None
    """(other argument, value): required when the other has that value."""
    max_items: int | None = None
    is_line: bool = False
    """Whether it is cleaned to one visible line before its length is checked."""


@dataclass(frozen=True, slots=True)
class CommandShape:
    scope: Literal["plan", "workspace"]
    made: type
    """The dataclass of the arguments."""
    arguments: Mapping[str, ArgumentShape]
