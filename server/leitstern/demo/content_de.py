"""The demo plan's texts in German; keys as in demo_data.py. Companies and people are fictional.

Every number in these texts must agree with demo_data.py, whose module docstring shows the calculation.
"""

from __future__ import annotations

from leitstern.demo.assessments_de import COMPETITORS, NOTES
from leitstern.demo.claims_de import CLAIMS
from leitstern.demo.content import Content, SecondPlan

GERMAN = Content(
    workspace="Nordlicht Antriebe",
    account="Wendelin Lebensmittel",
    industry="Lebensmittel",
    location="Lindach",
    title="Wendelin und Nordlicht: Linien, die laufen",
    purpose=(
        "In drei Jahren stehen die Linien von Wendelin nur noch halb so lange still, und ihre Antriebe "
        "brauchen 18\u00a0% weniger Energie. Nordlicht wird der Partner für jede neue Linie."
    ),
    charter=(
        "In drei Jahren sind wir bei gekühlten Backwaren die Nummer zwei und liefern am nächsten Tag.",
        "Wir bringen Antriebe, Überwachung und Leute mit, damit keine Linie länger als eine Stunde ruht.",
        "Weniger Stillstand, 18\u00a0% weniger Energie und ein Partner für alle Werke.",
        "Wir werden bei jeder neuen Linie zuerst gefragt und lernen, was wir auch anderswo anbieten.",
        "Wir sprechen offen über Zahlen, entscheiden jedes Quartal gemeinsam und sagen früh, was klemmt.",
    ),
    notes=(
        "# Im ersten Workshop vereinbart\n"
        "- Energieeinsparungen werden nach der Formel berechnet, die beide Finanzabteilungen vereinbart "
        "haben.\n"
        "- Nordlicht gibt seinen Nutzen als Deckungsbeitrag pro Jahr an.\n"
        "- Lindach geht voran; Osterau und Brück folgen, sobald sich die Erprobung bewährt hat.\n"
        "- Jedes Quartal eine gemeinsame Stunde: Was hat sich bewegt, was hakt, was entscheiden wir?\n\n"
        "# Offen\n"
        "[ ] Wer übernimmt den Versuch mit den waschfesten Antrieben?\n"
        "[ ] Dürfen Alarme nachts das Werksnetz verlassen?"
    ),
    notes_supplier=(
        "- Claudia Wendelin misst uns an Stillständen, nicht am Preis. Im Gespräch mit den Zahlen aus "
        "Lindach beginnen.\n"
        "- Wendelin kauft Antriebe für 24,0\u00a0Mio.\u00a0€ im Jahr: bei uns anfangs 8,2 (34\u00a0%), heute "
        "8,9 (37\u00a0%), geplant 12,0 (50\u00a0%). 3,8\u00a0Mio.\u00a0€ mehr bei 32\u00a0% Deckungsbeitrag "
        "sind die 1,2\u00a0Mio.\u00a0€, die dieser Plan uns wert ist.\n"
        "- Plattform: Unter 27\u00a0% Deckungsbeitrag brauchen wir die Zustimmung der Geschäftsführung.\n"
        "- Die Akademie kostet uns rund 24 Tage im Jahr. Sie lohnt sich, solange Serviceverträge folgen."
    ),
    notes_customer=(
        "- Eine zweite Bezugsquelle für Getriebe bleibt Bedingung des Vorstands.\n"
        "- Energie: Einsparungen teilen wir frühestens nach zwei Jahren.\n"
        "- Der Einkauf will den Rahmenvertrag vor der nächsten Budgetrunde."
    ),
    people={
        "wendelin": ("Vorständin Produktion", "Vorstand"),
        "berg": ("Key-Account-Managerin", "Nahrung und Getränke"),
        "okafor": ("Leiter Technik", "Zentrale Technik"),
        "brandt": ("Leiterin Technischer Einkauf", "Einkauf"),
        "novak": ("Werksleiter Lindach", "Produktion"),
        "hartmann": ("Energiemanagerin", "Nachhaltigkeit"),
        "aumann": ("Finanzvorstand", "Vorstand"),
        "solberg": ("Geschäftsführer Vertrieb", "Geschäftsführung"),
        "kaya": ("Leiterin Service", "Service"),
        "reuter": ("Anwendungsingenieur", "Antriebssysteme"),
        "petersen": ("Produktmanager Zustandsüberwachung", "Digitale Dienste"),
        "vogt": ("Leiterin Controlling", "Finanzen"),
        "ferrari": ("Werksleiterin Osterau", "Produktion"),
        "lindqvist": ("Vertriebsleiter Osterau", "Regionalvertrieb"),
    },
    opportunities={
        "energy": (
            "Sparsame Antriebe an allen Verpackungslinien",
            "1.200 Getriebemotoren gegen sparsame Synchronmotoren tauschen. Zwölf Linien, je vier zugleich, "
            "ohne zusätzlichen Stillstand.",
        ),
        "monitoring": (
            "Weniger ungeplante Stillstände durch Zustandsüberwachung",
            "Schwingung und Temperatur von 160 kritischen Antrieben laufend erfassen; aus Alarmen werden "
            "Arbeitsaufträge.",
        ),
        "spares": (
            "Konsignationslager für Ersatzteile in drei Werken",
            "Der Bestand gehört Nordlicht, Wendelin zahlt bei Entnahme. Kritische Teile sind binnen acht "
            "Stunden zur Hand.",
        ),
        "platform": (
            "Eine Antriebsplattform für alle neuen Linien",
            "Fünf Baugrößen statt vierzig. Kürzere Projektierung, weniger Ersatzteile, eine Schnittstelle "
            "zur Steuerung.",
        ),
        "retrofit": (
            "Öfen in Brück modernisieren statt neu kaufen",
            "Neue Antriebe und Steuerungen für vier Durchlauföfen, zwei in jedem Sommerstillstand.",
        ),
        "washdown": (
            "Waschfeste Antriebe für Frischware",
            "Glatte Edelstahlgehäuse verkürzen die Reinigung um rund 20 Minuten je Schicht.",
        ),
        "academy": (
            "Gemeinsame Akademie für Instandhaltung",
            "Fachleute beider Seiten lernen an denselben Maschinen. Nordlicht hat davon bisher keinen "
            "Nutzen.",
        ),
        "takeback": (
            "Alte Motoren zurücknehmen und wiederverwenden",
            "Kupfer und Magnete bleiben im Kreislauf; mit einem Pfand rechnet sich das.",
        ),
    },
    goals={
        "downtime": (
            "Ungeplante Stillstände halbieren",
            "Ungeplante Stillstandszeit der Linien 1 bis 12 pro Jahr",
            "h",
        ),
        "power": (
            "18\u00a0% weniger Energie für Antriebe",
            "Energie für Antriebe pro Jahr, alle Werke",
            "MWh",
        ),
        "delivery": (
            "Kritische Ersatzteile binnen acht Stunden",
            "Anteil der Bestellungen, die binnen acht Stunden da sind",
            "%",
        ),
        "launch": (
            "Neue Linien laufen fünf Monate früher",
            "Von der Bestellung bis zur vollen Leistung",
            "Monate",
        ),
        "skills": ("Wendelins Fachleute beherrschen die Antriebe", "Fachleute mit Zertifikat", "Personen"),
        "share": ("Erste Wahl für Antriebe sein", "Lieferanteil bei Antrieben", "%"),
    },
    actions={
        "measure": "Energieverbrauch aller Verpackungslinien messen",
        "formula": "Ausgangswert und Einsparformel vereinbaren",
        "contract": "Konsignationsvertrag unterschreiben",
        "course": "Erster Lehrgang für acht Fachleute",
        "lines_first": "Antriebe der Linien 1 bis 4 tauschen",
        "sensors": "60 kritische Antriebe in Lindach mit Sensoren ausrüsten",
        "survey": "Bestandsaufnahme der Öfen in Brück",
        "stores": "Lager in Lindach und Osterau bestücken",
        "alarms": "Alarme an das Instandhaltungssystem anbinden",
        "specification": "Lastenheft der Antriebsplattform schreiben",
        "decision": "Erprobung bewerten und über die Ausweitung entscheiden",
        "lines_rest": "Antriebe der Linien 5 bis 12 tauschen",
        "rollout": "Zustandsüberwachung in Osterau und Brück einführen",
        "framework": "Rahmenvertrag für die Plattform schließen",
        "washdown_trial": "Versuch mit waschfesten Antrieben an einer Linie",
        "ovens": "Öfen 1 und 2 im Sommerstillstand modernisieren",
        "takeback_concept": "Konzept für die Rücknahme von Motoren entwerfen",
        "quarterly": "Quartalsgespräch",
        "review": "Strategisches Jahresgespräch mit Vorstand und Geschäftsführung",
        "first_line": "Erste neue Linie auf der Plattform bestellen",
        "account": "Nutzen der drei Jahre gemeinsam feststellen",
    },
    details={
        "sensors": "Zwölf Antriebe im Kühllager fehlen noch: Zugang nur am Wochenende.",
        "alarms": "Die Schnittstelle ist geprüft. Die IT-Sicherheit muss die Verbindung noch freigeben.",
        "decision": (
            "Maßstab: vermiedene Stillstände seit dem ersten Sensor, bewertet vom Controlling von Wendelin."
        ),
        "washdown_trial": "Linie 7 würde sich eignen. Jemand muss es übernehmen.",
        "account": "Beide Finanzabteilungen, dieselbe Formel wie im ersten Jahr.",
    },
    claims=CLAIMS,
    words={
        "kornfeld": "Bei Toastbrot nicht: Dort sind wir günstiger.",
        "energy_price": "Der Stromvertrag endet in zwei Jahren.",
        "score_5": "Sie kannten unsere Linien, aber nicht unser Geschäft.",
        "score_6": "Nach dem Workshop deutlich besser; beim Handel fehlt noch Verständnis.",
        "score_8": "Sie rechnen inzwischen mit unseren Zahlen und fragen nach Osterau.",
    },
    assessments=NOTES,
    competitors=COMPETITORS,
    figures_source="Geschäftsbericht; Volumen: Einkauf",
    criteria={
        "delivery": "Liefertreue",
        "quality": "Qualität",
        "price": "Preis",
        "innovation": "Innovation",
        "service": "Service",
    },
    second=SecondPlan(
        account="Moorbach Brauereien",
        industry="Getränke",
        location="Hollern",
        title="Moorbach Brauereien: erste Schritte",
        purpose="Gemeinsam herausfinden, wo Antriebe die Abfüllung bremsen.",
        opportunity="Leisere Förderbänder in der Abfüllhalle",
    ),
    further="Wachstumsplan {number}",
)
