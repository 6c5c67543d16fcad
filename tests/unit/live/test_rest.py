"""A replica that rests is the same document for everybody, and wakes as if it had never slept."""

from __future__ import annotations

import pytest
from pycrdt import Map, Text

from leitstern.live import replica as module
from leitstern.live.bounds import Gap
from leitstern.live.replica import SERVER, Damaged, Replica
from tests.unit.live.documents import doc, emitted, replica, typed


def written(words: str = "Größe 😀") -> Replica:
    document = replica()
    anna = doc(7)
    assert document.apply([(update, "anna") for update in emitted(anna, typed(words))]).verdicts == [None]
    return document


def is_resting(document: Replica) -> bool:
    return document._doc is None


def test_a_resting_document_answers_newcomers_from_its_bytes():
    document = written()
    document.edit(lambda d: d.get("notes", type=Text).clear())
    state, vector = document.encode(), document.state_vector()
    same = document.encode(vector)
    assert document.rest() and is_resting(document)
    assert (document.encode(), document.state_vector()) == (state, vector)
    assert is_resting(document), "nobody needed the Doc"
    assert document.encode(vector) == same and is_resting(document), "nor does who comes back with everything"
    assert not document.rest(), "it rests already"


def test_it_wakes_for_a_difference_and_for_its_content():
    document = written()
    expected = document.encode(b"\x01\x07\x03")
    document.rest()
    assert document.encode(b"\x01\x07\x03") == expected
    assert not is_resting(document)
    document.rest()
    assert document.to_plain()["notes"] == "Größe 😀"


def test_it_takes_updates_as_before():
    document = replica()
    anna = doc(7)
    first, second, third = emitted(anna, typed("a"), typed("b", 1), typed("c", 2))
    document.apply([(first, "anna")])
    document.rest()
    assert isinstance(document.apply([(third, "anna")]).verdicts[0], Gap), "the gate remembers"
    applied = document.apply([(second, "anna"), (third, "anna")])
    assert applied.verdicts == [None, None]
    ben = doc(8)
    ben.apply_update(first)
    ben.apply_update(applied.update or b"")
    assert str(ben.get("notes", type=Text)) == "abc", "what it emitted is what was new, and nothing else"


def test_the_server_goes_on_under_its_own_client_id():
    document = written()
    first = document.edit(lambda d: d.get("opportunities", type=Map).update({"o": 1}))
    document.rest()
    second = document.edit(lambda d: d.get("opportunities", type=Map).update({"o": 2}))
    assert list(first.new_clients.values()) == [SERVER] and second.new_clients == {}
    assert document.to_plain()["opportunities"] == {"o": 2}
    reader = doc(9)
    reader.apply_update(document.encode())
    assert reader.get("opportunities", type=Map).to_py() == {"o": 2}


def test_a_large_document_stays_awake(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "RESTS_BELOW", 100)
    document = written("x" * 200)
    assert not document.rest() and not is_resting(document)


@pytest.mark.parametrize("is_resting_first", [False, True])
def test_a_closed_document_is_not_an_empty_one(is_resting_first: bool):
    document = written()
    if is_resting_first:
        document.rest()
    document.close()
    with pytest.raises(Damaged):
        document.to_plain()
    with pytest.raises(Damaged):
        document.encode()
