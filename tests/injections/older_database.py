"""A data folder of an early version: database revision 0002, documents of shape 1.

`older_database.sql` is the dump of a demo workspace of that version, in which a guest had joined and added an
opportunity. The key and the links are of that folder alone and open nothing else.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

KEY = "J3nQn64D5VoTpn3P2pCz4VIhHyntcgrpbqjLQdTWyWXuhQoUAiFbWi8I8ZG0Rdci"
PLAN = "pln_rtdv8jebahh25d6ecj2v"
SHARED = "doc_vktsfpm0hq45geatcvew"
GUEST_LINK = "/join/IcKclGn8C0mhR_Ik2tYAvTFUvdkS2pryYt2TjURk1NA"
MEMBER_LINK = "/enter/hN2hDSPBWyYmVCEOmcp3NpNdDszOtI0jeRCFhQ9PGPQ"
GUEST = "Ada Holm"
TITLE = "Written before the update"


def lay_older_database(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / "secret.key").write_text(KEY, encoding="ascii")
    dump = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(folder / "leitstern.db")) as database:
        database.executescript(dump)
