"""The demo plan's words in English. Fictional: no such company, no such person.

Keys are those of story.py.
"""

from __future__ import annotations

from leitstern.demo.content import Content, SecondPlan

ENGLISH = Content(
    workspace="Nordlicht Drives",
    account="Wendelin Foods",
    industry="Food",
    location="Lindach",
    title="Wendelin Foods and Nordlicht: lines that never wait",
    purpose=(
        "In three years Wendelin's plants stand still half as often and use 18% less energy for their "
        "drives. Nordlicht becomes the partner for every new line."
    ),
    notes=(
        "Agreed in the first workshop\n"
        "- Energy savings are counted by the formula that both finance teams signed.\n"
        "- Lindach goes first; Osterau and Brück follow when the pilot has proved itself.\n"
        "- Every quarter one hour together: what moved, what is stuck, what we decide.\n\n"
        "Open\n"
        "- Who takes the trial of the wash-down drives?\n"
        "- May alarms leave the plant network at night?"
    ),
    notes_supplier=(
        "For us only\n"
        "- Claudia Wendelin measures us by downtime, not by price. Open with Lindach's figures.\n"
        "- Platform: below a margin of 27% we need the board's word.\n"
        "- The academy costs us about 24 days a year. Worth it as long as service contracts follow."
    ),
    notes_customer=(
        "For us only\n"
        "- A second source for gear units stays a condition of the board.\n"
        "- Energy: we share savings after two years at the earliest.\n"
        "- Procurement wants the framework agreement before the next budget round."
    ),
    people={
        "wendelin": ("Chief Operating Officer", "Board"),
        "berg": ("Key Account Manager", "Food and Beverage"),
        "okafor": ("Head of Engineering", "Group Technology"),
        "brandt": ("Head of Technical Procurement", "Procurement"),
        "novak": ("Plant Manager Lindach", "Production"),
        "hartmann": ("Energy Manager", "Sustainability"),
        "aumann": ("Chief Financial Officer", "Board"),
        "solberg": ("Managing Director Sales", "Board"),
        "kaya": ("Head of Service", "Service"),
        "reuter": ("Application Engineer", "Drive Systems"),
        "petersen": ("Product Manager Monitoring", "Digital Services"),
        "vogt": ("Business Partner", "Finance"),
    },
    opportunities={
        "energy": (
            "Efficient drives on all packaging lines",
            "Replace 180 geared motors by synchronous ones. Twelve lines, four at "
            "a time, without extra stops.",
        ),
        "monitoring": (
            "Fewer unplanned stops by condition monitoring",
            "Vibration and temperature of 160 critical drives, read continuously; alarms become work orders.",
        ),
        "spares": (
            "Spare parts on consignment in three plants",
            "Nordlicht owns the stock, Wendelin pays on use. Critical parts are at hand within eight hours.",
        ),
        "platform": (
            "One drive platform for all new lines",
            "Five sizes instead of forty. Shorter engineering, fewer spare parts, "
            "one interface to the controls.",
        ),
        "retrofit": (
            "Modernise the ovens in Brück instead of buying new",
            "New drives and controls for four tunnel ovens during the summer shutdown.",
        ),
        "washdown": (
            "Wash-down drives for fresh products",
            "Smooth stainless housings shorten cleaning by about 20 minutes a shift.",
        ),
        "academy": (
            "A maintenance academy for both companies",
            "Technicians of both sides learn on the same machines. Its benefit to "
            "Nordlicht is still unproved.",
        ),
        "takeback": (
            "Take back and reuse old motors",
            "Copper and magnets return into the cycle; a deposit would make it worth while.",
        ),
    },
    goals={
        "downtime": ("Halve unplanned downtime", "Unplanned stops of lines 1 to 12 per year", "h"),
        "power": ("18% less energy for drives", "Energy used by drives per year, all plants", "MWh"),
        "delivery": ("Critical spare parts within eight hours", "Share of orders delivered in time", "%"),
        "launch": ("New lines run five months sooner", "From order to full output", "months"),
        "skills": ("Own people master the drives", "Technicians with the certificate", "people"),
        "share": ("Be the first choice for drives", "Share of wallet in drives", "%"),
    },
    actions={
        "measure": "Measure the energy use of all packaging lines",
        "formula": "Agree on baseline and savings formula",
        "contract": "Sign the consignment contract",
        "course": "First course for eight technicians",
        "lines_first": "Replace the drives of lines 1 to 4",
        "sensors": "Fit sensors to 60 critical drives in Lindach",
        "survey": "Survey the ovens in Brück",
        "stores": "Fill the stores in Lindach and Osterau",
        "alarms": "Connect alarms to the maintenance system",
        "specification": "Write the specification of the drive platform",
        "decision": "Review the pilot and decide on the roll-out",
        "lines_rest": "Replace the drives of lines 5 to 12",
        "rollout": "Roll out monitoring to Osterau and Brück",
        "framework": "Conclude the framework agreement for the platform",
        "washdown_trial": "Trial of wash-down drives on one line",
        "ovens": "Modernise ovens 1 and 2 in the summer shutdown",
        "takeback_concept": "Draft a concept for taking back motors",
        "review": "Yearly review with both boards",
        "first_line": "Order the first new line on the platform",
        "account": "Account for the benefit of three years",
    },
    details={
        "sensors": "Twelve drives in the cold store are still missing: access only at weekends.",
        "alarms": "Interface is tested. IT security has to release the gateway.",
        "decision": "Measured by avoided stops since the first sensor, priced by Wendelin's controlling.",
        "washdown_trial": "Line 7 would suit. Somebody has to take it on.",
        "account": "Both finance teams, same formula as in year one.",
    },
    second=SecondPlan(
        account="Kestrel Breweries",
        industry="Beverages",
        location="Osterau",
        title="Kestrel Breweries: first steps",
        purpose="Find out together where drives hold the filling lines back.",
        opportunity="Quieter conveyors in the filling hall",
    ),
    further="Growth plan {number}",
)
