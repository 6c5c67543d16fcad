"""A text that names a listed competitor with a number is warned of; nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.antitrust import competitor_mentions, warned_texts

LISTED = ["Talheim Antriebe GmbH", "Corvin Drives", "Müller & Söhne KG", "Deutsche Getriebe AG", "3B"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Talheim Antriebe hält 38 % der Getriebe.", "Talheim Antriebe GmbH"),
        ("TALHEIM liegt 6% unter uns", "Talheim Antriebe GmbH"),
        ("Talheims Preis: 1.200 €", "Talheim Antriebe GmbH"),
        ("Corvin’s share is a third", "Corvin Drives"),
        ("corvin-drives hat die Hälfte", "Corvin Drives"),
        ("Muller & Sohne bieten 12 Monate Garantie", "Müller & Söhne KG"),
        ("Deutsche Getriebe wollen zehn Prozent", "Deutsche Getriebe AG"),
        ("3B ist 4 Wochen schneller", "3B"),
    ],
)
def test_a_name_with_a_number_is_found(text: str, named: str) -> None:
    (found,) = competitor_mentions(text, LISTED)
    assert found.competitor == named
    assert text[found.start : found.end].strip() and text[found.start].isalnum()


@pytest.mark.parametrize(
    "text",
    [
        "Talheim Antriebe ist auch Lieferant.",  # no number
        "Andere halten 38 % der Getriebe.",  # no name
        "Antriebe kosten 1.200 €.",  # a part that names nobody
        "Die deutsche Norm gilt seit 2027.",
        "Im Talheimer Werk laufen 4 Linien.",  # another word
        "",
    ],
)
def test_everything_else_passes(text: str) -> None:
    assert competitor_mentions(text, LISTED) == ()


def test_several_are_listed_in_the_order_of_the_text() -> None:
    found = competitor_mentions("Corvin 14 %, Talheim 38 %", LISTED)
    assert [one.competitor for one in found] == ["Corvin Drives", "Talheim Antriebe GmbH"]


def test_each_text_of_a_record_is_read_by_itself() -> None:
    assert warned_texts(["Talheim", "38 %"], LISTED) == ()
    assert len(warned_texts(["Talheim 38 %", "Corvin 14 %"], LISTED)) == 2


@given(text=st.text(), names=st.lists(st.text(max_size=20), max_size=5))
def test_any_text_and_any_names_are_read_without_an_error(text: str, names: list[str]) -> None:
    for one in competitor_mentions(text, names):
        assert 0 <= one.start < one.end <= len(text)
