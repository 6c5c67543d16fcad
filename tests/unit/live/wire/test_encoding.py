"""Integers, strings and messages: every written value reads back, every malformed one is refused."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.live.wire import protocol
from leitstern.live.wire.awareness import encode_states, read_states
from leitstern.live.wire.encoding import (
    MAX_INTEGER,
    Malformed,
    read_varbytes,
    read_varstring,
    read_varuint,
    varbytes,
    varstring,
    varuint,
)
from leitstern.live.wire.frame import Frame


@given(st.integers(0, MAX_INTEGER), st.binary(max_size=4))
def test_an_integer_reads_back_and_leaves_the_rest(value: int, rest: bytes):
    written = varuint(value)
    assert read_varuint(written + rest, 0) == (value, len(written))


@given(st.text())
def test_a_unicode_string_reads_back(text: str):
    written = varstring(text)
    assert read_varstring(written, 0) == (text, len(written))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80",
        b"\xff" * 8,
        b"\xff" * 12,
        varuint(MAX_INTEGER + 1),
        b"\x80\x80\x80\x80\x80\x80\x80\x80\x00",
    ],
)
def test_an_integer_of_too_many_bytes_or_bits_is_malformed(data: bytes):
    with pytest.raises(Malformed):
        read_varuint(data, 0)


def test_a_length_beyond_the_end_and_a_lone_surrogate_are_malformed():
    with pytest.raises(Malformed):
        read_varbytes(varuint(2**40) + b"abc", 0)
    with pytest.raises(Malformed):
        read_varstring(varbytes(b"\xed\xa0\x80"), 0)


@given(st.binary(max_size=40))
def test_any_bytes_are_a_message_or_malformed(data: bytes):
    """WIRE-4: no other exception is raised for any bytes."""
    with contextlib.suppress(Malformed):
        protocol.decode(data)


@given(st.binary(max_size=60))
def test_any_bytes_are_presence_or_malformed(data: bytes):
    with contextlib.suppress(Malformed):
        read_states(data)


def test_messages_equal_those_of_y_protocols():
    assert protocol.step1(b"\x00") == bytes([0, 0, 1, 0])
    assert protocol.step2(b"\x00\x00") == bytes([0, 1, 2, 0, 0])
    assert protocol.update(b"\x00\x00") == bytes([0, 2, 2, 0, 0])
    assert bytes([1, 1, 0]) == protocol.PING
    assert protocol.awareness(encode_states([(5, 1, b"null")])) == bytes([1, 8, 1, 5, 1, 4]) + b"null"
    assert protocol.ack(300, 1) == bytes([100, 0xAC, 0x02, 1])


@pytest.mark.parametrize("length", [0, 125, 126, 65535, 65536])
def test_a_frame_is_a_whole_unmasked_binary_message(length: int):
    framed = Frame(b"x" * length).framed
    assert framed[0] == 0x82
    assert framed.endswith(b"x" * length)
    assert len(framed) - length == (2 if length < 126 else 4 if length < 65536 else 10)
