"""What operators look at, what is served as a file, and the demo on one folder twice."""

from __future__ import annotations

from pathlib import Path

from leitstern.app import create_app, secret_of
from leitstern.demo.seed import Demo, seed
from leitstern.pages.services import Services
from leitstern.settings import Settings
from tests.pages.people import Browser, House


async def test_alive_and_ready_until_the_drain(house: House):
    browser = house.browser()
    assert (await browser.get("/healthz")).text == "ok\n"
    assert (await browser.get("/readyz")).response.json() == {"ready": True, "draining": False}
    house.services.draining.set()
    assert (await browser.get("/readyz")).status == 503
    assert (await browser.get("/healthz")).status == 200


async def test_metrics_are_shown_unless_hidden(house: House, tmp_path: Path):
    assert "leitstern_connections" in (await house.browser().get("/metrics")).text
    app = create_app(Settings(data=tmp_path / "other", metrics="off"))
    async with app.router.lifespan_context(app):
        assert (await Browser(app).get("/metrics")).status == 404


async def test_hashed_files_are_kept_for_ever_and_others_asked_for(tmp_path: Path, monkeypatch):
    dist = tmp_path / "web" / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "assets" / "pages-1a2b.js").write_text("export {}")
    (dist / "sw.js").write_text("// worker")
    (dist / ".vite").mkdir()
    (dist / ".vite" / "manifest.json").write_text('{"src/pages.ts": {"file": "assets/pages-1a2b.js"}}')
    from leitstern.resources import web_dir

    for name in ("templates", "locales"):
        (tmp_path / "web" / name).symlink_to(web_dir() / name)
    monkeypatch.setattr("leitstern.app.web_dir", lambda: tmp_path / "web")
    app = create_app(Settings(data=tmp_path))
    async with app.router.lifespan_context(app):
        browser = Browser(app)
        assert 'src="/static/assets/pages-1a2b.js"' in (await browser.get("/login")).text
        kept = await browser.get("/static/assets/pages-1a2b.js")
        assert kept.response.headers["cache-control"] == "public, max-age=31536000, immutable"
        worker = await browser.get("/sw.js")
        assert worker.response.headers["cache-control"] == "no-cache"
        assert worker.response.headers["content-type"].startswith("text/javascript")
        for missing in ("/static/../secret.key", "/static/%2e%2e/%2e%2e/secret.key", "/manifest.webmanifest"):
            assert (await browser.get(missing)).status == 404


async def _demo(folder: Path, name: str) -> Demo:
    """Starts the demo, lets both come in and the guest be called `name`, and stops."""
    made: list[Demo] = []

    async def prepare(services: Services) -> None:
        made.append(
            await seed(services.database, services.rooms, services.keys, now=services.now(), further_plans=1)
        )

    app = create_app(Settings(data=folder), on_start=prepare)
    async with app.router.lifespan_context(app):
        (demo,) = made
        for path, target in (
            (demo.plan.customer_path, f"/plans/{demo.plan.plan_id}"),
            (demo.member_path, "/"),
        ):
            values = {"name": name} if path == demo.plan.customer_path else {}
            browser = Browser(app)
            answer = await browser.open_and_send(path, **values)
            assert answer.location == target
        assert (await browser.get(f"/plans/{demo.plan.plan_id}")).status == 200
        further = await Browser(app).open_and_send(demo.further[0].customer_path, name=name)
        assert further.location == f"/plans/{demo.further[0].plan_id}"
    return demo


async def test_a_demo_started_twice_prints_the_same_links_and_keeps_its_contents(tmp_path: Path):
    first, second = await _demo(tmp_path, "Claire"), await _demo(tmp_path, "Ben")
    assert first == second
    app = create_app(Settings(data=tmp_path))
    async with app.router.lifespan_context(app):
        record = await app.services.rooms.read(first.plan.documents["record"])
    names = {entry["name"] for entry in record.data["participants"].values()}
    assert {"Claire", "Ben"} <= names


def test_the_secret_is_made_once_and_for_the_owner_alone(tmp_path: Path):
    settings = Settings(data=tmp_path / "new")
    assert secret_of(settings) == secret_of(settings)
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert len(secret_of(settings)) >= 43
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret.key"]
    assert secret_of(Settings(data=tmp_path, secret_key="given")) == b"given"
