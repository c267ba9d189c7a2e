"""What is counted for an operator, by Prometheus's rules for names. No label holds a person, a text or a workspace.

`adapters.figures` serves them at /metrics; `deploy/` has a dashboard and alerts that are made of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest

from bot import __version__

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)  # seconds: Discord and Slack wait 3
_SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0)  # seconds: a job lives 900

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, which nobody asked for
registry = CollectorRegistry()

build = Gauge("mynah_build_info", "The running version.", ["version"], registry=registry)
build.labels(__version__).set(1)
commands = Counter(
    "mynah_commands_total", "Commands that ended, by how.", ["platform", "kind", "outcome"], registry=registry
)
accepted = Histogram(
    "mynah_acknowledge_seconds",
    "From a command's arrival until it is durable.",
    ["platform"],
    buckets=_QUICK,
    registry=registry,
)
answered = Histogram(
    "mynah_command_seconds",
    "From a command's acceptance to its delivered answer.",
    ["platform", "kind"],
    buckets=_SLOW,
    registry=registry,
)
deliveries = Counter(
    "mynah_delivery_failures_total", "Answers that a platform did not take at once.", ["platform"], registry=registry
)
waiting = Gauge("mynah_jobs_waiting", "Commands that are accepted and not ended.", registry=registry)
oldest = Gauge("mynah_oldest_job_seconds", "Age of the oldest of them; 0 without any.", registry=registry)
spoken = Counter("mynah_characters_total", "Characters that were given to the speech side.", registry=registry)
cache = Counter(
    "mynah_clip_cache_total", "Clips that were asked for, by where they came from.", ["from"], registry=registry
)
upstream = Counter(
    "mynah_speech_requests_total", "Requests to the speech side, by what came of them.", ["outcome"], registry=registry
)
upstream_seconds = Histogram(
    "mynah_speech_request_seconds", "Time of one request to the speech side.", buckets=_SLOW, registry=registry
)
restarts = Counter(
    "mynah_speech_server_restarts_total", "Times our speech server was started again.", registry=registry
)
ready = Gauge("mynah_ready", "1 when commands can be accepted and worked, by part.", ["part"], registry=registry)


@contextmanager
def timed(histogram: Histogram) -> Iterator[None]:
    """Observe the seconds that the block takes, however it ends."""
    began = perf_counter()
    try:
        yield
    finally:
        histogram.observe(perf_counter() - began)


def told(reasons: Mapping[str, str], parts: tuple[str, ...]) -> None:
    """What the readiness check said of each of *parts*."""
    for part in parts:
        ready.labels(part).set(0 if part in reasons else 1)


def page() -> bytes:
    """All of it, in Prometheus's text format."""
    return generate_latest(registry)
