from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from adapters.web.door import TRIES, Door
from bot.settings import Settings
from tests.fakes.app import FakeApp
from tests.web.conftest import Served, serve_page

SECRET = "correct horse"


@pytest.fixture
async def locked() -> AsyncGenerator[Served]:
    async with serve_page(FakeApp(Settings(port=0, password=SECRET))) as served:
        yield served


async def sign_in(page: Served, password: str) -> tuple[int, str]:
    async with page.client.post("/login", data={"password": password}, allow_redirects=False) as response:
        return response.status, await response.text()


async def test_nobody_gets_past_the_door_without_the_password(locked: Served) -> None:
    async with locked.client.get("/", allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/login")
    for method, path in (
        ("GET", "/api/voices"),
        ("GET", "/api/events"),
        ("GET", "/api/preferences"),
        ("GET", "/api/choices"),
        ("GET", "/api/clips/web-12345678"),
        ("POST", "/api/commands"),
        ("POST", "/api/clone"),
        ("PUT", "/api/preferences"),
        ("DELETE", "/api/voices/ada"),
    ):
        async with locked.client.request(method, path) as response:
            assert (path, response.status) == (path, 401)
            assert (await response.json())["words"] == "Please sign in again."


async def test_health_needs_no_password(locked: Served) -> None:
    async with locked.client.get("/healthz") as response:
        assert response.status == 200


async def test_the_right_password_opens_the_page(locked: Served) -> None:
    assert (await sign_in(locked, SECRET))[0] == 303

    async with locked.client.get("/api/voices") as response:
        assert response.status == 200
    cookie = next(iter(locked.client.cookie_jar))
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert SECRET not in cookie.value


async def test_a_wrong_password_is_a_sentence_and_too_many_are_refused(locked: Served) -> None:
    for _ in range(TRIES):
        status, words = await sign_in(locked, "wrong")
        assert (status, "That is not the password." in words) == (403, True)

    status, words = await sign_in(locked, SECRET)

    assert (status, "Too many tries." in words) == (429, True)


@pytest.mark.parametrize("cookie", ["", "x", "9999999999.", "9999999999.0000", ".", "9999999999.é"])
async def test_a_made_up_cookie_opens_nothing(locked: Served, cookie: str) -> None:
    async with locked.client.get("/api/voices", headers={"Cookie": f"mynah={cookie}"}) as response:
        assert response.status == 401


async def test_a_cookie_ends_with_the_process() -> None:
    settings = Settings(port=0, password=SECRET)
    async with serve_page(FakeApp(settings)) as page:
        await sign_in(page, SECRET)
        cookie = next(iter(page.client.cookie_jar)).value
    async with serve_page(FakeApp(settings)) as page:
        response = await page.client.get("/api/voices", headers={"Cookie": f"mynah={cookie}"})
        await response.read()

    assert response.status == 401


async def test_a_form_from_another_site_is_not_a_try(locked: Served) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    for _ in range(TRIES + 1):
        async with locked.client.post("/login", data={"password": "x"}, headers=headers) as response:
            assert response.status == 403

    assert (await sign_in(locked, SECRET))[0] == 303


def test_tries_are_forgotten_after_a_minute_and_a_cookie_after_a_week() -> None:
    now = [1000.0]
    door = Door(SECRET, clock=lambda: now[0])

    class Someone:
        remote = "192.0.2.1"

    someone = Someone()
    for _ in range(TRIES):
        assert door.sign_in(someone, "x") == "web.password"  # type: ignore[arg-type]  # only the address is read
    assert door.sign_in(someone, SECRET) == "web.too_many"  # type: ignore[arg-type]  # only the address is read
    now[0] += 61

    assert door.sign_in(someone, SECRET) == ""  # type: ignore[arg-type]  # only the address is read
