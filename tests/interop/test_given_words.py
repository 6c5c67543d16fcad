"""The customer's word on a statement over real sockets and commands: two customers and one supplier."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

import leitstern.client
from leitstern.client import LivePlan
from leitstern.commands.command import CommandRefused
from leitstern.commands.given_words import text_hash
from leitstern.plan import edits
from leitstern.plan.claims import waiting
from leitstern.plan.document import RecordView, plain, read_record
from leitstern.plan.generated import RecordedWord
from tests.browser.server import DemoServer
from tests.patience import PATIENCE

TEXT = "Wendelin buys centrally."
LATER = "Wendelin buys centrally since May."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    running = DemoServer(tmp_path_factory.mktemp("words"))
    running.start()
    yield running
    running.stop()


@dataclass(frozen=True)
class Table:
    """Everybody who sits at it, with the record document open, and a fresh statement."""

    petra: LivePlan
    jan: LivePlan
    anna: LivePlan
    claim: str

    async def write(self, text: str) -> None:
        """Anna changes the statement; everybody has it."""
        edits.set_field(self.anna.doc, "claims", self.claim, "text", text)
        await self.anna.saved()
        for one in (self.petra, self.jan):
            await one.until(lambda view: any(c.id == self.claim and c.text == text for c in view.claims))

    async def word(self, of: LivePlan, verdict: str | None, text: str = TEXT) -> RecordedWord | None:
        """The word on the statement, as soon as this person's record shows it so."""
        record = await of.document("record")
        async with asyncio.timeout(PATIENCE):
            while True:
                found = _record(record).words.get(self.claim)
                if (found and (found.verdict, found.text)) == (verdict and (verdict, text)):
                    return found
                await record.changed(timeout=PATIENCE)

    async def command(self, of: LivePlan, kind: str, **arguments: object) -> list[dict[str, Any]]:
        answer = await of.command(kind, claim_id=self.claim, **arguments)
        events: list[dict[str, Any]] = answer["events"]
        return events


def _record(document: Any) -> RecordView:
    return read_record(plain(document.doc, "record"))


@pytest.fixture
async def table(server: DemoServer) -> AsyncIterator[Table]:
    async with AsyncExitStack() as stack:
        petra, jan = [
            await stack.enter_async_context(await leitstern.client.join(server.customer_link, name=name))
            for name in ("Petra", "Jan")
        ]
        plan_id = petra.entry.plan_id
        anna = await leitstern.client.join(server.member_link, plan_id=plan_id)
        await stack.enter_async_context(anna)
        claim = edits.add_record(anna.doc, "claims", {"text": ""})
        made = Table(petra, jan, anna, claim)
        await made.write(TEXT)
        yield made


async def test_a_confirmation_reaches_both_sides_with_who_when_and_which_text(table: Table) -> None:
    (event,) = await table.command(table.petra, "claim.confirm", text=TEXT)
    assert event["data"]["text_hash"] == text_hash(TEXT)
    for one in (table.petra, table.jan, table.anna):
        word = await table.word(one, "confirmed")
        assert word is not None and word.by == table.petra.entry.participant_id and word.at is not None


async def test_a_correction_is_an_edit_that_is_vouched_for_with_the_text_before(table: Table) -> None:
    edits.set_field(table.petra.doc, "claims", table.claim, "text", LATER)
    await table.petra.saved()
    await table.command(table.petra, "claim.correct", text=LATER, before=TEXT)
    word = await table.word(table.anna, "corrected", LATER)
    assert word is not None and word.before == TEXT
    await table.anna.until(lambda view: any(c.id == table.claim and c.text == LATER for c in view.claims))


async def test_a_sentence_disputes_the_text_as_it_stands(table: Table) -> None:
    await table.command(table.petra, "claim.correct", text=TEXT, sentence="Only drives.")
    word = await table.word(table.anna, "disputed")
    assert word is not None and word.sentence == "Only drives."


async def test_a_change_after_a_confirmation_keeps_both_texts_and_waits_again(table: Table) -> None:
    await table.command(table.petra, "claim.confirm", text=TEXT)
    record = await table.anna.document("record")
    await table.word(table.anna, "confirmed")
    assert table.claim not in {one.id for one in waiting(table.anna.view(), _record(record).words)}
    await table.write(LATER)
    assert (await table.word(table.anna, "confirmed", TEXT)) is not None, "the word stays at its text"
    assert table.claim in {one.id for one in waiting(table.anna.view(), _record(record).words)}
    with pytest.raises(CommandRefused) as refused:
        await table.command(table.jan, "claim.confirm", text=TEXT)
    assert refused.value.refusal.code == "claim_changed"
    await table.command(table.jan, "claim.confirm", text=LATER)
    word = await table.word(table.petra, "confirmed", LATER)
    assert word is not None and word.by == table.jan.entry.participant_id


async def test_of_two_who_confirm_at_once_one_word_stands_and_nobody_is_refused(table: Table) -> None:
    both = [table.command(one, "claim.confirm", text=TEXT) for one in (table.petra, table.jan)]
    events = await asyncio.gather(*both)
    assert sorted(len(one) for one in events) == [0, 1]
    winner = (table.petra, table.jan)[0 if events[0] else 1]
    for one in (table.petra, table.jan, table.anna):
        word = await table.word(one, "confirmed")
        assert word is not None and word.by == winner.entry.participant_id


async def test_a_word_and_an_edit_at_once_never_vouch_for_a_text_that_nobody_saw(table: Table) -> None:
    """Whichever comes first: the word holds the text that Petra saw, or there is none."""

    async def confirm() -> str:
        try:
            await table.command(table.petra, "claim.confirm", text=TEXT)
        except CommandRefused as refused:
            return refused.refusal.code
        return "given"

    outcome, _ = await asyncio.gather(confirm(), table.write(LATER))
    assert outcome in ("given", "claim_changed")
    word = await table.word(table.anna, "confirmed" if outcome == "given" else None)
    assert word is None or word.text == TEXT


async def test_the_wrong_side_is_refused_and_nothing_changes(table: Table) -> None:
    record = await table.petra.document("record")
    before = plain(record.doc, "record")
    asked = [("claim.confirm", {"text": TEXT}), ("claim.correct", {"text": TEXT, "sentence": "No."})]
    asked += [("claim.take_back", {})]
    for kind, arguments in asked:
        with pytest.raises(CommandRefused) as refused:
            await table.command(table.anna, kind, **arguments)
        assert refused.value.refusal.code == "customers_word"
    with pytest.raises(CommandRefused) as refused:
        await table.anna.command("understanding.score", score=10, sentence="We are great.")
    assert refused.value.refusal.code == "customers_word"
    await table.command(table.petra, "claim.confirm", text=TEXT)
    await table.word(table.petra, "confirmed")
    after = plain(record.doc, "record")
    assert after["scores"] == before["scores"]
    assert after["words"].keys() - before["words"].keys() == {table.claim}
