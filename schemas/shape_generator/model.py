"""What the JSON Schemas say, as plain objects: documents, roots, records, fields, kinds, enumerations.

A keyword that is not known here is an error, so that nothing a schema says is dropped in silence. Read by
python.py, typescript.py and presence.py, which write the generated files. Standard library only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DOCUMENT_SCHEMAS = ("shared.json", "side.json", "record.json")

# Keyword in a schema -> name in a FieldShape. A field with a keyword of neither table is refused.
CONSTRAINTS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "format": "format",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "default": "default",
}
ANNOTATIONS = {"x-refers": "refers", "x-format": "display", "x-side": "side", "x-sees": "sees"}
FIELD_KEYWORDS = {
    *CONSTRAINTS,
    *ANNOTATIONS,
    *("type", "title", "description", "enum", "additionalProperties", "x-crdt", "x-keys", "x-group"),
}
RECORD_KEYWORDS = {
    *("$schema", "title", "description", "type", "allOf", "required", "properties"),
    *("x-prefix", "x-former-prefixes", "x-name", "x-icon", "x-chapter", "x-owner", "x-side", "x-search"),
}
DISPLAYS = ("money", "percent", "year", "date", "score")
GROUPS = ("head", "body", "facts", "links", "hidden")
KEYS = ("participant", "year", "period")
SEES = ("shared", "own side")
LONG_TEXT = 1000
"""A text that may be longer than this gets the width of the card (group `body`)."""


class SchemaError(Exception):
    """The schema says something that this generator cannot carry over."""


@dataclass
class Field:
    name: str
    crdt: str
    type: str
    required: bool
    enum: str = ""
    choices: tuple[str, ...] = ()
    constraints: dict[str, Any] = field(default_factory=dict)
    annotations: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    group: str = ""
    """Where the general card draws it; empty for the fields that every record has."""


@dataclass
class Record:
    name: str
    fields: list[Field]
    description: str = ""

    def has_rich_text(self) -> bool:
        return any(one.crdt == "xml" for one in self.fields)


@dataclass
class Kind:
    """What a record's own keywords say of it."""

    root: str
    record: str
    prefix: str
    former_prefixes: tuple[str, ...]
    name: str
    icon: str
    chapter: str
    owners: tuple[str, ...]
    side: str
    search: tuple[str, ...]
    documents: list[str] = field(default_factory=list)


@dataclass
class Root:
    name: str
    crdt: str
    max_length: int | None = None
    record: str = ""
    keyed: bool = False


@dataclass
class Model:
    version: int = 0
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    documents: dict[str, list[Root]] = field(default_factory=dict)


class Schemas:
    """The schema files of one folder, with references between them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[Path, dict[str, Any]] = {}

    def file(self, name: str) -> Node:
        path = (self._folder / name).resolve()
        return Node(self._load(path), path, self)

    def target(self, reference: str, base: Path) -> Node:
        """What `reference` names, seen from the file `base`: `file.json`, `#/a/b` or both."""
        name, _, pointer = reference.partition("#")
        path = (base.parent / name).resolve() if name else base
        found: Any = self._load(path)
        for step in pointer.strip("/").split("/") if pointer else ():
            found = found[step]
        return Node(found, path, self)

    def _load(self, path: Path) -> dict[str, Any]:
        if path not in self._files:
            self._files[path] = json.loads(path.read_text("utf-8"))
        return self._files[path]


@dataclass(frozen=True)
class Node:
    """One object of a schema, and the file that it stands in."""

    own: Mapping[str, Any]
    path: Path
    schemas: Schemas

    def resolved(self) -> Node:
        """With its `$ref` merged in; keywords beside the reference win."""
        if "$ref" not in self.own:
            return self
        target = self.schemas.target(self.own["$ref"], self.path).resolved()
        beside = {keyword: value for keyword, value in self.own.items() if keyword != "$ref"}
        return Node({**target.own, **beside}, target.path, self.schemas)

    def child(self, *steps: str) -> Node:
        found: Any = self.own
        for step in steps:
            found = found[step]
        return Node(found, self.path, self.schemas).resolved()

    def properties(self) -> dict[str, Node]:
        return {name: self.child("properties", name) for name in self.own["properties"]}


def read_model(folder: Path) -> Model:
    """Raises SchemaError."""
    model, schemas = Model(), Schemas(folder)
    for name in DOCUMENT_SCHEMAS:
        schema = schemas.file(name)
        model.version = max(model.version, schema.own["x-version"])
        for document in schema.own["x-documents"]:
            model.documents[document] = [
                read_root(model, document, root, node) for root, node in schema.properties().items()
            ]
    _check_references(model)
    return model


def read_root(model: Model, document: str, name: str, node: Node) -> Root:
    crdt = node.own["x-crdt"]
    if crdt in ("text", "xml"):
        return Root(name, crdt, node.own.get("maxLength"))
    keyed = "properties" not in node.own
    record = read_record(model, node.child("additionalProperties") if keyed else node)
    if keyed and "x-prefix" in node.child("additionalProperties").own:
        _read_kind(model, name, record, node.child("additionalProperties")).documents.append(document)
    return Root(name, "rich map" if record.has_rich_text() else "map", None, record.name, keyed)


def read_record(model: Model, node: Node) -> Record:
    _refuse_unknown(node.own["title"], set(node.own) - RECORD_KEYWORDS - {"x-crdt"})
    fields = [one for common in _parents(node) for one in _fields(model, common, is_common=True)]
    fields += _fields(model, node, is_common=False)
    record = Record(node.own["title"], fields, node.own.get("description", ""))
    if model.records.setdefault(record.name, record) != record:
        raise SchemaError(f"two records are named {record.name}")
    return record


def _parents(node: Node) -> list[Node]:
    return [Node(one, node.path, node.schemas).resolved() for one in node.own.get("allOf", ())]


def _fields(model: Model, node: Node, *, is_common: bool) -> list[Field]:
    required, named = node.own.get("required", ()), node.own.get("x-name", "")
    found = []
    for name, child in node.properties().items():
        one = read_field(model, name, child.own, name in required)
        one.group = "" if is_common or name == named else child.own.get("x-group") or _group(one)
        found.append(one)
    return found


def _group(one: Field) -> str:
    is_long = one.crdt == "text" and one.constraints.get("max_length", 0) > LONG_TEXT
    if one.crdt == "xml" or is_long:
        return "body"
    return "links" if one.crdt == "links" else "facts"


def _read_kind(model: Model, root: str, record: Record, node: Node) -> Kind:
    own = node.own
    owners = own.get("x-owner", [])
    made = Kind(
        *(root, record.name, own["x-prefix"], tuple(own.get("x-former-prefixes", ()))),
        *(own["x-name"], own["x-icon"], own["x-chapter"]),
        (owners,) if isinstance(owners, str) else tuple(owners),
        *(own.get("x-side", ""), tuple(own["x-search"])),
    )
    _refuse_unknown(
        root, {made.name, *made.owners, made.side, *made.search} - {f.name for f in record.fields} - {""}
    )
    kind = model.kinds.setdefault(root, made)
    if kind.record != record.name or any(
        other is not kind and other.prefix == kind.prefix for other in model.kinds.values()
    ):
        raise SchemaError(f"{root}: a kind has one record and a prefix of its own")
    return kind


def read_field(model: Model, name: str, node: Mapping[str, Any], required: bool) -> Field:
    _refuse_unknown(name, set(node) - FIELD_KEYWORDS)
    value = node["additionalProperties"] if node.get("x-keys") else node
    made = Field(name, _crdt(node), "string" if _is_links(node) else value.get("type", "string"), required)
    made.constraints = {ours: value[theirs] for theirs, ours in CONSTRAINTS.items() if theirs in value}
    made.annotations = {ours: node[theirs] for theirs, ours in ANNOTATIONS.items() if theirs in node}
    if "x-keys" in node:
        made.annotations["keys"] = node["x-keys"]
    if made.constraints.get("format") == "date":
        made.annotations.setdefault("display", "date")
    made.description = node.get("description", "")
    _check_annotations(name, made, node.get("x-group"))
    if "enum" in value:
        _read_enum(model, made, value)
    return made


def _is_links(node: Mapping[str, Any]) -> bool:
    return bool(node["type"] == "object" and "x-keys" not in node)


def _crdt(node: Mapping[str, Any]) -> str:
    if node["type"] != "object":
        return str(node["x-crdt"])
    return "links" if _is_links(node) else "values"


def _check_annotations(name: str, one: Field, group: str | None) -> None:
    known = {"display": DISPLAYS, "keys": KEYS, "sees": SEES, "group": GROUPS}
    for annotation, value in {**one.annotations, "group": group or "facts"}.items():
        if annotation in known and value not in known[annotation]:
            raise SchemaError(f"{name}: {annotation} cannot be {value!r}")


def _read_enum(model: Model, one: Field, node: Mapping[str, Any]) -> None:
    if "title" not in node:
        raise SchemaError(f"{one.name}: a choice needs a title, which names its type")
    one.enum, one.choices = node["title"], tuple(node["enum"])
    if model.enums.setdefault(one.enum, one.choices) != one.choices:
        raise SchemaError(f"two enumerations are named {one.enum}")


def _check_references(model: Model) -> None:
    for record in model.records.values():
        for one in record.fields:
            unknown = set(one.annotations.get("refers", ())) - set(model.kinds)
            if unknown:
                raise SchemaError(f"{record.name}.{one.name} refers to unknown kinds {sorted(unknown)}")
            if one.annotations.get("side", model.enums["Side"][0]) not in model.enums["Side"]:
                raise SchemaError(f"{record.name}.{one.name} is of an unknown side")


def _refuse_unknown(where: str, unknown: set[str]) -> None:
    if unknown:
        raise SchemaError(f"{where}: unknown {sorted(unknown)}")
