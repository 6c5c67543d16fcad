"""The gate: the corpus, and an example for every GATE-* rule of docs/protocol.md."""

from __future__ import annotations

from typing import Any

import pytest
from pycrdt import Array, Doc, Map, Text

from leitstern.errors import UpdateRefused
from leitstern.live.document.replica import Incoming
from leitstern.live.gate.gate import MAX_FRESH_CLIENTS, MAX_QUESTIONS, Gap, Gate
from leitstern.live.gate.struct_decoder import MAX_VALUE
from leitstern.live.gate.update_reader import MAX_STRUCTS, read_state_vector
from leitstern.live.limits import Limits
from leitstern.live.wire.encoding import varbytes, varuint
from tests.unit.live.documents import (
    CORPUS_ROOTS,
    ROOTS,
    corpus,
    corpus_bytes,
    deletions,
    doc,
    emitted,
    item,
    replica,
    string,
    typed,
    update,
    value,
)

ANNA, BEN = "anna", "ben"
TEXT_X = b"\x77\x01x"


def code_of(data: bytes, *, known: list[bytes] = [], roots: dict[str, str] = ROOTS) -> str:  # noqa: B006
    """The refusal code of Ben's bytes, after the gate has Anna's updates."""
    document = replica(roots)
    before = document.apply([Incoming(data, ANNA) for data in known])
    assert before.verdicts == [None] * len(known)
    state = document.encode()
    applied = document.apply([Incoming(data, BEN)])
    (verdict,) = applied.verdicts
    if verdict is None:
        return "taken"
    assert applied.update is None
    assert document.encode() == state, "a refused update changes nothing"
    return "gap" if isinstance(verdict, Gap) else verdict.code


@pytest.mark.parametrize("hostile", [e for e in corpus() if e["kind"] == "update"], ids=lambda e: e["file"])
def test_no_hostile_update_of_the_corpus_passes(hostile: dict[str, Any]):
    """GATE-1, GATE-2, GATE-4, GATE-5, GATE-6: nothing changes, and the document still works."""
    document = replica(CORPUS_ROOTS, corpus_bytes("base.bin"), {1001: ANNA, 2002: ANNA})
    state = document.encode()
    applied = document.apply([Incoming(corpus_bytes(hostile["file"]), BEN)])
    if hostile["file"] not in HARMLESS:
        assert isinstance(applied.verdicts[0], UpdateRefused | Gap)
        assert document.encode() == state
    honest: Doc[Any] = Doc(client_id=9)
    honest.apply_update(document.encode())
    (hello,) = emitted(honest, typed("hello"))
    assert document.apply([Incoming(hello, ANNA)]).verdicts == [None]


HARMLESS = {"field_type_swap.update.bin"}
"""An editor may change a field's type; typed readers skip such a record."""


@pytest.mark.parametrize("hostile", [e for e in corpus() if e["kind"] == "sv"], ids=lambda e: e["file"])
def test_no_hostile_state_vector_of_the_corpus_passes(hostile: dict[str, Any]):
    """WIRE-6"""
    with pytest.raises(UpdateRefused) as refused:
        read_state_vector(corpus_bytes(hostile["file"]))
    assert refused.value.code == "shape"


def test_a_state_vector_reads_back():
    honest = doc(7)
    emitted(honest, typed("abc"))
    assert read_state_vector(honest.get_state()) == {7: 3}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\x00\x00\x00",
        update(5, 0, [string("", root="notes")]),
        update(5, 0, [b"\x00\x00"]),
        update(5, 0, [b"\x0a\x05"]),
        update(5, 0, [b"\x20\x01"]),
        update(5, 2**31 - 1, [string("a", root="notes")]),
        update(5, 0, [string("a", root="notes")]) + b"\x00",
        update(5, 0, [string("a", root="notes")], deletions(5, (0, 0))),
        varuint(1) + varuint(0) + varuint(5) + varuint(0) + b"\x00",
        varuint(2) + update(5, 0, [string("a", root="notes")])[1:-1] * 2 + b"\x00",
        varuint(2**26),
    ],
)
def test_a_wrong_shape_is_refused(data: bytes):
    """GATE-1"""
    assert code_of(data) == "shape"


def test_an_update_that_depends_on_unknown_structs_is_a_gap():
    """GATE-2"""
    honest = doc(5)
    first, second = emitted(honest, typed("a"), typed("b", 1))
    assert code_of(second) == "gap"
    assert code_of(update(6, 0, [string("x", left=(5, 0))])) == "gap"
    assert code_of(b"\x00" + deletions(5, (0, 1))) == "gap"
    assert code_of(second, known=[first]) == "client_id"


def test_a_cycle_of_parents_is_refused_and_mutual_neighbours_are_not():
    """GATE-2"""
    cycle = (
        varuint(2)
        + varuint(1) + varuint(6) + varuint(0) + string("a", left=(5, 0))
        + varuint(1) + varuint(5) + varuint(0) + string("b", left=(6, 0))
        + b"\x00"
    )  # fmt: skip
    assert code_of(cycle) == "reference"
    crossing = (
        varuint(2)
        + varuint(2) + varuint(6) + varuint(0) + string("a", left=(5, 0)) + string("c", left=(5, 1))
        + varuint(2) + varuint(5) + varuint(0) + string("b", root="notes") + string("d", left=(6, 0))
        + b"\x00"
    )  # fmt: skip
    assert code_of(crossing) == "taken"


def test_a_client_id_belongs_to_its_first_user():
    """GATE-3"""
    honest = doc(5)
    first, second = emitted(honest, typed("a"), typed("b"))
    assert code_of(second, known=[first]) == "client_id"
    document = replica()
    assert document.apply([Incoming(first, ANNA), Incoming(second, ANNA)]).new_clients == {5: ANNA}
    again = replica(snapshot=document.encode(), clients=document.clients)
    assert code_of(first, known=[first]) == "taken", "what is known already is nobody's"
    (third,) = emitted(honest, typed("c"))
    (verdict,) = again.apply([Incoming(third, BEN)]).verdicts
    assert isinstance(verdict, UpdateRefused) and verdict.code == "client_id"


def test_an_update_adds_a_bounded_number_of_client_ids():
    """GATE-3"""
    many = [varuint(1) + varuint(100 + n) + varuint(0) + b"\x00\x01" for n in range(MAX_FRESH_CLIENTS + 1)]
    assert code_of(varuint(len(many)) + b"".join(many) + b"\x00") == "client_id"
    assert code_of(varuint(len(many) - 1) + b"".join(many[1:]) + b"\x00") == "taken"


@pytest.mark.parametrize(
    "content",
    [
        item(2, b"\x01\x01a", root="list"),
        item(3, b"\x01a", root="list"),
        item(5, varbytes(b"{}"), root="notes"),
        item(9, varbytes(b"guid") + b"\x76\x00", root="opportunities", key="a"),
        item(7, b"\x0f", root="opportunities", key="a"),
        item(7, b"\x03" + varbytes(b"<script"), root="story"),
        value(b"\x7f", root="list"),
        value(b"\x74\x01a", root="list"),
        value(b"\x7a" + b"\x00" * 8, root="list"),
        value(b"\x7c\x7f\xc0\x00\x00", root="list"),
        value(b"\x7b\x7f\xf0" + b"\x00" * 6, root="list"),
        value(b"\x75\x01" * 40 + TEXT_X, root="list"),
        value(b"\x76\x01" + varbytes(b"__proto__") + TEXT_X, root="list"),
        value(TEXT_X, root="opportunities", key="__proto__"),
        value(TEXT_X, root="opportunities", key="k" * 257),
        item(6, varbytes(b"bold") + varbytes(b"NaN"), root="notes"),
        item(6, varbytes(b"bold") + varbytes(b"[" * 2000), root="notes"),
        item(6, varbytes(b"constructor") + varbytes(b"true"), root="notes"),
    ],
)
def test_content_that_no_plan_can_hold_is_refused(content: bytes):
    """GATE-4"""
    assert code_of(update(5, 0, [content])) == "content"


def test_the_nesting_of_containers_is_bounded():
    """GATE-4"""
    depth = [item(7, b"\x00", root="list")]
    depth += [bytes([7, 0]) + varuint(5) + varuint(n) + b"\x00" for n in range(40)]
    assert code_of(update(5, 0, depth)) == "content"
    assert code_of(update(5, 0, depth[:20])) == "taken"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (string("a", root="elsewhere"), "root"),
        (string("a", root="list"), "content"),
        (string("a", root="opportunities", key="a"), "content"),
        (value(TEXT_X, root="opportunities"), "content"),
        (value(TEXT_X, root="list", key="a"), "content"),
        (value(TEXT_X, root="notes"), "content"),
        (item(7, b"\x01", root="notes"), "content"),
        (item(7, b"\x01", root="story"), "content"),
        (item(7, b"\x06", root="list"), "content"),
        (item(7, b"\x03" + varbytes(b"p"), root="opportunities", key="a"), "content"),
        (bytes([4, 0]) + varuint(1) + varuint(0) + varbytes(b"a"), "reference"),
        (string("a", left=(1, 0), right=(1, 3)), "reference"),
        (string("a", left=(1, 2), right=(1, 3)), "reference"),
    ],
)
def test_a_container_accepts_only_content_of_its_kind(content: bytes, code: str):
    """GATE-5"""
    known = emitted(
        doc(1),
        typed("ab"),
        lambda d: d.get("list", type=Array).append("x"),
        lambda d: d.get("opportunities", type=Map).__setitem__("o", "value"),
    )
    assert code_of(update(5, 0, [content]), known=known) == code


def test_xml_is_accepted_only_where_the_schema_has_it():
    """GATE-5"""
    fragment = update(5, 0, [item(7, b"\x04", root="opportunities", key="a")])
    assert code_of(fragment) == "taken"
    assert code_of(fragment, roots={"opportunities": "map"}) == "content"


def test_the_left_neighbour_precedes_the_right_one():
    """GATE-5"""
    known = emitted(doc(1), typed("abc"), typed("x", 1))
    assert code_of(update(5, 0, [string("!", left=(1, 2), right=(1, 3))]), known=known) == "reference"
    assert code_of(update(5, 0, [string("!", left=(1, 0), right=(1, 3))]), known=known) == "taken"
    assert code_of(update(5, 0, [string("!", left=(1, 1), right=(1, 1))]), known=known) == "reference"


def test_a_deleted_neighbour_does_not_hide_a_wrong_order():
    """GATE-5"""
    known = emitted(
        doc(1), typed("ab"), typed("x", 1), lambda d: d.get("notes", type=Text).__delitem__(slice(0, 1))
    )
    assert code_of(update(5, 0, [string("!", left=(1, 2), right=(1, 0))]), known=known) == "reference"
    assert code_of(update(5, 0, [string("!", left=(1, 0), right=(1, 2))]), known=known) == "taken"


@pytest.mark.parametrize(
    "cut",
    [
        b"\x00" + deletions(1, (2, 1)),
        b"\x00" + deletions(1, (0, 2)),
        update(5, 0, [string("x", left=(1, 1), right=(1, 2))]),
        update(5, 0, [string("x", right=(1, 2))]),
        update(5, 0, [string("x", left=(1, 1))]),
    ],
)
def test_a_surrogate_pair_is_never_split(cut: bytes):
    """GATE-6"""
    assert code_of(cut, known=emitted(doc(1), typed("a😀b"))) == "unicode"


def test_an_overlap_never_splits_a_surrogate_pair():
    """GATE-6"""
    document = replica()
    assert document.apply([Incoming(update(5, 0, [string("abc", root="notes")]), ANNA)]).verdicts == [None]
    (verdict,) = document.apply([Incoming(update(5, 0, [string("ab😀d", root="notes")]), ANNA)]).verdicts
    assert isinstance(verdict, UpdateRefused) and verdict.code == "unicode"


@pytest.mark.parametrize(
    "whole",
    [
        b"\x00" + deletions(1, (1, 2)),
        update(5, 0, [string("😀", left=(1, 0), right=(1, 1))]),
        update(5, 0, [string("x", left=(1, 2), right=(1, 3))]),
    ],
)
def test_a_whole_emoji_can_be_deleted_and_inserted(whole: bytes):
    """GATE-6"""
    assert code_of(whole, known=emitted(doc(1), typed("a😀b"))) == "taken"


def test_a_full_document_accepts_only_deletions():
    """GATE-7"""
    honest = doc(5)
    grow, shrink = emitted(honest, typed("abc"), lambda d: d.get("notes", type=Text).__delitem__(slice(0, 1)))
    document = replica()
    document.apply([Incoming(grow, ANNA)])
    (more,) = emitted(honest, typed("d"))
    applied = document.apply(
        [Incoming(update, ANNA, growth_refused=UpdateRefused("document_full")) for update in (more, shrink)]
    )
    refused, taken = applied.verdicts
    assert isinstance(refused, UpdateRefused) and refused.code == "document_full"
    assert taken is None and document.to_plain()["notes"] == "bc"


def test_a_refused_update_leaves_no_trace_in_the_gate():
    gate = Gate(ROOTS)
    gate.learn(emitted(doc(1), typed("a😀b"))[0])
    half = update(5, 0, [item(7, b"\x00", root="list"), string("x", left=(1, 1))])
    whole = update(5, 0, [item(7, b"\x00", root="list"), string("x", left=(1, 2))])
    with pytest.raises(UpdateRefused):
        gate.examine(half, lambda _client: True)
    assert gate.examine(whole, lambda _client: True).fresh == [5]


def test_an_overlap_does_not_depend_on_collected_structs():
    """GATE-5: the libraries place the rest of such a struct differently, or can no longer read it."""
    gate = Gate(ROOTS)
    gate.learn(update(5, 0, [string("abc", root="notes"), bytes([0]) + varuint(2)]))
    gate.learn(update(6, 0, [string("abc", root="notes")]))
    for refused in (
        update(5, 3, [string("hello", root="notes")]),
        update(6, 2, [string("xyz", left=(5, 4))]),
    ):
        with pytest.raises(UpdateRefused, match="overlap"):
            gate.examine(refused, lambda _: True)
    gate.examine(update(5, 3, [bytes([0]) + varuint(4)]), lambda _: True)


def test_an_overlap_follows_its_own_known_part():
    """GATE-5: left before right, where left is the known part."""
    gate = Gate(ROOTS)
    gate.learn(update(5, 0, [string("abc", root="notes")]))
    for right in ((5, 2), (5, 1)):
        with pytest.raises(UpdateRefused, match="order"):
            gate.examine(update(5, 2, [string("xyz", right=right)]), lambda _: True)


def test_a_key_has_at_most_one_live_value():
    """GATE-5: Yjs keeps several for overwritten values, all deleted."""
    values = item(8, varuint(2) + b"\x7e\x7e", root="opportunities", key="k")
    with pytest.raises(UpdateRefused, match="entry"):
        Gate(ROOTS).examine(update(5, 0, [values]), lambda _: True)
    Gate(ROOTS).examine(update(5, 0, [values], deletions(5, (0, 2))), lambda _: True)


def test_the_cost_of_an_update_is_bounded():
    """GATE-1, GATE-5: the server is blocked while it reads one update."""
    with pytest.raises(UpdateRefused, match="structs"):
        Gate(ROOTS).examine(update(5, 0, [b"\x00\x01"] * (MAX_STRUCTS + 1)), lambda _: True)
    gate = Gate(ROOTS)
    gate.learn(update(5, 0, [string("ab", root="notes")]))
    gate.learn(update(6, 0, [string("c", left=(5, 0), right=(5, 1))]))
    asks = [string("x", left=(5, 0), right=(6, 0))] * (MAX_QUESTIONS + 1)
    with pytest.raises(UpdateRefused, match="too many"):
        gate.examine(update(7, 0, asks), lambda _: True)
    gate.examine(update(7, 0, asks[1:]), lambda _: True)


def test_an_indivisible_value_is_far_smaller_than_a_message():
    """GATE-4: under a key, in a list, and nested; larger stored values stay."""

    def text_of(size: int) -> bytes:
        return b"\x77" + varbytes(b"x" * size)

    largest = MAX_VALUE - len(text_of(MAX_VALUE)) + MAX_VALUE
    for where in ({"root": "opportunities", "key": "a"}, {"root": "list"}):
        assert code_of(update(5, 0, [value(text_of(largest), **where)])) == "taken"
        for encoded in (text_of(largest + 1), b"\x75\x02" + text_of(largest // 2) * 2):
            assert code_of(update(5, 0, [value(encoded, **where)])) == "content"
    before = replica(snapshot=update(5, 0, [value(text_of(MAX_VALUE), root="list")]), clients={5: ANNA})
    (more,) = emitted(doc(6), typed("words"))
    assert before.apply([Incoming(more, BEN)]).verdicts == [None]
    assert before.to_plain()["list"] == ["x" * MAX_VALUE]
    assert Limits().max_message >= MAX_VALUE * 8
