"""The stock voices, as Typecast lists them."""

from __future__ import annotations

import re

import pytest

from bot.options import LANGUAGES
from tests.speech.conftest import Serve


async def test_there_are_54_with_stable_ids_and_names_that_are_not_shared(serve: Serve) -> None:
    client = await serve()

    actors = await client.get("/api/actor")

    documented = {key: actors[0][key] for key in ("actor_id", "name", "hidden")}
    assert documented == {
        "actor_id": "2766d6dcfb15ddf534753294",  # kept in people's settings: it must never change
        "name": {"en": "Heart", "ko": "하트"},
        "hidden": False,
    }
    assert set(actors[0]) - set(documented) == {"languages", "emotion_tone_presets"}  # additions
    assert actors[0]["languages"] == ["en-us"]
    assert len({actor["name"]["en"] for actor in actors}) == len({actor["name"]["ko"] for actor in actors}) == 54
    assert all(re.fullmatch("[0-9a-f]{24}", actor["actor_id"]) for actor in actors)


async def test_an_actor_has_one_version_with_its_presets_and_languages(serve: Serve) -> None:
    client = await serve()
    dora = await client.actor("Dora (Spanish)")

    (version,) = await client.get(f"/api/actor/{dora}/versions")

    assert (version["name"], version["aliases"], version["emotion_prompt"]) == ("v1", ["first", "latest"], True)
    assert {"normal-1", "happy-1", "sad-1", "angry-1", "toneup-1", "tonedown-1"} == set(version["emotion_tone_presets"])
    assert version["languages"][0] == "es-es"
    assert set(version["languages"]) <= set(LANGUAGES)


@pytest.mark.parametrize("name", ["v1", "latest", "first"])
async def test_a_version_is_found_by_name_and_alias(serve: Serve, name: str) -> None:
    client = await serve()

    version = await client.get(f"/api/actor/{await client.actor()}/versions/{name}")

    assert version["name"] == "v1"
    assert "display_name" not in version


async def test_another_version_is_not_found(serve: Serve) -> None:
    client = await serve()

    answer = await client.ask("GET", f"/api/actor/{await client.actor()}/versions/v2")

    assert answer == (404, {"message": {"msg": "Version not found"}})


async def test_every_preset_that_is_listed_is_taken(serve: Serve) -> None:
    client = await serve()
    actor = await client.actor()
    (version,) = await client.get(f"/api/actor/{actor}/versions")

    for preset in (*version["emotion_tone_presets"], "0"):
        assert await client.order("Hello.", actor_id=actor, emotion_tone_preset=preset, model_version="latest")


async def test_ids_with_the_newer_prefix_are_taken_too(serve: Serve) -> None:
    client = await serve()

    assert await client.order("Hello.", actor_id=f"tc_{await client.actor()}")
