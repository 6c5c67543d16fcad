"""The demo plan's texts in English; keys as in demo_data.py. Companies and people are fictional.

Every number in these texts must agree with demo_data.py, whose module docstring shows the calculation.
"""

from __future__ import annotations

from leitstern.demo.assessments_en import COMPETITORS, NOTES
from leitstern.demo.claims_en import CLAIMS
from leitstern.demo.content import Content, SecondPlan

ENGLISH = Content(
    workspace="Nordlicht Drives",
    account="Wendelin Foods",
    industry="Food",
    location="Lindach",
    title="Wendelin Foods and Nordlicht: lines that keep running",
    purpose=(
        "In three years, Wendelin’s lines lose half as many hours to unplanned stops, and their drives use "
        "18% less energy. Nordlicht becomes the partner for every new line."
    ),
    charter=(
        "In three years we are number two in chilled bakery and deliver every order on the next day.",
        "We bring drives, monitoring and people on site, so that no line stands still for more than an hour.",
        "Fewer stops, 18% less energy, and one partner who answers for all plants.",
        "We become the first to be asked for every new line, and learn what we can offer elsewhere too.",
        "We put figures on the table, decide together every quarter, and say early when something is stuck.",
    ),
    notes=(
        "# Agreed in the first workshop\n"
        "- Energy savings are calculated with the formula both finance teams agreed.\n"
        "- Nordlicht states its benefit as contribution margin per year.\n"
        "- Lindach goes first; Osterau and Brück follow once the pilot has proved itself.\n"
        "- One hour together every quarter: what has moved, what is stuck, what we need to decide.\n\n"
        "# Open\n"
        "[ ] Who takes on the wash-down drive trial?\n"
        "[ ] Are alarms allowed to leave the plant network at night?"
    ),
    notes_supplier=(
        "- Claudia Wendelin measures us by downtime, not by price. Open with the Lindach figures.\n"
        "- Wendelin buys drives for €24.0m a year: €8.2m from us at the start (34%), €8.9m today (37%), "
        "€12.0m planned (50%). €3.8m more at a margin of 32% is the €1.2m this plan is worth to us.\n"
        "- Platform: below a contribution margin of 27% we need board approval.\n"
        "- The academy costs us about 24 days a year. Worth it as long as service contracts follow."
    ),
    notes_customer=(
        "- The board still insists on a second source for gear units.\n"
        "- Energy: no sharing of savings before year three.\n"
        "- Procurement wants the framework agreement before the next budget round."
    ),
    people={
        "wendelin": ("Chief Operating Officer", "Board"),
        "berg": ("Key Account Manager", "Food and Beverage"),
        "okafor": ("Head of Engineering", "Central Engineering"),
        "brandt": ("Head of Technical Procurement", "Procurement"),
        "novak": ("Plant Manager Lindach", "Production"),
        "hartmann": ("Energy Manager", "Sustainability"),
        "aumann": ("Chief Financial Officer", "Board"),
        "solberg": ("Managing Director Sales", "Executive Management"),
        "kaya": ("Head of Service", "Service"),
        "reuter": ("Application Engineer", "Drive Systems"),
        "petersen": ("Product Manager, Condition Monitoring", "Digital Services"),
        "vogt": ("Head of Controlling", "Finance"),
        "ferrari": ("Plant Manager Osterau", "Production"),
        "lindqvist": ("Regional Sales Manager Osterau", "Regional Sales"),
    },
    opportunities={
        "energy": (
            "Efficient drives on all packaging lines",
            "Replace 1,200 geared motors with efficient synchronous ones. Twelve lines, four at a time, with "
            "no extra stops.",
        ),
        "monitoring": (
            "Fewer unplanned stops through condition monitoring",
            "Vibration and temperature of 160 critical drives monitored continuously; alarms become work "
            "orders.",
        ),
        "spares": (
            "Consignment stock of spare parts in three plants",
            "Nordlicht owns the stock, Wendelin pays on use. Critical parts are at hand within eight hours.",
        ),
        "platform": (
            "One drive platform for all new lines",
            "Five sizes instead of forty. Shorter engineering, fewer spare parts, "
            "one interface to the controls.",
        ),
        "retrofit": (
            "Modernise the ovens in Brück instead of buying new",
            "New drives and controls for four tunnel ovens, two in each summer shutdown.",
        ),
        "washdown": (
            "Wash-down drives for fresh products",
            "Smooth stainless-steel housings shorten cleaning by about 20 minutes a shift.",
        ),
        "academy": (
            "A maintenance academy for both companies",
            "Technicians from both sides train on the same machines. So far it brings Nordlicht no benefit.",
        ),
        "takeback": (
            "Take back and reuse old motors",
            "Copper and magnets stay in circulation; a deposit would make it pay.",
        ),
    },
    goals={
        "downtime": ("Halve unplanned downtime", "Unplanned downtime of lines 1 to 12 per year", "h"),
        "power": ("18% less energy for drives", "Energy used by drives per year, all plants", "MWh"),
        "delivery": (
            "Critical spare parts within eight hours",
            "Share of orders delivered within eight hours",
            "%",
        ),
        "launch": ("New lines run five months sooner", "From order to full output", "months"),
        "skills": ("Wendelin’s technicians master the drives", "Certified technicians", "people"),
        "share": ("Be the first choice for drives", "Share of wallet in drives", "%"),
    },
    actions={
        "measure": "Measure the energy use of all packaging lines",
        "formula": "Agree the baseline and the savings formula",
        "contract": "Sign the consignment contract",
        "course": "First course for eight technicians",
        "lines_first": "Replace the drives of lines 1 to 4",
        "sensors": "Fit sensors to 60 critical drives in Lindach",
        "survey": "Survey the ovens in Brück",
        "stores": "Stock the stores in Lindach and Osterau",
        "alarms": "Connect alarms to the maintenance system",
        "specification": "Write the specification of the drive platform",
        "decision": "Review the pilot and decide on the roll-out",
        "lines_rest": "Replace the drives of lines 5 to 12",
        "rollout": "Roll out monitoring to Osterau and Brück",
        "framework": "Sign the framework agreement for the platform",
        "washdown_trial": "Trial of wash-down drives on one line",
        "ovens": "Modernise ovens 1 and 2 in the summer shutdown",
        "takeback_concept": "Draft a motor take-back scheme",
        "quarterly": "Quarterly review",
        "review": "Annual strategy review with both boards",
        "first_line": "Order the first new line on the platform",
        "account": "Establish the benefit of the three years together",
    },
    details={
        "sensors": "Twelve drives in the cold store are still to do: access only at weekends.",
        "alarms": "The interface has been tested. IT security still has to approve the connection.",
        "decision": "Measured by stops avoided since the first sensor, valued by Wendelin’s controllers.",
        "washdown_trial": "Line 7 would be suitable. Someone has to take it on.",
        "account": "Both finance teams, same formula as in year one.",
    },
    claims=CLAIMS,
    words={
        "kornfeld": "Not for toast: there we are cheaper.",
        "energy_price": "The electricity contract ends in two years.",
        "score_5": "They knew our lines, but not our business.",
        "score_6": "Much better after the workshop; retail is not understood well yet.",
        "score_8": "They calculate with our figures by now, and ask about Osterau.",
    },
    assessments=NOTES,
    competitors=COMPETITORS,
    figures_source="Annual report; volume: procurement",
    criteria={
        "delivery": "Delivery",
        "quality": "Quality",
        "price": "Price",
        "innovation": "Innovation",
        "service": "Service",
    },
    second=SecondPlan(
        account="Moorbach Breweries",
        industry="Beverages",
        location="Hollern",
        title="Moorbach Breweries: first steps",
        purpose="Find out together where drives are holding back the filling lines.",
        opportunity="Quieter conveyors in the filling hall",
    ),
    further="Growth plan {number}",
)
