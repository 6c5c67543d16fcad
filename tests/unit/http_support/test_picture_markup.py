"""The many parts of a picture as markup: what people wrote comes out as text, and nothing else does."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from leitstern.http_support.picture_markup import marks_of, members_of, rows_of
from leitstern.reports.picture import Drawing, Label, Link, Member, Path

HOSTILE = st.text(alphabet="ab<>&\"' é/", min_size=1, max_size=12) | st.just("<script>alert('x')</script>")


class Reader(HTMLParser):
    """Tags with their attributes, and the texts between them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data


@given(title=HOSTILE, name=HOSTILE, plan=HOSTILE)
def test_a_link_holds_its_marks_and_their_words(title: str, name: str, plan: str):
    star = Path("star", "M0 0L1 1Z")
    alone = Link("star", "#opportunities/opp_1", name, (star,))
    labelled = Link(
        "cluster", "#opportunities", name, (star, Label("title", 3.5, 4, title)), (Member("#a", "b", "c"),)
    )
    found = Reader(str(marks_of(Drawing("wide", 10, 10, (star, alone, labelled)), "growth-map-wide", plan)))
    path = ("path", {"class": "picture__star", "d": "M0 0L1 1Z", "aria-hidden": "true"})
    link = {"class": "picture__link", "href": f"{plan}#opportunities/opp_1", "aria-label": name}
    cluster = {"class": "picture__link", "href": f"{plan}#opportunities", "data-opens": "growth-map-wide-3"}
    text = {"class": "picture__title", "x": "3.5", "y": "4", "text-anchor": "start"}
    opens = cluster | {"aria-haspopup": "dialog"}
    assert found.tags == [path, ("a", link), path, ("a", opens), path, ("text", text)]
    assert found.texts[-1] == title


@given(title=HOSTILE, note=HOSTILE)
def test_members_and_rows_hold_what_was_written(title: str, note: str):
    items = Reader(str(members_of([Member("#opportunities/opp_1", title, note)], "")))
    assert [tag for tag, _ in items.tags] == ["li", "a", "span", "bdi", "span", "bdi"]
    assert [items.texts[at] for at in (3, 5)] == [title + " ", note + "\n"]
    rows = Reader(str(rows_of([(title, note, "3")], are_titles=False)))
    assert [tag for tag, _ in rows.tags] == ["tr", "th", "td", "td"]
    assert rows.texts[1:] == [title, note, "3\n"]
    titles = Reader(str(rows_of([(title, note)], are_titles=True)))
    assert [tag for tag, _ in titles.tags] == ["tr", "th", "bdi", "td"]
    assert titles.texts[2:] == [title, note + "\n"]
