"""The demo's joint projects, risks and decisions, in both languages. All fictional.

They agree with demo_data.py: the pilot in Lindach covers 60 of the 160 drives of the monitoring opportunity,
so it is expected to bring 60/160 of its benefits; dates are those of the actions that serve it. Written
by roadmap_writer.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from leitstern.plan.generated import ProjectStage, RiskGrade, RiskStatus


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """`start` and `due` are days from the first start; names are keys of demo_data.py and demo_people.py."""

    key: str
    stage: ProjectStage
    benefit_customer: int
    benefit_supplier: int
    owner_customer: str
    owner_supplier: str | None
    start: int
    due: int
    opportunities: tuple[str, ...]
    goals: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskFacts:
    key: str
    status: RiskStatus
    likelihood: RiskGrade
    impact: RiskGrade
    owner: str
    due: int
    threatens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    key: str
    on: int
    by: tuple[str, ...]
    concerns: tuple[str, ...]


PROJECTS = (
    ProjectFacts(
        "pilot",
        "running",
        340_000,
        97_000,
        "okafor",
        "petersen",
        -90,
        75,
        ("monitoring",),
        ("downtime",),
        ("sensors", "alarms", "decision"),
    ),
    ProjectFacts(
        "lines",
        "running",
        640_000,
        420_000,
        "hartmann",
        "reuter",
        -100,
        420,
        ("energy",),
        ("power",),
        ("lines_first", "lines_rest"),
    ),
    ProjectFacts(
        "stores",
        "running",
        230_000,
        150_000,
        "novak",
        "kaya",
        -110,
        60,
        ("spares",),
        ("delivery",),
        ("contract", "stores"),
    ),
    ProjectFacts(
        "platform",
        "agreed",
        380_000,
        520_000,
        "wendelin",
        "solberg",
        -20,
        520,
        ("platform",),
        ("launch", "share"),
        ("specification", "framework", "first_line"),
    ),
    ProjectFacts(
        "academy", "idea", 120_000, 0, "okafor", None, 90, 365, ("academy",), ("skills",), ("course",)
    ),
)

RISKS = (
    RiskFacts(
        "network", "open", "medium", "high", "okafor", 25, ("opp_monitoring", "act_alarms", "prj_pilot")
    ),
    RiskFacts("cabinets", "open", "medium", "high", "reuter", 60, ("opp_retrofit", "act_ovens")),
    RiskFacts("night", "open", "high", "medium", "novak", 40, ("prj_lines", "act_lines_rest")),
    RiskFacts("price", "controlled", "medium", "low", "vogt", 180, ("opp_energy",)),
)

DECISIONS = (
    DecisionFacts("formula", -110, ("aumann", "vogt"), ("opp_energy", "goal_power")),
    DecisionFacts("stock", -60, ("brandt", "berg"), ("opp_spares", "prj_stores")),
    DecisionFacts("ovens", -36, ("wendelin", "solberg"), ("opp_retrofit",)),
)

PROJECT_TEXTS: dict[str, dict[str, tuple[str, str, str]]] = {
    "de": {
        "pilot": (
            "Pilot Zustandsüberwachung in Lindach",
            "60 kritische Antriebe melden sich, bevor sie ausfallen; die Instandhaltung plant danach.",
            "Wer Ausfälle vorher kennt, liefert am nächsten Tag, ohne eine Reservelinie vorzuhalten.",
        ),
        "lines": (
            "Antriebstausch auf zwölf Verpackungslinien",
            "Alle zwölf Linien laufen mit sparsamen Antrieben, ohne einen zusätzlichen Stillstandstag.",
            "Mit 18\u00a0% weniger Energie hängen wir weniger am Strompreis als mit jedem Liefervertrag.",
        ),
        "stores": (
            "Gemeinsames Ersatzteillager in drei Werken",
            "Jedes kritische Teil ist in acht Stunden an der Linie, in jedem Werk.",
            "",
        ),
        "platform": (
            "Eine Antriebsplattform für neue Linien",
            "Fünf Baugrößen sind festgelegt, und die erste Linie ist danach bestellt.",
            "Jede neue Linie verdient fünf Monate früher Geld, weil wir sie gemeinsam planen.",
        ),
        "academy": (
            "Akademie für Instandhaltung",
            "40 Fachleute beider Unternehmen haben ein Zertifikat und tauschen sich aus.",
            "Fachkräfte bleiben dort, wo sie etwas lernen: Wir bilden sie gemeinsam aus.",
        ),
    },
    "en": {
        "pilot": (
            "Condition monitoring pilot in Lindach",
            "60 critical drives in Lindach report before they fail, and maintenance plans by it.",
            "If we know of failures beforehand, we deliver on the next day without a line in reserve.",
        ),
        "lines": (
            "New drives on twelve packaging lines",
            "All twelve lines run on efficient drives, without one extra day of standstill.",
            "With 18% less energy, the price of electricity matters less to us than with any contract.",
        ),
        "stores": (
            "Joint spare parts store in three plants",
            "Every critical part is at the line within eight hours, in every plant.",
            "",
        ),
        "platform": (
            "One drive platform for new lines",
            "Five sizes are specified, and the first line is ordered by them.",
            "Every new line earns money five months sooner, and we plan it together instead of in turn.",
        ),
        "academy": (
            "Maintenance academy",
            "40 technicians of both companies are certified and learn from each other.",
            "Skilled people stay where they learn something: we train them together.",
        ),
    },
}
"""Title, objective, strategic importance. One running project lacks its sentence: a gap for the reader."""

RISK_TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "de": {
        "network": (
            "IT-Sicherheit gibt die Anbindung der Alarme nicht frei",
            "Zuerst nur lesend über ein getrenntes Gateway; Freigabe je Werk, beginnend mit Lindach.",
        ),
        "cabinets": (
            "Schaltschränke kommen zu spät für den Sommerstillstand",
            "Bestellung vor der Bestandsaufnahme von Ofen 2; zweiter Schrankbauer ist angefragt.",
        ),
        "night": (
            "Zu wenig Fachleute für den Umbau am Wochenende",
            "Umbauteams aus beiden Häusern mischen; Schichtplan drei Monate im Voraus.",
        ),
        "price": (
            "Der Strompreis fällt, und die Einsparung ist weniger wert",
            "Die Einsparformel rechnet in MWh; der Preis wird einmal im Jahr festgestellt.",
        ),
    },
    "en": {
        "network": (
            "IT security does not approve the connection of alarms",
            "Read-only through a separate gateway first; approval plant by plant, beginning with Lindach.",
        ),
        "cabinets": (
            "Control cabinets arrive too late for the summer shutdown",
            "Order before the survey of oven 2; a second cabinet maker has been asked.",
        ),
        "night": (
            "Too few technicians for the weekend refits",
            "Mixed teams of both companies; shift plan three months ahead.",
        ),
        "price": (
            "The price of electricity falls, and savings are worth less",
            "The savings formula counts MWh; the price is established once a year.",
        ),
    },
}
"""Title and countermeasure."""

DECISION_TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "de": {
        "formula": (
            "Einsparungen rechnen beide Controlling-Teams mit einer gemeinsamen Formel.",
            "Sonst streiten wir in zwei Jahren über Zahlen statt über Maßnahmen.",
        ),
        "stock": (
            "Der Lagerbestand bleibt bis zur Entnahme Eigentum von Nordlicht.",
            "Wendelin bindet kein Kapital, Nordlicht sieht den Verbrauch und plant danach.",
        ),
        "ovens": (
            "Die Öfen in Brück werden modernisiert, nicht neu gekauft.",
            "Der Umbau passt in zwei Sommerstillstände und kostet etwa die Hälfte eines Neukaufs.",
        ),
    },
    "en": {
        "formula": (
            "Both controlling teams compute savings with one common formula.",
            "Otherwise we argue about figures in two years’ time instead of about actions.",
        ),
        "stock": (
            "Stock remains the property of Nordlicht until it is used.",
            "Wendelin ties up no capital, Nordlicht sees what is used and plans by it.",
        ),
        "ovens": (
            "The ovens in Brück are modernised, not bought new.",
            "The refit fits into two summer shutdowns and costs about half as much as new ovens.",
        ),
    },
}
"""What was decided, and why."""

SESSION_DECISION = {
    "de": (
        "Lindach geht voran; Osterau und Brück folgen nach dem Pilot.",
        "Dort ist die Wirkung am schnellsten zu messen.",
        "Osterau und Brück beginnen erst, wenn der Pilot ausgewertet ist.",
    ),
    "en": (
        "Lindach goes first; Osterau and Brück follow after the pilot.",
        "The effect can be measured there soonest.",
        "Osterau and Brück begin only when the pilot has been reviewed.",
    ),
}
"""Proposed in the first session: what, why, and what was agreed."""

DRAFT_RISK = {
    "de": (
        "Deckungsbeitrag der Plattform unter 27\u00a0%",
        "Vor dem Rahmenvertrag mit der Geschäftsführung abstimmen; Preisgleitung für Magnete vereinbaren.",
    ),
    "en": (
        "Contribution margin of the platform below 27%",
        "Clear it with the board before the framework agreement; agree price escalation for magnets.",
    ),
}
"""A draft in the supplier's room."""
