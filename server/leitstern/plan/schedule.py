"""When things end if an action or a joint project moves: the forward pass of network planning over a plan.

Pure: the plan as it is and as it would be in, ends before and after out. The links go from an action to
the action that waits for it, to joint projects, opportunities and goals; from a project to opportunities
and goals; from an opportunity to goals. An end moves only by what is pushed beyond the slack in front of
it, as in the critical path method (DIN 69900, forward pass); nothing is pulled forward. What overlaps today
keeps overlapping: only the additional push moves. Called by what_if.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from leitstern.plan.document import PlanView
from leitstern.plan.generated import Action
from leitstern.plan.measures import ENDED
from leitstern.plan.roadmap import ENDED_STAGES

DAY = timedelta(days=1)
GONE = ("dropped", "stopped")


@dataclass(frozen=True, slots=True)
class Span:
    """An end before and after."""

    before: date
    after: date

    @property
    def days(self) -> int:
        return (self.after - self.before).days


@dataclass(frozen=True, slots=True)
class Room:
    """How many days a record may still end later before it pushes `record`."""

    days: int
    record: str


@dataclass(slots=True)
class Ends:
    """Id -> the end of a record, and the least slack behind each."""

    spans: dict[str, Span] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)


def pushed(before: date, after: date, limit: date) -> int:
    """Days by which `after` lies beyond both `before` and `limit`: 0 while there is slack."""
    return max(0, (after - max(before, limit)).days)


def ends_of(plan: PlanView, changed: PlanView) -> Ends:
    """Goals have the end of whatever contributes to them last."""
    ends = Ends()
    _actions(plan, changed, ends)
    _others(plan, changed, ends)
    return ends


def _actions(plan: PlanView, changed: PlanView, ends: Ends) -> None:
    before = {one.id: one for one in plan.actions}
    after = {one.id: one for one in changed.actions}
    for one in _in_order(after):
        was = before[one.id].due
        if one.due is None or was is None or one.status in ENDED:
            if one.due is not None and one.status == "done":
                ends.spans[one.id] = Span(was or one.due, one.due)
            continue
        delay, first = 0, ends.spans.get(one.predecessor or "")
        if first is not None and one.predecessor in after and after[one.predecessor].status not in ENDED:
            limit = (one.start or one.due) - DAY
            delay = pushed(first.before, first.after, limit)
            _note_room(ends, one.predecessor, first, limit, one.id)
        ends.spans[one.id] = Span(was, one.due + delay * DAY)


def _in_order(actions: Mapping[str, Action]) -> Iterator[Action]:
    """Each action after the one it waits for; a circle is entered at its first action."""
    done: set[str] = set()
    for start in actions.values():
        chain: list[Action] = []
        at: Action | None = start
        while at is not None and at.id not in done:
            done.add(at.id)
            chain.append(at)
            at = actions.get(at.predecessor or "")
        yield from reversed(chain)


def _others(plan: PlanView, changed: PlanView, ends: Ends) -> None:
    """Projects, then opportunities, then goals: each after everything that contributes to it."""
    servers = _servers(changed)
    before = {one.id: one.due for one in plan.projects}
    for project in changed.projects:
        if project.project_stage not in ENDED_STAGES:
            _push(ends, project.id, before.get(project.id), project.due, servers.get(project.id, ()))
    before = {one.id: one.time_horizon for one in plan.opportunities}
    for one in changed.opportunities:
        if one.stage not in ("dropped", "realised"):
            _push(ends, one.id, before.get(one.id), one.time_horizon, servers.get(one.id, ()))
    for goal in changed.goals:
        last = _last(ends, (*servers.get(goal.id, ()), *goal.opportunities))
        if last is None:
            continue
        ends.spans[goal.id] = last
        if goal.target_date is not None:
            for server in (*servers.get(goal.id, ()), *goal.opportunities):
                _note_room(ends, server, ends.spans.get(server), goal.target_date, goal.id)


def _servers(plan: PlanView) -> Mapping[str, tuple[str, ...]]:
    """Id -> the actions and projects that contribute to it."""
    found: dict[str, list[str]] = {}
    links = [(one.id, one.serves) for one in plan.actions if one.status not in GONE]
    links += [(one.id, one.serves) for one in plan.projects if one.project_stage not in GONE]
    for id, serves in links:
        for target in serves:
            found.setdefault(target, []).append(id)
    return {target: tuple(ids) for target, ids in found.items()}


def _push(ends: Ends, id: str, was: date | None, own: date | None, servers: Iterable[str]) -> None:
    if own is None or was is None:
        return
    last = _last(ends, servers)
    delay = pushed(last.before, last.after, own) if last is not None else 0
    for server in servers:
        _note_room(ends, server, ends.spans.get(server), own, id)
    ends.spans[id] = Span(was, own + delay * DAY)


def _last(ends: Ends, ids: Iterable[str]) -> Span | None:
    spans = [ends.spans[id] for id in ids if id in ends.spans]
    if not spans:
        return None
    return Span(max(one.before for one in spans), max(one.after for one in spans))


def _note_room(ends: Ends, id: str | None, span: Span | None, limit: date, target: str) -> None:
    """Keeps the least room; what was pushed already has none."""
    if id is None or span is None:
        return
    days = max(0, (limit - span.after).days)
    if id not in ends.rooms or days < ends.rooms[id].days:
        ends.rooms[id] = Room(days, target)
