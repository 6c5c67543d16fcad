"""A hibernating replica serves the same document, and wakes unchanged."""

from __future__ import annotations

import pytest
from pycrdt import Map, Text

from leitstern.live.document import replica as module
from leitstern.live.document.replica import SERVER, Damaged, Incoming, Replica
from leitstern.live.gate.gate import Gap
from tests.unit.live.documents import doc, emitted, replica, typed


def written(words: str = "Größe 😀") -> Replica:
    document = replica()
    anna = doc(7)
    assert document.apply([Incoming(update, "anna") for update in emitted(anna, typed(words))]).verdicts == [
        None
    ]
    return document


def is_hibernating(document: Replica) -> bool:
    return document._doc is None


def test_a_hibernating_document_serves_new_clients_from_its_bytes():
    document = written()
    document.edit(lambda d: d.get("notes", type=Text).clear())
    state, vector = document.encode(), document.state_vector()
    same = document.encode(vector)
    assert document.hibernate() and is_hibernating(document)
    assert (document.encode(), document.state_vector()) == (state, vector)
    assert is_hibernating(document), "nobody needed the Doc"
    assert document.encode(vector) == same and is_hibernating(document), (
        "nor does who comes back with everything"
    )
    assert not document.hibernate(), "it hibernates already"


def test_it_wakes_for_a_difference_and_for_its_content():
    document = written()
    expected = document.encode(b"\x01\x07\x03")
    document.hibernate()
    assert document.encode(b"\x01\x07\x03") == expected
    assert not is_hibernating(document)
    document.hibernate()
    assert document.to_plain()["notes"] == "Größe 😀"


def test_it_accepts_updates_as_before():
    document = replica()
    anna = doc(7)
    first, second, third = emitted(anna, typed("a"), typed("b", 1), typed("c", 2))
    document.apply([Incoming(first, "anna")])
    document.hibernate()
    assert isinstance(document.apply([Incoming(third, "anna")]).verdicts[0], Gap), "the gate remembers"
    applied = document.apply([Incoming(second, "anna"), Incoming(third, "anna")])
    assert applied.verdicts == [None, None]
    ben = doc(8)
    ben.apply_update(first)
    ben.apply_update(applied.update or b"")
    assert str(ben.get("notes", type=Text)) == "abc", "what it emitted is what was new, and nothing else"


def test_the_server_keeps_its_client_id():
    document = written()
    first = document.edit(lambda d: d.get("opportunities", type=Map).update({"o": 1}))
    document.hibernate()
    second = document.edit(lambda d: d.get("opportunities", type=Map).update({"o": 2}))
    assert list(first.new_clients.values()) == [SERVER] and second.new_clients == {}
    assert document.to_plain()["opportunities"] == {"o": 2}
    reader = doc(9)
    reader.apply_update(document.encode())
    assert reader.get("opportunities", type=Map).to_py() == {"o": 2}


def test_a_large_document_stays_awake(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "HIBERNATES_BELOW", 100)
    document = written("x" * 200)
    assert not document.hibernate() and not is_hibernating(document)


@pytest.mark.parametrize("is_resting_first", [False, True])
def test_a_closed_document_is_not_an_empty_one(is_resting_first: bool):
    document = written()
    if is_resting_first:
        document.hibernate()
    document.close()
    with pytest.raises(Damaged):
        document.to_plain()
    with pytest.raises(Damaged):
        document.encode()
