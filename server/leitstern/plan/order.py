"""Order keys: there is a key between any two keys, so moving a record does not change its neighbours.

The keys have the format of the browser's `fractional-indexing` package: a head letter that gives the number
of base 62 digits in the integer part (a..z upwards, Z..A downwards), the integer part, then a fraction
without trailing zeros. Compared by code unit. Pure; called by edits.py.
"""

from __future__ import annotations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FIRST = "a0"
_SMALLEST = "A" + "0" * 26


def key_between(low: str | None, high: str | None) -> str:
    """A key with low < key < high; None is an open end. Raises ValueError unless both are keys and low <
    high.
    """
    for key in (low, high):
        if key is not None and not is_key(key):
            raise ValueError(f"not an order key: {key!r}")
    if low is not None and high is not None and low >= high:
        raise ValueError(f"no key between {low!r} and {high!r}")
    if low is None:
        return _FIRST if high is None else _before(high)
    return _after(low) if high is None else _between(low, high)


def is_key(key: str) -> bool:
    """Whether the key is valid for the browser's package too."""
    size = _whole_size(key)
    if size == 0 or len(key) < size or key == _SMALLEST:
        return False
    return all(digit in DIGITS for digit in key[1:]) and not (len(key) > size and key.endswith("0"))


def _whole_size(key: str) -> int:
    """Length of the integer part, including its head letter; 0 for an invalid head."""
    head = key[:1]
    if "a" <= head <= "z":
        return ord(head) - ord("a") + 2
    if "A" <= head <= "Z":
        return ord("Z") - ord(head) + 2
    return 0


def _split(key: str) -> tuple[str, str]:
    size = _whole_size(key)
    return key[:size], key[size:]


def _before(high: str) -> str:
    whole, fraction = _split(high)
    if whole == _SMALLEST:
        return whole + _middle("", fraction)
    return whole if fraction else _step(whole, -1) or _SMALLEST + _middle("", None)


def _after(low: str) -> str:
    whole, fraction = _split(low)
    return _step(whole, 1) or whole + _middle(fraction, None)


def _between(low: str, high: str) -> str:
    low_whole, low_fraction = _split(low)
    high_whole, high_fraction = _split(high)
    if low_whole == high_whole:
        return low_whole + _middle(low_fraction, high_fraction)
    next_whole = _step(low_whole, 1)
    if next_whole is not None and next_whole < high:
        return next_whole
    return low_whole + _middle(low_fraction, None)


def _step(whole: str, by: int) -> str | None:
    """The next integer part up (1) or down (-1); None past the last letter, and for the smallest, which is
    not a key.
    """
    head, size = whole[0], len(whole) - 1
    number = _number(whole[1:]) + by
    if 0 <= number < 62**size:
        stepped = head + _digits(number, size)
        return None if stepped == _SMALLEST else stepped
    if by > 0:
        return None if head == "z" else _head_and_zeros(_next_head(head, 1))
    return None if head == "A" else _head_and_last(_next_head(head, -1))


def _next_head(head: str, by: int) -> str:
    """Heads run A..Z, then a..z."""
    if head == "Z" and by > 0:
        return "a"
    if head == "a" and by < 0:
        return "Z"
    return chr(ord(head) + by)


def _head_and_zeros(head: str) -> str:
    return head + "0" * (_whole_size(head) - 1)


def _head_and_last(head: str) -> str:
    return head + "z" * (_whole_size(head) - 1)


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * 62 + DIGITS.index(digit)
    return number


def _digits(number: int, size: int) -> str:
    found = []
    for _ in range(size):
        number, digit = divmod(number, 62)
        found.append(DIGITS[digit])
    return "".join(reversed(found))


def _middle(low: str, high: str | None) -> str:
    """A short fraction strictly between two fractions (None: 1), without a trailing zero."""
    prefix = ""
    while True:
        low_digit = DIGITS.index(low[0]) if low else 0
        high_digit = 62 if high is None else DIGITS.index(high[0])
        if low_digit == high_digit:
            prefix, low, high = prefix + DIGITS[low_digit], low[1:], (high or "")[1:]
        elif high_digit - low_digit > 1:
            return prefix + DIGITS[(low_digit + high_digit + 1) // 2]
        elif high is not None and len(high) > 1:
            return prefix + high[0]
        else:
            prefix, low, high = prefix + DIGITS[low_digit], low[1:], None
