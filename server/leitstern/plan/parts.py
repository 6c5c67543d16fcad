"""Notes which parts of a plan somebody reads, so that what was made of them can be used while they last.

A panel that shows opportunities alone is the same after an edit of a person. Which parts it reads is not
written down anywhere, where it could be wrong: it is what the code asked the view for. Called by
pages/derived.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from leitstern.plan.document import PlanView

_BY_KIND = ("records", "removed")

Part = tuple[str, str | None]
"""A field of the view; in `records` and `removed` also the kind, and None where somebody listed the kinds."""


class PartsRead:
    """`view` reads as the plan's view, and every part of it that is asked for is noted here."""

    def __init__(self, view: PlanView) -> None:
        self._parts: dict[Part, object] = {}
        self.view = cast(PlanView, _NotedView(view, self._parts))

    def are_the_same_in(self, view: PlanView) -> bool:
        """Whether everything that was read is equal there. Records that nobody changed are the same objects,
        so this compares a thousand of them in microseconds.
        """
        return all(_value(view, part) == value for part, value in list(self._parts.items()))


def _value(view: PlanView, part: Part) -> object:
    name, kind = part
    if name in _BY_KIND:
        by_kind: Mapping[str, object] = getattr(view, name)
        return by_kind.get(kind) if kind is not None else dict(by_kind)
    return getattr(view, name)


class _NotedView:
    def __init__(self, view: PlanView, parts: dict[Part, object]) -> None:
        self._view, self._parts = view, parts

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._view, name)
        if name in _BY_KIND:
            return _NotedKinds(name, value, self._parts)
        self._parts[name, None] = value
        return value


class _NotedKinds(Mapping[str, Any]):
    def __init__(self, name: str, kinds: Mapping[str, Any], parts: dict[Part, object]) -> None:
        self._name, self._kinds, self._parts = name, kinds, parts

    def __getitem__(self, kind: str) -> Any:
        self._parts[self._name, kind] = self._kinds.get(kind)
        return self._kinds[kind]

    def __iter__(self) -> Iterator[str]:
        self._parts[self._name, None] = dict(self._kinds)
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(list(iter(self)))
