from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.show import (
    LONGEST_ID,
    LONGEST_TEXT,
    Said,
    buttons_of,
    escaped,
    filename_of,
    read_back,
    slower,
    with_file,
)
from bot.flows.names import LONGEST_NAME
from bot.model import Clip, Reply
from bot.options import EMOTIONS, FORMATS, LANGUAGES

MARKED = st.text(alphabet="\\*_~|`<>[]#-\n ab1.", max_size=60)
SPEEDS = st.one_of(st.none(), st.integers(50, 200).map(lambda percent: percent / 100))
SAID = st.builds(
    Said,
    user=st.integers(10**16, 2**64).map(str),
    voice=st.text(max_size=LONGEST_NAME),
    emotion=st.sampled_from(["", *EMOTIONS]),
    speed=SPEEDS,
    pitch=st.one_of(st.none(), st.integers(-12, 12)),
    language=st.sampled_from(["", "auto", *LANGUAGES]),
    format=st.sampled_from(["", *FORMATS]),
)


@given(st.one_of(MARKED, st.text(max_size=200)))
def test_what_is_shown_can_be_read_back(text: str) -> None:
    assert read_back(escaped(text)) == text


@given(MARKED)
def test_no_sign_of_markup_stands_without_its_backslash(text: str) -> None:
    bare = re.sub(r"\\.", "x", escaped(text))

    assert not re.search(r"[\\*_~|`<\[\]]", bare)
    assert not re.search(r"^[>#-]", bare, re.MULTILINE)


@given(st.text(alphabet="\\*a", min_size=LONGEST_TEXT - 5, max_size=LONGEST_TEXT + 5))
def test_what_is_too_long_is_cut_between_two_characters(text: str) -> None:
    shown = escaped(text)

    assert len(shown) <= LONGEST_TEXT
    if shown.endswith("…"):
        assert text.startswith(read_back(shown[:-1]))


@given(SAID)
def test_what_a_button_carries_is_what_was_packed(said: Said) -> None:
    assert Said.unpack(said.pack()) == said


@given(SAID, st.text(min_size=1, max_size=50), st.sampled_from([0.5, 1.0, 1.37, 2.0]))
def test_every_button_fits_into_discords_limit(said: Said, text: str, speed: float) -> None:
    ids = [each["custom_id"] for each in buttons_of(said, Reply(text=text, speed=speed), "es-ES")[0]["components"]]

    assert [name.split(":")[1] for name in ids] == ["again", "other", "slower", "delete"]
    assert all(len(name) <= LONGEST_ID for name in ids)
    assert Said.unpack(ids[2].split(":", 2)[2]).speed == slower(said, speed).speed


def test_a_voice_with_a_name_too_long_for_a_button_has_fewer_buttons() -> None:
    said = Said(user="1" * 20, voice="x" * 90)

    row = buttons_of(said, Reply(text="Hello"), "en")[0]["components"]

    assert [each["custom_id"].split(":")[1] for each in row] == ["other", "delete"]


def test_a_text_that_does_not_fit_into_the_embed_has_no_button_that_says_it() -> None:
    row = buttons_of(Said(user="1"), Reply(text="x" * (LONGEST_TEXT + 1)), "en")[0]["components"]

    assert [each["custom_id"].split(":")[1] for each in row] == ["delete"]


@pytest.mark.parametrize("packed", ["", "1", "1|a|b", "1|a|fast|0|||Ada", "1|a|1.0|high|||Ada"])
def test_what_was_never_packed_is_a_value_error(packed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Said.unpack(packed)


@given(st.text(max_size=100), st.sampled_from(FORMATS))
def test_a_file_has_a_short_name_of_words(text: str, audio_format: str) -> None:
    name, _, ending = filename_of(text, audio_format).rpartition(".")

    assert ending == audio_format
    assert re.fullmatch(r"[\w-]{1,40}", name)
    assert not name.startswith(("-", "_"))


def test_a_voice_message_has_a_drawing_even_where_there_is_none() -> None:
    payload, name = with_file({}, Clip(audio=b"OggS", format="ogg", seconds=1.23456), "Hello", voice_message=True)

    about = payload["attachments"][0]
    assert name.endswith(".ogg")
    assert about["duration_secs"] == 1.235
    assert len(base64.b64decode(about["waveform"])) == 1
