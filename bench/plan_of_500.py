"""Fills a plan with 500 opportunities over the wire, as an integrator would. Used by bench/ alone."""

from __future__ import annotations

import random
from datetime import date, timedelta

from leitstern import client
from leitstern.plan import edits
from leitstern.plan.generated import Stage

ITEMS = 500
A_BATCH = 25
STAGES: tuple[Stage, ...] = ("idea", "qualified", "agreed", "running")
SUBJECTS = (
    "Energy",
    "Spare parts",
    "Training",
    "Line uptime",
    "Packaging",
    "Forecasts",
    "Audits",
    "Cold chain",
)


async def fill(guest_link: str) -> None:
    """Joins and adds the records; returns when all are durable. The same plan every time."""
    chance = random.Random(500)
    async with await client.join(guest_link, name="Import") as plan:
        people = [
            edits.add_record(plan.doc, "people", {"name": f"Person {number}", "side": "customer"})
            for number in range(12)
        ]
        for number in range(ITEMS):
            values = {
                "title": f"{chance.choice(SUBJECTS)} {number}",
                "description": "What both companies gain by it, in a sentence or two of ordinary length.",
                "benefit_customer": chance.randrange(10_000, 900_000),
                "benefit_supplier": chance.randrange(10_000, 900_000),
                "probability": chance.randrange(5, 100) / 100,
                "effort": chance.randrange(5, 200),
                "stage": chance.choice(STAGES),
                "time_horizon": date(2027, 1, 1) + timedelta(days=chance.randrange(900)),
                "sponsor_customer": chance.choice(people),
            }
            edits.add_record(plan.doc, "opportunities", values)
            if number % A_BATCH == 0:
                await plan.saved()
