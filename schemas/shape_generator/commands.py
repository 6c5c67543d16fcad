"""Writes the commands' arguments in Python and TypeScript from commands.json.

A keyword that is not known here is an error, so that no rule about an argument is dropped in silence.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shape_generator.model import SchemaError

PYTHON_TYPES = {
    "string": "str",
    "integer": "int",
    "boolean": "bool",
    "array": "tuple[str, ...]",
    "object": "Mapping[str, int]",
}
TS_TYPES = {
    "string": "string",
    "integer": "number",
    "boolean": "boolean",
    "array": "readonly string[]",
    "object": "Readonly<Record<string, number>>",
}
# Keyword in the schema -> parameter of ArgumentShape.
RULES = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minimum": "minimum",
    "maximum": "maximum",
    "maxItems": "max_items",
    "maxProperties": "max_items",
    "x-line": "is_line",
    "x-required-if": "required_if",
}
OTHER_KEYWORDS = {"type", "enum", "default", "description", "items", "additionalProperties"}
MEMBERS = {"array": ("items", "string"), "object": ("additionalProperties", "integer")}
"""A list holds short texts, such as ids; a map whole numbers by id."""

Schema = dict[str, Any]


def read_commands(folder: Path) -> dict[str, Schema]:
    """Kind -> schema of its arguments. Raises SchemaError."""
    commands: dict[str, Schema] = json.loads((folder / "commands.json").read_text("utf-8"))["properties"]
    for kind, command in commands.items():
        for name, argument in command["properties"].items():
            unknown = set(argument) - set(RULES) - OTHER_KEYWORDS
            if unknown:
                raise SchemaError(f"{kind}.{name}: unknown keywords {sorted(unknown)}")
            keyword, member = MEMBERS.get(argument["type"], ("", ""))
            if keyword and argument.get(keyword, {}).get("type") != member:
                raise SchemaError(f"{kind}.{name}: {keyword} must be of type {member}")
    return commands


# Python -------------------------------------------------------------------------------------------


def write_commands_python(folder: Path, notice: str) -> str:
    commands = read_commands(folder)
    lines = ['"""The arguments of every command: a dataclass for each, and what a value may be.', ""]
    lines += [notice, '"""', "", "from __future__ import annotations", ""]
    lines += ["from collections.abc import Mapping", "from dataclasses import dataclass"]
    lines += ["from typing import Literal", ""]
    lines += ["from leitstern.commands.shape import ArgumentShape, CommandShape", ""]
    for command in commands.values():
        lines += _dataclass(command)
    lines += ["", "COMMAND_SHAPES: dict[str, CommandShape] = {"]
    for kind, command in commands.items():
        lines += [
            f'    "{kind}": CommandShape(',
            f'        "{command["x-scope"]}",',
            f"        {command['title']},",
        ]
        shapes = _shapes(command)
        lines += ["        {", *shapes, "        },"] if shapes else ["        {},"]
        lines.append("    ),")
    return "\n".join([*lines, "}"]) + "\n"


def _dataclass(command: Schema) -> list[str]:
    lines = ["", "@dataclass(frozen=True, slots=True)", f"class {command['title']}:"]
    lines += [f'    """{command["description"]}"""', ""]
    arguments = sorted(command["properties"].items(), key=lambda item: not _is_required(command, item[0]))
    if arguments:
        lines += [_python_field(name, one, _is_required(command, name)) for name, one in arguments] + [""]
    return lines


def _python_field(name: str, one: Schema, is_required: bool) -> str:
    base = f"Literal[{_listed(one['enum'])}]" if "enum" in one else PYTHON_TYPES[one["type"]]
    if is_required:
        return f"    {name}: {base}"
    default = one.get("default")
    return f"    {name}: {base}{' | None' if default is None else ''} = {_python_literal(default)}"


def _shapes(command: Schema) -> list[str]:
    return [
        f'            "{name}": ArgumentShape({", ".join(_shape(one, _is_required(command, name)))}),'
        for name, one in command["properties"].items()
    ]


def _shape(one: Schema, is_required: bool) -> list[str]:
    parts = [f'"{one["type"]}"']
    parts += ["is_required=True"] if is_required else []
    parts += [f"choices=({_listed(one['enum'])})"] if "enum" in one else []
    return parts + [
        f"{ours}={_python_literal(one[theirs])}" for theirs, ours in RULES.items() if theirs in one
    ]


def _python_literal(value: Any) -> str:
    if isinstance(value, list):
        return f"({_listed(value)})"
    return json.dumps(value) if isinstance(value, str) else str(value)


# TypeScript ---------------------------------------------------------------------------------------


def write_commands_ts(folder: Path, notice: str) -> str:
    commands = {kind: one for kind, one in read_commands(folder).items() if one["x-scope"] == "plan"}
    lines = ["/*", " * The arguments of every command on a plan, by its kind.", f" * {notice}", " */", ""]
    lines.append("export interface CommandArguments {")
    for kind, command in commands.items():
        lines.append(f"  /** {command['description']} */")
        if not command["properties"]:
            lines.append(f'  readonly "{kind}": Readonly<Record<string, never>>;')
            continue
        lines.append(f'  readonly "{kind}": {{')
        for name, one in command["properties"].items():
            mark = "" if _is_required(command, name) else "?"
            lines.append(f"    readonly {name}{mark}: {_ts_type(one)};")
        lines.append("  };")
    return "\n".join([*lines, "}", "", "export type CommandKind = keyof CommandArguments;"]) + "\n"


def _ts_type(one: Schema) -> str:
    return " | ".join(json.dumps(value) for value in one["enum"]) if "enum" in one else TS_TYPES[one["type"]]


def _is_required(command: Schema, name: str) -> bool:
    return name in command.get("required", [])


def _listed(values: list[str]) -> str:
    return ", ".join(json.dumps(value) for value in values)
