"""What the people of the demo said: words on statements and the charter, and the understanding score.

Made by the same commands that people send, on the texts that plan_writer.py writes. Called by seed.py within
its transaction, on the first start only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session

from leitstern.access import invitations
from leitstern.access.tokens import Keyring
from leitstern.commands.execution import Submission, execute
from leitstern.commands.joining import join_member, redeem
from leitstern.demo.content import Content
from leitstern.plan.document import CHARTER

BOARD, BUYER = "Claudia Wendelin", "Sofia Brandt"
JOINED = timedelta(days=100)
LINK_DAYS = 365

CONFIRMED = (
    *((BOARD, key, 45) for key in ("osterau", "no_acquisition", "climate", "number_two")),
    *((BUYER, key, 20) for key in ("second_source", "central_buying", "total_cost", "downtime_cost")),
    (BUYER, "delivery_penalties", 12),
)
"""Who confirmed which statement, and how many days ago."""
DISPUTED = (BUYER, "kornfeld", 12)
CHANGED = (BUYER, "energy_price", 30)
"""Confirmed in an earlier wording: both sides see what changed since."""
VALUES_CONFIRMED = (("host", "service", 0), (BUYER, "line_one", 60))
"""Who confirmed which value, and how many days ago; the customer is asked for the others."""
SCORES = ((BOARD, 5, 400), (BOARD, 6, 215), (BOARD, 8, 34))
"""Who, the score, and how many days ago."""

STOOD_BY = (
    (BOARD, "future", True, 96),
    ("host", "contribution", True, 96),
    ("host", "supplier_gain", True, 96),
    ("host", "together", True, 96),
    (BOARD, "customer_gain", True, 95),
    ("host", "future", False, 95),
    ("host", "customer_gain", False, 95),
    (BOARD, "contribution", False, 94),
)
"""Who stands by which sentence, whether they wrote it, and how many days ago. Two wait for the customer."""


def seed_words(
    session: Session,
    keys: Keyring,
    plan_id: str,
    member_id: str,
    content: Content,
    values: Mapping[str, str],
    language: Literal["de", "en"],
    now: datetime,
) -> None:
    """Two guests join, and say what the plan shows of them. `values`: words of the value entries by id."""
    host = join_member(session, member_id, plan_id, now).id
    people = {name: _join(session, keys, plan_id, host, name, language, now) for name in (BOARD, BUYER)}
    people["host"] = host
    texts = {f"clm_{key}": text for key, (text, _) in content.claims.items()}
    texts |= dict(zip(CHARTER, content.charter, strict=True))

    def say(who: str, kind: str, days: int, said: Mapping[str, object], seen: Mapping[str, str]) -> None:
        submission = Submission("plan", plan_id, people[who], kind, dict(said))
        execute(session, keys, submission, now - timedelta(days=days), texts=seen)

    for who, key, days in CONFIRMED:
        claim = f"clm_{key}"
        say(who, "claim.confirm", days, {"claim_id": claim, "text": texts[claim]}, texts)
    who, key, days = DISPUTED
    disputed = {"claim_id": f"clm_{key}", "text": texts[f"clm_{key}"], "sentence": content.words["kornfeld"]}
    say(who, "claim.correct", days, disputed, texts)
    who, key, days = CHANGED
    earlier = {f"clm_{key}": content.words["energy_price"]}
    confirmed = {"claim_id": f"clm_{key}", "text": content.words["energy_price"]}
    say(who, "claim.confirm", days, confirmed, earlier)
    for who, key, days in VALUES_CONFIRMED:
        value = f"val_{key}"
        say(who, "value.confirm", days, {"value_id": value, "text": values[value]}, values)
    for who, sentence, wrote, days in STOOD_BY:
        stood_by = {"sentence": sentence, "text": texts[f"charter_{sentence}"], "wrote": wrote}
        say(who, "charter.agree", days, stood_by, texts)
    for who, score, days in SCORES:
        said = {"score": score, "sentence": content.words[f"score_{score}"]}
        say(who, "understanding.score", days, said, {})


def _join(
    session: Session, keys: Keyring, plan_id: str, host: str, name: str, language: str, now: datetime
) -> str:
    """The participant who came by a personal link."""
    wanted = {"kind": "personal", "name": name, "language": language, "days": LINK_DAYS}
    made = execute(
        session, keys, Submission("plan", plan_id, host, "invitation.create", wanted), now - JOINED
    ).answer
    path = invitations.link_path(keys, str(made.events[0].data["invitation"]))
    token = path.rsplit("/", 1)[1]
    return redeem(session, token, name, language, None, now - JOINED).participant.id
