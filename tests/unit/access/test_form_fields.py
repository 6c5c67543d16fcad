"""Typed form values are cleaned, or refused with a message at the field, for any input."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.access.form_fields import NAME_MAX, Fields, one_line
from leitstern.errors import InvalidInput

ANY = st.text(st.characters(), max_size=300)


@given(ANY)
def test_a_line_is_one_visible_line(text: str):
    line = one_line(text)
    assert line == line.strip() and "  " not in line
    hidden = [
        c for c in line if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in "\u200b\u202e\ufeff"
    ]
    assert hidden == []
    assert one_line(line) == line
    line.encode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Claire \t Müller\n", "Claire Müller"),
        ("Mu\u0308ller", "Müller"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("\u200b\u200d", ""),
        ("👩\u200d🔬 Ada", "👩\u200d🔬 Ada"),
        ("نمی\u200cدانم", "نمی\u200cدانم"),
    ],
)
def test_international_names_are_kept_and_invisible_characters_are_not(typed: str, kept: str):
    assert one_line(typed) == kept


@given(st.dictionaries(st.sampled_from(["name", "email", "password", "side", "days"]), ANY))
def test_any_form_is_parsed_or_refused_by_field(typed: dict[str, str]):
    fields = Fields(typed)
    name, email = fields.line("name", NAME_MAX), fields.email("email")
    fields.new_password("password")
    side, days = fields.choice("side", ("customer", "supplier")), fields.whole("days", 1, 400, 30)
    try:
        fields.done()
    except InvalidInput as refused:
        assert set(refused.fields) <= {"name", "email", "password", "side", "days"}
        assert all(key.startswith("errors.") for key in refused.fields.values())
    else:
        assert 0 < len(name) <= NAME_MAX and "@" in email and side in ("customer", "supplier")
        assert 1 <= days <= 400


@pytest.mark.parametrize("email", ["anna@nordlicht.example", "a.b+c@x-y.co", "jürgen@müller.de"])
def test_valid_email_addresses_are_accepted(email: str):
    fields = Fields({"email": f" {email.upper()} "})
    assert fields.email("email") == email and not fields.errors


@pytest.mark.parametrize(
    "email", ["", "anna", "anna@", "@x.de", "a b@x.de", "a@x", "a@@x.de", "a@x.de,b@x.de", "<a@x.de>"]
)
def test_invalid_email_addresses_are_refused(email: str):
    fields = Fields({"email": email})
    fields.email("email")
    assert fields.errors["email"] in ("errors.required", "errors.email")


@pytest.mark.parametrize(("typed", "days"), [("", 30), ("1", 1), (" 400 ", 400)])
def test_a_whole_number_or_its_default(typed: str, days: int):
    fields = Fields({"days": typed})
    assert fields.whole("days", 1, 400, 30) == days and not fields.errors


@pytest.mark.parametrize("typed", ["0", "401", "-1", "1.5", "1e2", "٣", "9999999999", "x"])
def test_a_value_that_is_no_whole_number_in_range_is_refused(typed: str):
    fields = Fields({"days": typed})
    fields.whole("days", 1, 400, 30)
    assert fields.errors == {"days": "errors.whole_number"}
