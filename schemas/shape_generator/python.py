"""Writes server/leitstern/plan/generated.py: record types, enumerations, FIELDS, KINDS, SHAPES and ROOTS.

The vocabulary of those tables (FieldShape, Kind, RootShape) is written by hand in plan/shape.py.
"""

from __future__ import annotations

import json
import re
from typing import Any

from shape_generator.model import Field, Kind, Model, Record, SchemaError

WIDTH = 110
TYPES = {
    "string": "str",
    "number": "float",
    "integer": "int",
    "boolean": "bool",
    "date": "date",
    "date-time": "datetime",
}


def write_python(model: Model, notice: str) -> str:
    names = sorted(model.records)
    lines = ['"""Types and tables of the plan\'s shape: records, kinds, fields, roots.', "", notice, '"""']
    lines += ["", "from __future__ import annotations", "", "from collections.abc import Mapping"]
    lines += ["from dataclasses import dataclass" + (", field" if _has_values(model) else "")]
    lines += ["from datetime import date, datetime", "from typing import Any, Literal", ""]
    lines += ["from leitstern.plan.shape import FieldShape, Kind, RootCrdt, RootShape", ""]
    lines += [f"SHAPE_VERSION = {model.version}", ""]
    lines += _enum("DocumentKind", tuple(model.documents))
    for name, values in model.enums.items():
        lines += _enum(name, values)
    keyed = {root.record for roots in model.documents.values() for root in roots if root.keyed}
    for name in names:
        lines += _record(model.records[name], name in keyed)
    lines += _by_kind(model)
    lines += _fields([model.records[name] for name in names])
    lines += _kinds(model)
    return "\n".join(lines + _roots(model)) + "\n"


def constant(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def literal(value: Any) -> str:
    """A literal of both languages in double quotes; large powers of ten keep a readable form."""
    if isinstance(value, bool) or value is None:
        raise SchemaError("spell booleans and nulls per language")
    if isinstance(value, float) and value.is_integer():
        return re.sub(r"e\+?0*", "e", f"{value:.0e}") if abs(value) >= 1e6 else str(int(value))
    return json.dumps(value, ensure_ascii=False)


def _literal(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {_literal(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        listed = ", ".join(_literal(one) for one in value)
        return f"({listed}{',' if len(value) == 1 else ''})"
    return str(value) if isinstance(value, bool) or value is None else literal(value)


def _has_values(model: Model) -> bool:
    return any(one.crdt == "values" for record in model.records.values() for one in record.fields)


def _enum(name: str, values: tuple[str, ...]) -> list[str]:
    listed = ", ".join(literal(value) for value in values)
    return [f"{name} = Literal[{listed}]", f"{constant(name)}_VALUES: tuple[{name}, ...] = ({listed})"]


def _record(record: Record, is_keyed: bool) -> list[str]:
    lines = ["", "", "@dataclass(frozen=True, slots=True)", f"class {record.name}:"]
    if record.description:
        lines += [f'    """{record.description}"""', ""]
    ordered = sorted(record.fields, key=lambda one: not one.required)
    return lines + (["    id: str"] if is_keyed else []) + [_attribute(one) for one in ordered]


def _attribute(one: Field) -> str:
    """A dataclass field. Required ones come first and have no default; the rest have the default that a
    reader gives.
    """
    base = TYPES[one.constraints.get("format", one.type)]
    if one.enum:
        base = f"{one.enum} | str"  # A newer version's value reads as it is.
    if one.crdt == "values":
        return f"    {one.name}: Mapping[str, {base}] = field(default_factory=dict)"
    if one.required:
        return f"    {one.name}: {base}"
    if one.crdt == "links":
        return f"    {one.name}: tuple[str, ...] = ()"
    if one.crdt in ("text", "xml"):
        return f'    {one.name}: str = ""'
    default = one.constraints.get("default")
    return f"    {one.name}: {base}{' | None' if default is None else ''} = {_literal(default)}"


def _by_kind(model: Model) -> list[str]:
    """A class with one typed property for each kind."""
    lines = ["", "", "class RecordsByKind:", '    """Records of each kind, in their order."""', ""]
    lines += ["    __slots__ = ()", "    records: Mapping[str, tuple[Any, ...]]"]
    for kind in model.kinds.values():
        lines += ["", "    @property", f"    def {kind.root}(self) -> tuple[{kind.record}, ...]:"]
        lines += [f'        return self.records.get("{kind.root}", ())']
    return lines


def _fields(records: list[Record]) -> list[str]:
    lines = ["", "", "RECORDS: dict[str, type[Any]] = {"]
    lines += [f'    "{record.name}": {record.name},' for record in records]
    lines += ["}", '"""Record name -> its class."""', "", "FIELDS: dict[str, dict[str, FieldShape]] = {"]
    for record in records:
        lines += [
            f'    "{record.name}": {{',
            *(line for one in record.fields for line in _shape(one)),
            "    },",
        ]
    return [*lines, "}", '"""Record name -> field name -> what the field may hold."""']


def _shape(one: Field) -> list[str]:
    arguments = [f'crdt="{one.crdt}"']
    if one.type != "string":
        arguments.append(f'type="{one.type}"')
    if one.required:
        arguments.append("required=True")
    if one.choices:
        arguments.append(f"choices={constant(one.enum)}_VALUES")
    known = {**one.constraints, **one.annotations}
    arguments += [f"{name}={_literal(value)}" for name, value in known.items()]
    return _call(8, f'"{one.name}": FieldShape', arguments)


def _kinds(model: Model) -> list[str]:
    lines = ["", "KINDS: dict[str, Kind] = {"]
    for kind in model.kinds.values():
        lines.append(f'    "{kind.root}": Kind(')
        for name, value in _kind(kind, model.records[kind.record]).items():
            lines += _spread(f"{name}=", value, 8)
        lines.append("    ),")
    return [*lines, "}", '"""Root name -> the kind of record that it holds, in the order of menus."""']


def _kind(kind: Kind, record: Record) -> dict[str, Any]:
    refers = {one.name: one.annotations["refers"] for one in record.fields if "refers" in one.annotations}
    names = (
        "root",
        "record",
        "prefix",
        "former_prefixes",
        "name",
        "icon",
        "chapter",
        "owners",
        "side",
        "search",
        "documents",
    )
    return {**{name: getattr(kind, name) for name in names}, "references": refers, "groups": groups(record)}


def _spread(head: str, value: Any, indent: int) -> list[str]:
    """`head` and a literal: on one line where that fits, else a member a line, as ruff formats it."""
    pad = " " * indent
    line = f"{pad}{head}{_literal(value)},"
    if len(line) <= WIDTH:
        return [line]
    if isinstance(value, dict):
        inside = [
            line for key, one in value.items() for line in _spread(f"{literal(key)}: ", one, indent + 4)
        ]
        return [f"{pad}{head}{{", *inside, f"{pad}}},"]
    return [f"{pad}{head}(", *(line for one in value for line in _spread("", one, indent + 4)), f"{pad}),"]


def groups(record: Record) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in record.fields:
        if one.group:
            found.setdefault(one.group, []).append(one.name)
    return found


def _roots(model: Model) -> list[str]:
    lines = ["", "SHAPES: dict[str, dict[str, RootShape]] = {"]
    for document, roots in model.documents.items():
        lines.append(f'    "{document}": {{')
        for root in roots:
            size = [f"max_length={root.max_length}"] if root.max_length else []
            record = [f'record="{root.record}"'] if root.record else []
            keyed = ["keyed=True"] if root.keyed else []
            lines += _call(8, f'"{root.name}": RootShape', [f'crdt="{root.crdt}"', *size, *record, *keyed])
        lines.append("    },")
    return [
        *lines,
        "}",
        '"""Every root of each document."""',
        "",
        "ROOTS: dict[str, dict[str, RootCrdt]] = {",
        "    kind: {name: shape.crdt for name, shape in roots.items()} for kind, roots in SHAPES.items()",
        "}",
        '"""Document kind -> root name -> the CRDT that it is. Any other root is not ours."""',
    ]


def _call(indent: int, head: str, arguments: list[str]) -> list[str]:
    """One line where it fits, else an argument a line, as ruff formats it."""
    pad = " " * indent
    line = f"{pad}{head}({', '.join(arguments)}),"
    if len(line) <= WIDTH:
        return [line]
    return [f"{pad}{head}(", *(f"{pad}    {one}," for one in arguments), f"{pad}),"]
