"""The computed values of a plan's records for the browser's cards, each as a value and as text.

Pure. The formulas are in plan/, the sentences in overview.py. Called by pages/derived.py, which
sends them as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from leitstern.plan import goals, measures, roadmap
from leitstern.plan.claims import claim_flags
from leitstern.plan.document import PlanView
from leitstern.plan.financials import Share, shares
from leitstern.plan.generated import SIDE_VALUES, Goal, Opportunity, Side
from leitstern.plan.measures import Flag
from leitstern.plan.payback import payback
from leitstern.plan.scorecard import weighted_means
from leitstern.reports.overview import Translate, priority_text, sentence
from leitstern.wording import formats

MARGINS = {"ebit": "financials.margin_ebit", "investment": "financials.margin_investment"}
"""Figure -> the words for its share of revenue."""

ABOUT_THE_PLAN = "plan"
"""Stands for a record's id where a value is about the plan itself."""


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """`value` is a number or a list of codes; `text` is the same in the participant's language."""

    value: float | list[str]
    text: str


MeasureTable = dict[str, dict[str, MeasureValue]]
"""Record id -> measure -> value."""


@dataclass(frozen=True, slots=True)
class Words:
    """Formats values for one participant."""

    sides: Mapping[Side, str]
    t: Translate
    locale: str


def measure_table(plan: PlanView, today: date, words: Words) -> MeasureTable:
    """Every computed value of every record that has one."""
    table: MeasureTable = {}
    places = measures.positions(plan.opportunities)
    for one in plan.opportunities:
        value = measures.priority(one)
        if value is not None:
            text = priority_text(value, plan.header.currency, words.t, words.locale)
            _put(table, one.id, "priority", MeasureValue(_plain(value), text))
        if one.id in places:
            _put(
                table,
                one.id,
                "rank",
                MeasureValue(places[one.id], formats.number(places[one.id], words.locale)),
            )
        _put_payback(table, one, words)
    for goal in plan.goals:
        _put_goal(table, goal, today, words)
    _put_late(table, plan, today, words.t)
    for risk in plan.risks:
        grade = roadmap.severity(risk)
        if grade is not None:
            text = words.t("risk.severity", grade=formats.number(grade, words.locale))
            _put(table, risk.id, "severity", MeasureValue(grade, text))
    for figures in plan.financials:
        for share in shares(figures):
            key = f"{share.measure} {share.field} {share.year}"
            _put(table, figures.id, key, MeasureValue(_plain(share.value), _share_text(share, words)))
    for year, mean in weighted_means(plan.criteria).items():
        text = formats.number(round(mean, 1), words.locale)
        _put(table, ABOUT_THE_PLAN, f"scorecard {year}", MeasureValue(_plain(mean), text))
    _put_flags(table, plan, today, words)
    return table


def _put_goal(table: MeasureTable, goal: Goal, today: date, words: Words) -> None:
    progress = goals.progress(goal)
    if progress is not None:
        text = formats.percent(progress, words.locale)
        _put(table, goal.id, "progress", MeasureValue(_plain(progress), text))
    expected = goals.expected_progress(goal, today)
    if expected is not None:
        text = formats.percent(expected, words.locale)
        _put(table, goal.id, "expected", MeasureValue(_plain(expected), text))
    value = goals.expected_value(goal, today)
    if value is not None:
        rounded = _rounded(value, goal)
        text = formats.number(rounded, words.locale)
        _put(table, goal.id, "expected_value", MeasureValue(rounded, text))
    kept = goals.margin(goal)
    if kept is not None:
        distance = formats.quantity(abs(kept), goal.unit or "", words.locale)
        text = words.t("goal.broken" if kept < 0 else "goal.held", distance=distance)
        _put(table, goal.id, "margin", MeasureValue(_plain(kept), text))


def _put_payback(table: MeasureTable, one: Opportunity, words: Words) -> None:
    """The year for each side that invests; 0 where its benefit never brings the investment back."""
    for side in SIDE_VALUES:
        found = payback(one, side)
        if found is None:
            continue
        text = (
            words.t("payback.year", year=str(found.year))
            if found.year is not None
            else words.t("payback.never")
        )
        _put(table, one.id, f"payback {side}", MeasureValue(found.year or 0, text))


def _share_text(share: Share, words: Words) -> str:
    """`+3.4%`, or `5.6% of revenue`."""
    value = formats.percent_with_tenths(share.value, words.locale)
    if share.measure == "growth":
        return f"+{value}" if share.value > 0 else value
    return words.t(MARGINS[share.field], value=value)


def _put(table: MeasureTable, record_id: str, measure: str, value: MeasureValue) -> None:
    table.setdefault(record_id, {})[measure] = value


def _put_late(table: MeasureTable, plan: PlanView, today: date, t: Translate) -> None:
    """Adds lateness. Many records are late by the same number of days, so each sentence is made once."""
    late = {one.id: days for one in plan.actions if (days := measures.days_late(one, today))}
    late |= {one.id: days for one in plan.projects if (days := roadmap.days_late(one, today))}
    said = {days: t("flag.late", count=days) for days in set(late.values())}
    for record_id, days in late.items():
        _put(table, record_id, "late", MeasureValue(days, said[days]))


def _put_flags(table: MeasureTable, plan: PlanView, today: date, words: Words) -> None:
    """Adds the codes of a record's gaps and a line of text for each. Lateness has its own measure."""
    by_record: dict[str, list[Flag]] = {}
    for flag in (*measures.flags(plan, today), *claim_flags(plan, today), *roadmap.roadmap_flags(plan)):
        if flag.code != "late":
            by_record.setdefault(flag.record or ABOUT_THE_PLAN, []).append(flag)
    for record_id, flags in by_record.items():
        text = "\n".join(sentence(plan, flag, words.sides, words.t) for flag in flags)
        _put(table, record_id, "flags", MeasureValue([flag.code for flag in flags], text))


def _rounded(value: float, goal: Goal) -> float:
    """Rounds a computed value as finely as the way from baseline to target deserves: three digits of it."""
    way = abs((goal.target or 0) - (goal.baseline or 0))
    digits = 0 if way >= 100 else 1 if way >= 10 else 2
    return _plain(round(value, digits))


def _plain(value: float) -> float:
    """Rounds to twelve digits: 0.2, not 0.20000000000000001; integers have no decimal point."""
    rounded = float(f"{value:.12g}")
    return int(rounded) if rounded.is_integer() else rounded
