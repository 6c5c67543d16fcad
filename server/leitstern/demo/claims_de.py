"""The demo plan's statements about the customer in German: (text, source) by the keys of demo_claims.py.

The companies and people are fictional. A question has no source yet. Used by content_de.py.
"""

from __future__ import annotations

CLAIMS = {
    "convenience": (
        "Die Nachfrage nach frischen Convenience-Gerichten wächst um rund 6 % im Jahr, die nach Brot kaum.",
        "Branchenbericht, Handelspanel",
    ),
    "private_label": (
        "Jedes zweite Brot im Handel ist eine Eigenmarke, und der Handel schreibt sie jährlich aus.",
        "Gespräch mit Sofia Brandt",
    ),
    "retail_pressure": (
        "Die drei größten Handelsketten stehen für mehr als die Hälfte des Umsatzes von Wendelin.",
        "Geschäftsbericht, Seite 14",
    ),
    "osterau": (
        "Osterau wird der Standort für frische Convenience; zwei weitere Linien sind dort geplant.",
        "Strategietag mit Claudia Wendelin",
    ),
    "no_acquisition": (
        "Wendelin will an den eigenen Standorten wachsen und plant drei Jahre lang keinen Zukauf.",
        "Claudia Wendelin, Strategietag",
    ),
    "own_bakeries": (
        "Wendelin betreibt keine eigenen Filialen: Alle Waren gehen an Handel und Großküchen.",
        "Website des Unternehmens",
    ),
    "three_plants": (
        "Lindach backt Brot, Brück Kuchen, Osterau stellt Gekühltes her; jedes Werk hat eigene Logistik.",
        "Werksbesuche",
    ),
    "two_shifts": (
        "Lindach fährt drei Schichten an sechs Tagen; gewartet werden kann nur in der Nacht zum Sonntag.",
        "Pavel Novák",
    ),
    "margin_fresh": (
        "Gekühltes bringt etwa die doppelte Marge von Brot: Jede Stunde auf diesen Linien zählt doppelt.",
        "Dr. Felix Aumann, Quartalsgespräch",
    ),
    "downtime_cost": (
        "Eine Stunde ungeplanter Stillstand kostet rund 2.300 €, berechnet vom Controlling bei Wendelin.",
        "Gemeinsame Rechnung beider Finanzbereiche",
    ),
    "energy_share": (
        "Strom ist nach Mehl und Löhnen der drittgrößte Kostenblock.",
        "Ines Hartmann",
    ),
    "margin_fell": (
        "Die EBIT-Marge sank zwei Jahre lang und hat sich im letzten Jahr gedreht.",
        "Jahresabschlüsse der letzten vier Jahre",
    ),
    "capex": (
        "Investitionen über 500.000 € gibt der Vorstand einzeln frei; darunter entscheiden die Werke.",
        "Dr. Felix Aumann",
    ),
    "kornfeld": (
        "Kornfeld Backwaren unterbietet Wendelin bei Eigenmarken, weil seine Linien mehr ausstoßen.",
        "Gespräch mit Sofia Brandt",
    ),
    "kornfeld_lines": (
        "Kornfeld hat für nächstes Jahr zwei hochautomatisierte Linien bestellt.",
        "Fachpresse",
    ),
    "second_source": (
        "Bei Getrieben besteht der Vorstand auf einer zweiten Bezugsquelle.",
        "Sofia Brandt",
    ),
    "central_buying": (
        "Antriebe werden zentral für alle drei Werke eingekauft; Service bestellt noch jedes Werk selbst.",
        "Sofia Brandt",
    ),
    "total_cost": (
        "Seit letztem Jahr werden Angebote nach Gesamtkosten über acht Jahre verglichen, nicht nach Preis.",
        "Einkaufsrichtlinie, gezeigt im ersten Workshop",
    ),
    "service_known": (
        "Unsere Servicetechniker sind in Lindach und Brück mit Namen bekannt.",
        "Pavel Novák",
    ),
    "late_quotes": (
        "Unsere Angebote für Umbauten dauern zu lange: drei Wochen statt einer.",
        "Martin Okafor",
    ),
    "climate": (
        "Klimaneutrale Produktion in allen drei Werken innerhalb von acht Jahren.",
        "Nachhaltigkeitsbericht",
    ),
    "number_two": (
        "Wendelin will in fünf Jahren die Nummer zwei bei frischer Convenience sein.",
        "Claudia Wendelin, Strategietag",
    ),
    "energy_price": (
        "Der Stromvertrag endet in zwei Jahren; der nächste wird spürbar teurer.",
        "Ines Hartmann",
    ),
    "delivery_penalties": (
        "Der Handel berechnet Strafen, wenn weniger als 98 % einer Bestellung pünktlich ankommen.",
        "Sofia Brandt",
    ),
    "efficiency_programme": (
        "Ein Programm soll den Energieverbrauch der Linien um ein Fünftel senken, zuerst den der Antriebe.",
        "Ines Hartmann",
    ),
    "line_availability": (
        "Die Zentrale Technik hat zugesagt, ungeplante Stillstände der Linien 1 bis 12 zu halbieren.",
        "Martin Okafor",
    ),
    "few_technicians": (
        "In jedem Werk fehlen Techniker: Eine Störung in der Nacht wartet bis zum Morgen.",
        "Pavel Novák",
    ),
    "spare_types": (
        "Mehr als vierzig Antriebstypen sind im Einsatz, und Ersatzteile fehlen, wenn man sie braucht.",
        "Lagerliste der drei Werke",
    ),
    "budget": ("Wie viel vom Investitionsbudget des nächsten Jahres ist noch nicht gebunden?", ""),
    "osterau_line": ("Wann fällt die Entscheidung über die erste neue Linie in Osterau?", ""),
    "scoring": ("Nach welchen Kriterien bewertet der Einkauf seine Lieferanten in diesem Jahr?", ""),
    "data_release": ("Dürfen Betriebsdaten der Antriebe das Werksnetz verlassen?", ""),
    "successor": ("Wer folgt auf Pavel Novák als Werksleitung in Lindach?", ""),
}
