"""The demo plan without its texts: people, amounts, days, and what contributes to what.

Two fictional companies: a maker of drives and a food producer. Some actions are done, some are running, two
are overdue (one on each side), and a few gaps are left for the reader to close. Texts are in content_en.py
and content_de.py under the same keys; dates.py turns days into dates. Used by plan_writer.py and seed.py.

The figures are consistent with each other:
- Energy: 1,200 motors save 3,900 MWh a year (21,500 to 17,600, 18%), which is EUR 640,000 at EUR 0.164/kWh.
- Downtime: 620 hours avoided are worth about EUR 2,300 each: EUR 1.43m of monitoring, spares and ovens.
- Nordlicht: its benefits, weighted by probability, are EUR 1.21m of contribution margin: 32% of the EUR 3.8m
  by which its revenue is planned to grow (EUR 8.2m to 12.0m of 24.0m: the share goal, 34% to 50%).
"""

from __future__ import annotations

from dataclasses import dataclass

from leitstern.demo.dates import Moment, Shutdown
from leitstern.plan.generated import ActionStatus, Stage, Whose

MEMBER_EMAIL = "anna.berg@nordlicht.example"
CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class OpportunityFacts:
    """Benefits are per year (the supplier's is contribution margin), effort is in person-days of both sides,
    `full_from` is when the whole benefit is reached.
    """

    key: str
    benefit_customer: int
    benefit_supplier: int
    probability: float
    effort: int
    full_from: Moment
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
    start: Moment | None
    due: Moment | None
    status: ActionStatus
    owner: str | None
    helpers: tuple[str, ...] = ()
    opportunities: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    predecessor: str | None = None


GAPS = {"review": "8.blind_spot"}
"""Actions that take up a gap of the check of both sides (demo_rounds.py)."""

REVENUE = (812, 836, 871, 918)
"""The customer's revenue of the last four years in millions, like the following figures."""
EBIT = (46.3, 43.5, 41.8, 50.5)
INVESTMENT = (38, 52, 61, 47)
VOLUME = (21.5, 22.4, 23.1, 24)
"""What the customer spends on drives; the last one is the 24.0 of the share goal."""

CRITERIA = (
    ("delivery", 30, (2, 3, 4)),
    ("quality", 25, (4, 4, 4)),
    ("price", 20, (3, 3, 3)),
    ("innovation", 15, (3, 4, 4)),
    ("service", 10, (3, 4, 5)),
)
"""The customer's scorecard: criterion, weight, scores of the last years."""

OPPORTUNITIES = (
    OpportunityFacts("spares", 230_000, 150_000, 0.9, 45, 150, "running", "novak", "kaya"),
    OpportunityFacts("monitoring", 910_000, 260_000, 0.6, 140, 420, "agreed", "okafor", "petersen"),
    OpportunityFacts("energy", 640_000, 420_000, 0.8, 320, 540, "running", "hartmann", "reuter"),
    OpportunityFacts(
        "retrofit", 290_000, 310_000, 0.7, 120, Shutdown.SECOND_ENDS, "qualified", "okafor", "reuter"
    ),
    OpportunityFacts("academy", 120_000, 0, 0.8, 30, 365, "idea", "okafor", "kaya"),
    OpportunityFacts("platform", 380_000, 520_000, 0.5, 220, 900, "qualified", "wendelin", "solberg"),
    OpportunityFacts("washdown", 180_000, 240_000, 0.4, 90, 600, "qualified", "okafor", "berg"),
    OpportunityFacts("takeback", 60_000, 40_000, 0.3, 60, 700, "idea", "hartmann"),
)

GOALS = (
    GoalFacts("downtime", "customer", 1240, 620, 1010, "okafor", ("monitoring", "spares", "retrofit")),
    GoalFacts("power", "customer", 21_500, 17_600, 20_300, "hartmann", ("energy",), begun=-140),
    GoalFacts("delivery", "joint", 71, 98, 88, "kaya", ("spares",)),
    GoalFacts("launch", "joint", 14, 9, 14, "wendelin", ("platform",)),
    GoalFacts("skills", "customer", 6, 40, 14, "okafor", ("academy",)),
    GoalFacts("share", "supplier", 34, 50, 37, "berg", ("platform", "energy", "washdown")),
)

ACTIONS = (
    ActionFacts("sensors", -90, -12, "running", "petersen", ("novak",), ("monitoring",), ("downtime",)),
    ActionFacts("survey", -35, -5, "planned", "okafor", ("reuter",), ("retrofit",)),
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
    ActionFacts(
        "ovens",
        Shutdown.BEGINS,
        Shutdown.ENDS,
        "planned",
        "reuter",
        ("okafor",),
        ("retrofit",),
        ("downtime",),
        "survey",
    ),
    ActionFacts("takeback_concept", 240, None, "planned", "hartmann", (), ("takeback",)),
    ActionFacts("quarterly", None, 25, "planned", "berg", ("okafor",), (), ("downtime", "delivery")),
    ActionFacts("review", None, 340, "planned", "solberg", ("wendelin", "berg"), (), ("share", "downtime")),
    ActionFacts(
        "first_line", 400, 520, "planned", "wendelin", ("okafor",), ("platform",), ("launch",), "framework"
    ),
    ActionFacts("account", 900, 960, "planned", "aumann", ("vogt", "berg"), (), ("power", "delivery")),
    ActionFacts("contract", -110, -60, "done", "brandt", ("berg",), ("spares",), ("delivery",)),
    ActionFacts("course", -80, -50, "done", "kaya", ("okafor",), ("academy",), ("skills",)),
    ActionFacts("formula", -135, -110, "done", "vogt", ("aumann",), ("energy",), (), "measure"),
    ActionFacts("measure", -200, -140, "done", "reuter", ("hartmann",), ("energy",), ("power",)),
)
