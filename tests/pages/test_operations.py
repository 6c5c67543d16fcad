"""Health checks and metrics, static files, and a demo that starts twice on one folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from leitstern.app import create_app, secret_of
from leitstern.demo.seed import Demo, seed
from leitstern.http_support.services import Services
from leitstern.settings import Settings
from leitstern.store.sqlite import open_sqlite
from tests.pages.people import Browser, House
from tests.records import shown_participants


async def test_the_server_is_alive_and_ready_until_the_drain(house: House):
    browser = house.browser()
    assert (await browser.get("/healthz")).text == "ok\n"
    assert (await browser.get("/readyz")).response.json() == {
        "ready": True,
        "draining": False,
        "damaged_documents": 0,
    }
    house.services.draining.set()
    assert (await browser.get("/readyz")).status == 503
    assert (await browser.get("/healthz")).status == 200


async def test_metrics_require_the_token(house: House, tmp_path: Path):
    assert (await house.browser().get("/metrics")).status == 404
    token = "0123456789abcdef"
    app = create_app(Settings(data=tmp_path / "other", metrics_token=token))
    async with app.router.lifespan_context(app):
        browser = Browser(app)
        for shown in ("", token, f"Bearer {token[:-1]}", f"Bearer {token}x"):
            assert (await browser.get("/metrics", authorization=shown)).status == 404, shown
        shown = (await browser.get("/metrics", authorization=f"Bearer {token}")).text
        assert "leitstern_connections" in shown


async def test_hashed_files_are_immutable_and_others_revalidate(tmp_path: Path, monkeypatch):
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
    """Starts the demo, lets both sides join with the guest named `name`, and stops."""
    made: list[Demo] = []

    async def prepare(services: Services) -> None:
        made.append(
            await seed(services.database, services.rooms, services.keys, now=services.now(), further_plans=1)
        )

    app = create_app(Settings(data=folder), on_start=prepare)
    async with app.router.lifespan_context(app):
        (demo,) = made
        for path, target in (
            (demo.plan.customer_path, f"/plans/{demo.plan.plan_id}/first"),
            (demo.member_path, "/"),
        ):
            values = {"name": name} if path == demo.plan.customer_path else {}
            browser = Browser(app)
            answer = await browser.open_and_send(path, **values)
            assert answer.location == target
        assert (await browser.get(f"/plans/{demo.plan.plan_id}")).status == 200
        further = await Browser(app).open_and_send(demo.further[0].customer_path, name=name)
        assert further.location == f"/plans/{demo.further[0].plan_id}/first"
    return demo


@pytest.mark.slow
async def test_a_restarted_demo_prints_the_same_links_and_keeps_its_content(tmp_path: Path):
    first, second = await _demo(tmp_path, "Claire"), await _demo(tmp_path, "Ben")
    assert first == second
    app = create_app(Settings(data=tmp_path))
    async with app.router.lifespan_context(app):
        shown = await shown_participants(app.services, first.plan.documents["record"])
    names = {entry["name"] for entry in shown.values()}
    assert {"Claire", "Ben"} <= names


def test_the_secret_is_created_once_and_readable_by_its_owner_only(tmp_path: Path):
    settings = Settings(data=tmp_path / "new")
    assert secret_of(settings) == secret_of(settings)
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert len(secret_of(settings)) >= 43
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret.key"]
    assert secret_of(Settings(data=tmp_path, secret_key="given")) == b"given"


def _open_to_all(folder: Path) -> None:
    for path in folder.iterdir():
        path.chmod(0o644)


def _modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


async def test_files_of_an_older_folder_are_closed_to_others(tmp_path: Path):
    """The database, what SQLite puts beside it, and the key."""
    settings = Settings(data=tmp_path)
    secret_of(settings)
    await open_sqlite(tmp_path / "leitstern.db").close()
    _open_to_all(tmp_path)
    store = open_sqlite(tmp_path / "leitstern.db")
    secret_of(settings)
    assert await store.database.ping()
    modes = _modes(tmp_path)
    await store.close()
    assert {"leitstern.db", "leitstern.db-wal", "leitstern.db-shm", "secret.key"} <= set(modes)
    assert set(modes.values()) == {0o600}, modes
