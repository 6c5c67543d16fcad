"""Sign-off: who may fix and sign what, and that a signature holds for exactly one content."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import rfc8785

from leitstern.commands.command import Command, Decision, Refusal
from leitstern.commands.generated import COMMAND_SHAPES
from leitstern.commands.plan_texts import canonical
from leitstern.plan.signed_content import signed_content
from leitstern.workshop.sign_off_commands import SIGN_OFF_COMMANDS
from leitstern.workshop.sign_offs import SignOffs, Version, content_hash, fingerprint, fold
from tests.unit.workshop.acting import NOW, Room, actor, code

PLAN = {"goals": {"goal_a": {"title": "Grow", "order": "a0", "target": 12.0}}, "title": "Together"}


class Table:
    """A session whose people sign."""

    def __init__(self) -> None:
        room = Room()
        self.session_id, self.now, self.count = room.create(), NOW, 0
        names = {name: name.title() for name in room.state.attendees}
        self.state = SignOffs(sessions=room.state, names=names, shared=canonical(PLAN))

    def send(self, name: str, kind: str, **arguments: Any) -> Decision:
        self.count += 1
        self.now += timedelta(seconds=1)
        command = Command(f"cmd{self.count}", "pln", kind, COMMAND_SHAPES[kind].made(**arguments))
        decision: Decision = SIGN_OFF_COMMANDS[kind].decide(self.state, command, actor(name), self.now)  # type: ignore[assignment]
        if not isinstance(decision, Refusal):
            self.state = fold(self.state, decision, self.now)
        return decision

    def fix(self) -> Version:
        self.send("anna", "sign_off.fix", session_id=self.session_id)
        version = self.state.newest()
        assert version is not None
        return version

    def sign(self, name: str, version: Version) -> Decision:
        return self.send(name, "sign_off.sign", version_id=version.id, hash=version.hash)

    def write(self, plan: dict[str, Any]) -> None:
        self.state = replace(self.state, shared=canonical(plan))


def test_a_version_is_signed_when_both_sides_have_signed_it() -> None:
    table = Table()
    version = table.fix()
    assert version.hash == content_hash(rfc8785.dumps(signed_content(PLAN)).decode())
    table.sign("anna", version)
    table.sign("tom", version)
    assert not table.state.is_signed(version.id)
    table.sign("petra", version)
    assert table.state.is_signed(version.id)
    assert [one.name for one in table.state.signatures_of(version.id)] == ["Anna", "Tom", "Petra"]
    assert table.sign("petra", version) == (), "once is enough"


def test_only_facilitators_fix_and_observers_never_sign() -> None:
    table = Table()
    assert code(table.send("petra", "sign_off.fix", session_id=table.session_id)) == "not_facilitator"
    assert code(table.sign("olga", table.fix())) == "observers_only_watch"


def test_a_signature_is_for_the_hash_that_was_seen_and_for_the_newest_version() -> None:
    table = Table()
    first = table.fix()
    assert code(table.sign("petra", replace(first, hash="0" * 64))) == "version_changed"
    assert code(table.sign("petra", replace(first, id="ver_none"))) == "version_not_found"
    table.write({**PLAN, "title": "Together, further"})
    second = table.fix()
    assert second.previous == first.hash and second.number == 2
    assert code(table.sign("petra", first)) == "version_superseded"


def test_the_same_content_is_the_same_version() -> None:
    table = Table()
    first = table.fix()
    goal = {**PLAN["goals"]["goal_a"], "order": "b7", "target": 12}  # type: ignore[index]
    deleted = {"title": "Gone", "order": "a1", "removed_at": "2027-01-01T00:00:00+00:00"}
    table.write({**PLAN, "goals": {"goal_a": goal, "goal_b": deleted}})
    assert table.fix() == first, "order and bin are no content, and 12.0 is 12"
    table.write({**PLAN, "goals": {"goal_a": {**goal, "target": 12.5}}})
    assert table.fix() != first


def test_a_fingerprint_can_be_read_aloud() -> None:
    assert fingerprint("3f9a12c477b0" + "0" * 52) == "3f9a 12c4 77b0"
