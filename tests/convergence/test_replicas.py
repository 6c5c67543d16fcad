"""Three people edit one plan over a network that drops and reorders: the replicas converge and stay readable.

The edits are those of leitstern.plan.edits, and a foreign client's malformed ones. Lost updates are repaired
as in the protocol: each replica sends its state vector and receives the missing updates.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from leitstern.errors import NotFound
from leitstern.plan import edits
from leitstern.plan.document import canonical_json, plain, read_plan
from leitstern.plan.generated import KINDS

REPLICAS = 3
ROOTS = ("people", "opportunities", "goals", "actions")
WORDS = st.sampled_from(["", "a", "Größe", "🛠️", "👩‍🚀 x", "zwei Wörter", "日本", "x" * 40])
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
NUMBERS = st.integers(0, 1_000)

Edit = tuple[str, int, int, int, str]


class Replica:
    """One person's document, and the updates that it has sent to each other replica."""

    def __init__(self, number: int) -> None:
        self.doc: Doc[Any] = Doc(client_id=number + 1)
        self.inboxes: list[list[bytes]] = [[] for _ in range(REPLICAS)]
        self._subscription = self.doc.observe(lambda event: self._send(event.update))
        self._is_receiving = False

    def _send(self, update: bytes) -> None:
        if not self._is_receiving:
            for inbox in self.inboxes:
                inbox.append(update)

    def receive(self, update: bytes) -> None:
        self._is_receiving = True
        self.doc.apply_update(update)
        self._is_receiving = False

    def data(self) -> dict[str, Any]:
        return plain(self.doc, "shared")


def pick(doc: Doc[Any], root: str, number: int) -> str:
    ids = sorted(doc.get(root, type=Map).to_py() or {})
    if not ids:
        raise NotFound(root)
    return str(ids[number % len(ids)])


def perform(doc: Doc[Any], edit: Edit) -> None:
    """Performs an edit by name; its target may already be deleted, which is allowed."""
    kind, first, second, third, word = edit
    root = ROOTS[first % len(ROOTS)]
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: add(doc, root, word),
        "retitle": lambda: edits.set_field(
            doc, root, pick(doc, root, second), "name" if root == "people" else "title", word
        ),
        "type": lambda: edits.insert_text(title_of(doc, root, second), third, word),
        "amount": lambda: edits.set_field(
            doc, "opportunities", pick(doc, "opportunities", second), "benefit_customer", third
        ),
        "link": lambda: edits.set_link(
            doc, "actions", pick(doc, "actions", second), "serves", f"opp_{third % 4}", third % 2 == 0
        ),
        "move": lambda: edits.move_record(
            doc, root, pick(doc, root, second), pick(doc, root, third) if third % 3 else None
        ),
        "remove": lambda: edits.remove_record(doc, root, pick(doc, root, second), by="par_a", at=NOW),
        "restore": lambda: edits.restore_record(doc, root, pick(doc, root, second)),
        "purpose": lambda: edits.set_root_text(doc, "purpose", word),
        "header": lambda: edits.set_header(doc, "horizon_start", 2000 + third % 200),
    }
    try:
        acts[kind]()
    except NotFound:
        return


def add(doc: Doc[Any], root: str, word: str) -> None:
    """There are few ids, so that two people sometimes create the same one at once."""
    count = len(doc.get(root, type=Map).to_py() or {})
    kind = KINDS[root]
    edits.add_record(doc, root, {kind.name: word}, record_id=f"{kind.prefix}_{count % 5}")


def title_of(doc: Doc[Any], root: str, number: int) -> Text:
    return edits.record_text(doc, root, pick(doc, root, number), KINDS[root].name)


EDITS = st.tuples(
    st.sampled_from(
        [
            "add",
            "add",
            "retitle",
            "type",
            "type",
            "amount",
            "link",
            "move",
            "remove",
            "restore",
            "purpose",
            "header",
        ]
    ),
    NUMBERS,
    NUMBERS,
    NUMBERS,
    WORDS,
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.integers(0, REPLICAS - 1), EDITS),
        st.tuples(st.just("deliver"), st.integers(0, REPLICAS - 1), st.tuples(NUMBERS, NUMBERS)),
        st.tuples(st.just("drop"), st.integers(0, REPLICAS - 1), st.tuples(NUMBERS, NUMBERS)),
    ),
    min_size=15,
    max_size=80,
)


def play(steps: list[Any]) -> list[Replica]:
    replicas = [Replica(number) for number in range(REPLICAS)]
    for root in ROOTS * 2:
        add(replicas[0].doc, root, "Anfang")
    for one in replicas[1:]:
        one.receive(replicas[0].doc.get_update())
    for kind, who, details in steps:
        if kind == "edit":
            perform(replicas[who].doc, details)
        else:
            sender, place = details
            inbox = replicas[sender % REPLICAS].inboxes[who]
            if inbox:
                update = inbox.pop(place % len(inbox))
                if kind == "deliver":
                    replicas[who].receive(update)
        read_plan(replicas[who].data())
    return replicas


def repair(replicas: list[Replica]) -> None:
    """Synchronises as after a reconnection: every replica receives what its state vector lacks."""
    for _ in range(2):
        for one in replicas:
            for other in replicas:
                one.receive(other.doc.get_update(one.doc.get_state()))


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_replicas_converge_over_any_network(steps: list[Any]) -> None:
    replicas = play(steps)
    repair(replicas)
    first, *others = (canonical_json(one.data()) for one in replicas)
    assert all(other == first for other in others)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_product_edits_never_create_a_record_that_readers_skip(steps: list[Any]) -> None:
    replicas = play(steps)
    repair(replicas)
    plan = read_plan(replicas[0].data())
    assert (plan.skipped, plan.mended) == (0, 0)


@settings(max_examples=100, deadline=None)
@given(
    STEPS,
    st.lists(
        st.tuples(
            st.sampled_from([*ROOTS, "plan"]),
            st.integers(0, 4),
            st.sampled_from(["title", "order", "due", "serves"]),
        ),
        max_size=6,
    ),
    st.sampled_from([None, True, 7, -1.5, "nonsense", [1, [2]], {"x": {"y": None}}]),
)
def test_malformed_edits_of_a_foreign_client_are_readable_for_everybody(
    steps: list[Any], places: list[tuple[str, int, str]], value: Any
) -> None:
    replicas = play(steps)
    for root, number, field in places:
        records = replicas[0].doc.get(root, type=Map)
        key = f"{KINDS[root].prefix if root in KINDS else 'x'}_{number}"
        if isinstance(records.get(key), Map):
            records[key][field] = value
        else:
            records[key] = value
    repair(replicas)
    views = [read_plan(one.data()) for one in replicas]
    assert views[0] == views[1] == views[2]
