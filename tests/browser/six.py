"""Six people at one table, and every byte that reaches each of their browsers: frames, bodies, pages, copies.

For tests of what a person sees and of what must not arrive. `Table.withheld` asks every page, panel and file
of the plan as each person, so that a new one is asked too.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error, Page, Response, expect
from starlette.routing import Route

from leitstern.pages.routes import page_routes
from leitstern.plan.generated import Side
from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, Person, enter_as_member, join_as_guest
from tests.browser.server import DemoServer
from tests.browser.test_table import KEPT_BY_THE_BROWSER
from tests.browser.words import word

PASSWORD = "Ein Satz, den niemand errät"
TOPICS = ("since-last", "goals", "actions")
ASKED = """async addresses => {
  const asked = addresses.map(async (address) => {
    const answer = await fetch(address, { cache: "no-store" });
    return `${answer.status} ${address}\\n${await answer.text()}`;
  });
  return (await Promise.all(asked)).join("\\n");
}"""
PROBED = """async ([address, kind, args]) => {
  const body = JSON.stringify({ id: crypto.randomUUID(), arguments: args });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${address}/commands/${kind}`, { method: "POST", headers, body });
  return `${answer.status}\\n${await answer.text()}`;
}"""


@dataclass
class Seat:
    """A person at the table."""

    name: str
    side: Side
    locale: str
    person: Person
    heard: list[bytes] = field(default_factory=list)
    _answers: list[Response] = field(default_factory=list)
    _is_asking: bool = False

    def __post_init__(self) -> None:
        self.page.on("response", self._note)

    def _note(self, answer: Response) -> None:
        """What the build made is the same for everybody; what this module asks for, it reads by itself."""
        if "/static/" not in answer.url and not self._is_asking:
            self._answers.append(answer)

    @property
    def page(self) -> Page:
        return self.person.page

    def word(self, key: str, **values: object) -> str:
        return word(key, self.locale, **values)

    def goto(self, address: str) -> None:
        """Bodies can be read only until the page leaves."""
        self.listen()
        self.page.goto(address)

    def reload(self) -> None:
        self.listen()
        self.page.reload()

    def listen(self) -> None:
        for answer in self._answers:
            with suppress(Error):  # a redirect has no body
                self.heard.append(answer.body())
        self._answers.clear()
        self.heard.append(self.page.content().encode())

    def ask(self, addresses: Sequence[str]) -> None:
        self._is_asking = True
        self.heard.append(str(self.page.evaluate(ASKED, addresses)).encode())
        self._is_asking = False

    def probe(self, plan_url: str, kind: str, **arguments: object) -> str:
        """A command that is refused; its answer."""
        self._is_asking = True
        answer = str(self.page.evaluate(PROBED, [plan_url, kind, arguments]))
        self._is_asking = False
        self.heard.append(answer.encode())
        return answer

    def open_storage(self) -> None:
        """What the browser keeps counts too from now on."""
        self.heard.append(str(self.page.evaluate(KEPT_BY_THE_BROWSER)).encode())

    def received(self) -> bytes:
        """Every byte so far."""
        self.listen()
        return b"\n".join([*self.person.received, *self.heard])


@dataclass
class Table:
    """Anna leads; Tom and Vera are her colleagues; Julia reads German, Petra sits at a phone."""

    server: DemoServer
    anna: Seat
    tom: Seat
    vera: Seat
    julia: Seat
    petra: Seat
    karim: Seat
    version: str = ""
    ballots: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By name: the item on which somebody placed dots, and how many."""
    estimates: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """By name: an item, its benefit and its effort."""

    @property
    def all(self) -> list[Seat]:
        return [self.anna, self.tom, self.vera, self.julia, self.petra, self.karim]

    def of(self, side: Side) -> list[Seat]:
        return [seat for seat in self.all if seat.side == side]

    def but(self, *seats: Seat) -> list[Seat]:
        return [seat for seat in self.all if seat not in seats]

    def addresses(self) -> list[str]:
        """Every page, panel and file of this plan that a GET may answer, and some that refuse."""
        plan_id = self.server.plan_url.rpartition("/")[2]
        session_id = str(self.server.announced["session_id"])
        found = ["/", "/portfolio.csv", "/nowhere"]
        for route in page_routes(Path()):
            if isinstance(route, Route) and "GET" in (route.methods or ()) and "{plan_id}" in route.path:
                path = route.path.replace("{plan_id}", plan_id).replace("{session_id}", session_id)
                path = path.replace("{version_id}", self.version or "ver_none")
                found += [path.replace("{topic}", topic) for topic in TOPICS[: 3 if "{topic}" in path else 1]]
        return [path for path in found if "{" not in path]

    def ballots_of_others(self, seat: Seat) -> list[re.Pattern[bytes]]:
        return [ballot(*placed) for name, placed in self.ballots.items() if name != seat.name]

    def estimates_of_others(self, seat: Seat) -> list[re.Pattern[bytes]]:
        return [estimate(*given) for name, given in self.estimates.items() if name != seat.name]

    def withheld(self, seat: Seat, *marks: bytes | re.Pattern[bytes]) -> None:
        """Fails if this person was sent a mark, or gets it from any page that they may ask."""
        seat.ask(self.addresses())
        received = seat.received()
        for mark in marks:
            assert leaked(received, mark) == "", f"{seat.name} was sent {mark!r}"

    def arrived(self, seats: Iterable[Seat], mark: bytes | re.Pattern[bytes]) -> None:
        """The mark is found where it is allowed: it would be found where it is not."""
        for seat in seats:
            assert leaked(seat.received(), mark), f"{seat.name} was not sent {mark!r}"


def leaked(received: bytes, mark: bytes | re.Pattern[bytes]) -> str:
    """What stands around the mark; empty when it is nowhere."""
    found = (mark if isinstance(mark, re.Pattern) else re.compile(re.escape(mark))).search(received)
    return repr(received[max(0, found.start() - 60) : found.end() + 60]) if found else ""


def spellings(number: float) -> list[bytes]:
    """A number's whole part as digits and as people write it, and the bytes of the float."""
    grouped = f"{int(number):,}"
    written = [
        str(int(number)),
        grouped,
        *(grouped.replace(",", mark) for mark in (".", "\u00a0", "\u202f", "’")),
    ]
    return [one.encode() for one in written] + [struct.pack(order, number) for order in (">d", "<d")]


QUOTE = rb'(?:\\*"|&#34;|&quot;)'
"""As in JSON, also within a text of JSON or in HTML."""


def ballot(item: str, dots: int) -> re.Pattern[bytes]:
    """Dots on an item."""
    return re.compile(item.encode() + QUOTE + rb"\s*:\s*" + str(dots).encode() + rb"(?!\d)")


def estimate(item: str, benefit: int, effort: int) -> re.Pattern[bytes]:
    """Somebody's estimate of an item: as a pair, or one of its axes."""
    values = (rf"\[\s*{benefit}\s*,\s*{effort}\s*\]", rf"{benefit}(?!\d)", rf"{effort}(?!\d)")
    return re.compile(item.encode() + QUOTE + rb"\s*:\s*(?:" + "|".join(values).encode() + rb")")


def table_of_six(server: DemoServer, person: OpenPerson) -> Table:
    """Everybody comes in as people do: members by their link, guests by an invitation in their language."""
    anna = Seat("Anna Berg", "supplier", "en", person())
    enter_as_member(anna.person, server.member_link)
    tom, vera = (colleague(server, anna, person(), name) for name in ("Tom Reuter", "Vera Holm"))
    julia = Seat("Julia Brandt", "customer", "de", person(locale="de-DE"))
    petra = Seat("Petra Sommer", "customer", "en", person(size=PHONE, is_phone=True))
    karim = Seat("Karim Aydin", "customer", "en", person())
    for guest in (julia, petra, karim):
        join_as_guest(guest.person, _invited(server, anna.page, guest.name, guest.locale), guest.name)
    return Table(server, anna, tom, vera, julia, petra, karim)


def colleague(server: DemoServer, host: Seat, someone: Person, name: str) -> Seat:
    page = host.page
    page.goto(f"{server.url}/members")
    form = page.locator('main form[action="/members"]')
    form.get_by_label(word("field.name")).fill(name)
    form.get_by_label(word("field.email")).fill(f"{name.split()[0].lower()}@nordlicht.example")
    form.get_by_role("button").click()
    seat = Seat(name, "supplier", "en", someone)
    seat.goto(page.locator("#setup-link").input_value())
    seat.page.locator('main input[name="password"]').fill(PASSWORD)
    seat.page.locator('main form:has(input[name="password"])').get_by_role("button").click()
    seat.page.wait_for_url(lambda url: "/setup/" not in url)
    return seat


def _invited(server: DemoServer, page: Page, name: str, language: str) -> str:
    page.goto(f"{server.plan_url}/invitations")
    page.get_by_role("textbox", name=word("field.name")).fill(name)
    page.locator("#language").select_option(language)
    page.get_by_role("button", name=word("invitations.create")).click()
    return page.get_by_role("article", name=name).get_by_role("textbox").input_value()


def show_texts(seats: Iterable[Seat], selector: str, key: str, **values: object) -> None:
    """On every screen the element has this text, in the reader's language."""
    for seat in seats:
        expect(seat.page.locator(selector).first).to_contain_text(seat.word(key, **values))
