"""Somebody else who changes everything: each value of each record of a plan, in one step.

Tests walk a page with it: whatever the page shows of the plan must then be new. The client has a thread of
its own, because a running Playwright keeps an event loop in the tests' thread.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from pycrdt import Doc

import leitstern.client
from leitstern.client.plan import LivePlan
from leitstern.plan import edits
from leitstern.plan.document import PlanView, SideView, fields_in, plain, read_plan, read_side
from leitstern.plan.generated import KINDS, SHAPES
from leitstern.plan.shape import FieldShape
from leitstern.plan.values import is_allowed
from tests.browser.server import DemoServer
from tests.patience import PATIENCE

T = TypeVar("T")
NAMED = ("people", "opportunities", "goals", "actions", "projects", "risks", "plan_decisions", "competitors")
"""Kinds whose name is a name: statements are sentences, and criteria words ("Quality")."""
KEPT = ("order", "removed_at", "removed_by", "tabled_at")
STEPS = (7.0, -5.0, 1.0, -1.0, 0.07, -0.05)


class Changing:
    """A member's client. `round` counts how often everything was changed."""

    def __init__(self, loop: asyncio.AbstractEventLoop, plan: LivePlan) -> None:
        self._loop = loop
        self.plan = plan
        self.round = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        found: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return found.result(PATIENCE)

    def change_everything(self) -> str:
        """Gives each record of both documents new values and the plan a new title, which is returned."""
        self.round += 1
        return self.run(self._change())

    def names(self) -> set[str]:
        """Names of people and titles of records, which mean something else when they are translated."""
        return self.run(self._names())

    async def _change(self) -> str:
        room = await self.plan.document("supplier")
        for doc, document in ((room.doc, "supplier"), (self.plan.doc, "shared")):
            with doc.transaction():
                for kind, record in list(_records(doc, document)):
                    self._change_record(doc, document, kind, record)
        title = f"Plan {self.round}"
        edits.set_root_text(self.plan.doc, "title", title)
        edits.set_root_text(self.plan.doc, "purpose", f"Purpose {self.round}")
        for root in (one for one in SHAPES["shared"] if one.startswith("charter_")):
            edits.set_root_text(self.plan.doc, root, f"{root} {self.round}")
        edits.set_header(self.plan.doc, "currency", ("USD", "EUR")[self.round % 2])
        await self.plan.saved()
        return title

    def _change_record(self, doc: Doc[Any], document: str, kind: str, record: Any) -> None:
        for name, shape in fields_in(document, kind).items():
            if name in KEPT:
                continue
            old = getattr(record, name, None)
            if shape.crdt == "values":
                for key, one in dict(old or {}).items():
                    if (new := self._next(shape, one)) is not None:
                        edits.set_value(doc, kind, record.id, name, key, new, document=document)
            elif (new := self._next(shape, old)) is not None:
                edits.set_field(doc, kind, record.id, name, new, document=document)

    def _next(self, shape: FieldShape, old: Any) -> Any:
        """Another value; None when there is none."""
        if shape.crdt == "text" and old and not shape.pattern:
            return f"{re.sub(r' ·[0-9]+$', '', old)} ·{self.round}"
        if shape.crdt not in ("register", "values") or old is None:
            return None
        if shape.choices:
            at = shape.choices.index(old) if old in shape.choices else -1
            return shape.choices[(at + 1) % len(shape.choices)]
        if isinstance(old, bool):
            return not old
        if isinstance(old, date) and shape.format == "date":
            return old + timedelta(days=1)
        if shape.type in ("number", "integer") and isinstance(old, int | float):
            return next((new for step in STEPS if _fits(shape, new := old + step)), None)
        return None

    async def _names(self) -> set[str]:
        found = {self.plan.entry.title}
        room = await self.plan.document("supplier")
        for doc, document in ((room.doc, "supplier"), (self.plan.doc, "shared")):
            for kind, record in _records(doc, document):
                if kind in NAMED:
                    found.add(getattr(record, KINDS[kind].name).strip())
        return found - {""}


def _fits(shape: FieldShape, value: float) -> bool:
    whole = int(value) if shape.type == "integer" else value
    return is_allowed(replace(shape, crdt="register", keys=""), whole)


def _records(doc: Doc[Any], document: str) -> Iterator[tuple[str, Any]]:
    data = plain(doc, document)
    view: PlanView | SideView = read_plan(data, "") if document == "shared" else read_side(data)
    for kind, records in view.records.items():
        for record in records:
            yield kind, record


@contextmanager
def changing(server: DemoServer) -> Iterator[Changing]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    joining = leitstern.client.join(server.member_link, plan_id=str(server.announced["plan_id"]))
    plan: LivePlan = asyncio.run_coroutine_threadsafe(joining, loop).result(PATIENCE)
    try:
        yield Changing(loop, plan)
    finally:
        asyncio.run_coroutine_threadsafe(plan.close(), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
