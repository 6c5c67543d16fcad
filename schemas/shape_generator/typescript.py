"""Writes web/src/generated/plan.ts: record types, enumerations, and the tables FIELDS, KINDS and ROOTS."""

from __future__ import annotations

import re
from typing import Any

from shape_generator.model import CONSTRAINTS, DISPLAYS, GROUPS, KEYS, SEES, Field, Kind, Model, Record
from shape_generator.python import WIDTH, constant, groups, literal

TYPES = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean"}

HEAD = """\
/*
 * Types and tables of the plan's shape: records, kinds, fields, roots. Texts are strings here; in the
 * document they are Y.Text. {notice}
 */

export const SHAPE_VERSION = {version};

/** A set of record ids, kept as a map so that two people can add at once. */
export type Links = Record<string, true>;

export interface FieldShape {{
  /** `links`: a set of record ids. `values`: a map from participant, year or period (`keys`) to a value. */
  readonly crdt: "text" | "xml" | "register" | "links" | "values";
  readonly type: "string" | "number" | "integer" | "boolean";
  readonly required?: true;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: "date" | "date-time";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly choices?: readonly string[];
  readonly default?: string | number | boolean;
  /** Kinds of the records that it names. */
  readonly refers?: readonly Kind[];
  /** How the value is written on the screen. */
  readonly display?: {displays};
  /** The company that it is about. */
  readonly side?: Side;
  /** `own side`: only in a side's private document. */
  readonly sees?: {sees};
  readonly keys?: {keys};
}}

/** A kind of record: declared once in schemas/kinds, drawn and edited by what stands here. */
export interface KindShape {{
  readonly record: keyof typeof FIELDS;
  /** Ids of its records begin so. */
  readonly prefix: string;
  /** Ids of its old records begin so. */
  readonly formerPrefixes: readonly string[];
  /** The field that names a record. */
  readonly name: string;
  readonly icon: string;
  /** The chapter of the plan page that shows its records. */
  readonly chapter: string;
  /** Fields that name the people responsible; the first is the one accountable. */
  readonly owners: readonly string[];
  /** The field that says whose it is: a choice of sides, or a person; empty where its amounts say it. */
  readonly side: string;
  /** Fields that the search reads. */
  readonly search: readonly string[];
  readonly documents: readonly DocumentKind[];
  readonly references: Readonly<Record<string, readonly Kind[]>>;
  /** The fields of the general card. */
  readonly groups: {{ readonly [G in {groups}]?: readonly string[] }};
}}

/** A text, one record of plain fields, or (`keyed`) a map of records by id; `rich map` holds rich text. */
export interface RootShape {{
  readonly crdt: "text" | "xml" | "map" | "rich map";
  readonly maxLength?: number;
  readonly record?: keyof typeof FIELDS;
  readonly keyed?: true;
}}
"""


def write_plan_ts(model: Model, notice: str) -> str:
    lines = [
        HEAD.format(
            notice=notice,
            version=model.version,
            displays=_union(DISPLAYS),
            sees=_union(SEES),
            keys=_union(KEYS),
            groups=_union(GROUPS),
        )
    ]
    lines += enum("DocumentKind", tuple(model.documents))
    lines += enum("Kind", tuple(model.kinds))
    for name, values in model.enums.items():
        lines += enum(name, values)
    names = sorted(model.records)
    for name in names:
        lines += _record(model.records[name])
    lines += ["/** The record of each kind. */", "export interface RecordOf {"]
    lines += [f"  {kind.root}: {kind.record};" for kind in model.kinds.values()]
    lines += ["}", "", "export const FIELDS = {"]
    for name in names:
        lines += [
            f"  {name}: {{",
            *(line for one in model.records[name].fields for line in _shape(one)),
            "  },",
        ]
    lines += ["} as const satisfies Record<string, Record<string, FieldShape>>;", ""]
    return "\n".join(lines + _kinds(model) + _roots(model)) + "\n"


def comment(text: str, indent: str = "") -> list[str]:
    return [f"{indent}/** {text} */"] if text else []


def enum(name: str, values: tuple[str, ...]) -> list[str]:
    listed = [literal(value) for value in values]
    line = f"export const {constant(name)}_VALUES = [{', '.join(listed)}] as const;"
    if len(line) > WIDTH:
        members = "\n".join(f"  {one}," for one in listed)
        line = f"export const {constant(name)}_VALUES = [\n{members}\n] as const;"
    return [line, f"export type {name} = (typeof {constant(name)}_VALUES)[number];", ""]


def _union(values: tuple[str, ...]) -> str:
    return " | ".join(literal(value) for value in values)


def _record(record: Record) -> list[str]:
    lines = [*comment(record.description), f"export interface {record.name} {{"]
    for one in record.fields:
        lines += comment(one.description, "  ")
        lines.append(f"  {one.name}{'' if one.required else '?'}: {_type(one)};")
    return [*lines, "}", ""]


def _type(one: Field) -> str:
    base = one.enum or TYPES[one.type]
    return {"links": "Links", "values": f"Readonly<Record<string, {base}>>", "xml": "string"}.get(
        one.crdt, base
    )


def _shape(one: Field) -> list[str]:
    parts = [f'crdt: "{one.crdt}"', f'type: "{one.type}"']
    parts += ["required: true"] if one.required else []
    parts += [f"choices: {constant(one.enum)}_VALUES"] if one.choices else []
    order = [*CONSTRAINTS.values(), *one.annotations]
    known = {**one.constraints, **one.annotations}
    parts += [f"{_camel(name)}: {_literal(known[name])}" for name in order if name in known]
    return _object(4, one.name, parts)


def _kinds(model: Model) -> list[str]:
    lines = ["/** Root name -> kind of record, in the order of menus. */", "export const KINDS = {"]
    for kind in model.kinds.values():
        lines += _object(2, kind.root, _kind(kind, model.records[kind.record]))
    return [*lines, "} as const satisfies Record<Kind, KindShape>;", ""]


def _kind(kind: Kind, record: Record) -> list[str]:
    refers = {one.name: one.annotations["refers"] for one in record.fields if "refers" in one.annotations}
    names = (
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
    return [
        *(f"{_camel(name)}: {_literal(getattr(kind, name))}" for name in names),
        f"references: {_mapping(refers)}",
        f"groups: {_mapping(groups(record))}",
    ]


def _roots(model: Model) -> list[str]:
    lines = ["export const ROOTS = {"]
    for document, roots in model.documents.items():
        lines.append(f"  {document}: {{")
        for root in roots:
            parts = [f'crdt: "{root.crdt}"']
            parts += [f"maxLength: {root.max_length}"] if root.max_length else []
            parts += [f'record: "{root.record}"'] if root.record else []
            parts += ["keyed: true"] if root.keyed else []
            lines.append(f"    {root.name}: {{ {', '.join(parts)} }},")
        lines.append("  },")
    return [*lines, "} as const satisfies Record<DocumentKind, Record<string, RootShape>>;"]


def _object(indent: int, name: str, parts: list[str]) -> list[str]:
    pad = " " * indent
    line = f"{pad}{name}: {{ {', '.join(parts)} }},"
    if len(line) <= WIDTH:
        return [line]
    return [f"{pad}{name}: {{", *(f"{pad}  {part}," for part in parts), f"{pad}}},"]


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found.group(1).upper(), name)


def _literal(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_literal(one) for one in value)}]"
    return str(value).lower() if isinstance(value, bool) else literal(value)


def _mapping(values: dict[str, list[str]]) -> str:
    inside = ", ".join(f"{key}: {_literal(value)}" for key, value in values.items())
    return f"{{ {inside} }}" if inside else "{}"
