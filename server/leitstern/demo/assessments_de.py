"""What each side of the demo plan thinks of the other, in German: notes by the keys of demo_people.py.

Everything is fictional. Used by content_de.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from leitstern.plan.generated import Side

NOTES: Mapping[Side, Mapping[str, str]] = {
    "supplier": {
        "wendelin": "Fragt zuerst nach Stillständen. Will von uns hören, was andere Werke besser machen.",
        "aumann": "Kennt uns nur aus Rechnungen. Lena Vogt soll ihm die gemeinsame Rechnung zeigen.",
        "okafor": "Vertritt unsere Vorschläge im Haus, auch ohne uns. Nicht mit Details aufhalten.",
        "brandt": "Fair und genau. Braucht Angebote in einer Woche, nicht in drei.",
        "novak": "Geht in den Ruhestand. Vorher die Nachfolge kennenlernen.",
        "hartmann": "Unsere beste Quelle für Energiedaten.",
    },
    "customer": {
        "solberg": "Kommt zu den Jahresgesprächen. Dazwischen hören wir wenig.",
        "berg": "Hält, was sie zusagt. Für Preise muss sie intern fragen.",
        "kaya": "Ohne sie stünde Lindach öfter still.",
        "reuter": "Denkt mit. Mehr davon für Osterau.",
        "petersen": "Guter Vortrag, offene Fragen zu unseren Daten.",
        "vogt": "Rechnet eher für ihr Haus als für uns.",
    },
}

COMPETITORS: Mapping[str, tuple[str, str, str]] = {
    "Talheim Antriebe": (
        "Getriebe und Motoren für Lindach und Brück",
        "Rund 6\u00a0% unter uns bei Standardgetrieben, wie der Einkauf im Gespräch andeutete.",
        "Gespräch mit dem Einkauf",
    ),
    "Corvin Drives": ("Servoantriebe für die Kuchenlinien", "", "Eigene Schätzung"),
}
"""Name -> (what they supply, prices, source)."""
