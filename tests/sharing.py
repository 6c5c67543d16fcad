"""How `make test` gives files to its workers: one begins with what mostly waits, the others with browsers.

A browser test uses three times the processor of one that kills servers or waits for a timeout: side by side
they fill the machine (decision 0134). Who has no file of the own kind left takes any. Called by conftest.py.
"""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

BROWSERS = ("tests/browser/", "tests/engines/")


class Sharing(LoadFileScheduling):  # type: ignore[misc]
    def _assign_work_unit(self, node: Any) -> None:
        is_last = self.numnodes > 1 and node.gateway.id == f"gw{self.numnodes - 1}"
        wanted = next((file for file in self.workqueue if file.startswith(BROWSERS) != is_last), None)
        if wanted is not None:
            self.workqueue.move_to_end(wanted, last=False)
        super()._assign_work_unit(node)
