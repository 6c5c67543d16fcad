"""Revealed ideas in groups: who takes part puts them side by side, and notes which were merged.

Pure. Sorting changes no idea: its words are a record of the plan by now, and what the round said of its
author stays in the round's result, also when its record was merged into another one.
"""

from __future__ import annotations

import json
from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, Json, PlanActor, Refusal
from leitstern.commands.generated import SortIdea
from leitstern.workshop.rounds import Rounds, may_answer


def sort_idea(state: Rounds, command: Command[SortIdea], actor: PlanActor, now: datetime) -> Decision:
    """The last word counts. An idea is not merged into itself, nor into one of another round."""
    asked = command.arguments
    round = state.rounds.get(asked.round_id)
    if round is None or round.kind != "ideas" or round.status != "closed":
        return Refusal("round_not_found")
    refusal = may_answer(state, round, actor)
    if refusal is not None:
        return refusal
    ideas = {str(idea["id"]) for idea in json.loads(round.result)["ideas"]}
    if asked.idea_id not in ideas or (asked.into and asked.into not in ideas - {asked.idea_id}):
        return Refusal("item_not_in_round")
    known = (round.groups.get(asked.idea_id, ""), round.merged.get(asked.idea_id, ""))
    if known == (asked.group, asked.into):
        return ()
    data: dict[str, Json] = {"idea": asked.idea_id, "group": asked.group, "into": asked.into}
    return [Event("round.idea_sorted", {"round": round.id, "participant": actor.id, **data})]
