"""Writes web/src/generated/presence.ts: the type of one awareness state, and the sections of the page."""

from __future__ import annotations

from pathlib import Path

from shape_generator.model import Model, Node, Schemas
from shape_generator.typescript import TYPES, comment, enum


def write_presence_ts(folder: Path, model: Model, notice: str) -> str:
    schema = Schemas(folder).file("presence.json")
    enums: dict[str, tuple[str, ...]] = {}
    interfaces: list[str] = []
    top = [*comment(schema.own["description"]), "export interface Presence {"]
    for name, node in schema.properties().items():
        top += [*comment(node.own.get("description", ""), "  "), f"  {name}?: {node.own['title']};"]
        interfaces += _interface(node, model, enums)
    shared = sorted(set(enums) & set(model.enums))
    lines = ["/*", f" * One awareness state. {notice}", " */", ""]
    lines += [f'import type {{ {", ".join(shared)} }} from "./plan";', ""]
    for name, values in enums.items():
        lines += [] if name in shared else enum(name, values)
    return "\n".join([*lines, *interfaces, *top, "}"]) + "\n"


def _interface(node: Node, model: Model, enums: dict[str, tuple[str, ...]]) -> list[str]:
    lines = [*comment(node.own.get("description", "")), f"export interface {node.own['title']} {{"]
    for name, child in node.properties().items():
        choices = _choices(child, model)
        if choices:
            enums[child.own["title"]] = choices
        mark = "" if name in node.own.get("required", ()) else "?"
        lines += comment(child.own.get("description", ""), "  ")
        lines.append(f"  {name}{mark}: {child.own['title'] if choices else TYPES[child.own['type']]};")
    return [*lines, "}", ""]


def _choices(node: Node, model: Model) -> tuple[str, ...]:
    """`x-sections` are the fixed sections; every kind of record is a section too, after the first of them."""
    if "x-sections" in node.own:
        first, *others = node.own["x-sections"]
        return (first, *model.kinds, *others)
    return tuple(node.own.get("enum", ()))
