"""Tables of the portfolio: yearly figures of accounts, and who decided which account is key.

Rows only; members of the workspace read and write them (access/portfolio.py), and no guest ever does. The
figures of an account are replaced, its decisions are kept over time.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class AccountFiguresRow(SQLModel, table=True):
    """Of one fiscal year, in `currency`. None: unknown. plan/portfolio.py explains the fields."""

    __tablename__ = "account_figures"

    account_id: str = Field(foreign_key="account.id", primary_key=True)
    year: int = Field(primary_key=True)
    currency: str
    gross_revenue: float
    deductions: float | None = None
    cost_of_goods: float | None = None
    cost_to_serve: float | None = None
    potential: float | None = None
    member_id: str = Field(foreign_key="member.id")
    at: datetime = Field(sa_column=utc_column())


class KeyDecision(SQLModel, table=True):
    """Somebody decided that an account is key or is not; the latest one counts."""

    __tablename__ = "key_decision"

    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    is_key: bool
    reason: str
    member_id: str = Field(foreign_key="member.id")
    at: datetime = Field(sa_column=utc_column())


class ImportColumn(SQLModel, table=True):
    """What somebody said that a column of imported tables is. `name`: empty for nothing of ours."""

    __tablename__ = "import_column"

    workspace_id: str = Field(foreign_key="workspace.id", primary_key=True)
    head: str = Field(primary_key=True)
    name: str
