"""Whether traces reach the collector that is set up."""

from __future__ import annotations

from adapters.doctor.probe import Away, time_of
from adapters.finding import Finding, Verdict
from bot.settings import Settings
from bot.traces import available

NAME = "traces"


async def check(settings: Settings) -> list[Finding]:
    """Nothing where none are made."""
    endpoint = settings.otel_exporter_otlp_endpoint
    if not endpoint:
        return []
    if not available():
        words = "OTEL_EXPORTER_OTLP_ENDPOINT is set, but traces need the extra. Install it: pip install 'mynah[otel]'."
        return [Finding(NAME, Verdict.NOTE, words)]
    try:
        await time_of(endpoint)
    except Away:
        words = "the collector does not answer. Check OTEL_EXPORTER_OTLP_ENDPOINT: the port of OTLP over HTTP is 4318."
        return [Finding(NAME, Verdict.NOTE, words)]
    return [Finding(NAME, Verdict.OK, "the collector answers")]
