"""The addresses of built assets: hashed names, and the parts of a script that a page asks for at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leitstern.http_support.asset_urls import Assets

MANIFEST = {
    "src/plan-page.ts": {"file": "assets/plan-page-1.js", "imports": ["_shared.js", "_yjs.js"]},
    "src/pages.ts": {"file": "assets/pages-2.js", "imports": ["_shared.js"]},
    "_shared.js": {"file": "assets/shared-3.js", "imports": ["_yjs.js"]},
    "_yjs.js": {"file": "assets/yjs-4.js"},
    "locales/de.json": {"file": "assets/de-5.js"},
    "src/rich/editor.ts": {"file": "assets/editor-6.js", "imports": ["_yjs.js"]},
}


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    return Assets.read(tmp_path)


def test_a_source_has_its_hashed_address_and_a_copied_file_its_own_name(assets: Assets):
    assert assets.url("src/pages.ts") == "/static/assets/pages-2.js"
    assert assets.url("icons.svg") == "/static/icons.svg"


def test_the_parts_of_scripts_are_all_that_they_import_each_once_and_nothing_else(assets: Assets):
    parts = assets.parts("src/pages.ts", "src/plan-page.ts", "locales/de.json")
    assert sorted(parts) == [
        f"/static/assets/{name}.js" for name in ("de-5", "pages-2", "plan-page-1", "shared-3", "yjs-4")
    ]


def test_without_a_build_there_are_no_parts(tmp_path: Path):
    assert Assets.read(tmp_path).parts("src/pages.ts") == []
