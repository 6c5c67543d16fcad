"""What the words of a demo plan consist of: one shape, filled by content_en.py and content_de.py.

Every mapping has the keys of story.py; tests/unit/plan/test_demo.py holds both languages to it. No logic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecondPlan:
    """A plan that has only begun, so that the list of accounts is a list."""

    account: str
    industry: str
    location: str
    title: str
    purpose: str
    opportunity: str


@dataclass(frozen=True, slots=True)
class Content:
    """`people`: (job title, unit); `opportunities`: (title, description); `goals`: (title, measure, unit)."""

    workspace: str
    account: str
    industry: str
    location: str
    title: str
    purpose: str
    notes: str
    notes_supplier: str
    notes_customer: str
    people: Mapping[str, tuple[str, str]]
    opportunities: Mapping[str, tuple[str, str]]
    goals: Mapping[str, tuple[str, str, str]]
    actions: Mapping[str, str]
    details: Mapping[str, str]
    second: SecondPlan
    further: str
