"""The rounds of the demo's first session, a dot vote and an estimate on the opportunities, with results; and
the KAM check that both sides answered in the days after it.

Made by the same commands that people send, each at its time. Called by demo_sessions.py once, within the
transaction in which the session is signed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from leitstern.commands.command import Event

Send = Callable[[str, str, Mapping[str, Any], datetime], Event]
"""Sends a command: participant, kind, arguments, time. Returns its first event."""

QUESTIONS = {
    "en": ("Which of these do we start with?", "What does it bring, and what does it take?"),
    "de": ("Womit fangen wir an?", "Was bringt es, und was kostet es uns?"),
}
DOTS = 3
BALLOTS = ((2, 0, 1, 0), (2, 1, 0, 0), (1, 0, 0, 2), (0, 2, 1, 0))
"""Dots of each person on the four opportunities; the first person is the host."""
ESTIMATES = (
    ((8, 4), (6, 3), (7, 8), (4, 2)),
    ((9, 5), (6, 4), (5, 9), (5, 3)),
    ((7, 3), (7, 5), (6, 7), (3, 2)),
    ((8, 6), (5, 4), (8, 9), (4, 4)),
)
"""(benefit, effort) by each person for the same four."""
CHECKED_AFTER = timedelta(days=8)
OURS = {"5": 9, "7": 8, "8": 8, "9": 9, "10": 5, "11": 4}
THEIRS = (
    {"5": 8, "7": 8, "8": 4, "9": 8, "10": 8, "11": 5},
    {"5": 9, "7": 7, "8": 3, "9": 8, "10": 9, "11": 6},
    {"5": 7, "7": 7, "8": 5, "9": 8, "10": 7, "11": 5},
)
"""Statement -> score, of the host and of each of the customer's people: two agreed strengths, two blind
spots, an undervalued strength and an agreed weakness. What the board knows of us (8) is an action already.
"""


def hold_rounds(
    send: Send,
    session_id: str,
    people: list[str],
    data: Mapping[str, Any],
    language: Literal["de", "en"],
    begun: datetime,
) -> None:
    """`people`: who takes part, the host first. `data`: the shared plan; `begun`: when the talk began."""
    items = _opportunities(data)
    asked = {"session_id": session_id, "items": items}
    vote, estimate = QUESTIONS[language]
    wanted = {**asked, "question": vote, "dots": DOTS}
    round_id = str(send(people[0], "vote.open", wanted, begun + timedelta(minutes=5)).data["round"])
    for minute, (person, dots) in enumerate(zip(people, BALLOTS, strict=False), 6):
        ballot = dict(zip(items, dots, strict=False))
        send(person, "vote.cast", {"round_id": round_id, "dots": ballot}, begun + timedelta(minutes=minute))
    send(people[0], "round.close", {"round_id": round_id}, begun + timedelta(minutes=11))
    wanted = {**asked, "question": estimate}
    round_id = str(send(people[0], "estimate.open", wanted, begun + timedelta(minutes=12)).data["round"])
    for minute, (person, pairs) in enumerate(zip(people, ESTIMATES, strict=False), 13):
        benefit = {item: pair[0] for item, pair in zip(items, pairs, strict=False)}
        effort = {item: pair[1] for item, pair in zip(items, pairs, strict=False)}
        given = {"round_id": round_id, "benefit": benefit, "effort": effort}
        send(person, "estimate.give", given, begun + timedelta(minutes=minute))
    send(people[0], "round.close", {"round_id": round_id}, begun + timedelta(minutes=19))


def hold_check(send: Send, host: str, customers: Sequence[str], ended: datetime) -> None:
    """Both sides answer over some days, and both finish: the result is open. `ended`: the session's end."""
    at = ended + CHECKED_AFTER
    round_id = str(send(host, "check.open", {}, at).data["round"])
    answers = [(host, OURS), *zip(customers, THEIRS, strict=False)]
    for day, (person, scores) in enumerate(answers, 1):
        given = {"round_id": round_id, "scores": scores}
        send(person, "check.answer", given, at + timedelta(days=day))
    done = at + timedelta(days=len(answers) + 1)
    for minute, person in enumerate((customers[0], host)):
        send(person, "check.finish", {"round_id": round_id}, done + timedelta(minutes=minute))


def _opportunities(data: Mapping[str, Any]) -> list[str]:
    """The four that are worth most to the customer, in the order of the plan."""
    found = data.get("opportunities") or {}
    worth = sorted(found, key=lambda id: -float(found[id].get("benefit_customer") or 0))
    return sorted(worth[: len(BALLOTS[0])], key=lambda id: str(found[id].get("order")))
