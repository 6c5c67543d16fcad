"""What each side of the demo plan thinks of the other, in English: notes by the keys of demo_people.py.

Everything is fictional. Used by content_en.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from leitstern.plan.generated import Side

NOTES: Mapping[Side, Mapping[str, str]] = {
    "supplier": {
        "wendelin": "Asks about stops first. Wants to hear from us what other plants do better.",
        "aumann": "Knows us from invoices alone. Lena Vogt should show him the joint calculation.",
        "okafor": "Speaks for our proposals when we are not there. Do not hold him up with details.",
        "brandt": "Fair and exact. Needs quotations within a week, not three.",
        "novak": "Is about to retire. Meet the successor before that.",
        "hartmann": "Our best source of energy data.",
    },
    "customer": {
        "solberg": "Comes to the annual reviews. We hear little in between.",
        "berg": "Keeps what she promises. Has to ask inside for prices.",
        "kaya": "Without her Lindach would stop more often.",
        "reuter": "Thinks ahead with us. More of that for Osterau.",
        "petersen": "A good talk, open questions about our data.",
        "vogt": "Calculates for her company rather than for us.",
    },
}

COMPETITORS: Mapping[str, tuple[str, str, str]] = {
    "Talheim Antriebe": (
        "Gear units and motors for Lindach and Brück",
        "About 6% below us on standard gear units, as procurement hinted in conversation.",
        "Conversation with procurement",
    ),
    "Corvin Drives": ("Servo drives for the cake lines", "", "Our own estimate"),
}
"""Name -> (what they supply, prices, source)."""
