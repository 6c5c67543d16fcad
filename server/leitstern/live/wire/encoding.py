"""Variable-length integers, byte strings and strings as lib0 writes them. Pure.

pycrdt's Encoder is not used, because it writes a string's length in characters instead of bytes. A reader
never reads past its buffer, and accepts integers up to 2^53 - 1, the largest that JavaScript represents.
"""

from __future__ import annotations

MAX_INTEGER = 2**53 - 1


class Malformed(Exception):
    """The bytes break the encoding. The text names the rule, never the content."""


def varuint(value: int) -> bytes:
    """`value` as 7-bit groups, least significant first."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def varbytes(value: bytes) -> bytes:
    """Length, then the bytes."""
    return varuint(len(value)) + value


def varstring(value: str) -> bytes:
    """UTF-8 with its length in bytes."""
    return varbytes(value.encode())


def read_varuint(data: bytes, at: int) -> tuple[int, int]:
    """The integer at `at` and the position after it. Raises Malformed."""
    try:
        byte = data[at]
        if byte < 128:
            return byte, at + 1
        value = byte & 127
        shift = 7
        while shift < 56:
            at += 1
            byte = data[at]
            value |= (byte & 127) << shift
            if byte < 128:
                break
            shift += 7
    except IndexError:
        raise Malformed("truncated") from None
    if byte >= 128 or value > MAX_INTEGER:
        raise Malformed("integer")
    return value, at + 1


def read_varbytes(data: bytes, at: int) -> tuple[bytes, int]:
    """The byte string at `at` and the position after it. Raises Malformed."""
    length, at = read_varuint(data, at)
    end = at + length
    if end > len(data):
        raise Malformed("truncated")
    return data[at:end], end


def read_varstring(data: bytes, at: int) -> tuple[str, int]:
    """Strict UTF-8: a lone surrogate is malformed. Raises Malformed."""
    raw, end = read_varbytes(data, at)
    try:
        return raw.decode(), end
    except UnicodeDecodeError:
        raise Malformed("utf8") from None
