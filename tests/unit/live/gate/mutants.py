"""Makes mutants, feeds them to a replica, and prints the outcomes as JSON.

Runs as a program, so that a crash of the CRDT library ends only this process. After every accepted mutant the
document is read, encoded, reloaded and compared.
"""

from __future__ import annotations

import json
import random
import signal
import sys
from collections.abc import Iterator

from pycrdt import Array, Map, Text

from leitstern.errors import UpdateRefused
from leitstern.live.document.replica import Damaged, Incoming, Replica
from leitstern.live.gate.gate import Gap
from leitstern.live.gate.update_reader import read_state_vector
from leitstern.live.history.snapshot import digest_of
from leitstern.live.wire.awareness import parse_state, read_states
from leitstern.live.wire.encoding import Malformed, varuint
from tests.unit.live.documents import CORPUS_ROOTS, corpus, corpus_bytes, doc, emitted, replica, typed

LONGEST = 60.0
"""Seconds per mutant before it counts as a hang."""


def seeds() -> list[bytes]:
    """Honest updates of every kind of content, and the whole corpus."""
    honest = doc(77, CORPUS_ROOTS)
    honest.apply_update(corpus_bytes("base.bin"))
    made = emitted(
        honest,
        typed("hello 😀 wörld"),
        typed("in the middle", 4),
        lambda d: d.get("notes", type=Text).format(0, 3, {"bold": True}),
        lambda d: d.get("notes", type=Text).__delitem__(slice(1, 3)),
        lambda d: d.get("meta", type=Map).__setitem__(
            "k", Map({"a": 1.5, "t": Text("x"), "l": Array([1, "b"])})
        ),
        lambda d: d.get("meta", type=Map).__setitem__("k", "over"),
        lambda d: d.get("order", type=Array).insert(0, {"deep": [1, [2, {"x": None}]]}),
        lambda d: d.get("order", type=Array).__delitem__(0),
    )
    made.append(honest.get_update())
    return made + [corpus_bytes(entry["file"]) for entry in corpus() if entry["kind"] == "update"]


def mutant(choose: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """One to four changes: bits, bytes, cuts, copies, spliced neighbours, big integers."""
    out = bytearray(data)
    for _ in range(choose.randint(1, 4)):
        at = choose.randrange(len(out) + 1)
        match choose.randrange(7):
            case 0 if out:
                out[min(at, len(out) - 1)] ^= 1 << choose.randrange(8)
            case 1 if out:
                out[min(at, len(out) - 1)] = choose.choice((0, 1, 2, 3, 127, 128, 255, choose.randrange(256)))
            case 2:
                del out[at : at + choose.randint(1, 4)]
            case 3:
                out[at:at] = out[at : at + choose.randint(1, 8)]
            case 4:
                other = choose.choice(others)
                start = choose.randrange(len(other) + 1)
                out[at : at + choose.randint(0, 6)] = other[start : start + choose.randint(1, 12)]
            case 5:
                out[at:at] = varuint(choose.choice((2**7, 2**14, 2**31 - 1, 2**32 - 1, 2**53 - 1, 2**60)))
            case _ if len(out) > 3:
                head = min(3, len(out) - 1)
                out[head] = choose.randrange(8)
    return bytes(out)


def fresh() -> Replica:
    return replica(CORPUS_ROOTS, corpus_bytes("base.bin"), {1001: "anna", 2002: "anna"})


def agrees(document: Replica) -> bool:
    """Whether a document rebuilt from this one's encoding reads the same."""
    again = replica(CORPUS_ROOTS, document.encode())
    same = digest_of(again.to_plain()) == digest_of(document.to_plain())
    return same and read_state_vector(again.state_vector()) == read_state_vector(document.state_vector())


def feed(document: Replica, data: bytes) -> str:
    try:
        (verdict,) = document.apply([Incoming(data, "ben")]).verdicts
    except Damaged:
        return "damaged"
    if isinstance(verdict, Gap):
        return "gap"
    return "refused" if isinstance(verdict, UpdateRefused) else "taken"


def other_entrances(data: bytes) -> None:
    """State vectors and presence: accepted or refused, without other errors."""
    try:
        fresh_vector = read_state_vector(data)
        assert len(fresh_vector) <= len(data)
    except UpdateRefused:
        pass
    try:
        for state in read_states(data):
            parse_state(state.text)
    except Malformed:
        pass


def rounds(count: int, seed: int) -> Iterator[str]:
    choose = random.Random(seed)
    originals = seeds()
    document = fresh()
    for _ in range(count):
        signal.setitimer(signal.ITIMER_REAL, LONGEST)
        data = mutant(choose, choose.choice(originals), originals)
        other_entrances(data)
        outcome = feed(document, data)
        yield outcome
        if outcome == "taken" and not agrees(document):
            yield "disagreements"
        if outcome in ("taken", "damaged"):
            document = fresh()


def main() -> None:
    told = dict.fromkeys(("tried", "taken", "refused", "gap", "damaged", "disagreements"), 0)
    for outcome in rounds(int(sys.argv[1]), int(sys.argv[2])):
        told[outcome] += 1
        told["tried"] += outcome != "disagreements"
    print(json.dumps(told))


if __name__ == "__main__":
    main()
