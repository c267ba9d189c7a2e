from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.fair import FairQueue

LANES = st.sampled_from("abcd")
PUTS = st.lists(LANES, max_size=40)


def filled(lanes: list[str]) -> FairQueue[str, tuple[str, int]]:
    queue: FairQueue[str, tuple[str, int]] = FairQueue()
    for order, lane in enumerate(lanes):
        queue.put(lane, order, (lane, order))
    return queue


@given(PUTS)
def test_what_goes_in_comes_out_once_and_oldest_first_in_its_lane(lanes: list[str]) -> None:
    queue = filled(lanes)
    assert len(queue) == len(lanes)
    taken = [queue.take() for _ in lanes]

    assert sorted(taken) == sorted((lane, order) for order, lane in enumerate(lanes))
    for lane in set(lanes):
        orders = [order for other, order in taken if other == lane]
        assert orders == sorted(orders)
    with pytest.raises(IndexError):
        queue.take()


@given(PUTS)
def test_a_lane_with_work_is_served_once_in_each_round(lanes: list[str]) -> None:
    queue = filled(lanes)
    left = {lane: lanes.count(lane) for lane in lanes}
    waited = dict.fromkeys(left, 0)
    for _ in lanes:
        served, _order = queue.take()
        for lane in (lane for lane, count in left.items() if count and lane != served):
            waited[lane] += 1
            assert waited[lane] < len(waited)
        left[served] -= 1
        waited[served] = 0


@given(flood=st.integers(1, 200), before=st.integers(0, 200))
def test_a_flood_holds_a_newcomer_up_by_one(flood: int, before: int) -> None:
    queue = filled(["loud"] * (flood + before))
    for _ in range(before):
        queue.take()
    queue.put("quiet", 10_000, ("quiet", 10_000))

    assert ("quiet", 10_000) in [queue.take(), queue.take()]


def test_what_comes_back_takes_its_old_place() -> None:
    queue = filled(["a", "a", "a"])
    lane, order = first = queue.take()
    queue.put(lane, order, first)

    assert queue.take() == first


@given(PUTS)
def test_what_stands_ahead_is_what_is_taken_before(lanes: list[str]) -> None:
    queue = filled(lanes)
    told = {order: queue.ahead(lambda item, order=order: item[1] == order) for order in range(len(lanes))}  # type: ignore[misc]  # a default to bind it

    for turn in range(len(lanes)):
        assert told[queue.take()[1]] == turn
    assert queue.ahead(bool) is None
