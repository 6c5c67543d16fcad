"""The demo plan's statements about the customer without their texts: topics, marks, days and links.

Five are open questions; one is old enough to be checked. Texts are in claims_en.py and claims_de.py under the
same keys. Used by plan_writer.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from leitstern.plan.generated import Standing, Swot, Topic


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """`as_of` and `due` are days from the first start; `follows` names statements, `answered_by`
    opportunities, `owner` a person.
    """

    key: str
    topic: Topic
    as_of: int | None = -60
    swot: Swot = "none"
    standing: Standing = "assumed"
    follows: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    owner: str | None = None
    due: int | None = None


def _question(key: str, topic: Topic, owner: str | None, due: int | None, *follows: str) -> ClaimFacts:
    return ClaimFacts(key, topic, None, standing="open", owner=owner, due=due, follows=follows)


CLAIMS = (
    ClaimFacts("convenience", "market", -80, "opportunity"),
    ClaimFacts("private_label", "market", -80, "threat"),
    ClaimFacts("retail_pressure", "market", -420),
    ClaimFacts("osterau", "strategy", -45, "opportunity"),
    ClaimFacts("no_acquisition", "strategy", -45),
    ClaimFacts("own_bakeries", "business", -90),
    ClaimFacts("three_plants", "business", -90),
    ClaimFacts("two_shifts", "business", -30),
    ClaimFacts("margin_fresh", "money", -75),
    ClaimFacts("downtime_cost", "money", -20),
    ClaimFacts("energy_share", "money", -20),
    ClaimFacts("margin_fell", "finance", -100),
    ClaimFacts("capex", "finance", -100),
    ClaimFacts("kornfeld", "competitors", -70, "threat"),
    ClaimFacts("kornfeld_lines", "competitors", -210),
    ClaimFacts("second_source", "purchasing", -40, "weakness"),
    ClaimFacts("central_buying", "purchasing", -40),
    ClaimFacts("total_cost", "purchasing", -40, "strength"),
    ClaimFacts("service_known", "purchasing", -55, "strength"),
    ClaimFacts("late_quotes", "purchasing", -55, "weakness"),
    ClaimFacts("climate", "ambition", -45),
    ClaimFacts("number_two", "ambition", -45),
    ClaimFacts("energy_price", "pressure", -30, follows=("climate",)),
    ClaimFacts("delivery_penalties", "pressure", -30, "threat", follows=("number_two",)),
    ClaimFacts("efficiency_programme", "initiative", -30, follows=("energy_price",), answered_by=("energy",)),
    ClaimFacts("line_availability", "initiative", -30, follows=("delivery_penalties",)),
    ClaimFacts(
        "few_technicians",
        "obstacle",
        -15,
        follows=("line_availability",),
        answered_by=("monitoring", "academy"),
    ),
    ClaimFacts(
        "spare_types", "obstacle", -15, follows=("line_availability",), answered_by=("spares", "platform")
    ),
    _question("budget", "finance", "aumann", 30),
    _question("osterau_line", "strategy", "berg", 45, "osterau"),
    _question("scoring", "purchasing", "brandt", -4),
    _question("data_release", "obstacle", "okafor", 60, "efficiency_programme"),
    _question("successor", "business", None, None),
)
