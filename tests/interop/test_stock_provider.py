"""The stock y-websocket provider and our Python client on a real server."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from pycrdt import Map, Text

import leitstern.client
from leitstern.client import LivePlan
from leitstern.errors import Forbidden, LinkInvalid, NotFound, NotSignedIn, UpdateRefused
from leitstern.plan import edits
from leitstern.plan.document import canonical_json, plain
from tests.browser.server import DemoServer
from tests.interop.node_peer import NodePeer, need_node
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    need_node()
    running = DemoServer(tmp_path_factory.mktemp("interop"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
async def plan(server: DemoServer) -> AsyncIterator[LivePlan]:
    async with await leitstern.client.join(server.customer_link, name="Ada") as joined:
        yield joined


@pytest.fixture
async def peer(server: DemoServer) -> AsyncIterator[NodePeer]:
    """A separate guest, in Node, with the cookie from the join form."""
    entry = await leitstern.client.enter(server.customer_link, "Grace")
    started = await NodePeer.start(server.url, entry.documents["shared"], entry.cookie)
    await started.do("synced")
    yield started
    await started.end()


async def same(plan: LivePlan, peer: NodePeer) -> str:
    """The canonical JSON after both agree. Fails when they never do."""
    await plan.saved()
    async with asyncio.timeout(PATIENCE):
        while (ours := canonical_json(plain(plan.doc, "shared"))) != await peer.do("json"):  # noqa: ASYNC110
            await asyncio.sleep(0)
    return ours


async def test_both_receive_each_others_edits(plan: LivePlan, peer: NodePeer) -> None:
    await peer.do("goal", id="goal_node", title="Größe zählt 🎯")
    view = await plan.until(lambda seen: any(goal.id == "goal_node" for goal in seen.goals))
    assert next(goal.title for goal in view.goals if goal.id == "goal_node") == "Größe zählt 🎯"
    edits.set_root_text(plan.doc, "purpose", "Gemeinsam – für Ärzte & 👩🏽‍🚀")
    await plan.saved()
    await peer.do("reads", root="purpose", text="👩🏽‍🚀")
    assert "Größe zählt 🎯" in await same(plan, peer)


async def test_typing_in_one_title_at_once_keeps_every_word(plan: LivePlan, peer: NodePeer) -> None:
    goal = edits.add_record(plan.doc, "goals", {"title": "Halve 🛠 downtime"})
    await plan.saved()
    await peer.do("has", root="goals", id=goal)
    for letter in "wirklich ":
        edits.insert_text(edits.record_text(plan.doc, "goals", goal, "title"), 0, letter)
        await peer.do("retitle", id=goal, at=0, text="é")
    await plan.saved()
    title = next(one.title for one in plan.view().goals if one.id == goal)
    assert title.endswith("Halve 🛠 downtime")
    final = await same(plan, peer)
    assert final.count("é") >= 9 and all(letter in final for letter in "wirklich")


async def test_offline_edits_merge_on_reconnection(plan: LivePlan, peer: NodePeer) -> None:
    goal = edits.add_record(plan.doc, "goals", {"title": "Offline"})
    doomed = edits.add_record(plan.doc, "goals", {"title": "Doomed"})
    await plan.saved()
    await peer.do("has", root="goals", id=doomed)
    await peer.do("disconnect")
    await peer.do("retitle", id=goal, at=0, text="Node was ")
    await peer.do("remove", root="goals", id=doomed)
    edits.set_field(plan.doc, "goals", goal, "title", "Offline, and Python was not")
    await plan.saved()
    await peer.do("connect")
    view = await plan.until(lambda seen: all(one.id != doomed for one in seen.goals))
    title = next(one.title for one in view.goals if one.id == goal)
    assert "Node was" in title and "Python was not" in title
    await same(plan, peer)


async def test_a_provider_without_a_cookie_is_refused(server: DemoServer, plan: LivePlan) -> None:
    stranger = await NodePeer.start(server.url, plan.entry.documents["shared"], "")
    try:
        await stranger.do("refused")
        assert not (await stranger.do("seen"))["synced"]
    finally:
        await stranger.end()


async def test_the_other_sides_private_document_is_not_found(server: DemoServer, plan: LivePlan) -> None:
    with pytest.raises(NotFound):
        await plan.document("supplier")
    secret = server.announced["documents"]["supplier"]
    spy = await NodePeer.start(server.url, secret, plan.entry.cookie)
    try:
        await spy.do("refused")
        assert not (await spy.do("seen"))["synced"]
    finally:
        await spy.end()


async def test_our_own_private_document_opens(plan: LivePlan) -> None:
    private = await plan.document("customer")
    edits.set_root_text(private.doc, "notes", "Only for us", document="customer")
    await private.saved()
    assert "Only for us" in canonical_json(plain(private.doc, "customer"))


async def test_saved_edits_survive_a_killed_server(server: DemoServer, plan: LivePlan) -> None:
    edits.set_root_text(plan.doc, "purpose", "before the power cut")
    await plan.saved()
    server.kill()
    edits.set_root_text(plan.doc, "purpose", "before and during the power cut")
    assert plan.shared.waiting == 1
    server.start()
    await plan.saved()
    async with await leitstern.client.join(server.customer_link, name="Later") as later:
        assert later.view().purpose == "before and during the power cut"


async def test_a_thousand_edits_are_saved_in_order(plan: LivePlan) -> None:
    edits.set_root_text(plan.doc, "purpose", "")
    for number in range(1000):
        edits.insert_text(plan.doc.get("purpose", type=Text), 1_000_000, f"{number} ")
    await plan.saved()
    assert plan.shared.waiting == 0
    assert plan.view().purpose.split() == [str(number) for number in range(1000)]


async def test_the_record_document_is_read_only(plan: LivePlan) -> None:
    record = await plan.document("record")
    names = [one["name"] for one in plain(record.doc, "record")["participants"].values()]
    assert "Ada" in names
    record.doc.get("participants", type=Map)["par_forged"] = Map({"name": "Forged"})
    with pytest.raises(Forbidden):
        await record.saved()
    await plan._documents.pop("record").close()


async def test_a_refused_change_is_reported_as_unsaved(server: DemoServer) -> None:
    rogue = await leitstern.client.join(server.customer_link, name="Rogue")
    try:
        rogue.doc.get("no_root_of_ours", type=Text).insert(0, "x")
        with pytest.raises(UpdateRefused) as refusal:
            await rogue.saved()
        assert refusal.value.code == "root" and rogue.shared.waiting == 1
    finally:
        await rogue.close()


async def test_an_invalid_link_is_refused_with_its_reason(server: DemoServer) -> None:
    with pytest.raises(LinkInvalid):
        await leitstern.client.join(f"{server.url}/join/{'x' * 43}", name="Nobody")


async def test_revoking_a_link_disconnects_its_guests_for_good(server: DemoServer, plan: LivePlan) -> None:
    """Must be the last test: it revokes the server's customer link."""
    plan_id = plan.entry.plan_id
    member = await leitstern.client.enter(server.member_link, plan_id=plan_id)
    cookie = {"Cookie": member.cookie}
    async with httpx.AsyncClient(base_url=server.url, headers=cookie, timeout=PATIENCE) as browser:
        listed = (await browser.get(f"/plans/{plan_id}/invitations")).text
        path = re.search(rf"/plans/{plan_id}/invitations/inv_\w+/revoke", listed)
        assert path is not None
        form = (await browser.get(path[0])).text
        tokens = re.findall(r'name="form_token" value="([^"]+)"', form)
        answer = await browser.post(path[0], data={"form_token": tokens[-1]})
        assert answer.status_code == 303
    with pytest.raises((Forbidden, NotFound, NotSignedIn)):
        await plan.shared.changed(timeout=PATIENCE)
        edits.set_root_text(plan.doc, "notes", "too late")
        await plan.saved(timeout=PATIENCE)
    with pytest.raises(LinkInvalid):
        await leitstern.client.join(server.customer_link, name="Again")
    await plan.close()
