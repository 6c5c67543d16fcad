"""The demo plan's people without titles: facts of both companies, and what each side thinks of the other.

Titles and notes are in content_*.py and assessments_*.py under the same keys. One person on each side is not
assessed yet, so that coverage shows what is unknown. Used by plan_writer.py and demo_data.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from leitstern.plan.generated import DecisionRole, Level, Relationship, Side

MEMBER_NAME = "Anna Berg"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    key: str
    name: str
    side: Side
    decision_role: DecisionRole | None = None
    level: Level = "management"
    region: str = ""
    reports_to: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """`last_contact` is in days from the first start."""

    person: str
    relationship: Relationship
    wanted: Relationship
    last_contact: int
    influence: int
    attitude: int
    supports: bool = False


@dataclass(frozen=True, slots=True)
class CompetitorFacts:
    name: str
    share: float
    as_of: int


PEOPLE = (
    PersonFacts("wendelin", "Claudia Wendelin", "customer", "decides", "board", "Lindach", contact="solberg"),
    PersonFacts("berg", MEMBER_NAME, "supplier", None, "management", "Nordhafen", "solberg", "brandt"),
    PersonFacts("okafor", "Martin Okafor", "customer", "uses", "executive", "Lindach", "wendelin", "reuter"),
    PersonFacts("brandt", "Sofia Brandt", "customer", "screens", "management", "Lindach", "aumann", "berg"),
    PersonFacts("novak", "Pavel Novák", "customer", "uses", "management", "Lindach", "wendelin", "kaya"),
    PersonFacts("hartmann", "Ines Hartmann", "customer", None, "specialist", "Lindach", "okafor", "reuter"),
    PersonFacts("aumann", "Dr. Felix Aumann", "customer", "budget", "board", "Lindach", contact="vogt"),
    PersonFacts(
        "solberg", "Dr. Henrik Solberg", "supplier", None, "executive", "Nordhafen", contact="wendelin"
    ),
    PersonFacts("kaya", "Miriam Kaya", "supplier", None, "management", "Lindach", "solberg", "novak"),
    PersonFacts("reuter", "Tobias Reuter", "supplier", None, "specialist", "Lindach", "berg", "okafor"),
    PersonFacts("petersen", "Jonas Petersen", "supplier", None, "specialist", "Nordhafen", "berg", "okafor"),
    PersonFacts("vogt", "Lena Vogt", "supplier", None, "management", "Nordhafen", None, "aumann"),
    PersonFacts("ferrari", "Giulia Ferrari", "customer", "uses", "management", "Osterau", "wendelin", "kaya"),
    PersonFacts(
        "lindqvist", "Erik Lindqvist", "supplier", None, "management", "Osterau", "solberg", "ferrari"
    ),
)

ASSESSMENTS: dict[Side, tuple[AssessmentFacts, ...]] = {
    "supplier": (
        AssessmentFacts("wendelin", "credible", "adviser", -34, 5, 1),
        AssessmentFacts("aumann", "vendor", "credible", -118, 5, -1),
        AssessmentFacts("okafor", "adviser", "adviser", -9, 4, 2, supports=True),
        AssessmentFacts("brandt", "solver", "solver", -3, 4, 0),
        AssessmentFacts("novak", "solver", "solver", -12, 3, 2, supports=True),
        AssessmentFacts("hartmann", "solver", "credible", -21, 2, 1, supports=True),
    ),
    "customer": (
        AssessmentFacts("solberg", "vendor", "solver", -34, 5, 1),
        AssessmentFacts("berg", "solver", "solver", -3, 4, 2, supports=True),
        AssessmentFacts("kaya", "adviser", "solver", -12, 4, 2, supports=True),
        AssessmentFacts("reuter", "solver", "adviser", -9, 3, 1),
        AssessmentFacts("petersen", "credible", "solver", -66, 2, 0),
        AssessmentFacts("vogt", "vendor", "credible", -150, 3, -1),
    ),
}

COMPETITORS = (CompetitorFacts("Talheim Antriebe", 0.38, -60), CompetitorFacts("Corvin Drives", 0.14, -140))
"""In the supplier's own document only."""
