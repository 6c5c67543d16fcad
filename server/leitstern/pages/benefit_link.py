"""A controller's personal link: one benefit, and the two answers to it. Nothing else of the plan is here.

A GET shows the benefit and changes nothing: mail scanners follow links too. The form's POST gives the word.
There is no session, no document and no name in the plan; the token in the address is asked for each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.form_fields import Fields
from leitstern.access.rate_limiter import JOINS_PER_ADDRESS
from leitstern.commands.command import CommandRefused
from leitstern.commands.controller_answer import ControllerAnswers, LinkedBenefit, Said, shown
from leitstern.commands.given_words import text_hash
from leitstern.errors import InvalidInput, LinkInvalid
from leitstern.http_support.client_address import address_of
from leitstern.http_support.forms import EMPTY_FORM, Form, StaleForm, read_fields, see_other, submitted
from leitstern.http_support.guessing import find_by_link
from leitstern.http_support.link_tokens import token_of
from leitstern.http_support.rendering import locale_of, render
from leitstern.http_support.services import services_of
from leitstern.plan import value_log
from leitstern.plan.generated import ValueEntry
from leitstern.plan.ids import new_id
from leitstern.wording import formats
from leitstern.wording.catalogue import accepted_locale

SENTENCE_MAX = 1000
_PURPOSE = "benefit"


@dataclass(frozen=True, slots=True)
class _Shown:
    found: LinkedBenefit
    entry: ValueEntry
    amount: str
    text: str

    @property
    def company(self) -> str:
        """Who gains, and whose word this is."""
        return self.found.supplier if self.entry.gains == "supplier" else self.found.customer

    @property
    def stands(self) -> str:
        """What was said by this link about exactly this entry; empty when nothing was. What others said is
        theirs.
        """
        word, link = self.found.word, self.found.link
        is_own = word is not None and (word.via, word.participant_id) == (link.name, link.participant_id)
        return word.verdict if word is not None and is_own and word.text.strip() == self.text else ""


async def show_benefit(request: Request) -> Response:
    return _page(request, await _shown(request), EMPTY_FORM)


async def answer(request: Request) -> Response:
    """Confirms, or disputes with a reason; then shows the same page again with what was said."""
    benefit = await _shown(request)
    typed = await read_fields(request)
    try:
        fields = Fields(await submitted(request, _PURPOSE))
        verdict = fields.choice("verdict", ("confirmed", "disputed"))
        sentence = fields.line("sentence", SENTENCE_MAX, is_required=verdict == "disputed")
        fields.done()
    except StaleForm:
        return _page(request, benefit, Form(typed, {"form": "errors.stale_form"}), 403)
    except InvalidInput as error:
        return _page(request, benefit, Form(typed, error.fields), 422)
    services = services_of(request)
    now, link_id = services.now(), benefit.found.link.id
    services.rate_limiter.spend(JOINS_PER_ADDRESS, address_of(request), now)
    once = f"controller:{link_id}:{typed.get('once', '')[:40]}"
    said = Said(once, "disputed" if verdict == "disputed" else "confirmed", sentence, typed.get("seen", ""))
    commands = services.commands
    answers = ControllerAnswers(services.database, services.rooms, services.keys, commands.projector)
    try:
        await answers.give(link_id, token_of(request), said, now)
    except CommandRefused as refused:
        form = Form(typed, {"form": f"refusal.{refused.code}"})
        return _page(request, await _shown(request), form, refused.status)
    return see_other(request.url.path)


async def _shown(request: Request) -> _Shown:
    """Raises LinkInvalid: unknown, revoked, expired, and a deleted benefit are one answer."""
    services = services_of(request)
    link_id, token, now = str(request.path_params["link_id"]), token_of(request), services.now()
    find = partial(shown, keys=services.keys, link_id=link_id, token=token, now=now)
    found = await find_by_link(request, lambda: services.database.read(find))
    language = accepted_locale(request.headers.get("accept-language", ""), found.language)
    request.state.invited_locale = language
    plan = (await services.views.of(found.document_id)).view
    entry = next((one for one in plan.values if one.id == found.link.value_id), None)
    if entry is None:
        raise LinkInvalid("benefit")
    amount = ""
    if entry.amount is not None:
        amount = formats.money(entry.amount, plan.header.currency, locale_of(request))
    return _Shown(found, entry, amount, value_log.text_of(entry).strip())


def _page(request: Request, benefit: _Shown, form: Form, status: int = 200) -> Response:
    found, evidence = benefit.found, benefit.entry.evidence or ""
    return render(
        request,
        "benefit_link.html",
        status=status,
        benefit=benefit,
        entry=benefit.entry,
        link=found.link,
        word=found.word if benefit.stands else None,
        evidence_url=evidence if evidence.startswith(("https://", "http://")) and " " not in evidence else "",
        seen=text_hash(benefit.text),
        once=new_id("cmd"),
        expires=found.link.expires_at,
        form=form,
    )


routes = [
    Route("/benefit/{link_id}/{token:path}", show_benefit),
    Route("/benefit/{link_id}/{token:path}", answer, methods=["POST"]),
]
