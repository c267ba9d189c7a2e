import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import pronounceable, speakable, split, units

NAUGHTY = Path(__file__).parents[3] / "shared/data/blns.json"


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("Good morning, everyone", "Good morning, everyone"),
        ("  a \t b\n\n\n c ", "a b\nc"),
        ("nul\0 and bell\a", "nul and bell"),
        ("zero\u200bwidth \u202eevil\u202c", "zerowidth evil"),
        ("hi 👋🏽 there 👩‍👩‍👧", "hi there"),
        ("😀🎉", ""),
        ("5 °C © 2026", "5 °C © 2026"),
        ("nooooooooooooooooo", "n" + "o" * 8),
        ("10000000000000", "10000000000000"),
        ("a" + "\u0301" * 30, "á" + "\u0301" * 3),
        ("안녕하세요", "안녕하세요"),
        ("\ud800 lone", "lone"),
        ("1️⃣ first", "1 first"),
        ("ｗｉｄｅ 𝒻𝒶𝓃𝒸𝓎 ①", "wide fancy 1"),
        ("क्‍ष", "क्‍ष"),
    ],
)
def test_what_can_be_said_stays_and_the_rest_goes(typed: str, spoken: str) -> None:
    assert speakable(typed) == spoken


@given(st.text())
def test_speakable_is_idempotent_and_has_no_control_characters(text: str) -> None:
    once = speakable(text)

    assert speakable(once) == once
    assert not any(char < " " and char != "\n" for char in once)


def test_naughty_strings_are_spoken_or_found_empty() -> None:
    if not NAUGHTY.exists():
        pytest.skip("needs shared/data/blns.json")
    for text in json.loads(NAUGHTY.read_text("utf-8")):
        spoken = speakable(text)
        assert all(part for part in split(spoken))
        assert bool(split(spoken)) == pronounceable(spoken)


@given(st.text(alphabet=st.sampled_from("ab .!?,\n。한é😀𝕏\u0301"), max_size=400), st.integers(4, 60))
def test_parts_fit_and_lose_no_letter(text: str, limit: int) -> None:
    text = speakable(text)
    parts = split(text, limit)
    letters = "".join(char for char in text if char.isalnum())

    assert all(units(part) <= limit for part in parts)
    assert "".join(char for part in parts for char in part if char.isalnum()) == letters


def test_a_text_is_cut_after_sentences_first() -> None:
    text = "One two three. Four five six, seven eight. Nine!"

    assert split(text, 30) == ["One two three.", "Four five six, seven eight.", "Nine!"]
    assert split(text, 20) == ["One two three.", "Four five six,", "seven eight. Nine!"]


def test_a_word_without_end_is_cut_anyway() -> None:
    assert [units(part) for part in split("x" * 100, 40)] == [40, 40, 20]


def test_noise_between_words_is_no_part_of_its_own() -> None:
    assert split("Hello there.\n" + "!?" * 200, 20) == ["Hello there."]
