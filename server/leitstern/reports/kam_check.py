"""The KAM check's view model: for each statement the score, its evidence with links, history and trend.

Pure: evidence and answers in, lines out, worded in the reader's language. The latest answer of a person goes
before the evidence; both are shown. Called by pages/kam_check.py and pages/portfolio.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leitstern.plan import check
from leitstern.plan.check import Counted, Scope
from leitstern.plan.summary import Evidence
from leitstern.wording import formats


class GivenAnswer(Protocol):
    """An answer as the rows say it."""

    @property
    def statement(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """Counts over the key accounts, from the portfolio."""

    keys: int
    live: int
    costed: int
    """Key accounts whose cost to serve and margin are recorded."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the rows of one account's plan show. `understanding`: the customer's own score, and when."""

    plan_id: str
    evidence: Evidence
    is_live: bool
    changed_at: datetime | None
    understanding: tuple[int, datetime] | None = None
    confirmed: float = 0.0
    """What the companies that gain confirmed, delivered in the last twelve months."""
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence: a sentence, where it comes from, and the answer that it gives."""

    text: str
    href: str
    value: float | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    value: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StatementLine:
    number: int
    scope: Scope
    title: str
    text: str
    score: float | None
    """0 to 10, high is good; None: unknown."""
    shown: str
    trend: str
    """The change since the day that was kept last; empty when there is none."""
    is_up: bool
    is_fulfilled: bool
    is_overruled: bool
    reason: str
    proofs: tuple[Proof, ...]
    history: tuple[HistoryLine, ...]
    answer: int | None
    """What a person answered, to show the form again."""


@dataclass(frozen=True, slots=True)
class CheckPart:
    lines: tuple[StatementLine, ...]
    mean: float | None
    shown: str
    trend: str
    is_up: bool
    kept_at: datetime | None


Translate = Callable[..., str]


def company_proofs(facts: CompanyFacts, t: Translate) -> Mapping[int, tuple[Proof, ...]]:
    if not facts.keys:
        return {}
    live, costed = Counted(facts.live, facts.keys), Counted(facts.costed, facts.keys)
    # Item 4 is answered as it is worded: where cost and margin are known, revenue alone does not decide.
    answer = None if costed.score is None else check.HIGHEST - costed.score
    return {
        3: (Proof(t("check.3.evidence", live=live.known, all=live.all), _KEYS, live.score),),
        4: (Proof(t("check.4.evidence", known=costed.known, all=costed.all), _KEYS, answer),),
    }


_KEYS = "/portfolio?show=key#accounts"


def account_values(facts: AccountFacts) -> Mapping[int, float]:
    """The answers that the evidence of an account's plan gives, by statement."""
    known = facts.evidence
    found: dict[int, float] = {}
    roles = Counted(known.people_with_role, known.people).score
    if roles is not None:
        found[5] = roles
    found[7] = check.plan_score(years=known.years, completeness=known.completeness, is_live=facts.is_live)
    if facts.understanding is not None:
        found[9] = float(facts.understanding[0])
    if known.values:
        found[10] = float(check.HIGHEST) if facts.confirmed > 0 else 0.0
    projects = Counted(known.explained_projects, known.running_projects).score
    if projects is not None:
        found[11] = projects
    return found


def account_proofs(
    facts: AccountFacts | None, customer: str, t: Translate, locale: str
) -> Mapping[int, tuple[Proof, ...]]:
    """Empty while the account has no plan."""
    if facts is None:
        return {}
    plan, known = f"/plans/{facts.plan_id}", facts.evidence
    places = {5: "#people", 7: "", 9: "#understanding", 10: "#values", 11: "#projects"}
    texts = {
        5: t("check.5.evidence", known=known.people_with_role, all=known.people),
        7: t(
            "check.7.evidence",
            start=str(known.horizon_start or "–"),
            end=str(known.horizon_end or "–"),
            share=formats.percent(known.completeness, locale),
            date=formats.day(facts.changed_at, locale) if facts.changed_at else "–",
        ),
    }
    if facts.understanding is not None:
        score, at = facts.understanding
        texts[9] = t("check.9.evidence", customer=customer, score=score, date=formats.day(at, locale))
    amount = formats.short_money(facts.confirmed, facts.currency, locale)
    texts[10] = t("check.10.evidence", amount=amount)
    texts[11] = t("check.11.evidence", known=known.explained_projects, all=known.running_projects)
    values = account_values(facts)
    return {number: (Proof(texts[number], plan + places[number], values[number]),) for number in values}


def check_part(
    scope: Scope,
    proofs: Mapping[int, tuple[Proof, ...]],
    answers: Sequence[GivenAnswer],
    names: Mapping[str, str],
    t: Translate,
    locale: str,
) -> CheckPart:
    """`answers`: the latest first. `names`: customer and supplier, for the wording."""
    numbers = check.COMPANY if scope == "company" else check.ACCOUNT
    lines = tuple(_line(number, scope, proofs, answers, names, t, locale) for number in numbers)
    mean = check.mean(line.score for line in lines)
    kept = _kept(answers)
    before = check.mean(kept.get(number, (None, None))[0] for number in numbers)
    trend, is_up = _trend(mean, before, locale)
    at = max((when for _, when in kept.values() if when is not None), default=None)
    return CheckPart(lines, mean, _number(mean, locale), trend, is_up, at)


def account_mean(facts: AccountFacts | None, answers: Sequence[GivenAnswer]) -> float | None:
    """The mean of an account's scores alone, for lists of accounts."""
    values = account_values(facts) if facts else {}
    latest = {number: _latest(number, answers) for number in check.ACCOUNT}
    return check.mean(one.value if one else values.get(number) for number, one in latest.items())


def _line(
    number: int,
    scope: Scope,
    proofs: Mapping[int, tuple[Proof, ...]],
    answers: Sequence[GivenAnswer],
    names: Mapping[str, str],
    t: Translate,
    locale: str,
) -> StatementLine:
    score = check.score_of(number, _value(number, proofs, answers))
    latest = _latest(number, answers)
    kept = _kept(answers).get(number, (None, None))[0]
    trend, is_up = _trend(score, kept, locale)
    return StatementLine(
        number,
        scope,
        t(f"check.name.{number}"),
        t(f"check.{number}", **names),
        score,
        _number(score, locale),
        trend,
        is_up,
        score is not None and check.is_fulfilled(number, score),
        latest is not None and bool(proofs.get(number)),
        latest.reason if latest else "",
        proofs.get(number, ()),
        tuple(_history(one, t, locale) for one in answers if one.statement == number),
        int(latest.value) if latest is not None and latest.value is not None else None,
    )


def _latest(number: int, answers: Sequence[GivenAnswer]) -> GivenAnswer | None:
    """A person's latest answer; None when there is none, or it was taken back for the evidence."""
    own = (one for one in answers if one.statement == number and one.kind != "kept")
    latest = next(own, None)
    return None if latest is None or latest.kind == "evidence" else latest


def _value(
    number: int, proofs: Mapping[int, tuple[Proof, ...]], answers: Sequence[GivenAnswer]
) -> float | None:
    """The answer that counts: a person's, else the evidence's."""
    latest = _latest(number, answers)
    if latest is not None:
        return latest.value
    return check.mean(one.value for one in proofs.get(number, ()))


def _kept(answers: Sequence[GivenAnswer]) -> Mapping[int, tuple[float | None, datetime | None]]:
    """The score of each statement that was kept last, with its day."""
    found: dict[int, tuple[float | None, datetime | None]] = {}
    for one in answers:
        if one.kind == "kept":
            found.setdefault(one.statement, (one.value, one.at))
    return found


def _history(one: GivenAnswer, t: Translate, locale: str) -> HistoryLine:
    if one.kind == "kept":
        value = t("check.kept_value", score=_number(one.value, locale))
    elif one.kind == "evidence":
        value = t("check.evidence_again")
    elif one.kind == "unsure":
        value = t("check.answer.unsure")
    else:
        value = _number(one.value, locale)
    return HistoryLine(value, one.reason, one.by, one.at)


def _trend(score: float | None, before: float | None, locale: str) -> tuple[str, bool]:
    if score is None or before is None or abs(score - before) < 0.05:
        return "", False
    text = formats.number(abs(score - before), locale, 1)
    return ("+" if score > before else "−") + text, score > before


def _number(score: float | None, locale: str) -> str:
    return "–" if score is None else formats.number(score, locale, 1)
