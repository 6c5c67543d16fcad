"""The demo's portfolio: 38 more accounts beside the two with plans, fictional, with figures of two years.

The largest account makes a loss after cost to serve, so revenue and profit tell different stories. Amounts
are in thousands of EUR. Written by portfolio_writer.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Industry = Literal["food", "logistics", "machines", "chemistry", "water", "retail", "energy", "mining"]

INDUSTRIES: dict[str, dict[str, str]] = {
    "de": {
        "food": "Lebensmittel",
        "logistics": "Logistik",
        "machines": "Maschinenbau",
        "chemistry": "Chemie",
        "water": "Wasserwirtschaft",
        "retail": "Handel",
        "energy": "Energie",
        "mining": "Rohstoffe",
    },
    "en": {
        "food": "Food",
        "logistics": "Logistics",
        "machines": "Machinery",
        "chemistry": "Chemicals",
        "water": "Water",
        "retail": "Retail",
        "energy": "Energy",
        "mining": "Raw materials",
    },
}


@dataclass(frozen=True, slots=True)
class Sales:
    """One year in thousands: gross revenue, deductions and cost of goods as shares, cost to serve, volume."""

    gross: float
    deductions: float
    goods: float
    serve: float
    potential: float | None


@dataclass(frozen=True, slots=True)
class DemoAccount:
    name: str
    industry: Industry
    location: str
    sales: Sales
    growth: float
    """Gross revenue of the last year divided by that of the year before."""
    key: Literal["yes", "no", ""] = ""


FIRST = Sales(9_100, 0.060, 0.690, 620, 24_000)
"""The account with the large plan: net revenue 8.55 of 24.0 million."""
SECOND = Sales(3_400, 0.050, 0.600, 240, 9_800)

ACCOUNTS = (
    DemoAccount("Kranich Handel", "retail", "Kassel", Sales(14_800, 0.19, 0.840, 2_280, 31_000), 1.08, "yes"),
    DemoAccount("Weststrom Netze", "energy", "Dortmund", Sales(7_900, 0.05, 0.720, 390, 15_200), 1.04, "yes"),
    DemoAccount("Ostfal Maschinen", "machines", "Bielefeld", Sales(6_700, 0.07, 0.790, 1_640, 11_000), 0.97),
    DemoAccount(
        "Terrano Chemie", "chemistry", "Krefeld", Sales(5_600, 0.04, 0.700, 280, 19_500), 1.11, "yes"
    ),
    DemoAccount("Hafenring Logistik", "logistics", "Bremen", Sales(4_900, 0.09, 0.800, 1_420, 8_300), 1.02),
    DemoAccount("Mühlwerk Vogtland", "food", "Plauen", Sales(3_150, 0.05, 0.655, 170, 6_100), 1.06),
    DemoAccount("Aquanta Wasser", "water", "Regensburg", Sales(2_900, 0.03, 0.625, 130, 12_400), 1.15, "yes"),
    DemoAccount("Steinauer Kies", "mining", "Fulda", Sales(2_350, 0.06, 0.800, 560, 3_900), 0.92),
    DemoAccount("Nordau Molkereien", "food", "Husum", Sales(2_200, 0.05, 0.675, 150, 5_000), 1.03),
    DemoAccount("Lindholm Papier", "chemistry", "Düren", Sales(1_980, 0.07, 0.780, 450, 4_200), 0.98),
    DemoAccount("Falkental Förderanlagen", "machines", "Suhl", Sales(1_750, 0.04, 0.665, 95, 3_600), 1.07),
    DemoAccount("Brückner Kühllogistik", "logistics", "Mainz", Sales(1_620, 0.08, 0.735, 340, 2_800), 1.01),
    DemoAccount("Solvika Energie", "energy", "Rostock", Sales(1_480, 0.03, 0.645, 80, 7_700), 1.21),
    DemoAccount("Haberland Backwaren", "food", "Celle", Sales(1_350, 0.06, 0.695, 110, 2_500), 1.00),
    DemoAccount("Rheinpumpen Kessler", "machines", "Neuss", Sales(1_260, 0.05, 0.705, 255, 2_400), 0.95),
    DemoAccount("Granova Baustoffe", "mining", "Trier", Sales(1_140, 0.07, 0.785, 350, 1_900), 0.94),
    DemoAccount("Elbtal Getränke", "food", "Meißen", Sales(1_080, 0.05, 0.675, 75, 2_600), 1.04),
    DemoAccount("Vento Klimatechnik", "machines", "Ulm", Sales(990, 0.04, 0.655, 60, 3_100), 1.09),
    DemoAccount("Marberg Textil", "retail", "Hof", Sales(930, 0.10, 0.775, 285, 1_500), 0.90),
    DemoAccount("Inselwerk Fähren", "logistics", "Emden", Sales(870, 0.04, 0.685, 70, 1_800), 1.02),
    DemoAccount("Kupferhain Recycling", "mining", "Halle", Sales(820, 0.05, 0.715, 160, 2_000), 1.05),
    DemoAccount("Tannhof Holz", "machines", "Freiburg", Sales(760, 0.05, 0.695, 65, 1_300), 1.01),
    DemoAccount("Oberland Käsereien", "food", "Kempten", Sales(710, 0.04, 0.655, 45, 1_900), 1.08),
    DemoAccount("Delphin Klärtechnik", "water", "Lübeck", Sales(660, 0.03, 0.635, 40, 2_700), 1.12),
    DemoAccount("Quarzit Nord", "mining", "Goslar", Sales(610, 0.06, 0.775, 190, 900), 0.93),
    DemoAccount("Sonnland Saaten", "food", "Stendal", Sales(560, 0.05, 0.685, 55, 1_100), 1.00),
    DemoAccount("Paletta Verpackung", "chemistry", "Gera", Sales(520, 0.08, 0.755, 140, 1_000), 0.96),
    DemoAccount("Bergland Seilbahnen", "machines", "Sonthofen", Sales(480, 0.03, 0.625, 30, 1_200), 1.06),
    DemoAccount("Werra Salze", "mining", "Eschwege", Sales(440, 0.05, 0.735, 115, 800), 0.98),
    DemoAccount("Flurbus Nahverkehr", "logistics", "Jena", Sales(400, 0.04, 0.705, 80, 950), 1.03),
    DemoAccount("Havelfisch", "food", "Brandenburg", Sales(360, 0.05, 0.715, 95, 600), 0.99),
    DemoAccount("Zollhof Lager", "logistics", "Hagen", Sales(330, 0.07, 0.765, 150, 500), 0.95),
    DemoAccount("Alpina Quellen", "water", "Rosenheim", Sales(290, 0.03, 0.645, 25, 1_400), 1.10),
    DemoAccount("Ziegler & Sohn Mühlen", "machines", "Gotha", Sales(250, 0.04, 0.695, 55, 450), 1.00),
    DemoAccount("Windau Service", "energy", "Husum", Sales(220, 0.03, 0.655, 20, 1_600), 1.18),
    DemoAccount("Marktfrisch Süd", "retail", "Passau", Sales(190, 0.12, 0.795, 130, 400), 0.88, "no"),
    DemoAccount("Kaltwerk Eis", "food", "Oldenburg", Sales(150, 0.06, 0.725, 70, 300), 0.97),
    DemoAccount("Jaspers Dichtungen", "machines", "Siegen", Sales(120, 0.04, 0.685, 20, None), 1.02),
)

REASONS: dict[str, dict[str, str]] = {
    "de": {
        "first": "Größtes gemeinsames Wachstum, drei Projekte laufen, der Vorstand trägt den Plan mit.",
        "Kranich Handel": "Größter Umsatz; wir ordnen die Betreuung neu, statt den Kunden zu verlieren.",
        "Weststrom Netze": "Rahmenvertrag bis zum Jahr 2030, planbar und profitabel.",
        "Terrano Chemie": "Hoher DB II bei einem Lieferanteil von unter einem Drittel.",
        "Aquanta Wasser": "Wächst am schnellsten und will mit uns entwickeln.",
        "Marktfrisch Süd": "Betreuung über den Innendienst genügt.",
    },
    "en": {
        "first": "Largest joint growth, three projects running, the board backs the plan.",
        "Kranich Handel": "Largest revenue; we want to rearrange how we serve them rather than lose them.",
        "Weststrom Netze": "Frame contract until 2030, predictable and profitable.",
        "Terrano Chemie": "High margin II at a share of wallet below a third.",
        "Aquanta Wasser": "Grows fastest and wants to develop with us.",
        "Marktfrisch Süd": "Inside sales can serve this account.",
    },
}

COMPANY_ANSWERS = {1: (4, 6), 2: (7, 7), 6: (3, 4)}
"""Statement of the KAM check: its score two months ago, and today."""
ACCOUNT_ANSWERS = {8: (4, 7)}

CHECK_REASONS: dict[str, dict[int, str]] = {
    "de": {
        1: "Drei von fünf Mitgliedern der Leitung nennen die großen Kunden von sich aus.",
        2: "Die gemeinsame Plattform trägt sich erst im dritten Jahr und ist freigegeben.",
        6: "Gleiche Regeln für den Bonus, aber eine Gehaltsstufe darunter.",
        8: "Zwei Gespräche mit der Geschäftsführung in diesem Halbjahr.",
    },
    "en": {
        1: "Three of five board members bring up the large accounts unprompted.",
        2: "The joint platform only pays back in its third year, and was approved.",
        6: "The same bonus rules, but one pay grade below.",
        8: "Two talks with the management board in this half-year.",
    },
}
