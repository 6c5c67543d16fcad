"""Rich text (Yjs xml) as plain data, identical in Python and in the browser.

An element is `{"tag", "attributes", "children"}`, a text `{"text": [[words, formats], ...], "attributes"}`.
The content hash and canonical JSON are made from this; web/src/core/rich-text.ts is its counterpart. The
string forms of pycrdt and Yjs differ in the order of formats. Called by document.py and edits.py. No I/O.
"""

from __future__ import annotations

from typing import Any

from pycrdt import Array, Map, XmlElement, XmlFragment, XmlText

Node = dict[str, Any]
_INLINE = ("hard_break", "br")


def to_plain(fragment: XmlFragment | XmlElement) -> list[Node]:
    return [_node(child) for child in fragment.children]


def spell_inside(data: Any, container: Map[Any] | Array[Any]) -> None:
    """Replaces rich text in `data`, the JSON of `container`: pycrdt's JSON has it as one string."""
    members = container.items() if isinstance(container, Map) else enumerate(container)
    for key, value in members:
        if isinstance(value, XmlFragment):
            data[key] = to_plain(value)
        elif isinstance(value, Map | Array):
            spell_inside(data[key], value)


def words_of(nodes: object) -> str:
    """The plain text, one line per block. Total: anything that is not a node gives an empty text."""
    return "\n".join(_lines(nodes))


def fill(fragment: XmlFragment, words: str) -> None:
    """Replaces the content by paragraphs, one for each line of `words`."""
    del fragment.children[:]
    for line in words.split("\n") if words else ():
        paragraph = fragment.children.append(XmlElement("paragraph"))
        if line:
            paragraph.children.append(XmlText(line))


def fill_marked(fragment: XmlFragment, words: str) -> None:
    """Replaces the content by a block for each line that is not empty.

    `# ` begins a heading, `- ` an item of a list, `[ ] ` and `[x] ` one with a checkbox; any other line is a
    paragraph.
    """
    del fragment.children[:]
    open_list: XmlElement | None = None
    for line in filter(None, words.split("\n")):
        mark, rest = _marked(line)
        if mark not in _LISTS:
            open_list = None
            if mark == "# ":
                _append(fragment, "heading", {"level": 1}, rest)
            else:
                _append(fragment, "paragraph", {}, rest)
            continue
        tag, item, attributes = _LISTS[mark]
        if open_list is None or open_list.tag != tag:
            open_list = fragment.children.append(XmlElement(tag))
        _append(open_list.children.append(XmlElement(item, attributes)), "paragraph", {}, rest)


_LISTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "- ": ("bullet_list", "list_item", {}),
    "[ ] ": ("task_list", "task_item", {"checked": False}),
    "[x] ": ("task_list", "task_item", {"checked": True}),
}


def _marked(line: str) -> tuple[str, str]:
    for mark in ("# ", *_LISTS):
        if line.startswith(mark):
            return mark, line.removeprefix(mark)
    return "", line


def _append(parent: XmlFragment | XmlElement, tag: str, attributes: dict[str, Any], words: str) -> None:
    block = parent.children.append(XmlElement(tag, attributes))
    if words:
        block.children.append(XmlText(words))


def _node(child: object) -> Node:
    if isinstance(child, XmlElement):
        return {"tag": child.tag, "attributes": _attributes(child), "children": to_plain(child)}
    if isinstance(child, XmlText):
        return {"text": _runs(child), "attributes": _attributes(child)}
    return {}


def _attributes(node: XmlElement | XmlText) -> dict[str, Any]:
    pairs: Any = node.attributes  # Iterating gives (name, value) pairs; pycrdt's stub is wrong.
    return dict(pairs)


def _runs(text: XmlText) -> list[list[Any]]:
    """Merges adjacent runs with equal formats, which pycrdt and Yjs split differently."""
    runs: list[list[Any]] = []
    for words, formats in text.diff():
        if not isinstance(words, str):
            continue
        if runs and runs[-1][1] == (formats or {}):
            runs[-1][0] += words
        else:
            runs.append([words, formats or {}])
    return runs


def _lines(nodes: object) -> list[str]:
    lines: list[str] = []
    is_open = False
    for node in nodes if isinstance(nodes, list) else ():
        if not isinstance(node, dict):
            continue
        inline = _inline(node)
        if inline is None:
            lines += _lines(node.get("children")) or [""]
        elif is_open:
            lines[-1] += inline
        else:
            lines.append(inline)
        is_open = inline is not None
    return [part for line in lines for part in line.split("\n")]


def _inline(node: Node) -> str | None:
    """Words of a text node or line break; None for a block."""
    if "text" not in node:
        return "\n" if node.get("tag") in _INLINE else None
    runs = node["text"] if isinstance(node["text"], list) else []
    return "".join(run[0] for run in runs if isinstance(run, list) and run and isinstance(run[0], str))
