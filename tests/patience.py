"""How long a test waits for an expected event: a busy or paused machine is not a failure.

Longer than the product's own longest wait, a 30 s backoff in a browser. A test never waits a fixed time to
prove that something does not happen: it waits for a later event.
"""

from __future__ import annotations

PATIENCE = 90.0
PATIENCE_MS = 1000 * PATIENCE
