"""Preparing and running a session: what each command does, and what is refused with which reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leitstern.workshop import agenda, session_record, timer
from leitstern.workshop.session_rows import from_json, to_json
from leitstern.workshop.session_state import WorkshopSession
from tests.unit.workshop.acting import Room, code

LENGTHS = {"review": 60, "short": 90, "half_day": 240, "day": 480}


def only(room: Room) -> WorkshopSession:
    return next(iter(room.state.sessions.values()))


def topics(room: Room) -> list[str]:
    return [phase.title or phase.topic for phase in only(room).phases]


@pytest.fixture
def room() -> Room:
    made = Room()
    made.create()
    return made


@pytest.fixture
def running(room: Room) -> Room:
    room.send("anna", "session.start", session_id=only(room).id)
    return room


@pytest.mark.parametrize("template", LENGTHS)
def test_a_template_fills_the_time_it_promises(template: str):
    room = Room()
    room.create(template)
    assert agenda.planned(only(room).phases) == timedelta(minutes=LENGTHS[template])
    assert only(room).phases[0].topic == "check_in"
    assert only(room).phases[-1].kind == "sign_off"


def test_the_time_of_a_session_is_in_the_plans_zone(room: Room):
    assert only(room).starts_at == datetime(2027, 3, 3, 9, 0, tzinfo=UTC), "10:00 in Berlin, in winter"
    times = agenda.starts(only(room).phases, only(room).starts_at)
    assert [(at - times[0]) // timedelta(minutes=1) for at in times] == [0, 5, 25, 50, 65, 80]


@pytest.mark.parametrize(
    ("day", "time", "field"), [("2027-02-30", "10:00", "day"), ("2027-03-03", "25:00", "time")]
)
def test_a_day_that_does_not_exist_is_refused(day: str, time: str, field: str):
    answer = Room().send("anna", "session.create", template="day", day=day, time=time)
    assert code(answer) == "invalid_arguments" and field in answer.fields  # type: ignore[union-attr]


def test_only_members_create_sessions_and_only_facilitators_change_them(room: Room):
    wanted = {"template": "short", "day": "2027-03-04", "time": "10:00"}
    assert code(room.send("petra", "session.create", **wanted)) == "forbidden"
    session = only(room)
    for kind in ("session.start", "session.cancel", "session.end"):
        assert code(room.send("petra", kind, session_id=session.id)) == "not_facilitator"
    assert code(room.send("olga", "session.raise_hand", session_id=session.id)) == "session_not_running"


def test_phases_are_added_moved_changed_and_removed(room: Room):
    session = only(room)
    first, second, *_, last = [phase.id for phase in session.phases]
    room.send("anna", "session.add_phase", session_id=session.id, title="Lunch", minutes=30, before=last)
    assert topics(room)[-2] == "Lunch"
    room.send("anna", "session.move_phase", session_id=session.id, phase_id=second, before=first)
    assert topics(room)[:2] == ["customer_view", "check_in"]
    values = {"aim": "decide", "section": "goals", "kind": "plain", "minutes": 7}
    room.send("anna", "session.change_phase", session_id=session.id, phase_id=second, title="", **values)
    assert only(room).phases[0].topic == "customer_view" and only(room).phases[0].minutes == 7
    room.send("anna", "session.remove_phase", session_id=session.id, phase_id=first)
    assert first not in [phase.id for phase in only(room).phases]
    wrong = {**values, "section": "private"}
    answer = room.send("anna", "session.change_phase", session_id=session.id, phase_id=second, **wrong)
    assert code(answer) == "invalid_arguments"


def test_an_item_about_a_gap_of_the_check_keeps_it_whatever_it_is_called(room: Room):
    session = only(room)
    item = {"session_id": session.id, "title": "Vorstand", "minutes": 15}
    for wrong in ("5", "5.agreed_strength", "4.blind_spot", "blind_spot.5"):
        assert code(room.send("anna", "session.add_phase", **item, gap=wrong)) == "invalid_arguments"
    room.send("anna", "session.add_phase", **item, gap="8.blind_spot")
    added = only(room).phases[-1]
    values = {"aim": "discuss", "section": "check", "kind": "plain", "minutes": 20, "title": "The board"}
    room.send("anna", "session.change_phase", session_id=session.id, phase_id=added.id, **values)
    changed = only(room).phases[-1]
    assert (changed.title, changed.gap) == ("The board", "8.blind_spot")
    assert from_json(to_json(only(room))) == only(room)
    shown = session_record.entries(room.state)["phases"]
    assert [one["gap"] for one in shown.values() if "gap" in one] == ["8.blind_spot"]


def test_an_earlier_session_is_a_template(room: Room):
    session = only(room)
    room.send("anna", "session.add_phase", session_id=session.id, title="Our own", minutes=30)
    wanted = {"template": "short", "day": "2027-06-03", "time": "10:00", "copy_of": session.id}
    room.send("anna", "session.create", **wanted)
    first, second = room.state.sessions.values()
    assert [(p.topic, p.title) for p in second.phases] == [(p.topic, p.title) for p in first.phases]
    assert not {p.id for p in first.phases} & {p.id for p in second.phases}


def test_two_facilitators_who_press_next_at_once_move_one_phase(running: Room):
    session = only(running)
    running.send("anna", "session.give_role", session_id=session.id, participant_id="tom", role="facilitator")
    first, second = session.phases[0].id, session.phases[1].id
    running.send("anna", "session.next", session_id=session.id, phase_id=first)
    assert running.send("tom", "session.next", session_id=session.id, phase_id=first) == ()
    assert only(running).current == second


def test_a_reopened_phase_goes_on_with_its_time_and_next_returns_to_the_one_that_waited(running: Room):
    session = only(running)
    one, two, three = (phase.id for phase in session.phases[:3])
    running.wait(minutes=4)
    running.send("anna", "session.next", session_id=session.id, phase_id=one)
    running.wait(minutes=10)
    running.send("anna", "session.next", session_id=session.id, phase_id=two)
    running.wait(minutes=3)
    running.send("anna", "session.reopen", session_id=session.id, phase_id=one)
    assert timer.elapsed(only(running), running.now) == timedelta(minutes=4)
    running.wait(minutes=1)
    running.send("anna", "session.next", session_id=session.id, phase_id=one)
    assert only(running).current == three
    assert timer.elapsed(only(running), running.now) == timedelta(minutes=3)


def test_the_timer_stands_while_paused_and_shows_what_is_left(running: Room):
    session = only(running)
    running.wait(minutes=2)
    running.send("anna", "session.pause", session_id=session.id)
    running.wait(hours=1)
    assert timer.remaining(only(running), running.now) == timedelta(minutes=3)
    running.send("anna", "session.resume", session_id=session.id)
    running.wait(minutes=4)
    assert timer.remaining(only(running), running.now) == timedelta(minutes=-1)
    running.send("anna", "session.extend", session_id=session.id, phase_id=only(running).current)
    assert timer.remaining(only(running), running.now) == timedelta()


def test_ahead_and_behind_are_measured_against_the_agenda(running: Room):
    session = only(running)
    running.wait(minutes=3)
    assert timer.behind(only(running), running.now) == timedelta()
    running.send("anna", "session.next", session_id=session.id, phase_id=session.phases[0].id)
    assert timer.behind(only(running), running.now) == timedelta(minutes=-2)
    running.wait(minutes=26)
    assert timer.behind(only(running), running.now) == timedelta(minutes=4)


def test_an_ended_session_is_reopened_without_losing_anything(running: Room):
    session = only(running)
    first = session.phases[0].id
    running.wait(minutes=2)
    running.send("anna", "session.end", session_id=session.id)
    assert only(running).status == "ended" and only(running).current == ""
    assert code(running.send("anna", "session.start", session_id=session.id)) == "session_over"
    running.wait(hours=5)
    running.send("anna", "session.reopen", session_id=session.id, phase_id=first)
    assert timer.elapsed(only(running), running.now) == timedelta(minutes=2)
    assert only(running).status == "running"


def test_hands_keep_their_order_and_observers_have_none(running: Room):
    session = only(running)
    for name in ("petra", "anna", "petra"):
        running.send(name, "session.raise_hand", session_id=session.id)
        running.wait(seconds=1)
    assert sorted(only(running).hands, key=only(running).hands.__getitem__) == ["petra", "anna"]
    assert code(running.send("olga", "session.raise_hand", session_id=session.id)) == "observers_only_watch"
    lower = {"session_id": session.id, "participant_id": "anna"}
    assert code(running.send("petra", "session.lower_hand", **lower)) == "not_facilitator"
    running.send("anna", "session.lower_hand", session_id=session.id, participant_id="petra")
    assert list(only(running).hands) == ["anna"]


def test_ready_counts_for_one_phase_alone(running: Room):
    session = only(running)
    one, two = session.phases[0].id, session.phases[1].id
    running.send("petra", "session.ready", session_id=session.id, phase_id=one, ready=True)
    assert only(running).ready == {"petra": one}
    running.send("anna", "session.next", session_id=session.id, phase_id=one)
    assert only(running).ready == {}
    late = running.send("petra", "session.ready", session_id=session.id, phase_id=one, ready=True)
    assert code(late) == "phase_over"
    running.send("petra", "session.ready", session_id=session.id, phase_id=two, ready=True)
    running.send("petra", "session.ready", session_id=session.id, phase_id=two, ready=False)
    assert only(running).ready == {}


def test_a_member_takes_over_and_a_guest_gets_the_facilitation_only_by_hand_over(running: Room):
    session = only(running)
    assert code(running.send("petra", "session.take_over", session_id=session.id)) == "not_facilitator"
    running.send("tom", "session.take_over", session_id=session.id)
    assert only(running).lead == "tom"
    role = {"session_id": session.id, "participant_id": "tom", "role": "participant"}
    assert code(running.send("anna", "session.give_role", **role)) == "hand_over_first"
    running.send("tom", "session.hand_over", session_id=session.id, participant_id="petra")
    assert only(running).lead == "petra"
    running.send("petra", "session.next", session_id=session.id, phase_id=session.phases[0].id)
    assert only(running).current == session.phases[1].id
    hand = {"session_id": session.id, "participant_id": "olga"}
    assert code(running.send("petra", "session.hand_over", **hand)) == "observers_only_watch"


def test_one_session_runs_at_a_time(running: Room):
    other = Room(running.state, running.now, running.history)
    second = other.create("review")
    assert code(other.send("anna", "session.start", session_id=second)) == "another_session_runs"


def test_a_row_holds_the_whole_session(running: Room):
    session = only(running)
    running.send("petra", "session.raise_hand", session_id=session.id)
    running.send("anna", "session.bring", session_id=session.id, section="goals", record="goal_x")
    running.send("petra", "session.ready", session_id=session.id, phase_id=session.current, ready=True)
    running.send("anna", "session.pause", session_id=session.id)
    assert from_json(to_json(only(running))) == only(running)
