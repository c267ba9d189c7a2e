from __future__ import annotations

import asyncio

from adapters.patience import Patience


async def test_a_quick_answer_needs_no_note() -> None:
    told: list[str] = []
    patience = Patience()

    async def tell() -> None:
        told.append("a")

    patience.watch("a", 0.02, tell)
    await patience.settle("a")
    await asyncio.sleep(0.05)

    assert told == []


async def test_a_slow_one_gets_one_note_however_often_it_is_watched() -> None:
    told: list[str] = []
    patience = Patience()

    async def tell() -> None:
        told.append("a")

    patience.watch("a", 0.01, tell)
    patience.watch("a", 0.01, tell)
    while not told:
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.03)
    await patience.settle("a")

    assert told == ["a"]


async def test_the_answer_waits_for_a_note_that_is_on_its_way() -> None:
    order: list[str] = []
    begun, go = asyncio.Event(), asyncio.Event()
    patience = Patience()

    async def tell() -> None:
        begun.set()
        await go.wait()
        order.append("note")

    patience.watch("a", 0.0, tell)
    await begun.wait()
    settling = asyncio.create_task(patience.settle("a"))
    await asyncio.sleep(0.01)
    go.set()
    await settling
    order.append("answer")

    assert order == ["note", "answer"]


async def test_a_note_that_fails_costs_nothing() -> None:
    begun = asyncio.Event()
    patience = Patience()

    async def tell() -> None:
        begun.set()
        raise OSError

    patience.watch("a", 0.0, tell)
    await begun.wait()

    await patience.settle("a")


async def test_closing_ends_every_wait() -> None:
    told: list[str] = []
    patience = Patience()

    async def tell() -> None:
        told.append("a")

    patience.watch("a", 0.01, tell)
    patience.close()
    await asyncio.sleep(0.03)

    assert told == []
