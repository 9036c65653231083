"""What is counted, in Prometheus' text form."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The gateway's counters, in a registry of their own so that several apps can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "weiquan_http_requests_total", "Requests answered", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "weiquan_http_seconds", "Time to answer", ["route"], buckets=BUCKETS, registry=self.registry
        )
        self.messages = Counter(
            "weiquan_messages_total", "Messages sent to visitors, by type", ["type"], registry=self.registry
        )
        self.feedback = Counter("weiquan_feedback_total", "Thumbs", ["value"], registry=self.registry)
        self.recovered = Counter(
            "weiquan_turns_recovered_total", "Turns answered after the engine had been away", registry=self.registry
        )
        self.snapshot = Gauge("weiquan_snapshot_version", "Knowledge snapshot in use", registry=self.registry)

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self.requests.labels(route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def render(self) -> bytes:
        """Return everything as text."""
        return generate_latest(self.registry)
