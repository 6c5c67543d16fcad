"""Writes the many small parts of a picture as markup: marks as SVG, members of clusters, rows of its table.

Pure. templates/pictures.html draws the picture around them. A picture of five hundred opportunities has five
thousand parts, and a template takes ten times as long for each. Registered as filters by rendering.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from leitstern.reports.picture import Drawing, Label, Link, Member, Path

_SPECIAL = re.compile(r"[&<>\"']")


def as_written(text: object) -> Markup:
    """A name, title, number or date that no browser may translate, and whose direction is its own."""
    return Markup(_as_written(text))  # noqa: S704 - every text in it is escaped


def marks_of(drawing: Drawing, name: str, plan: str) -> Markup:
    """The marks as SVG, the lowest layer first. The list of a cluster has the id `name-number`.

    `plan`: the plan's address on another page than its own; else empty.
    """
    plan = _escaped(plan)
    parts = [
        _link(mark, f"{name}-{number}", plan) if isinstance(mark, Link) else _mark(mark)
        for number, mark in enumerate(drawing.marks, 1)
    ]
    return Markup("".join(parts))  # noqa: S704 - every text in it is escaped


def members_of(members: Iterable[Member], plan: str) -> Markup:
    """What a cluster opens, as items of a list."""
    plan = _escaped(plan)
    parts = [
        f'<li><a class="picture__member" href="{plan}{_escaped(one.href)}">'
        f"<span>{_as_written(one.title)}</span>"
        f' <span class="picture__amount">{_as_written(one.note)}</span></a></li>\n'
        for one in members
    ]
    return Markup("".join(parts))  # noqa: S704 - every text in it is escaped


def rows_of(rows: Iterable[tuple[str, ...]], are_titles: bool) -> Markup:
    """Rows of a picture's table; the first cell of each is its header, perhaps a title that people wrote."""
    parts = []
    for first, *others in rows:
        cells = "".join(f"<td>{_escaped(cell)}</td>" for cell in others)
        head = _as_written(first) if are_titles else _escaped(first)
        parts.append(f'<tr><th scope="row">{head}</th>{cells}</tr>\n')
    return Markup("".join(parts))  # noqa: S704 - every text in it is escaped


def _link(mark: Link, id: str, plan: str) -> str:
    is_mute = all(isinstance(one, Path) for one in mark.marks)
    label = f' aria-label="{_escaped(mark.name)}"' if is_mute else ""
    opens = f' data-opens="{_escaped(id)}" aria-haspopup="dialog"' if mark.members else ""
    parts = "".join(map(_mark, mark.marks))
    return f'<a class="picture__link" href="{plan}{_escaped(mark.href)}"{label}{opens}>{parts}</a>'


def _mark(mark: Path | Label) -> str:
    if isinstance(mark, Path):
        return f'<path class="picture__{_escaped(mark.look)}" d="{_escaped(mark.d)}" aria-hidden="true"/>'
    place = f'x="{mark.x}" y="{mark.y}" text-anchor="{mark.anchor}"'
    return f'<text class="picture__{_escaped(mark.look)}" {place}>{_escaped(mark.text)}</text>'


def _as_written(text: object) -> str:
    return f'<bdi translate="no">{_escaped(text)}</bdi>'


def _escaped(text: object) -> str:
    """As markupsafe's `escape`, which takes longer for the usual text than the search for what is special."""
    return text if isinstance(text, str) and not _SPECIAL.search(text) else str(escape(text))
