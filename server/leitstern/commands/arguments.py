"""Parses a command's arguments: a JSON object into the dataclass of its kind, or an error message per field.

Pure. Form fields are always strings: `from_form` converts them to the types of the shape first. Called by
service.py and by pages/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leitstern.access.form_fields import one_line
from leitstern.commands.command import Refusal
from leitstern.commands.shape import ArgumentShape, CommandShape
from leitstern.plan.values import is_record_id, is_whole


def read_arguments(shape: CommandShape, raw: object) -> Any:
    """The arguments as an instance of `shape.made`, or a Refusal that names each field and why."""
    if not isinstance(raw, Mapping):
        return Refusal("invalid_arguments", {"arguments": "errors.type"})
    errors = {str(name): "errors.unknown_field" for name in raw if name not in shape.arguments}
    values: dict[str, object] = {}
    for name, argument in shape.arguments.items():
        value, error = _read(argument, raw.get(name))
        if error:
            errors[name] = error
        elif value is not None:
            values[name] = value
    for name in _missing(shape, values):
        errors.setdefault(name, "errors.required")
    return Refusal("invalid_arguments", errors) if errors else shape.made(**values)


def _missing(shape: CommandShape, values: Mapping[str, object]) -> Iterator[str]:
    """Arguments that are required because of the value of another argument."""
    for name, argument in shape.arguments.items():
        if argument.required_if is not None and not values.get(name):
            other, value = argument.required_if
            if values.get(other) == value:
                yield name


def from_form(shape: CommandShape, typed: Mapping[str, str]) -> dict[str, object]:
    """The form's fields that are arguments. An empty optional field counts as absent."""
    return {
        name: _typed(argument, typed[name])
        for name, argument in shape.arguments.items()
        if name in typed and (argument.is_required or typed[name].strip())
    }


def _typed(argument: ArgumentShape, value: str) -> object:
    """The converted value. If conversion fails it stays a string, which `read_arguments` refuses."""
    stripped = value.strip()
    if argument.type == "integer" and stripped.isascii() and stripped.isdigit() and len(stripped) <= 9:
        return int(stripped)
    if argument.type == "boolean":
        return stripped in ("on", "true")
    return value


def _read(argument: ArgumentShape, raw: object) -> tuple[object, str]:
    """(value, "") or (None, catalogue key of the message). None stands for an argument that is absent."""
    if raw is None:
        return None, "errors.required" if argument.is_required else ""
    if argument.type == "string":
        return _string(argument, raw)
    if argument.type == "boolean":
        return (raw, "") if isinstance(raw, bool) else (None, "errors.type")
    if argument.type == "array":
        return _ids(argument, raw)
    if argument.type == "object":
        return _numbers(argument, raw)
    return _integer(argument, raw)


def _string(argument: ArgumentShape, raw: object) -> tuple[object, str]:
    if not isinstance(raw, str) or not is_whole(raw):
        return None, "errors.type"
    value = one_line(raw) if argument.is_line else raw
    if argument.choices and value not in argument.choices:
        return None, "errors.choice"
    if len(value) < argument.min_length:
        return None, "errors.required"
    if argument.max_length is not None and len(value) > argument.max_length:
        return None, "errors.too_long"
    return value, ""


def _ids(argument: ArgumentShape, raw: object) -> tuple[object, str]:
    """Different ids, in the order given."""
    if not isinstance(raw, list) or not all(isinstance(one, str) and is_record_id(one) for one in raw):
        return None, "errors.type"
    if len(set(raw)) != len(raw):
        return None, "errors.type"
    return _counted(argument, tuple(raw)) if raw else (None, "errors.required")


def _numbers(argument: ArgumentShape, raw: object) -> tuple[object, str]:
    if not isinstance(raw, Mapping) or not all(is_record_id(key) for key in raw):
        return None, "errors.type"
    if not all(_integer(argument, value)[1] == "" for value in raw.values()):
        return None, "errors.whole_number"
    return _counted(argument, dict(raw))


def _counted(argument: ArgumentShape, values: tuple[str, ...] | dict[str, int]) -> tuple[object, str]:
    is_long = argument.max_items is not None and len(values) > argument.max_items
    return (None, "errors.too_long") if is_long else (values, "")


def _integer(argument: ArgumentShape, raw: object) -> tuple[object, str]:
    if isinstance(raw, bool) or not isinstance(raw, int):
        return None, "errors.whole_number"
    is_small = argument.minimum is not None and raw < argument.minimum
    is_large = argument.maximum is not None and raw > argument.maximum
    return (None, "errors.whole_number") if is_small or is_large else (raw, "")
