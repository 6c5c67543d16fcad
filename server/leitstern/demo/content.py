"""The type of a demo plan's texts, filled by content_en.py and content_de.py.

Every mapping has the keys of demo_data.py; tests/unit/demo/test_demo.py checks both languages. No logic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leitstern.plan.generated import Side


@dataclass(frozen=True, slots=True)
class SecondPlan:
    """A second plan with little content, so that the list of accounts has two entries."""

    account: str
    industry: str
    location: str
    title: str
    purpose: str
    opportunity: str


@dataclass(frozen=True, slots=True)
class Content:
    """`people`: (job title, unit); `opportunities`: (title, description); `goals`: (title, measure, unit);
    `claims`: (text, source); `competitors`: (what they supply, prices, source) by name; `words`: what the
    customer said.
    """

    workspace: str
    account: str
    industry: str
    location: str
    title: str
    purpose: str
    charter: tuple[str, str, str, str, str]
    notes: str
    notes_supplier: str
    notes_customer: str
    people: Mapping[str, tuple[str, str]]
    opportunities: Mapping[str, tuple[str, str]]
    goals: Mapping[str, tuple[str, str, str]]
    actions: Mapping[str, str]
    details: Mapping[str, str]
    claims: Mapping[str, tuple[str, str]]
    words: Mapping[str, str]
    assessments: Mapping[Side, Mapping[str, str]]
    competitors: Mapping[str, tuple[str, str, str]]
    figures_source: str
    criteria: Mapping[str, str]
    second: SecondPlan
    further: str
