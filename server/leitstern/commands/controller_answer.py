"""A controller's answer by their personal link: the word on one benefit, with an entry in the plan's ledger.

No command: who answers is nobody in the plan, and the link decides. `shown` finds what the link is for and
changes nothing. Called by pages/benefit_link.py.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from sqlmodel import Session, select

from leitstern.access.tokens import Keyring
from leitstern.commands import controller_links, controller_rows, given_words, given_words_rows, ledger
from leitstern.commands.actors import plan_actor
from leitstern.commands.command import CommandRefused, Refusal
from leitstern.commands.controller_links import ControllerLink
from leitstern.commands.given_words import GivenWord, text_hash
from leitstern.commands.plan_texts import texts_of
from leitstern.commands.projector import Projector
from leitstern.errors import LinkInvalid
from leitstern.live.node.rooms import Rooms
from leitstern.store.interfaces import Database
from leitstern.store.tables import Account, Document, Participant, Plan, Workspace


@dataclass(frozen=True, slots=True)
class LinkedBenefit:
    """What a working link is for."""

    link: ControllerLink
    plan_id: str
    document_id: str
    """The shared document, for the server alone."""
    customer: str
    supplier: str
    asked_by: str
    language: str
    word: GivenWord | None
    is_archived: bool


@dataclass(frozen=True, slots=True)
class Said:
    """`seen`: the hash of the entry's text as the page showed it. `id`: made by the page, once."""

    id: str
    verdict: Literal["confirmed", "disputed"]
    sentence: str
    seen: str


def shown(session: Session, keys: Keyring, link_id: str, token: str, now: datetime) -> LinkedBenefit:
    """Raises LinkInvalid for a link that is unknown, revoked or expired, or whose maker has left the plan."""
    plan_id = controller_rows.plan_of(session, link_id)
    expected = keys.link_token("benefit", link_id)
    if plan_id is None or not hmac.compare_digest(expected.encode(), token.encode("utf-8", "replace")):
        raise LinkInvalid("benefit")
    link = controller_rows.load(session, plan_id).links[link_id]
    if not link.is_valid(now) or plan_actor(session, plan_id, link.participant_id) is None:
        raise LinkInvalid("benefit")
    plan = session.get_one(Plan, plan_id)
    account = session.get_one(Account, plan.account_id)
    maker = session.get_one(Participant, link.participant_id)
    wanted = select(Document.id).where(Document.plan_id == plan_id, Document.kind == "shared")
    return LinkedBenefit(
        link,
        plan_id,
        session.exec(wanted).one(),
        account.name,
        session.get_one(Workspace, account.workspace_id).name,
        maker.name,
        maker.language,
        given_words_rows.load(session, plan_id).words.get(link.value_id),
        plan.archived_at is not None,
    )


@dataclass(frozen=True, slots=True)
class ControllerAnswers:
    database: Database
    rooms: Rooms
    keys: Keyring
    projector: Projector

    async def give(self, link_id: str, token: str, said: Said, now: datetime) -> None:
        """Raises LinkInvalid, StoreUnavailable, and CommandRefused when another entry was seen."""
        find = partial(shown, keys=self.keys, link_id=link_id, token=token, now=now)
        plan_id = (await self.database.read(find)).plan_id
        texts = await texts_of(self.database, self.rooms, plan_id)

        def work(session: Session) -> None:
            found = find(session)
            _enter(session, found, said, texts.get(found.link.value_id), now)

        await self.database.write(work)
        self.projector.mark(plan_id)


def _enter(session: Session, found: LinkedBenefit, said: Said, text: str | None, now: datetime) -> None:
    """One transaction: the word, the link and the ledger's entry. The same form again changes nothing."""
    plan_id, link = found.plan_id, found.link
    if ledger.find(session, plan_id, said.id) is not None:
        return
    if found.is_archived:
        raise CommandRefused(Refusal("plan_archived"))
    if text is None:
        raise LinkInvalid("benefit")
    if text_hash(text.strip()) != said.seen:
        raise CommandRefused(Refusal("value_changed"))
    events = controller_links.answer(link, found.word, said.verdict, text, said.sentence, now)
    words, links = given_words_rows.load(session, plan_id), controller_rows.load(session, plan_id)
    given_words_rows.save(session, plan_id, words, given_words.fold(words, events, now))
    controller_rows.save(session, plan_id, links, controller_links.fold(links, events, now))
    digest = ledger.digest([said.verdict, said.sentence, said.seen])
    ledger.append(session, plan_id, ledger.Draft(said.id, "controller.answer", link.id, digest), events, now)
