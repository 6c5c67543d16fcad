"""Counters, gauges and histograms for /metrics. Numbers only, never contents.

One instance per process, made by app.py and handed to `Rooms`; pages/monitoring.py renders `registry`. Hot
paths count once per batch.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_LATENCY = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """Operators rely on these names (docs/operations.md)."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"leitstern_{name}", text, labels, registry=self.registry)

        def gauge(name: str, text: str) -> Gauge:
            return Gauge(f"leitstern_{name}", text, registry=self.registry)

        def histogram(name: str, text: str) -> Histogram:
            return Histogram(f"leitstern_{name}", text, buckets=_LATENCY, registry=self.registry)

        self.rooms = gauge("rooms", "Documents open in memory.")
        self.connections = gauge("connections", "Open WebSockets.")
        self.waiting = gauge("pending_updates", "Updates read but not yet durable.")
        self.updates = counter("updates", "Updates made durable.")
        self.commits = counter("commits", "Transactions of the update log.")
        self.commit_failures = counter("commit_failures", "Transactions that failed and were tried again.")
        self.log_bytes = counter("log_bytes", "Bytes of updates added to the log.")
        self.bytes_in = counter("received_bytes", "Bytes of updates that clients sent.")
        self.bytes_out = counter("sent_bytes", "Bytes of updates and presence handed to sockets.")
        self.refusals = counter("refusals", "Messages refused, by code.", "code")
        self.closes = counter("closes", "Connections that the server closed, by code.", "code")
        self.gaps = counter("gaps", "Updates answered with sync step 1 for lack of what they build on.")
        self.rebuilds = counter("rebuilds", "Documents thrown away and rebuilt from the log.")
        self.damaged_documents = gauge(
            "damaged_documents", "Documents opened without log entries that cannot be read."
        )
        self.conflicts = counter("conflicts", "Commits refused because another process appended first.")
        self.snapshots = counter("snapshots", "Snapshots written.")
        self.content_checks = counter("content_checks", "Hashes of a browser's content compared with ours.")
        self.divergences = counter("divergences", "Browsers that knew the last seq and held other content.")
        self.commit_seconds = histogram("commit_seconds", "From the start of a transaction to durable.")
        self.fanout_seconds = histogram("fanout_seconds", "Time to hand a commit to every connection.")
        self.wait_seconds = histogram(
            "update_seconds", "From an update's arrival to durable, oldest of a commit."
        )
        self.loop_lag_seconds = histogram(
            "loop_lag_seconds", "How late a 100 ms timer of the event loop fires."
        )
