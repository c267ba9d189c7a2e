"""Brings an interaction to the bot: over the gateway, or to its endpoint when it has one."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp

from tests.fakes.discord.calls import Call
from tests.fakes.discord.endpoint import Heard
from tests.fakes.discord.exchange import Exchange
from tests.fakes.discord.interactions import acknowledge
from tests.fakes.discord.refusals import Refused
from tests.fakes.discord.state import State

NOTHING_YET = 202  # documented: the callback route will be used


async def deliver(state: State, exchange: Exchange) -> None:
    """Send it (again: Discord too sends twice now and then), `state.late` seconds late."""
    await asyncio.sleep(state.late)
    if state.endpoint.url is None:
        await state.gateway.dispatch("INTERACTION_CREATE", exchange.payload, exchange.payload.get("guild_id"))
        return
    task = asyncio.create_task(_post(state, exchange))
    state.tasks.add(task)
    task.add_done_callback(state.tasks.discard)


async def _post(state: State, exchange: Exchange) -> None:
    heard = None
    with suppress(aiohttp.ClientError, TimeoutError):
        heard = await state.endpoint.post(exchange.payload, timeout=state.ack_seconds)
    exchange.status = heard.status if heard else None
    if heard and heard.status == 200:
        _take(state, exchange, heard)
    elif heard is None or heard.status != NOTHING_YET:
        exchange.give_up()


def _take(state: State, exchange: Exchange, heard: Heard) -> None:
    """The HTTP answer is itself the first response."""
    call = Call(method="POST", path="(the answer of the endpoint)", query={}, headers={}, body=heard.json)
    state.calls.append(call)
    try:
        acknowledge(state, exchange, call)
        call.status = 200
    except Refused as refusal:
        call.status = refusal.status
        exchange.give_up()
