"""Writes the demo's growth figures and value log into the shared document, with evidence levels.

Called by seed.py after plan_writer.py wrote the plan, whose opportunities and people are named here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pycrdt import Doc

from leitstern.demo import dates
from leitstern.demo.growth_data import (
    BASE,
    FIGURES_TITLE,
    FORECAST_NOW,
    INVESTMENTS,
    LEVELS,
    MARGIN_BASE,
    MARGIN_FORECAST,
    MARGIN_PLANNED,
    MARGIN_SOURCE,
    PLANNED,
    QUARTERS,
    SOURCES,
    TEXTS,
    VALUES,
    VOLUME,
    VOLUME_TO,
    ValueFacts,
)
from leitstern.demo.white_space_data import OFFERINGS, UNITS, WHITE_SPACE_SOURCE, WHITE_SPACES
from leitstern.plan import edits
from leitstern.plan.value_text import value_text


def write_growth(doc: Doc[Any], language: str, today: date) -> None:
    for key, (customer, supplier) in LEVELS.items():
        edits.set_field(doc, "opportunities", f"opp_{key}", "evidence_level_customer", customer)
        edits.set_field(doc, "opportunities", f"opp_{key}", "evidence_level_supplier", supplier)
    for key, (theirs, ours) in INVESTMENTS.items():
        edits.set_field(doc, "opportunities", f"opp_{key}", "investment_customer", theirs)
        edits.set_field(doc, "opportunities", f"opp_{key}", "investment_supplier", ours)
    _write_figures(doc, language, today)
    _write_white_space(doc, language, today)
    for one in VALUES:
        values = _values(one, language, today)
        edits.add_record(doc, "values", values, record_id=f"val_{one.key}")


def value_texts(language: str, today: date) -> dict[str, str]:
    """The words that a confirmation of each value entry is given to."""
    return {f"val_{one.key}": value_text(_values(one, language, today)) for one in VALUES}


def _write_figures(doc: Doc[Any], language: str, today: date) -> None:
    year = today.year
    years = [str(year - 1 + at) for at in range(len(VOLUME))]
    known, estimated = SOURCES[language]
    values = {
        "title": FIGURES_TITLE[language],
        "currency": "EUR",
        "unit": "million",
        "in_house": "excluded",
        "base": {years[0]: BASE},
        "planned": dict(zip(years[1:], PLANNED, strict=True)),
        "forecast": {years[1]: FORECAST_NOW},
        "actual": {years[0]: BASE},
        "planned_periods": {f"{years[1]}-Q{at}": amount for at, amount in enumerate(QUARTERS, 1)},
        "volume": dict(zip(years, VOLUME, strict=True)),
        "volume_to": {years[-1]: VOLUME_TO},
        "sources": {years[0]: known, years[-1]: estimated},
    }
    edits.add_record(doc, "figures", values, record_id="fig_drives")


def write_margins(doc: Doc[Any], language: str, today: date) -> None:
    """Into the supplier's private document."""
    years = [str(today.year - 1 + at) for at in range(len(VOLUME))]
    values = {
        "figures": "fig_drives",
        "base": {years[0]: MARGIN_BASE},
        "planned": dict(zip(years[1:], MARGIN_PLANNED, strict=True)),
        "forecast": {years[1]: MARGIN_FORECAST},
        "actual": {years[0]: MARGIN_BASE},
        "sources": {years[0]: MARGIN_SOURCE[language]},
    }
    edits.add_record(doc, "margins", values, record_id="mgn_drives", document="supplier")


def _write_white_space(doc: Doc[Any], language: str, today: date) -> None:
    units, offerings = UNITS[language], OFFERINGS[language]
    for one in WHITE_SPACES:
        values = {
            "unit": units[one.unit],
            "offering": offerings[one.offering],
            "holder": one.holder,
            "spend": one.spend * 1000 if one.spend else None,
            "potential": one.potential * 1000 if one.potential else None,
            "year": today.year - 1,
            "contract_end": dates.day(today, one.contract_end) if one.contract_end else None,
            "opportunity": f"opp_{one.opportunity}" if one.opportunity else None,
            "source": WHITE_SPACE_SOURCE[language] if one.holder != "unknown" else "",
        }
        known = {name: value for name, value in values.items() if value not in (None, "")}
        edits.add_record(doc, "white_spaces", known, record_id=f"wsp_{one.unit}_{one.offering}")


def _values(one: ValueFacts, language: str, today: date) -> dict[str, Any]:
    title, baseline, formula, evidence = TEXTS[language][one.key]
    return {
        "title": title,
        "gains": one.gains,
        "amount": one.amount,
        "recurrence": one.recurrence,
        "since": dates.day(today, one.since),
        "evidence_level": one.level,
        "baseline": baseline,
        "formula": formula,
        "evidence": evidence,
        "opportunity": f"opp_{one.opportunity}",
        "owner": f"per_{one.owner}",
    }
