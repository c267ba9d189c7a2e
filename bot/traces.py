"""One trace for each command, from its acceptance to its delivery, over OpenTelemetry's protocol; off unless it is set up.

The ids are made from the job's own id, so an attempt after a restart, in another process, joins the trace that the
acceptance began. Nothing of what was said, nobody and no address stands in a span, and of an error only its type.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from bot import __version__
from bot.logs import get_logger

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

PATIENCE = 5.0  # seconds for one request to the collector

logger = get_logger(__name__)

_tracers: list[Tracer] = []  # the last one is in use; none: traces are off
_root: ContextVar[tuple[int, int] | None] = ContextVar("root", default=None)


def available() -> bool:
    """Whether the libraries of the extra `otel` are installed."""
    return importlib.util.find_spec("opentelemetry") is not None and importlib.util.find_spec("requests") is not None


@asynccontextmanager
async def open_traces(endpoint: str, headers: str = "") -> AsyncGenerator[None]:
    """Send spans to the collector at *endpoint* while the block runs; without one, or without the extra, nothing happens.

    *headers*: `name=value`, with commas between them, as OpenTelemetry's variable has it.
    """
    if not endpoint:
        yield
        return
    if not available():
        logger.warning("OTEL_EXPORTER_OTLP_ENDPOINT is set, but traces need the extra: pip install 'mynah[otel]'")
        yield
        return
    provider = await asyncio.to_thread(_provider, endpoint, headers)
    _tracers.append(provider.get_tracer("mynah", __version__))
    try:
        yield
    finally:
        _tracers.pop()
        await asyncio.to_thread(provider.shutdown)  # sends what waits


def named(job_id: str) -> dict[str, str]:
    """What the lines of the log say of the job's trace; nothing where traces are off."""
    return {"trace_id": f"{_ids(job_id)[0]:032x}"} if _tracers else {}


@contextmanager
def accepted(job_id: str, **attributes: str | int) -> Iterator[None]:
    """The first span of a command's trace."""
    token = _root.set(_ids(job_id))
    try:
        with span("accept", **attributes):
            _root.set(None)
            yield
    finally:
        _root.reset(token)


@contextmanager
def joined(job_id: str, name: str, **attributes: str | int) -> Iterator[None]:
    """A span of a command's trace in whatever process."""
    if not _tracers:
        yield
        return
    from opentelemetry import trace

    trace_id, root = _ids(job_id)
    there = trace.SpanContext(trace_id, root, is_remote=True, trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED))
    with _spanned(name, attributes, trace.set_span_in_context(trace.NonRecordingSpan(there))):
        yield


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[None]:
    """A span below the one that is under way here."""
    if not _tracers:
        yield
        return
    with _spanned(name, attributes, None):
        yield


def note(**attributes: str | int) -> None:
    """Say more about the span that is under way here."""
    if _tracers:
        from opentelemetry import trace

        trace.get_current_span().set_attributes(attributes)


@contextmanager
def _spanned(name: str, attributes: Mapping[str, str | int], context: Any) -> Iterator[None]:
    from opentelemetry.trace import Status, StatusCode

    # an exception's text may quote anything, so the library is not to take it down
    with _tracers[-1].start_as_current_span(
        name, context, attributes=dict(attributes), record_exception=False, set_status_on_exception=False
    ) as there:
        try:
            yield
        except BaseException as error:
            there.set_attribute("error.type", type(error).__name__)
            there.set_status(Status(StatusCode.ERROR))
            raise


def _ids(job_id: str) -> tuple[int, int]:
    """Those of the trace and of its first span; never 0, which means none."""
    digest = hashlib.sha256(f"trace {job_id}".encode()).digest()
    return int.from_bytes(digest[:16], "big") or 1, int.from_bytes(digest[16:24], "big") or 1


def _provider(endpoint: str, headers: str) -> Any:
    """The library's own, with our ids. It is imported here: a third of a second that a bot without traces does not pay."""
    import requests
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        """A trace's first span has the ids that its job gives."""

        def generate_trace_id(self) -> int:
            return root[0] if (root := _root.get()) else super().generate_trace_id()

        def generate_span_id(self) -> int:
            return root[1] if (root := _root.get()) else super().generate_span_id()

    session = requests.Session()
    session.trust_env = False  # no proxy of the environment, as everywhere
    pairs = (pair.split("=", 1) for pair in headers.split(",") if "=" in pair)
    exporter = OTLPSpanExporter(
        endpoint=f"{endpoint}/v1/traces",
        headers={name.strip(): value.strip() for name, value in pairs},
        timeout=PATIENCE,
        session=session,
    )
    about = Resource.create({"service.name": "mynah", "service.version": __version__})
    provider = TracerProvider(resource=about, shutdown_on_exit=False, id_generator=Ids())
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
