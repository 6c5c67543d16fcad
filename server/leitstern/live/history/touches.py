"""Which places of a document updates touch, and who wrote the last one: observed while they are applied.

A place is a record, one field of it, or a whole root. Called by change_feed.py, in a thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pycrdt import Doc, Map, Text, XmlFragment

from leitstern.live.document.replica import Roots, raising_damaged
from leitstern.plan.differences import Difference
from leitstern.store.interfaces import LoggedUpdate

Place = tuple[str, str, str]
"""Root, record, field: as `Difference.path`."""


@dataclass(frozen=True, slots=True)
class Touch:
    """The last update that touched a place."""

    at: datetime
    participants: tuple[str, ...]


class Follower:
    """A document that updates are applied to one after another. Not for two threads at once, and not to be
    used further after it raised.
    """

    def __init__(self, state: bytes, roots: Roots) -> None:
        self._doc: Doc[Any] = Doc()
        self._places: list[Place] = []
        with raising_damaged():
            self._doc.apply_update(state)
            # A subscription that is dropped stops observing.
            self._held = [_watch(self._doc, root, crdt, self._places) for root, crdt in roots.items()]

    def follow(self, updates: Sequence[LoggedUpdate]) -> dict[Place, Touch]:
        """The last touch of every place that the updates touch. Raises Damaged."""
        touches: dict[Place, Touch] = {}
        with raising_damaged():
            for logged in updates:
                self._places.clear()
                self._doc.apply_update(logged.update)
                who = tuple(dict.fromkeys(author.participant for author in logged.authors))
                touches.update(dict.fromkeys(self._places, Touch(logged.at, who)))
        return touches

    def encode(self) -> bytes:
        """The document as it is now. Raises Damaged."""
        with raising_damaged():
            return self._doc.get_update()


def _watch(doc: Doc[Any], root: str, crdt: str, places: list[Place]) -> object:
    """Adds to `places` what each transaction touches below a root."""
    if crdt == "xml":
        rich: XmlFragment = doc.get(root, type=XmlFragment)
        return rich, rich.observe_deep(lambda _events: places.append((root, "", "")))
    if crdt == "text":
        text: Text = doc.get(root, type=Text)
        return text, text.observe(lambda _event: places.append((root, "", "")))
    records: Map[Any] = doc.get(root, type=Map)
    return records, records.observe_deep(
        lambda events: places.extend(place for event in events for place in _places(root, event))
    )


def _places(root: str, event: Any) -> Iterator[Place]:
    """Records that were added or deleted, fields that were set, or the field whose text or links changed."""
    path = [str(key) for key in event.path]
    if len(path) >= 2:
        yield root, path[0], path[1]
        return
    for key in event.keys:
        yield (root, path[0], str(key)) if path else (root, str(key), "")


def touch_of(difference: Difference, touches: Mapping[Place, Touch]) -> Touch | None:
    """The last touch of the field itself, of its record, or of the whole root."""
    root, record, field = difference.path
    last = touches.get((root, record, field))
    for place in ((root, record, ""), (root, field, "")):
        touch = touches.get(place)
        if touch is not None and (last is None or touch.at > last.at):
            last = touch
    return last
