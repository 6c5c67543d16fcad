"""The demo's white space: four units of the customer by six offerings, in both languages. All fictional.

The spend agrees with growth_data.py: Nordlicht has EUR 8.2m of the EUR 24.0m that are bought; what the plants
make themselves stands beside it. Written by growth_writer.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from leitstern.plan.generated import Holder


@dataclass(frozen=True, slots=True)
class WhiteSpaceFacts:
    """Amounts in EUR 1,000 per year; `contract_end` in days from today; `opportunity` is a key of
    demo_data.py.
    """

    unit: str
    offering: str
    holder: Holder
    spend: int | None = None
    potential: int | None = None
    contract_end: int | None = None
    opportunity: str = ""


WHITE_SPACES = (
    WhiteSpaceFacts("lindach", "gears", "us", 3200, None, 410),
    WhiteSpaceFacts("lindach", "servo", "others", 1900, 600, 300),
    WhiteSpaceFacts("lindach", "inverters", "us", 1500, None, 410),
    WhiteSpaceFacts("lindach", "service", "us", 900, 120, 410, "spares"),
    WhiteSpaceFacts("lindach", "monitoring", "in_house", 180, 420, None, "monitoring"),
    WhiteSpaceFacts("lindach", "washdown", "others", 600, 240, 540, "washdown"),
    WhiteSpaceFacts("brueck", "gears", "us", 2600, 310, 640, "retrofit"),
    WhiteSpaceFacts("brueck", "servo", "others", 2100, None, 800),
    WhiteSpaceFacts("brueck", "inverters", "others", 1200, 450, 220),
    WhiteSpaceFacts("brueck", "service", "in_house", 700, 250, None, "spares"),
    WhiteSpaceFacts("brueck", "monitoring", "in_house", 120, 310, None, "monitoring"),
    WhiteSpaceFacts("brueck", "washdown", "not_bought"),
    WhiteSpaceFacts("osterau", "gears", "others", 2300, 1400, 140),
    WhiteSpaceFacts("osterau", "servo", "others", 1300, None, 480),
    WhiteSpaceFacts("osterau", "inverters", "others", 1100, 300, 140),
    WhiteSpaceFacts("osterau", "service", "in_house", 500, 180, None, "spares"),
    WhiteSpaceFacts("osterau", "monitoring", "unknown"),
    WhiteSpaceFacts("osterau", "washdown", "others", 900, 500, 540, "washdown"),
    WhiteSpaceFacts("new_lines", "gears", "others", 1900, 1200, None, "platform"),
    WhiteSpaceFacts("new_lines", "servo", "others", 1600, 800, None, "platform"),
    WhiteSpaceFacts("new_lines", "inverters", "others", 900, 500, None, "platform"),
    WhiteSpaceFacts("new_lines", "service", "unknown"),
)
"""Two fields are open questions, two were never spoken of."""

UNITS: dict[str, dict[str, str]] = {
    "de": {
        "lindach": "Werk Lindach",
        "brueck": "Werk Brück",
        "osterau": "Werk Osterau",
        "new_lines": "Neue Linien",
    },
    "en": {
        "lindach": "Lindach plant",
        "brueck": "Brück plant",
        "osterau": "Osterau plant",
        "new_lines": "New lines",
    },
}
OFFERINGS: dict[str, dict[str, str]] = {
    "de": {
        "gears": "Getriebemotoren",
        "servo": "Servoantriebe",
        "inverters": "Umrichter",
        "service": "Service und Ersatzteile",
        "monitoring": "Zustandsüberwachung",
        "washdown": "Waschfeste Antriebe",
    },
    "en": {
        "gears": "Geared motors",
        "servo": "Servo drives",
        "inverters": "Inverters",
        "service": "Service and spare parts",
        "monitoring": "Condition monitoring",
        "washdown": "Wash-down drives",
    },
}
WHITE_SPACE_SOURCE = {
    "de": "Einkauf, Jahresgespräch",
    "en": "Purchasing, annual review",
}
