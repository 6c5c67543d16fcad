"""The demo plan without its words: who, how much, when, and what serves what.

Two fictional companies: a maker of drives and a food group. Days count from the day of the first start, so
that the plan never looks old: some actions are done, some run, two are late, and a few gaps are left to be
closed on the screen. The words stand in content_en.py and content_de.py under the same keys. Used by
seed.py alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from leitstern.plan.generated import ActionStatus, Side, Stage, Whose

MEMBER_EMAIL = "anna.berg@nordlicht.example"
MEMBER_NAME = "Anna Berg"
CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    key: str
    name: str
    side: Side


@dataclass(frozen=True, slots=True)
class OpportunityFacts:
    """Benefits per year, effort in person-days of both sides, `full_in` days until the benefit is reached
    in full.
    """

    key: str
    benefit_customer: int
    benefit_supplier: int
    probability: float
    effort: int
    full_in: int
    stage: Stage
    sponsor_customer: str | None = None
    sponsor_supplier: str | None = None


@dataclass(frozen=True, slots=True)
class GoalFacts:
    key: str
    whose: Whose
    baseline: float
    target: float
    current: float
    owner: str
    opportunities: tuple[str, ...]
    begun: int = -180


@dataclass(frozen=True, slots=True)
class ActionFacts:
    key: str
    start: int | None
    due: int | None
    status: ActionStatus
    owner: str | None
    helpers: tuple[str, ...] = ()
    opportunities: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    predecessor: str | None = None


PEOPLE = (
    PersonFacts("wendelin", "Claudia Wendelin", "customer"),
    PersonFacts("berg", MEMBER_NAME, "supplier"),
    PersonFacts("okafor", "Martin Okafor", "customer"),
    PersonFacts("brandt", "Sofia Brandt", "customer"),
    PersonFacts("novak", "Pavel Novák", "customer"),
    PersonFacts("hartmann", "Ines Hartmann", "customer"),
    PersonFacts("aumann", "Dr. Felix Aumann", "customer"),
    PersonFacts("solberg", "Dr. Henrik Solberg", "supplier"),
    PersonFacts("kaya", "Miriam Kaya", "supplier"),
    PersonFacts("reuter", "Tobias Reuter", "supplier"),
    PersonFacts("petersen", "Jonas Petersen", "supplier"),
    PersonFacts("vogt", "Lena Vogt", "supplier"),
)

OPPORTUNITIES = (
    OpportunityFacts("spares", 230_000, 150_000, 0.9, 45, 150, "running", "novak", "kaya"),
    OpportunityFacts("monitoring", 910_000, 260_000, 0.6, 140, 420, "agreed", "okafor", "petersen"),
    OpportunityFacts("energy", 640_000, 420_000, 0.8, 180, 540, "running", "hartmann", "reuter"),
    OpportunityFacts("retrofit", 290_000, 310_000, 0.7, 120, 400, "agreed", "novak", "reuter"),
    OpportunityFacts("academy", 120_000, 0, 0.8, 30, 365, "idea", "okafor", "kaya"),
    OpportunityFacts("platform", 380_000, 520_000, 0.5, 220, 900, "qualified", "wendelin", "solberg"),
    OpportunityFacts("washdown", 180_000, 240_000, 0.4, 90, 600, "qualified", "okafor", "berg"),
    OpportunityFacts("takeback", 60_000, 40_000, 0.3, 60, 700, "idea", "hartmann"),
)

GOALS = (
    GoalFacts("downtime", "customer", 1240, 620, 1010, "okafor", ("monitoring", "spares", "retrofit")),
    GoalFacts("power", "customer", 21_500, 17_600, 20_300, "hartmann", ("energy",)),
    GoalFacts("delivery", "joint", 71, 98, 88, "kaya", ("spares",)),
    GoalFacts("launch", "joint", 14, 9, 13, "wendelin", ("platform",)),
    GoalFacts("skills", "customer", 6, 40, 14, "okafor", ("academy",)),
    GoalFacts("share", "supplier", 34, 50, 37, "berg", ("platform", "energy", "washdown")),
)

ACTIONS = (
    ActionFacts("sensors", -90, -12, "running", "petersen", ("novak",), ("monitoring",), ("downtime",)),
    ActionFacts("survey", -35, -5, "planned", "novak", ("reuter",), ("retrofit",)),
    ActionFacts("lines_first", -100, 20, "running", "reuter", ("novak",), ("energy",), ("power",), "formula"),
    ActionFacts("stores", -40, 30, "running", "kaya", ("novak",), ("spares",), ("delivery",), "contract"),
    ActionFacts("alarms", -30, 45, "running", "okafor", ("petersen",), ("monitoring",), (), "sensors"),
    ActionFacts(
        "specification", -20, 80, "running", "okafor", ("reuter", "brandt"), ("platform",), ("launch",)
    ),
    ActionFacts("decision", 60, 75, "planned", "wendelin", ("okafor", "berg"), ("monitoring",), (), "alarms"),
    ActionFacts(
        "lines_rest", 60, 420, "planned", "okafor", ("reuter",), ("energy",), ("power",), "lines_first"
    ),
    ActionFacts(
        "rollout", 90, 400, "planned", "petersen", ("okafor",), ("monitoring",), ("downtime",), "decision"
    ),
    ActionFacts(
        "framework", 100, 190, "planned", "brandt", ("berg",), ("platform",), ("share",), "specification"
    ),
    ActionFacts("washdown_trial", 150, 330, "planned", None, ("reuter",), ("washdown",)),
    ActionFacts("ovens", 200, 260, "planned", "reuter", ("novak",), ("retrofit",), ("downtime",), "survey"),
    ActionFacts("takeback_concept", 240, None, "planned", "hartmann", (), ("takeback",)),
    ActionFacts("review", 330, 340, "planned", "solberg", ("wendelin", "berg"), (), ("share", "downtime")),
    ActionFacts(
        "first_line", 400, 520, "planned", "wendelin", ("okafor",), ("platform",), ("launch",), "framework"
    ),
    ActionFacts("account", 900, 960, "planned", "aumann", ("vogt", "berg"), (), ("power", "delivery")),
    ActionFacts("contract", -110, -60, "done", "brandt", ("berg",), ("spares",), ("delivery",)),
    ActionFacts("course", -80, -50, "done", "kaya", ("okafor",), ("academy",), ("skills",)),
    ActionFacts("formula", -150, -110, "done", "vogt", ("aumann",), ("energy",), (), "measure"),
    ActionFacts("measure", -200, -140, "done", "reuter", ("hartmann",), ("energy",), ("power",)),
)
