"""Tokens, form tokens and passwords: which are valid, which are not, and what is never revealed."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.access import passwords
from leitstern.access.csrf import form_token, is_form_token
from leitstern.access.tokens import Keyring, new_token, token_hash

KEYS = Keyring(b"a secret of the server")
NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)


def _bits(token: str) -> int:
    return len(base64.urlsafe_b64decode(token + "=")) * 8


def test_tokens_have_256_bits_and_are_safe_in_a_path():
    for token in (new_token(), KEYS.link_token("join", "inv_1")):
        assert _bits(token) == 256 and token.replace("-", "").replace("_", "").isalnum()


def test_a_link_is_the_same_every_time_and_differs_by_purpose_row_and_secret():
    tokens = [
        KEYS.link_token("join", "inv_1"),
        KEYS.link_token("enter", "inv_1"),
        KEYS.link_token("join", "inv_2"),
        Keyring(b"another").link_token("join", "inv_1"),
        KEYS.signature("join", "inv_1"),
    ]
    assert tokens[0] == KEYS.link_token("join", "inv_1")
    assert len(set(tokens)) == len(tokens)


@given(st.text())
def test_any_string_has_a_hash(token: str):
    assert len(token_hash(token)) == 64


def test_even_a_lone_surrogate_has_a_hash():
    assert len(token_hash("\ud800")) == 64


PURPOSES = st.sampled_from(["form", "join", "login"])
SESSIONS = st.none() | st.sampled_from(["ses_1", "ses_2"])


@given(PURPOSES, SESSIONS, PURPOSES, SESSIONS, st.integers(min_value=-60, max_value=80))
def test_a_form_token_is_valid_for_its_purpose_its_session_and_two_days(
    purpose, session, other, theirs, hours
):
    token = form_token(KEYS, purpose, session, NOW)
    later = NOW + timedelta(hours=hours)
    fits = is_form_token(token, KEYS, other, theirs, later)
    assert fits == ((purpose, session) == (other, theirs) and 0 <= hours <= 48)


@given(st.text(max_size=80))
def test_an_invented_form_token_is_invalid(token: str):
    assert not is_form_token(token, KEYS, "form", None, NOW)


def test_a_form_token_is_the_same_within_the_hour():
    assert form_token(KEYS, "form", None, NOW) == form_token(KEYS, "form", None, NOW + timedelta(minutes=29))


def test_passwords_are_argon2id_with_todays_cost():
    hashed = passwords.hash_password("correct horse battery staple")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.is_password(hashed, "correct horse battery staple")
    assert not passwords.is_password(hashed, "correct horse battery stapler")


@pytest.mark.parametrize("stored", ["", "nonsense", "$argon2id$v=19$broken"])
def test_no_password_matches_an_invalid_hash(stored: str):
    assert not passwords.is_password(stored, "anything")
    assert not passwords.is_password(stored, "nobody's password")
