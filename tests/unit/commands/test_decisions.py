"""Decisions of commands over random sequences: states stay valid, repeats change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import leitstern.app  # noqa: F401 - registers the commands of workshop/
from leitstern.access.policy import Standing
from leitstern.commands import invitations, members, participants, plans
from leitstern.commands.arguments import from_form, read_arguments
from leitstern.commands.command import (
    STATUS_OF_REFUSAL,
    Command,
    Decision,
    Event,
    PlanActor,
    Refusal,
    WorkspaceActor,
)
from leitstern.commands.generated import COMMAND_SHAPES, CreateInvitation
from leitstern.commands.plan_access import ParticipantState, PlanAccess, fold, joined
from leitstern.commands.registry import COMMANDS, PlanCommand, WorkspaceCommand
from leitstern.commands.workspace_access import MemberParticipant, MemberState, WorkspaceAccess
from leitstern.commands.workspace_access import fold as fold_workspace

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
HOST = PlanActor(Standing("par_host", "pln", "supplier", "editor", True), "mem_host")
ADMIN = WorkspaceActor("mem_0", True)

names = st.text(min_size=1, max_size=5)
roles = st.sampled_from(["editor", "viewer"])
_COUNT = 5


def _participant(id: str, member_id: str | None = None, invitation_id: str | None = None) -> ParticipantState:
    return ParticipantState(id, id, "customer", "editor", "en", member_id, invitation_id, NOW)


@st.composite
def plan_commands(draw: st.DrawFn) -> tuple[str, Any]:
    """A command kind and arguments that name existing or missing people and links."""
    kind = draw(st.sampled_from([k for k, one in COMMANDS.items() if isinstance(one, PlanCommand)]))
    some = f"par_{draw(st.integers(0, _COUNT + 1))}"
    raws: dict[str, dict[str, object]] = {
        "participant.rename": {"name": draw(names)},
        "participant.set_role": {"participant_id": some, "role": draw(roles)},
        "participant.remove": {"participant_id": draw(st.sampled_from([some, "par_host"]))},
        "invitation.create": {"kind": draw(st.sampled_from(["room", "personal"])), "name": draw(names)},
        "invitation.revoke": {"invitation_id": f"inv_{draw(st.integers(0, 3))}"},
        "invitation.extend": {
            "invitation_id": f"inv_{draw(st.integers(0, 3))}",
            "days": draw(st.integers(1, 400)),
        },
        "invitation.renew": {"invitation_id": f"inv_{draw(st.integers(0, 3))}"},
    }
    return kind, read_arguments(COMMAND_SHAPES[kind], raws.get(kind, {}))


def _command(kind: str, /, **arguments: object) -> Command[Any]:
    return Command("c", "scope", kind, read_arguments(COMMAND_SHAPES[kind], arguments))


def _start() -> PlanAccess:
    """Anna, five guests of one group link and one guest of a personal link."""
    state = PlanAccess(participants={"par_host": _participant("par_host", "mem_host")})
    for n, kind in enumerate(("room", "personal")):
        made = invitations.create(state, _command("invitation.create", kind=kind, name="x"), HOST, NOW)
        assert not isinstance(made, Refusal)
        named = [replace(event, data={**event.data, "invitation": f"inv_{n}"}) for event in made]
        state = fold(state, named, NOW)
    for n in range(_COUNT):
        state = fold(state, [joined(_participant(f"par_{n}", None, f"inv_{int(n == 0)}"))], NOW)
    return state


def _decide(state: PlanAccess, kind: str, arguments: Any, at: datetime) -> Decision:
    command = Command(f"c{at.timestamp()}", "pln", kind, arguments)
    registered = COMMANDS[kind]
    assert isinstance(registered, PlanCommand)
    return registered.decide(state, command, HOST, at)


@given(st.lists(plan_commands(), max_size=20))
@settings(deadline=None)
def test_a_plans_access_state_stays_valid(sent: list[tuple[str, Any]]):
    state, at = _start(), NOW
    for kind, arguments in sent:
        at += timedelta(seconds=1)
        if isinstance(arguments, Refusal):
            assert arguments.code == "invalid_arguments"
            continue
        decision = _decide(state, kind, arguments, at)
        if isinstance(decision, Refusal):
            assert decision.code in STATUS_OF_REFUSAL
            continue
        after = fold(state, decision, at)
        if kind != "invitation.create":
            again = _decide(after, kind, arguments, at)
            assert isinstance(again, Refusal) or again == (), "a second time there is nothing to do"
        state = after
        assert state.participants["par_host"].is_present and state.participants["par_host"].role == "editor"
        assert state.participants.keys() == _start().participants.keys(), "nobody is forgotten"
        for participant in state.present():
            link = state.links.get(participant.invitation_id or "")
            assert link is None or link.revoked_at is None, "nobody is in by a link that was revoked"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["member.remove", "member.restore", "member.set_role"]),
            st.integers(0, 3),
            st.sampled_from(["admin", "member"]),
            st.integers(0, 2),
        ),
        max_size=30,
    )
)
@settings(deadline=None)
def test_a_workspace_always_has_an_admin_and_participants_follow_their_member(
    sent: list[tuple[str, int, str, int]],
):
    """Members 0 to 2; each acts while they are an admin. Member 1 is a participant of two plans."""
    state = WorkspaceAccess(
        {f"mem_{n}": MemberState(f"mem_{n}", "admin" if n < 2 else "member") for n in range(3)},
        (MemberParticipant("par_1a", "pln_a", "mem_1"), MemberParticipant("par_1b", "pln_b", "mem_1")),
    )
    at = NOW
    for kind, about, role, by in sent:
        at += timedelta(seconds=1)
        actor = state.members[f"mem_{by}"]
        if actor.removed_at is not None or actor.role != "admin":
            continue
        raw = {"member_id": f"mem_{about}"} | ({"role": role} if kind == "member.set_role" else {})
        command = _command(kind, **raw)
        registered = COMMANDS[kind]
        assert isinstance(registered, WorkspaceCommand)
        decision = registered.decide(state, command, WorkspaceActor(actor.id, True), at)
        if isinstance(decision, Refusal):
            continue
        state = _after(state, decision, at)
        assert any(one.role == "admin" and one.removed_at is None for one in state.members.values())
        assert {participant.removed_at for participant in state.participants} == {
            state.members["mem_1"].removed_at
        }


def _after(state: WorkspaceAccess, decision: Sequence[Event], at: datetime) -> WorkspaceAccess:
    """Members by the product's own fold; participants as in the plans' rows after the events with a scope."""
    state = fold_workspace(state, [event for event in decision if not event.scope], at)
    ended = {
        event.data["participant"]: at if event.kind == "participant.removed" else None
        for event in decision
        if event.scope
    }
    participants = (
        replace(s, removed_at=ended.get(s.participant_id, s.removed_at)) for s in state.participants
    )
    return replace(state, participants=tuple(participants))


def test_a_participant_removed_before_the_member_is_not_reinstated():
    earlier, later = NOW, NOW + timedelta(days=1)
    state = WorkspaceAccess(
        {"mem_0": MemberState("mem_0", "admin"), "mem_1": MemberState("mem_1", "member", later)},
        (
            MemberParticipant("par_a", "pln_a", "mem_1", earlier),
            MemberParticipant("par_b", "pln_b", "mem_1", later),
        ),
    )
    decision = members.restore(state, _command("member.restore", member_id="mem_1"), ADMIN, later)
    assert not isinstance(decision, Refusal)
    assert [(event.kind, event.scope) for event in decision] == [
        ("member.restored", ""),
        ("participant.returned", "pln_b"),
    ]


def test_removing_a_guest_revokes_a_personal_link_and_renews_a_group_link():
    state = _start()
    asked = [("par_0", "renew"), ("par_1", "renew"), ("par_1", "keep")]
    commands = [_command("participant.remove", participant_id=guest, link=link) for guest, link in asked]
    decisions = [participants.remove(state, command, HOST, NOW) for command in commands]
    assert [[event.kind for event in made] for made in decisions if not isinstance(made, Refusal)] == [
        ["participant.removed", "invitation.revoked"],
        ["participant.removed", "invitation.renewed"],
        ["participant.removed"],
    ]


def test_a_replaced_link_keeps_its_guests():
    state = _start()
    link = next(one for one in state.links.values() if one.kind == "room")
    decision = invitations.renew(state, _command("invitation.renew", invitation_id=link.id), HOST, NOW)
    assert not isinstance(decision, Refusal)
    after = fold(state, decision, NOW)
    (new,) = [id for id in after.links if id not in state.links]
    assert after.links[link.id].revoked_at == NOW and after.links[new].revoked_at is None
    assert after.links[new].expires_at == link.expires_at
    moved = [p.id for p in state.present() if p.invitation_id == link.id]
    assert moved and all(
        after.participants[id].invitation_id == new and after.participants[id].is_present for id in moved
    )


def test_created_ids_are_equal_for_repeats_and_different_otherwise():
    made = {
        Command(id, scope, "", None).new_id(prefix)
        for id in ("a", "b")
        for scope in ("p", "q")
        for prefix in ("inv", "par")
    }
    assert len(made) == 8
    assert Command("a", "p", "", None).new_id("inv") == Command("a", "p", "other", 7).new_id("inv")


def test_archiving_is_idempotent():
    state, command = _start(), _command("plan.archive")
    decision = plans.archive(state, command, HOST, NOW)
    assert not isinstance(decision, Refusal)
    archived = fold(state, decision, NOW)
    assert archived.archived_at == NOW and plans.archive(archived, command, HOST, NOW) == ()


def test_commands_and_argument_shapes_match_one_to_one():
    assert COMMANDS.keys() == COMMAND_SHAPES.keys()
    for kind, registered in COMMANDS.items():
        is_plans = not isinstance(registered, WorkspaceCommand)
        assert COMMAND_SHAPES[kind].scope == ("plan" if is_plans else "workspace")


@given(st.dictionaries(st.sampled_from(["kind", "name", "days", "side", "x"]), st.text(max_size=8)))
def test_a_form_parses_to_arguments_or_names_invalid_fields(typed: dict[str, str]):
    shape = COMMAND_SHAPES["invitation.create"]
    read = read_arguments(shape, from_form(shape, typed))
    if isinstance(read, Refusal):
        assert set(read.fields) <= set(shape.arguments)
    else:
        assert isinstance(read, CreateInvitation) and 1 <= read.days <= 400


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_json)
def test_parsing_any_arguments_never_crashes(raw: Any):
    for shape in COMMAND_SHAPES.values():
        read = read_arguments(shape, raw)
        assert isinstance(read, Refusal | shape.made)
