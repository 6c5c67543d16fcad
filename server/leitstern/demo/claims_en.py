"""The demo plan's statements about the customer in English: (text, source) by the keys of demo_claims.py.

The companies and people are fictional. A question has no source yet. Used by content_en.py.
"""

from __future__ import annotations

CLAIMS = {
    "convenience": (
        "Demand for fresh convenience food grows by about 6% a year, bread in general hardly at all.",
        "Industry report, food retail panel",
    ),
    "private_label": (
        "Every second loaf in retail is a private label, and retailers tender those contracts every year.",
        "Conversation with Sofia Brandt",
    ),
    "retail_pressure": (
        "The three largest retailers stand for more than half of Wendelin’s revenue.",
        "Annual report, page 14",
    ),
    "osterau": (
        "Osterau becomes the site for fresh convenience; two more lines are planned there.",
        "Strategy day with Claudia Wendelin",
    ),
    "no_acquisition": (
        "Wendelin wants to grow on its own sites and plans no acquisition in the next three years.",
        "Claudia Wendelin, strategy day",
    ),
    "own_bakeries": (
        "Wendelin runs no shops of its own: all goods go to retailers and caterers.",
        "Company website",
    ),
    "three_plants": (
        "Lindach bakes bread, Brück bakes cake, Osterau makes chilled food; each has its own logistics.",
        "Plant tours",
    ),
    "two_shifts": (
        "Lindach runs three shifts on six days; the only window for maintenance is Saturday night.",
        "Pavel Novák",
    ),
    "margin_fresh": (
        "Chilled food earns roughly twice the margin of bread, so every hour on its lines counts double.",
        "Dr. Felix Aumann, quarterly review",
    ),
    "downtime_cost": (
        "An hour of unplanned stop costs about €2,300 in lost output, measured by Wendelin’s controllers.",
        "Finance teams, joint calculation",
    ),
    "energy_share": (
        "Electricity is the third largest cost after flour and wages.",
        "Ines Hartmann",
    ),
    "margin_fell": (
        "The operating margin fell for two years and turned last year.",
        "Financial statements of the last four years",
    ),
    "capex": (
        "The board releases investments above €500,000 one by one; below that the plants decide.",
        "Dr. Felix Aumann",
    ),
    "kornfeld": (
        "Kornfeld Bakeries underbids Wendelin in private label because its lines run at higher output.",
        "Conversation with Sofia Brandt",
    ),
    "kornfeld_lines": (
        "Kornfeld has ordered two highly automated lines for next year.",
        "Trade press",
    ),
    "second_source": (
        "For gear units the board insists on a second source.",
        "Sofia Brandt",
    ),
    "central_buying": (
        "Drives are bought centrally for all three plants; service is still ordered by each plant.",
        "Sofia Brandt",
    ),
    "total_cost": (
        "Since last year offers are compared by total cost over eight years, not by price.",
        "Purchasing guideline, shown in the first workshop",
    ),
    "service_known": (
        "Our service technicians are known by name in Lindach and Brück.",
        "Pavel Novák",
    ),
    "late_quotes": (
        "Our quotations for conversions take too long: three weeks instead of one.",
        "Martin Okafor",
    ),
    "climate": (
        "Climate-neutral production at all three plants within eight years.",
        "Sustainability report",
    ),
    "number_two": (
        "Wendelin wants to be the number two in fresh convenience food within five years.",
        "Claudia Wendelin, strategy day",
    ),
    "energy_price": (
        "The electricity contract ends in two years; the next one will cost noticeably more.",
        "Ines Hartmann",
    ),
    "delivery_penalties": (
        "Retailers charge penalties when less than 98% of an order arrives in time.",
        "Sofia Brandt",
    ),
    "efficiency_programme": (
        "A programme is to cut the energy use of the lines by a fifth; drives are its largest part.",
        "Ines Hartmann",
    ),
    "line_availability": (
        "Central Engineering has promised to halve unplanned stops of lines 1 to 12.",
        "Martin Okafor",
    ),
    "few_technicians": (
        "Each plant is short of technicians: a fault at night waits until the morning.",
        "Pavel Novák",
    ),
    "spare_types": (
        "More than forty types of drives are in use, and spare parts are missing when they are needed.",
        "Stock list of the three plants",
    ),
    "budget": ("How much of next year’s investment budget is not committed yet?", ""),
    "osterau_line": ("When is the decision on the first new line in Osterau?", ""),
    "scoring": ("By which criteria does procurement score its suppliers this year?", ""),
    "data_release": ("May operating data of the drives leave the plant network?", ""),
    "successor": ("Who follows Pavel Novák as plant manager in Lindach?", ""),
}
