"""Forged updates (forge.py) through the real gate, Yjs beside it; prints what it counted as a JSON line.

Run as a program, so that a crash or a hang of a CRDT library ends this process and nothing else. Whatever the
gate takes must be readable here, in Yjs, after a reload and from Yjs's own state, with the same content.
Order is counted apart: docs/decisions/0030-the-gate.md tells why forged history can make it differ.
`python tests/fuzz/hostile.py DOCUMENTS SEED`
"""

from __future__ import annotations

import json
import random
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from leitstern.live.replica import Damaged, Replica
from leitstern.plan.document import canonical_json
from tests.fuzz.forge import ROOTS, Forger
from tests.fuzz.oracle import Yjs
from tests.unit.live.documents import replica

LONGEST = 60.0
"""Seconds that one document may take before it counts as a hang."""
UPDATES = 40


def content(plain: dict[str, Any]) -> str:
    """What people read. Rich text is spelled differently by the two libraries."""
    return canonical_json({name: plain[name] for name in ("notes", "opportunities", "list")})


def readings(document: Replica, relayed: bytes, yjs: Yjs) -> Iterator[str]:
    """The same document as everybody else has it. Raises Damaged when somebody cannot read it."""
    said = yjs.apply(relayed)
    if "error" in said:
        raise Damaged(said["error"])
    yield content(said["here"])
    yield content(said["later"])
    state = document.encode()
    opened = yjs.opened(state)
    if "error" in opened:
        raise Damaged(opened["error"])
    yield content(opened)
    yield content(replica(ROOTS, state).to_plain())
    yield content(replica(ROOTS, said["state"]).to_plain())


def attack(seed: int, yjs: Yjs) -> Iterator[str]:
    """One document under attack by two people. Ends at the first difference, which would only be repeated."""
    choose = random.Random(seed)
    focus = choose.choice(("text", "text", "list", "map", "all"))
    forgers = {"anna": Forger(choose, (11, 12), focus), "ben": Forger(choose, (21, 2**53 - 1), focus)}
    document = replica(ROOTS)
    yjs.new()
    for _ in range(UPDATES):
        who = choose.choice(("anna", "ben"))
        try:
            applied = document.apply([(forgers[who].update(document.state_vector()), who)])
        except Damaged:
            yield "damaging"
            return
        if applied.verdicts[0] is not None:
            yield "refused"
            continue
        yield "taken"
        if applied.update is not None:
            ours = content(document.to_plain())
            for theirs in readings(document, applied.update, yjs):
                if theirs != ours:
                    yield "order" if sorted(theirs) == sorted(ours) else f"content of seed {seed}"
                    return


def main() -> None:
    documents, first = int(sys.argv[1]), int(sys.argv[2]) * 1_000_000
    told: Counter[str] = Counter(taken=0, refused=0, order=0, damaging=0)
    yjs = Yjs()
    for seed in range(first, first + documents):
        signal.setitimer(signal.ITIMER_REAL, LONGEST)
        try:
            told.update(attack(seed, yjs))
        except Damaged as damage:
            told[f"unreadable by seed {seed}: {damage}"] += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
    yjs.end()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
