"""How ready the plan is, chapter by chapter, and how mutual: view models in the reader's language.

Pure. plan/readiness.py and plan/mutuality.py have the rules. Called by pages/panels.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from leitstern.plan import mutuality, readiness
from leitstern.plan.document import PlanView
from leitstern.plan.generated import Side
from leitstern.wording import formats

OLD = 90
"""Days after which a chapter's age is worth a word: a plan is reviewed every quarter."""


@dataclass(frozen=True, slots=True)
class Missing:
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class ChapterReadiness:
    name: str
    title: str
    met: int
    all: int
    missing: tuple[Missing, ...]
    age: str
    """How long ago it was changed; empty where nobody knows."""
    is_old: bool

    @property
    def is_complete(self) -> bool:
        return self.met == self.all


@dataclass(frozen=True, slots=True)
class MutualSentence:
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Readiness:
    share: float
    percent: str
    sentence: str
    chapters: tuple[ChapterReadiness, ...]
    mutuality: tuple[MutualSentence, ...]


def readiness_of(
    plan: PlanView,
    changes: Mapping[str, date],
    today: date,
    sides: Mapping[Side, str],
    t: Callable[..., str],
    locale: str,
) -> Readiness:
    """`changes`: chapter -> the plan's day of its last change, where it is known."""
    points = readiness.points(plan, today)
    share, missing = readiness.completeness(points), sum(not one.is_met for one in points)
    chapters = tuple(
        _chapter(name, some, changes.get(name), today, t)
        for name, some in readiness.by_chapter(points).items()
    )
    sentence = t("readiness.missing", count=missing) if missing else t("readiness.all")
    return Readiness(
        share, formats.percent(share, locale), sentence, chapters, mutual_sentences(plan, today, sides, t)
    )


def _chapter(
    name: str, points: tuple[readiness.Point, ...], changed: date | None, today: date, t: Callable[..., str]
) -> ChapterReadiness:
    days = max(0, (today - changed).days) if changed else None
    missing = tuple(Missing(one.section, t(f"readiness.{one.code}")) for one in points if not one.is_met)
    age = "" if days is None else t("readiness.today") if days == 0 else t("readiness.age", count=days)
    met = len(points) - len(missing)
    is_old = days is not None and days > OLD
    return ChapterReadiness(name, t(f"chapters.{name}"), met, len(points), missing, age, is_old)


def mutual_sentences(
    plan: PlanView, today: date, sides: Mapping[Side, str], t: Callable[..., str]
) -> tuple[MutualSentence, ...]:
    """The same for both sides: companies are named, nobody is "we"."""
    return tuple(
        MutualSentence(
            one.section,
            t(
                f"mutuality.{one.code}",
                count=one.all,
                customer=sides["customer"],
                supplier=sides["supplier"],
                of_customer=str(one.customer),
                of_supplier=str(one.supplier),
                both=str(one.both),
                side=sides[one.side] if one.side else "",
            ),
        )
        for one in mutuality.sentences(plan, today)
    )
