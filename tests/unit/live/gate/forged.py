"""Two forged documents whose order depends on who reads them and when."""

from __future__ import annotations

Sent = list[tuple[bytes, str]]
"""Updates that the gate accepts, each with its participant."""

OTHERWISE: Sent = [
    (
        bytes.fromhex(
            "02040c000101056e6f746573010101056e6f7465730206"
            "01056e6f74657302656d046e756c6c0401056e6f7465730568656c6c6f010b00c40c040c0006e697a5e69cac00"
        ),
        "anna",
    ),
    (bytes.fromhex("0101ffffffffffffff0f00460b0104626f6c64047472756500"), "ben"),
]
"""A text: a client that opens it sees another order, permanently, than one that received the updates."""

TO_AND_FRO: Sent = [
    (bytes.fromhex("010215000801046c697374017e0801046c697374027975027d01770161" + "00"), "ben"),
    (bytes.fromhex("01010b0081150102" + "00"), "anna"),
    (
        bytes.fromhex(
            "0102ffffffffffffff0f00480b000378787d4048ffffffffffffff0f0001760201617d0101617d02" + "00"
        ),
        "ben",
    ),
]
"""A list: its order changes each time that a client opens the state of another."""
