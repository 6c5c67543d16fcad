"""Forms that send a command. The form contains the command's id, so submitting it twice is one command.

Called by pages/ after the form's own checks (forms.py). A refusal is raised as CommandRefused, and
error_pages.py shows it; a page that can show the form again catches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from starlette.requests import Request

from leitstern.access.sessions import MemberFacts
from leitstern.commands.arguments import from_form
from leitstern.commands.execution import Answer, Submission
from leitstern.commands.generated import COMMAND_SHAPES
from leitstern.http_support.current_participant import PlanVisit
from leitstern.http_support.services import services_of
from leitstern.plan.ids import new_id


async def run_in_plan(
    request: Request, visit: PlanVisit, kind: str, fields: Mapping[str, str], **arguments: str
) -> Answer:
    """Executes a command of the plan; `arguments` come from the path. Raises CommandRefused."""
    return await _run(request, "plan", visit.plan_id, visit.participant.id, kind, fields, arguments)


async def run_in_workspace(
    request: Request, member: MemberFacts, kind: str, fields: Mapping[str, str], **arguments: str
) -> Answer:
    """The same for a command of the member's workspace."""
    return await _run(request, "workspace", member.workspace_id, member.id, kind, fields, arguments)


async def _run(
    request: Request,
    scope_kind: Literal["plan", "workspace"],
    scope: str,
    actor: str,
    kind: str,
    fields: Mapping[str, str],
    arguments: Mapping[str, str],
) -> Answer:
    given = {**from_form(COMMAND_SHAPES[kind], fields), **arguments}
    command_id = fields.get("command_id") or new_id("cmd")
    submission = Submission(scope_kind, scope, actor, kind, given, command_id)
    return await services_of(request).commands.run(submission)
