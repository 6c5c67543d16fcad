"""URLs of built browser assets: source names in, hashed URLs out, from Vite's manifest.

Templates name sources (`src/pages.ts`, `styles/main.css`). Files that Vite copies without a hash
(`icons.svg`) keep their name. A script's parts are named too, so that a page can ask for all of them at once.
Read once, when the app is built.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

_BASE = "/static/"


class Assets:
    def __init__(self, files: Mapping[str, str], imports: Mapping[str, Sequence[str]] | None = None) -> None:
        self._files = files
        self._imports = imports or {}

    @classmethod
    def read(cls, dist: Path) -> Assets:
        """The assets of a build. Without a build the names stay as they are, so that pages still render."""
        manifest = dist / ".vite" / "manifest.json"
        if not manifest.is_file():
            return cls({})
        entries = json.loads(manifest.read_text(encoding="utf-8"))
        return cls(
            {source: str(entry["file"]) for source, entry in entries.items()},
            {source: entry.get("imports", ()) for source, entry in entries.items()},
        )

    def url(self, source: str) -> str:
        """The URL of an asset, such as /static/assets/pages-3fa9c1.js."""
        return _BASE + self._files.get(source, source)

    def parts(self, *sources: str) -> list[str]:
        """The URLs of these scripts and of all that they import, each once, for `modulepreload`."""
        found: dict[str, None] = {}
        waiting = [source for source in sources if source in self._files]
        while waiting:
            source = waiting.pop(0)
            if source not in found:
                found[source] = None
                waiting += self._imports.get(source, ())
        return [self.url(source) for source in found]
