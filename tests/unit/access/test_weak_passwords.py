"""Common first guesses are refused as passwords; careful choices and generated passwords are accepted."""

from __future__ import annotations

import pytest

from leitstern.access.weak_passwords import is_weak

ABOUT = ("Anna Berg", "anna.berg@nordwind.example", "Nordwind Antriebe")


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaa", "1234567890", "12345678901234", "password123", "Passwort2026!", "P@ssw0rd2026",
        "qwertzuiop", "qwertyuiop123", "1qaz2wsx3edc", "1q2w3e4r5t", "iloveyou2026", "Sommer2026!!",
        "administrator", "abcabcabcabc", "hallohallo1", "Willkommen1!", "letmeinletmein", "0987654321",
        "asdfghjkl123", "Fußball2024", "München1972", "abcdefghij", "ababababab", "          1",
        "!!!!!!!!!!!!", "Annaberg2026", "nordwind-2026", "Nordwind#Antriebe1", "Schatzi2010!",
        "!Geheim!Geheim", "Dezember-2025", "welcome@2026", "zyxwvutsrq", "passw0rdpassw0rd",
    ],
)  # fmt: skip
def test_common_guesses_are_weak(password: str):
    assert is_weak(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple", "Xk4#vP9!qLm2", "kleiner Igel im Regen", "tuba-mango-kelp-9",
        "G7rUd9mQz2Ht", "Mein Hund frisst Gurken", "lampe zwiebel orakel", "zwölf Boxkämpfer jagen",
        "plötzlich-grün", "a long enough password", "sehr geheime wolke 7",
    ],
)  # fmt: skip
def test_careful_choices_are_not_weak(password: str):
    assert not is_weak(password, ABOUT)


def test_a_name_is_weak_only_for_its_owner():
    assert is_weak("Wolkenstein77!", ["Ida Wolkenstein"])
    assert not is_weak("Wolkenstein77!", ABOUT)
