"""The demo plan's words in German. Fictional: no such company, no such person.

Keys are those of story.py.
"""

from __future__ import annotations

from leitstern.demo.content import Content, SecondPlan

GERMAN = Content(
    workspace="Nordlicht Antriebe",
    account="Wendelin Lebensmittel",
    industry="Lebensmittel",
    location="Lindach",
    title="Wendelin und Nordlicht: Linien, die nie warten",
    purpose=(
        "In drei Jahren stehen die Werke von Wendelin halb so oft still und brauchen 18 % weniger Energie "
        "für ihre Antriebe. Nordlicht wird der Partner für jede neue Linie."
    ),
    notes=(
        "Im ersten Workshop vereinbart\n"
        "- Energieeinsparungen zählen nach der Formel, die beide Finanzabteilungen unterschrieben haben.\n"
        "- Lindach geht voran; Osterau und Brück folgen, sobald sich die Erprobung bewährt hat.\n"
        "- Jedes Quartal eine gemeinsame Stunde: Was hat sich bewegt, was hakt, was entscheiden wir?\n\n"
        "Offen\n"
        "- Wer übernimmt den Versuch mit den waschfesten Antrieben?\n"
        "- Dürfen Alarme nachts das Werksnetz verlassen?"
    ),
    notes_supplier=(
        "Nur für uns\n"
        "- Claudia Wendelin misst uns an Stillständen, nicht am Preis. Mit den Zahlen aus Lindach beginnen.\n"
        "- Plattform: Unter 27 % Marge brauchen wir das Wort der Geschäftsführung.\n"
        "- Die Akademie kostet uns rund 24 Tage im Jahr. Sie lohnt sich, solange Serviceverträge folgen."
    ),
    notes_customer=(
        "Nur für uns\n"
        "- Eine zweite Bezugsquelle für Getriebe bleibt Bedingung des Vorstands.\n"
        "- Energie: Einsparungen teilen wir frühestens nach zwei Jahren.\n"
        "- Der Einkauf will den Rahmenvertrag vor der nächsten Budgetrunde."
    ),
    people={
        "wendelin": ("Vorständin Produktion", "Vorstand"),
        "berg": ("Key-Account-Managerin", "Nahrung und Getränke"),
        "okafor": ("Leiter Technik", "Konzerntechnik"),
        "brandt": ("Leiterin Technischer Einkauf", "Einkauf"),
        "novak": ("Werkleiter Lindach", "Produktion"),
        "hartmann": ("Energiemanagerin", "Nachhaltigkeit"),
        "aumann": ("Finanzvorstand", "Vorstand"),
        "solberg": ("Geschäftsführer Vertrieb", "Geschäftsführung"),
        "kaya": ("Leiterin Service", "Service"),
        "reuter": ("Anwendungsingenieur", "Antriebssysteme"),
        "petersen": ("Produktmanager Zustandsüberwachung", "Digitale Dienste"),
        "vogt": ("Kaufmännische Referentin", "Finanzen"),
    },
    opportunities={
        "energy": (
            "Sparsame Antriebe an allen Verpackungslinien",
            "180 Getriebemotoren gegen Synchronmotoren tauschen. Zwölf Linien, je vier zugleich, ohne "
            "zusätzlichen Stillstand.",
        ),
        "monitoring": (
            "Weniger ungeplante Stillstände durch Zustandsüberwachung",
            "Schwingung und Temperatur von 160 kritischen Antrieben laufend erfassen; aus Alarmen werden "
            "Arbeitsaufträge.",
        ),
        "spares": (
            "Ersatzteile im Konsignationslager in drei Werken",
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
            "Neue Antriebe und Steuerungen für vier Durchlauföfen im Sommerstillstand.",
        ),
        "washdown": (
            "Waschfeste Antriebe für Frischware",
            "Glatte Edelstahlgehäuse verkürzen die Reinigung um rund 20 Minuten je Schicht.",
        ),
        "academy": (
            "Eine Akademie für Instandhaltung in beiden Unternehmen",
            "Fachleute beider Seiten lernen an denselben Maschinen. Der Nutzen für "
            "Nordlicht ist noch nicht belegt.",
        ),
        "takeback": (
            "Alte Motoren zurücknehmen und wiederverwenden",
            "Kupfer und Magnete kehren in den Kreislauf zurück; mit einem Pfand würde es sich lohnen.",
        ),
    },
    goals={
        "downtime": (
            "Ungeplante Stillstände halbieren",
            "Ungeplante Stillstände der Linien 1 bis 12 im Jahr",
            "h",
        ),
        "power": ("18 % weniger Energie für Antriebe", "Energie für Antriebe im Jahr, alle Werke", "MWh"),
        "delivery": (
            "Kritische Ersatzteile binnen acht Stunden",
            "Anteil pünktlich gelieferter Bestellungen",
            "%",
        ),
        "launch": (
            "Neue Linien laufen fünf Monate früher",
            "Von der Bestellung bis zur vollen Leistung",
            "Monate",
        ),
        "skills": ("Eigene Leute beherrschen die Antriebe", "Fachleute mit Zertifikat", "Personen"),
        "share": ("Erste Wahl für Antriebe sein", "Lieferanteil bei Antrieben", "%"),
    },
    actions={
        "measure": "Energieverbrauch aller Verpackungslinien messen",
        "formula": "Ausgangswert und Einsparformel vereinbaren",
        "contract": "Konsignationsvertrag unterschreiben",
        "course": "Erster Lehrgang für acht Fachleute",
        "lines_first": "Antriebe der Linien 1 bis 4 tauschen",
        "sensors": "60 kritische Antriebe in Lindach mit Sensoren ausrüsten",
        "survey": "Öfen in Brück aufnehmen",
        "stores": "Lager in Lindach und Osterau füllen",
        "alarms": "Alarme an das Instandhaltungssystem anbinden",
        "specification": "Lastenheft der Antriebsplattform schreiben",
        "decision": "Erprobung bewerten und über die Ausweitung entscheiden",
        "lines_rest": "Antriebe der Linien 5 bis 12 tauschen",
        "rollout": "Zustandsüberwachung in Osterau und Brück einführen",
        "framework": "Rahmenvertrag für die Plattform schließen",
        "washdown_trial": "Versuch mit waschfesten Antrieben an einer Linie",
        "ovens": "Öfen 1 und 2 im Sommerstillstand modernisieren",
        "takeback_concept": "Konzept für die Rücknahme von Motoren entwerfen",
        "review": "Jährliche Durchsicht mit Vorstand und Geschäftsführung",
        "first_line": "Erste neue Linie auf der Plattform bestellen",
        "account": "Nutzen aus drei Jahren abrechnen",
    },
    details={
        "sensors": "Zwölf Antriebe im Kühllager fehlen noch: Zugang nur am Wochenende.",
        "alarms": "Die Schnittstelle ist geprüft. Die IT-Sicherheit muss die Verbindung noch freigeben.",
        "decision": (
            "Maßstab: vermiedene Stillstände seit dem ersten Sensor, bewertet vom Controlling bei Wendelin."
        ),
        "washdown_trial": "Linie 7 würde sich eignen. Jemand muss es übernehmen.",
        "account": "Beide Finanzabteilungen, dieselbe Formel wie im ersten Jahr.",
    },
    second=SecondPlan(
        account="Kestrel Brauereien",
        industry="Getränke",
        location="Osterau",
        title="Kestrel Brauereien: erste Schritte",
        purpose="Gemeinsam herausfinden, wo Antriebe die Abfüllung bremsen.",
        opportunity="Leisere Förderbänder in der Abfüllhalle",
    ),
    further="Wachstumsplan {number}",
)
