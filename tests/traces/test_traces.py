"""What a collector of OpenTelemetry is sent: one trace for each command, over a real socket."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot import traces
from bot.settings import Settings
from tests.fakes.typecast import FakeTypecast, fake_typecast
from tests.flows.conftest import open_mynah, settings_for

pytestmark = pytest.mark.skipif(not traces.available(), reason="the extra otel is not installed")
ROOT = Path(__file__).parents[2]


@dataclass
class Collector:
    """Takes OTLP over HTTP, as a collector does; `spans` in the order of their arrival."""

    url: str = ""
    status: int = 200
    raw: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    spans: list[Any] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        body = await request.read()
        self.raw.append(body)
        self.headers.append(dict(request.headers))
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            assert ("service.name", "mynah") in {(a.key, a.value.string_value) for a in resource.resource.attributes}
            self.spans += [span for scope in resource.scope_spans for span in scope.spans]
        return web.Response(status=self.status, content_type="application/x-protobuf")

    def named(self, name: str) -> list[Any]:
        return [span for span in self.spans if span.name == name]


@asynccontextmanager
async def open_collector() -> AsyncGenerator[Collector]:
    collector = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", collector.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    collector.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield collector
    finally:
        await runner.cleanup()


@pytest.fixture
async def collector() -> AsyncGenerator[Collector]:
    async with open_collector() as collector:
        yield collector


@pytest.fixture
async def cloud() -> AsyncGenerator[FakeTypecast]:
    async with fake_typecast() as cloud:
        yield cloud


def traced(folder: Path, cloud: FakeTypecast, collector: Collector, **more: str) -> Settings:
    return settings_for(folder, cloud, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, **more)


async def test_a_command_is_one_trace_from_its_acceptance_to_its_delivery(
    tmp_path: Path, cloud: FakeTypecast, collector: Collector
) -> None:
    async with open_mynah(traced(tmp_path, cloud, collector), cloud) as mynah:
        assert (await mynah.say("Good morning")).clip
        assert (await mynah.say("Good evening")).clip

    assert len({span.trace_id for span in collector.spans}) == 2
    for accept in collector.named("accept"):
        mine = {span.name: span for span in collector.spans if span.trace_id == accept.trace_id}
        assert accept.parent_span_id == b""
        assert mine["work"].parent_span_id == accept.span_id
        assert mine["deliver"].parent_span_id == mine["work"].span_id
        assert mine["speech request"].trace_id == accept.trace_id
        assert accept.start_time_unix_nano <= mine["work"].start_time_unix_nano <= mine["deliver"].start_time_unix_nano
    assert len({span.span_id for span in collector.spans}) == len(collector.spans)


async def test_an_attempt_after_a_restart_joins_the_trace(
    tmp_path: Path, cloud: FakeTypecast, collector: Collector
) -> None:
    async with traces.open_traces(collector.url):
        with traces.accepted("discord:1", platform="discord"):
            pass
    async with traces.open_traces(collector.url):  # another life of the process
        with traces.joined("discord:1", "work", attempt=2):
            pass
        with traces.joined("discord:2", "work", attempt=1):
            pass

    (accept,), (second, other) = collector.named("accept"), collector.named("work")
    assert (second.trace_id, second.parent_span_id) == (accept.trace_id, accept.span_id)
    assert other.trace_id != accept.trace_id


async def test_nothing_that_was_said_and_no_secret_is_sent_whatever_goes_wrong(
    tmp_path: Path, cloud: FakeTypecast, collector: Collector
) -> None:
    async with open_mynah(traced(tmp_path, cloud, collector), cloud) as mynah:
        cloud.fault("speak", times=9, status=401)
        assert (await mynah.say("Canary words")).reference
        with pytest.raises(ValueError, match="Canary"), traces.span("broken"):
            raise ValueError("Canary text")

    sent = b"".join(collector.raw)
    assert b"ValueError" in sent
    for secret in (b"anary", cloud.token.encode(), cloud.url.encode(), b"ada"):
        assert secret not in sent
    (refused,) = [span for span in collector.named("speech request") if ("status", 401) in attributes(span)]
    assert refused


def attributes(span: Any) -> set[tuple[str, object]]:
    return {(one.key, one.value.string_value or one.value.int_value) for one in span.attributes}


async def test_the_log_names_the_trace(
    tmp_path: Path, cloud: FakeTypecast, collector: Collector, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.logs import configure

    configure("info", "json")
    async with open_mynah(traced(tmp_path, cloud, collector), cloud) as mynah:
        await mynah.say("Good morning")

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (ended,) = [line for line in lines if line["event"] == "command ended"]
    assert ended["trace_id"] == collector.named("accept")[0].trace_id.hex()
    assert ended["job"]


async def test_the_collector_is_told_who_sends_and_its_headers_are_kept_to_it(
    tmp_path: Path, cloud: FakeTypecast, collector: Collector
) -> None:
    settings = traced(tmp_path, cloud, collector, OTEL_EXPORTER_OTLP_HEADERS="x-team=Acme, Authorization=Bearer abc")
    async with open_mynah(settings, cloud) as mynah:
        await mynah.say("Good morning")

    assert collector.headers[0]["Authorization"] == "Bearer abc"
    assert collector.headers[0]["x-team"] == "Acme"
    assert "abc" not in repr(settings)


@pytest.mark.parametrize("status", [0, 400])
async def test_a_collector_that_does_not_take_them_costs_nobody_an_answer(
    tmp_path: Path, cloud: FakeTypecast, collector: Collector, status: int
) -> None:
    collector.status = status or 200
    settings = traced(tmp_path, cloud, collector)
    if not status:
        settings = settings_for(tmp_path, cloud, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9")
    async with asyncio.timeout(40), open_mynah(settings, cloud) as mynah:
        assert (await mynah.say("Good morning")).clip


async def test_without_the_setting_nothing_is_made(tmp_path: Path, cloud: FakeTypecast) -> None:
    async with open_mynah(settings_for(tmp_path, cloud), cloud) as mynah:
        assert (await mynah.say("Good morning")).clip
        assert traces.named("web:1") == {}


def test_what_makes_traces_is_loaded_only_when_they_are_made() -> None:
    look = "import sys, bot.app, adapters.run; print('opentelemetry' in sys.modules or 'requests' in sys.modules)"
    looked = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert looked.stdout.strip() == "False"
