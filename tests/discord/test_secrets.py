"""What the log never holds, at its most talkative and through every fault: tokens, signed links, what somebody said."""

from __future__ import annotations

import asyncio
import re

from bot.replies import sentence
from tests.discord.conftest import Stage, until
from tests.discord.program import running
from tests.fakes.discord import file
from tests.flows.conftest import recording

CANARY = "Marmalade"
PATCH, FOLLOW_UP = "PATCH .*@original", r"POST /webhooks/\d+/[^/]+$"


async def everything(stage: Stage) -> None:
    """Each command, and each fault that Discord has."""
    alice, fake = stage.alice, stage.fake
    await stage.said(f"{CANARY} plain")
    for number, fault in enumerate([{"status": 502}, {"abort": True}, {"status": 400, "body": {"message": CANARY}}]):
        fake.fail_once(PATCH, **fault)  # type: ignore[arg-type]  # the fields of a fault
        await stage.said(f"{CANARY} number {number}")
    fake.limit_once(PATCH, 0.05)
    await stage.said(f"{CANARY} limited")
    fake.fail_once("/callback", status=502, after=True)
    await (await alice.slash("say", text=f"{CANARY} unsure")).spoken()
    fake.limit_once("/callback", 0.05, via=False)
    await stage.alice.slash("usage")
    fake.fail_once(FOLLOW_UP, abort=True)
    await stage.said(f"{CANARY} refused", voice=CANARY)
    await alice.autocomplete("say", "voice", text=CANARY, voice=CANARY)
    await (await alice.menu("Speak this message", alice.post(f"{CANARY} in a message"))).spoken()
    await (await alice.slash("settings", voice=CANARY)).answered()
    opened = await (await alice.slash("clone", name=CANARY)).answered()
    assert opened.modal
    fields = {field["type"]: name for name, field in opened.modal.fields.items()}
    values = {fields[4]: CANARY, fields[19]: file(f"{CANARY}.wav", recording()), fields[23]: True}
    await (await alice.submit(opened.modal, values)).answered()
    await (await alice.slash("clone", name="other", sample=file(f"{CANARY}.wav", recording()))).answered()
    stage.cloud.think = 0.2
    late = await (await alice.slash("say", text=f"{CANARY} late")).acknowledged()
    late.age(1000)
    await fake.gateway.drop()
    await (await alice.slash("say", text=f"{CANARY} again")).spoken()
    stage.cloud.fault("poll", state="failed", times=9)
    await stage.said(f"{CANARY} failed")


async def test_no_token_no_link_and_nothing_that_was_said_is_in_the_log(stage: Stage) -> None:
    async with running(stage, LOG_LEVEL="debug") as program:
        await everything(stage)
        await asyncio.sleep(0.5)
        await program.stop()

    clean(stage, program.log.read_text() + "".join(program.printed))


async def test_nor_where_commands_come_by_signed_requests(stage: Stage) -> None:
    async with running(stage, LOG_LEVEL="debug", DISCORD_PUBLIC_KEY=stage.fake.public_key) as program:
        stage.fake.endpoint.url = f"{program.url}/discord"
        exchange = await stage.said(f"{CANARY} plain")
        for more in ({}, {"forged": True}, {"age": 600}):
            await stage.fake.endpoint.post(exchange.payload, **more)
        await stage.fake.endpoint.post(exchange.payload | {"id": "77", "data": {"name": CANARY}})
        await stage.fake.endpoint.post(exchange.payload | {"id": "78", "data": {}})
        await stage.fake.endpoint.post(exchange.payload | {"id": "79", "channel": CANARY})
        await asyncio.sleep(0.5)
        await program.stop()

    clean(stage, program.log.read_text() + "".join(program.printed))


def clean(stage: Stage, log: str) -> None:
    assert "command ended" in log
    assert CANARY not in log
    assert stage.fake.token not in log
    assert stage.fake.token.rpartition(".")[2] not in log
    assert stage.cloud.token not in log
    assert not [exchange for exchange in stage.fake.exchanges.values() if exchange.token in log]
    links = set(re.findall(r"\w+://[^\s\"']+", log))
    assert {link for link in links if not link.startswith(("https://discord.com/oauth2/", "http://127.0.0.1"))} == set()
    assert not [link for link in links if "?" in link and "discord.com/oauth2" not in link]
    assert "X-Sig" not in log
    assert "ex=" not in log
    assert "Traceback" not in log


async def test_the_words_of_a_refusal_are_no_secret_but_stay_out_too(stage: Stage) -> None:
    async with running(stage, LOG_LEVEL="debug") as program:
        stage.cloud.fault("speak", status=401, body={"message": CANARY})
        exchange = await stage.said("Hello")
        await until(lambda: "command ended" in program.log.read_text())

    assert exchange.shown.text.startswith(sentence("speech.closed"))
    assert CANARY not in program.log.read_text()
