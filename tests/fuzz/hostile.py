"""Sends forged updates (forge.py) through the real gate with Yjs as the oracle; prints counts as a JSON line.

Runs as a program, so that a crash or hang of a CRDT library ends only this process. Every accepted update
must be readable here, in Yjs, after a reload and from Yjs's own state, with the same content. Order is
counted separately: docs/decisions/0030-the-gate.md explains why forged history can change it.

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

from leitstern.live.document.replica import Damaged, Incoming, Replica
from leitstern.plan.document import canonical_json
from tests.fuzz.forge import ROOTS, Forger
from tests.fuzz.oracle import Yjs
from tests.unit.live.documents import replica

LONGEST = 60.0
"""Seconds per document before it counts as a hang."""
UPDATES = 40


def content(plain: dict[str, Any]) -> str:
    """The readable content. The two libraries spell rich text differently."""
    return canonical_json({name: plain[name] for name in ("notes", "opportunities", "list")})


def readings(document: Replica, relayed: bytes, yjs: Yjs) -> Iterator[str]:
    """The document as each kind of reader sees it. Raises Damaged when one cannot read it."""
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
    """Two people attack one document. Ends at the first difference; later ones would repeat it."""
    choose = random.Random(seed)
    focus = choose.choice(("text", "text", "list", "map", "all"))
    forgers = {"anna": Forger(choose, (11, 12), focus), "ben": Forger(choose, (21, 2**53 - 1), focus)}
    document = replica(ROOTS)
    yjs.new()
    for _ in range(UPDATES):
        who = choose.choice(("anna", "ben"))
        try:
            applied = document.apply([Incoming(forgers[who].update(document.state_vector()), who)])
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
