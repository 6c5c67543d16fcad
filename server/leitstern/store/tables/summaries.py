"""Rows that are derived from documents: the summary of each plan, the state of each bin, and since when each
assessment has stood unchanged.

Only the summary projector writes `plan_summary`; only the daily jobs write the two others. They are derived
again whenever they are missing or stale; ages then begin anew.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class PlanSummaryRow(SQLModel, table=True):
    """Derived from update `seq` by formula `version`; stale from the day `stale_on` on.

    `changed_at` and `changed_by` (a participant's id) are those of the last change that a person made.
    `due_actions` (unfinished actions with dates and owners), `growth` (the small growth map) and `evidence`
    (what the KAM check asks of a plan) are JSON.
    """

    __tablename__ = "plan_summary"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    seq: int
    version: int
    stale_on: date | None = None
    changed_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    changed_by: str = ""
    title: str
    currency: str
    people: int
    opportunities: int
    open_opportunities: int
    goals: int
    actions: int
    open_actions: int
    late_actions: int
    gaps: int
    benefit_customer: float
    benefit_customer_weighted: float
    benefit_supplier: float
    benefit_supplier_weighted: float
    due_actions: str = "[]"
    growth: str = ""
    evidence: str = "{}"


class DocumentBinRow(SQLModel, table=True):
    """What the daily job saw at update `seq`: the time of the oldest deletion in the bin."""

    __tablename__ = "document_bin"

    document_id: str = Field(foreign_key="document.id", primary_key=True)
    seq: int
    oldest_removed_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))


class AssessmentAgesRow(SQLModel, table=True):
    """What the daily job saw at update `seq` of a side's document; the day on which the next one ends.

    `ages` is JSON: id of the assessment -> digest of what it holds, and since when (plan/assessment_ages.py).
    """

    __tablename__ = "assessment_ages"

    document_id: str = Field(foreign_key="document.id", primary_key=True)
    seq: int
    next_end: date | None = None
    ages: str = "{}"
