"""The chapters of the plan page (the rail) and the sections of each (its tabs).

Each kind of record names its chapter in its schema. The other sections (overview, timeline, notes, KAM check,
private room) are assigned here. web/src/elements/route.ts is the browser's counterpart. Called by plans.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from leitstern.plan.generated import KINDS


@dataclass(frozen=True, slots=True)
class Tab:
    """A section: its address, icon and catalogue key."""

    section: str
    icon: str
    key: str


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    icon: str
    tabs: tuple[Tab, ...]

    @property
    def key(self) -> str:
        return f"chapters.{self.name}"


def _chapter(name: str, icon: str, *others: Tab) -> Chapter:
    """A chapter with the shared kinds that name it, then its other sections. What exists only in private
    documents is in the private room.
    """
    kinds = (
        Tab(kind.root, kind.icon, f"kinds.{kind.root}.other")
        for kind in KINDS.values()
        if kind.chapter == name and "shared" in kind.documents
    )
    return Chapter(name, icon, (*kinds, *others))


CHAPTERS = (
    _chapter("star", "telescope", Tab("overview", "telescope", "chapters.star")),
    _chapter("customer", "building-2"),
    _chapter("people", "users"),
    _chapter("growth", "lightbulb"),
    _chapter(
        "roadmap",
        "chart-gantt",
        Tab("timeline", "chart-gantt", "plan.view_timeline"),
        Tab("notes", "pencil", "plan.notes"),
    ),
    _chapter("value", "badge-check"),
    _chapter(
        "workshop",
        "presentation",
        Tab("workshop", "presentation", "chapters.workshop"),
        Tab("check", "gauge", "plan.check"),
    ),
    _chapter("room", "lock-keyhole", Tab("private", "lock-keyhole", "plan.private")),
)
"""In the order of the rail."""
