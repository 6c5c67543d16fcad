"""Carries out commands: one transaction (execution.py), then the effects after its commit.

Called by pages/ for forms and for `POST /plans/{id}/commands/{kind}`. No other code writes what a command
writes.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from leitstern.access.access_events import publish
from leitstern.access.tokens import Keyring
from leitstern.bus.interfaces import Bus
from leitstern.commands import sealed_rows
from leitstern.commands.command_box import CommandBox, fits
from leitstern.commands.execution import Answer, Outcome, Submission, execute
from leitstern.commands.plan_texts import content_of, texts_of
from leitstern.commands.projector import Projector
from leitstern.commands.registry import COMMANDS, WordCommand
from leitstern.commands.subjects import SHARED, SubjectCommand
from leitstern.commands.tabled_items import MOVES
from leitstern.commands.tabling import Tabling
from leitstern.errors import StoreUnavailable
from leitstern.live.node.rooms import Rooms
from leitstern.store.interfaces import Database, UpdateLog

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Commands:
    """The only entry point for carrying out a command."""

    database: Database
    log: UpdateLog
    keys: Keyring
    bus: Bus
    rooms: Rooms
    projector: Projector
    now: Callable[[], datetime]
    defaults: Mapping[str, Mapping[str, object]]
    """Kind -> arguments that the server's settings fill in when they are absent."""
    box: CommandBox
    place_revealed: Callable[[], Awaitable[None]] | None = None
    """Writes what a round revealed into the shared document; what cannot be written now is the next time."""

    async def run(self, submission: Submission) -> Answer:
        """Raises CommandRefused, and StoreUnavailable when nothing could be written."""
        if submission.kind in MOVES:
            return await self.tabling.move(submission)
        outcome = await self._carry_out(submission)
        for plan_id in outcome.plans:
            self.projector.mark(plan_id)
        if outcome.may_have_unsealed:
            await self.overwrite_unsealed()
            await self.place()
        await publish(self.bus, outcome.rights)
        return outcome.answer

    async def _carry_out(self, submission: Submission) -> Outcome:
        if fits(submission.kind) and submission.scope_kind == "plan":
            return await self.box.run(submission)
        now, texts = self.now(), await self._texts(submission)
        return await self.database.write(
            lambda session: execute(session, self.keys, submission, now, self.defaults, texts)
        )

    @property
    def tabling(self) -> Tabling:
        return Tabling(self.database, self.log, self.keys, self.rooms, self.projector, self.now)

    async def place(self) -> None:
        if self.place_revealed is None:
            return
        try:
            await self.place_revealed()
        except StoreUnavailable as error:
            _log.warning("revealed ideas are placed later: %s", error)

    async def overwrite_unsealed(self) -> None:
        """Overwrites the answers of rounds that ended. What cannot be overwritten now is the next time,
        also after a restart.
        """
        try:
            done = await self.database.read(sealed_rows.pending)
            if done and await self.database.overwrite_deleted():
                await self.database.write(partial(sealed_rows.overwritten, done=done))
        except StoreUnavailable as error:
            _log.warning("answers of ended rounds are overwritten later: %s", error)

    async def _texts(self, submission: Submission) -> Mapping[str, str]:
        """Read before the transaction. An edit that is committed between the two came after the command: the
        word stays bound to the text that the person saw.
        """
        registered = COMMANDS.get(submission.kind)
        if isinstance(registered, SubjectCommand) and registered.reads_shared:
            return {SHARED: await content_of(self.database, self.rooms, submission.scope)}
        if not isinstance(registered, WordCommand):
            return {}
        return await texts_of(self.database, self.rooms, submission.scope)

    def revealed(self, answer: Answer) -> Mapping[str, str]:
        """Secrets for the sender alone, such as an invitation's link; not in the ledger."""
        return COMMANDS[answer.kind].reveal(self.keys, answer.events)
