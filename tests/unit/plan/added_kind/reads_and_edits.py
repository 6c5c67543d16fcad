"""Run by test_added_kind.py with a copy of leitstern.plan that is generated with the kind `specimens`.

The test reads the standard output. Nothing here names a generated table by hand: a new kind must work in the
readers and edits unchanged.
"""

from __future__ import annotations

import json
from typing import Any

from pycrdt import Doc

from leitstern.errors import InvalidInput
from leitstern.plan import edits
from leitstern.plan.document import plain, read_plan, read_side
from leitstern.plan.generated import KINDS, ROOTS

YEARS = {"2027": 1250.5, "2026": 10.0}


def refused(change: Any) -> list[str]:
    try:
        change()
    except InvalidInput as problem:
        return sorted(problem.fields)
    return []


def shared() -> dict[str, Any]:
    doc: Doc[Any] = Doc()
    goal = edits.add_record(doc, "goals", {"title": "Ziel"})
    values = {"title": "Streik", "story": "Erstens\nZweitens", "threatens": [goal], "damage": YEARS}
    specimen = edits.add_record(doc, "specimens", values)
    edits.set_value(doc, "specimens", specimen, "damage", "2026", None)
    edits.set_value(doc, "specimens", specimen, "votes", "par_anna", 7)
    edits.set_field(doc, "specimens", specimen, "level", "high")
    refusals = [
        refused(lambda: edits.set_value(doc, "specimens", specimen, "damage", "soon", 1)),
        refused(lambda: edits.set_value(doc, "specimens", specimen, "votes", "par_anna", 11)),
        refused(lambda: edits.set_field(doc, "specimens", specimen, "margin", 5)),
        refused(lambda: edits.add_record(doc, "specimens", {"margin": 5})),
    ]
    plan = read_plan(plain(doc, "shared"))
    (one,) = plan.records["specimens"]
    edits.set_field(doc, "specimens", specimen, "story", "Neu")
    (later,) = read_plan(plain(doc, "shared")).records["specimens"]
    return {
        "root": ROOTS["shared"]["specimens"],
        "prefix": specimen.split("_")[0],
        "read": [one.title, one.story, one.threatens == (goal,), one.level, one.accepted],
        "values": [dict(one.damage), dict(one.votes)],
        "counted": [plan.skipped, plan.mended],
        "later": later.story,
        "refusals": refusals,
    }


def private() -> list[object]:
    doc: Doc[Any] = Doc()
    edits.add_record(doc, "specimens", {"title": "Marge", "margin": 5}, document="supplier")
    data = plain(doc, "supplier")
    (ours,) = read_side(data).records["specimens"]
    (theirs,) = read_plan(data).records["specimens"]
    return [ours.margin, theirs.margin]


def nonsense() -> list[object]:
    records = {
        "specimen_1": {
            "order": "a0",
            "story": "a string",
            "damage": {"2026": "much", "x": 1, "2027": 3},
            "votes": [1],
            "level": "extreme",
        }
    }
    plan = read_plan({"specimens": records})
    (one,) = plan.records["specimens"]
    return [one.story, dict(one.damage), dict(one.votes), one.level, plan.mended]


print(json.dumps([list(KINDS), shared(), private(), nonsense()]))
