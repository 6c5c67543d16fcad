"""What a panel was made of lasts until a part changes that it read."""

from __future__ import annotations

from typing import Any

import pytest
from pycrdt import Doc

from leitstern.plan.document import AlreadyRead, PlanView, plain, read_plan
from leitstern.plan.edits import add_record, set_field, set_root_text
from leitstern.plan.generated import KINDS
from leitstern.plan.parts import PartsRead


def _doc() -> Doc[Any]:
    doc: Doc[Any] = Doc()
    add_record(doc, "opportunities", {"title": "Ovens", "effort": 10}, "opp_1")
    add_record(doc, "people", {"name": "Anna", "side": "customer"}, "per_1")
    return doc


def _after(doc: Doc[Any], before: PlanView, data: dict[str, Any]) -> PlanView:
    return read_plan(plain(doc, "shared"), read=AlreadyRead(data, before))


def _changes(what: str, doc: Doc[Any]) -> None:
    if what == "opportunity":
        set_field(doc, "opportunities", "opp_1", "effort", 20)
    elif what == "person":
        set_field(doc, "people", "per_1", "name", "Ben")
    elif what == "title":
        set_root_text(doc, "title", "Another plan")
    else:
        add_record(doc, "risks", {"title": "Late"}, "rsk_1")


READS = {
    "opportunities": lambda view: view.opportunities,
    "people": lambda view: view.people,
    "title": lambda view: view.title,
    "one kind": lambda view: view.records["opportunities"],
    "one kind or none": lambda view: view.records.get("people", ()),
    "all kinds": lambda view: {kind: len(found) for kind, found in view.records.items()},
    "removed": lambda view: view.removed["opportunities"],
    "nothing": lambda view: None,
}
NO_LONGER = {
    "opportunity": {"opportunities", "one kind", "all kinds"},
    "person": {"people", "one kind or none", "all kinds"},
    "title": {"title"},
    "risk": {"all kinds"},
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("what", NO_LONGER)
def test_it_lasts_exactly_until_what_was_read_changes(what: str, read: str):
    doc = _doc()
    data = plain(doc, "shared")
    view = read_plan(data)
    parts = PartsRead(view)
    READS[read](parts.view)
    assert parts.are_the_same_in(_after(doc, view, data)), "nothing changed"
    _changes(what, doc)
    assert parts.are_the_same_in(_after(doc, view, data)) == (read not in NO_LONGER[what])


def test_a_noted_view_reads_as_the_view_itself():
    view = read_plan(plain(_doc(), "shared"))
    noted = PartsRead(view).view
    assert {kind: getattr(noted, kind) for kind in KINDS if hasattr(view, kind)} == {
        kind: getattr(view, kind) for kind in KINDS if hasattr(view, kind)
    }
    assert dict(noted.records) == dict(view.records) and len(noted.removed) == len(view.removed)
    assert (noted.header, noted.charter, noted.notes) == (view.header, view.charter, view.notes)
    with pytest.raises(AttributeError):
        _ = noted.unknown  # type: ignore[attr-defined]
