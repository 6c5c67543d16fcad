"""A document that is read again and again says the same as one that is read as a whole."""

from __future__ import annotations

import gc
import weakref
from functools import partial
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, XmlElement, XmlFragment, XmlText

from leitstern.live.document.content_reader import ContentReader
from leitstern.live.document.plain_content import plain_content
from tests.unit.live.documents import ROOTS, doc, emitted, replica, typed

KINDS = ROOTS | {"plan": "map", "goals": "map"}
MAPS = ("opportunities", "goals", "plan")
KEYS = st.sampled_from(["a", "b", "c", "d", "e"])


def _put(document: Doc[Any], root: str, key: str, value: Any) -> None:
    document.get(root, type=Map)[key] = value


def _remove(document: Doc[Any], root: str, key: str) -> None:
    held = document.get(root, type=Map)
    if key in held:
        del held[key]


def _type(document: Doc[Any], root: str, key: str, words: str) -> None:
    held = document.get(root, type=Map).get(key)
    if isinstance(held, Map) and isinstance(held.get("title"), Text):
        held["title"].insert(0, words)


def _write_notes(document: Doc[Any], key: str, words: str) -> None:
    held = document.get("opportunities", type=Map).get(key)
    if isinstance(held, Map) and isinstance(held.get("notes"), XmlFragment):
        block = held["notes"].children.append(XmlElement("paragraph"))
        block.children.append(XmlText(words))


def _record(words: str) -> Map[Any]:
    return Map({"title": Text(words), "notes": XmlFragment(), "links": Array([words])})


CHANGES = st.one_of(
    st.tuples(st.just("record"), st.sampled_from(["opportunities", "goals"]), KEYS, st.text(max_size=3)),
    st.tuples(
        st.just("scalar"), st.sampled_from(["opportunities", "goals", "plan"]), KEYS, st.integers(-9, 9)
    ),
    st.tuples(st.just("remove"), st.sampled_from(["opportunities", "goals", "plan"]), KEYS, st.none()),
    st.tuples(st.just("type"), st.sampled_from(["opportunities", "goals"]), KEYS, st.text(max_size=3)),
    st.tuples(st.just("notes"), st.just("opportunities"), KEYS, st.text(max_size=3)),
    st.tuples(st.just("root"), st.just("notes"), KEYS, st.text(max_size=3)),
)


def _carry_out_all(document: Doc[Any], changes: list[tuple[str, str, str, Any]]) -> None:
    for change in changes:
        _carry_out(document, change)


def _carry_out(document: Doc[Any], change: tuple[str, str, str, Any]) -> None:
    what, root, key, value = change
    if what == "record":
        _put(document, root, key, _record(value))
    elif what == "scalar":
        _put(document, root, key, value)
    elif what == "remove":
        _remove(document, root, key)
    elif what == "type":
        _type(document, root, key, value)
    elif what == "notes":
        _write_notes(document, key, value)
    else:
        document.get("notes", type=Text).insert(0, value)


@given(st.lists(st.lists(CHANGES, max_size=4), max_size=12))
def test_after_every_transaction_it_reads_what_a_whole_reading_says(transactions):
    document = doc(1, KINDS)
    reader = ContentReader(document, KINDS)
    kept: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for changes in transactions:
        with document.transaction():
            _carry_out_all(document, changes)
        read, whole = reader.read(), plain_content(document, KINDS)
        assert read == whole
        kept.append((read, whole))
    assert all(read == whole for read, whole in kept), "an earlier reading was changed afterwards"
    reader.close()


@given(st.lists(st.lists(CHANGES, max_size=4), max_size=12), st.integers(1, 4))
def test_updates_of_others_and_several_transactions_between_two_readings_count_too(transactions, every):
    writer, document = doc(1, KINDS), doc(2, KINDS)
    reader = ContentReader(document, KINDS)
    updates = emitted(writer, *(partial(_carry_out_all, changes=changes) for changes in transactions))
    for number, update in enumerate(updates):
        document.apply_update(update)
        if number % every == 0:
            assert reader.read() == plain_content(document, KINDS)
    assert reader.read() == plain_content(document, KINDS)
    reader.close()


def test_records_that_did_not_change_are_not_read_again():
    document = doc(1)
    for key in "abcdef":
        _put(document, "opportunities", key, _record(key))
    reader = ContentReader(document, ROOTS)
    before = reader.read()["opportunities"]
    _type(document, "opportunities", "a", "x")
    after = reader.read()["opportunities"]
    assert after["a"]["title"] == "xa"
    assert all(after[key] is before[key] for key in "bcdef")
    assert reader.read()["opportunities"] is after, "nothing changed"
    reader.close()


def test_a_replica_reads_on_after_it_hibernated():
    document = replica()
    document.edit(lambda d: _put(d, "opportunities", "a", _record("one")))
    assert document.read()["opportunities"]["a"]["title"] == "one"
    assert document.hibernate()
    assert document.read() == document.to_plain()
    document.edit(lambda d: _type(d, "opportunities", "a", "two, "))
    document.edit(typed("words"))
    assert document.read()["opportunities"]["a"]["title"] == "two, one"
    assert document.read()["notes"] == "words"
    assert document.read() == document.to_plain()


def test_a_closed_replica_frees_its_document_at_once():
    document = replica()
    document.edit(lambda d: _put(d, "opportunities", "a", _record("one")))
    document.read()
    freed = weakref.ref(document.doc)
    gc.disable()
    try:
        document.close()
        assert freed() is None
    finally:
        gc.enable()
