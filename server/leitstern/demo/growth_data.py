"""The demo's growth figures, evidence levels and value log, in both languages. All fictional.

The figures agree with demo_data.py: revenue EUR 8.2m to 12.0m of 24.0m (34% to 50%). Written by
growth_writer.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from leitstern.plan.generated import EvidenceLevel, Recurrence, Side

LEVELS: dict[str, tuple[EvidenceLevel, EvidenceLevel]] = {
    "spares": ("implemented", "implemented"),
    "monitoring": ("agreed", "estimated"),
    "energy": ("agreed", "agreed"),
    "retrofit": ("estimated", "estimated"),
    "platform": ("estimated", "idea"),
}
"""Opportunity -> evidence level of the customer's benefit and of the supplier's; the others are ideas."""

INVESTMENTS: dict[str, tuple[int, int]] = {
    "spares": (0, 180_000),
    "monitoring": (640_000, 310_000),
    "energy": (1_450_000, 260_000),
    "retrofit": (820_000, 140_000),
    "platform": (300_000, 950_000),
}
"""Opportunity -> what the customer and the supplier invest once."""

BASE, PLANNED = 8.2, (9.1, 10.4, 12.0)
FORECAST_NOW = 8.8
QUARTERS = (2.0, 2.2, 2.3, 2.6)
"""The first planned year by quarter: the second shutdown brings most of it late."""
MARGIN_BASE, MARGIN_PLANNED, MARGIN_FORECAST = 1.55, (1.8, 2.2, 2.76), 1.7
"""Nordlicht's contribution margin II, in its own room alone: 19% of revenue, growing by 1.21m."""
VOLUME = (24.0, 24.0, 24.2, 24.0)
VOLUME_TO = 25.5
"""Upper end of the last year's volume, which is an estimate."""


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """`since` is in days from the start; `opportunity` is a key of demo_data.py."""

    key: str
    gains: Side
    amount: int
    recurrence: Recurrence
    level: EvidenceLevel
    since: int
    opportunity: str
    owner: str


VALUES = (
    ValueFacts("stores", "customer", 138_000, "yearly", "implemented", -240, "spares", "kaya"),
    ValueFacts("line_one", "customer", 96_000, "yearly", "implemented", -150, "energy", "reuter"),
    ValueFacts("grant", "customer", 74_000, "one_off", "implemented", -95, "energy", "hartmann"),
    ValueFacts("service", "supplier", 88_000, "yearly", "implemented", -240, "spares", "kaya"),
    ValueFacts("alarms", "customer", 61_000, "yearly", "agreed", -40, "monitoring", "petersen"),
)
FIGURES_TITLE = {"de": "Antriebe und Service", "en": "Drives and service"}
MARGIN_SOURCE = {"de": "Controlling, Deckungsbeitrag II", "en": "Controlling, contribution margin II"}
SOURCES = {
    "de": ("Rechnungsbuch; Einkauf, Jahresgespräch", "Einkauf, Schätzung"),
    "en": ("Invoices; purchasing, annual review", "Purchasing, estimate"),
}

TEXTS: dict[str, dict[str, tuple[str, str, str, str]]] = {
    "de": {
        "stores": (
            "Weniger Stillstand durch das gemeinsame Ersatzteillager",
            "60 Stunden Stillstand im Jahr, weil Teile fehlten",
            "60 Stunden × 2.300 € je Stunde",
            "Störungsbuch der drei Werke, Auswertung Instandhaltung",
        ),
        "line_one": (
            "Stromverbrauch der ersten Linien gesenkt",
            "3.240 MWh im Jahr auf den Linien 1 bis 4",
            "585 MWh weniger × 164 € je MWh",
            "Zählerstände, Energiebericht des Werks",
        ),
        "grant": (
            "Förderung für effiziente Motoren erhalten",
            "Keine Förderung beantragt",
            "370 Motoren × 200 € Zuschuss",
            "Förderbescheid vom Frühjahr",
        ),
        "service": (
            "Planbares Ersatzteilgeschäft mit weniger Eilaufträgen",
            "Jeder dritte Auftrag war ein Eilauftrag",
            "220 Eilaufträge weniger × 400 € Mehraufwand",
            "Auftragsstatistik Service",
        ),
        "alarms": (
            "Frühe Warnungen verhindern Ausfälle",
            "Zwei ungeplante Ausfälle im Monat",
            "26 Stunden im Jahr × 2.300 € je Stunde (vorläufig)",
            "Protokoll des Zustandsmonitorings",
        ),
    },
    "en": {
        "stores": (
            "Less downtime thanks to the joint spare parts store",
            "60 hours of downtime a year for want of parts",
            "60 hours × EUR 2,300 per hour",
            "Fault log of the three plants, maintenance",
        ),
        "line_one": (
            "Electricity use of the first lines reduced",
            "3,240 MWh a year on lines 1 to 4",
            "585 MWh less × EUR 164 per MWh",
            "Meter readings, energy report of the plant",
        ),
        "grant": (
            "Grant for efficient motors received",
            "No grant applied for",
            "370 motors × EUR 200 grant",
            "Grant notice of this spring",
        ),
        "service": (
            "Predictable spare parts business with fewer rush orders",
            "Every third order was a rush order",
            "220 rush orders less × EUR 400 extra effort",
            "Order statistics of the service team",
        ),
        "alarms": (
            "Early warnings prevent breakdowns",
            "Two unplanned breakdowns a month",
            "26 hours a year × EUR 2,300 per hour (preliminary)",
            "Log of the condition monitoring",
        ),
    },
}
"""Title, baseline, formula, evidence."""
