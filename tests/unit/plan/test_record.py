"""Writing the record: whatever it held, afterwards it says what is wanted, and nothing more is written."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map

from leitstern.plan.document import plain_root
from leitstern.plan.record import write_entries

CLAIRE = {"name": "Claire", "side": "customer", "role": "editor", "is_member": False, "removed": False}

ids = st.sampled_from(["par_1", "par_2", "par_3"])
fields = st.dictionaries(st.sampled_from(["name", "role", "odd"]), st.text(max_size=4) | st.booleans())
entries = st.dictionaries(ids, fields)


def _written(doc: Doc[Any], wanted: Any) -> int:
    """Bytes of the update; 0 when there is none."""
    updates: list[bytes] = []
    subscription = doc.observe(lambda event: updates.append(event.update))
    with doc.transaction():
        write_entries(doc, "participants", wanted)
    doc.unobserve(subscription)
    return sum(map(len, updates))


@given(entries, entries)
def test_the_record_gets_exactly_the_wanted_content_and_a_repeat_writes_nothing(before: Any, wanted: Any):
    doc: Doc[Any] = Doc()
    for content in (before, wanted):
        _written(doc, content)
        assert plain_root(doc, "participants", "map") == content
    assert _written(doc, wanted) == 0


@given(ids, st.text(max_size=4) | st.booleans() | st.none())
def test_malformed_participants_in_the_record_are_replaced(id: str, nonsense: Any):
    doc: Doc[Any] = Doc()
    with doc.transaction():
        doc.get("participants", type=Map)[id] = nonsense
    _written(doc, {id: CLAIRE})
    assert plain_root(doc, "participants", "map") == {id: CLAIRE}


def test_a_role_change_sends_a_few_bytes_in_any_number_of_participants():
    doc: Doc[Any] = Doc()
    crowd = {f"par_{n}": {**CLAIRE, "name": f"Name {n}"} for n in range(200)}
    _written(doc, crowd)
    assert 0 < _written(doc, {**crowd, "par_7": {**crowd["par_7"], "role": "viewer"}}) < 100
