"""Initials on avatars; web/test/elements/avatar.test.ts has the same examples."""

from __future__ import annotations

import pytest

from leitstern.wording.initials import initials


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann Lee", "AL"),
        ("ann", "A"),
        ("Ann van der Lee", "AL"),
        ("Ann Lee (2)", "AL"),
        ("Élodie Öztürk", "ÉÖ"),
        ("李 伟", "李伟"),
        ("42", "4"),
        ("", "?"),
    ],
)
def test_initials_are_of_the_first_and_the_last_word(name: str, expected: str):
    assert initials(name) == expected
