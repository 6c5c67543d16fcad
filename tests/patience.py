"""How long a test waits for what has to happen: a machine that is busy, or stood still, is no failure.

More than the product's own longest wait, 30 s of back-off in a browser. What must not happen is never shown
by waiting a while: such a test waits for something that comes after it.
"""

from __future__ import annotations

PATIENCE = 90.0
PATIENCE_MS = 1000 * PATIENCE
