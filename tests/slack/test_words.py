"""What stands on buttons and in forms fits into Slack in every language, and the views hold what Slack allows."""

from __future__ import annotations

from string import ascii_letters

import pytest

from adapters.slack import blocks, choices, modals
from adapters.slack.blocks import spoken_blocks, spoken_of
from adapters.slack.choices import Chosen
from adapters.slack.home import Shown, home_view
from adapters.slack.origin import Origin, job_id_of, metadata, origin_of_address
from adapters.slack.recordings import Recording
from adapters.slack.words import ENGLISH, LANGUAGES, label
from bot.errors import Refused
from bot.model import Caller, Clip, Platform, Preferences, Reply, Say, Voice, VoiceKind, VoiceRef
from tests.fakes.slack.blockkit import check_blocks, check_view

ORIGIN = Origin(
    team="T" * 12,
    user="U" * 12,
    channel="C" * 12,
    thread="1." * 9,
    enterprise="E" * 12,
    response_url="https://" + "x" * 200,
)
TITLES = ("say_title", "say_submit", "clone_title", "clone_submit", "settings_title", "save", "rename_title", "rename")
WIDE = "W" * 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_and_none_is_too_long(language: str) -> None:
    words = LANGUAGES[language]

    assert words.keys() == ENGLISH.keys()
    assert [key for key in (*TITLES, "cancel") if len(words[key]) > 24] == []
    assert [key for key in words if key.endswith("_hint") and len(words[key]) > 150] == []
    assert [key for key in words if not key.endswith("_hint") and len(words[key]) > 75] == []
    assert len(words["keep"]) <= 30
    assert len(words["delete"]) <= 30


def test_an_unknown_language_reads_english() -> None:
    assert label("again", "tlh") == "Again"
    assert label("again", "ko-KR") == LANGUAGES["ko"]["again"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_every_form(language: str) -> None:
    chosen = Chosen(requester="U1", voice=WIDE, language="en-us", emotion="happy", speed=1.25, pitch=-3)
    file = Recording(id="F1", name=WIDE * 3, size=10, url="https://files.slack.com/" + "x" * 500).dump()
    now = Preferences(voice=WIDE, language="ko-kr", emotion="sad", speed=0.5, pitch=12)
    for view in (
        modals.say_form(ORIGIN, chosen, "Hello " * 900, language, 20_000, ts="1.1"),
        modals.say_form(ORIGIN, Chosen(), "", language, 2_000),
        modals.clone_form(ORIGIN, language, WIDE, file),
        modals.clone_form(ORIGIN, language),
        modals.settings_form(ORIGIN, now, language),
        modals.settings_form(ORIGIN, Preferences(), language),
        modals.rename_form(ORIGIN, WIDE, language),
    ):
        check_view(view, "modal")


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_the_tab_of_somebody_with_very_many_voices(language: str) -> None:
    ref = VoiceRef(kind=VoiceKind.RESOURCE, id="1")
    voices = [Voice(name=f"{WIDE} {number}", ref=ref, shared=number % 2 == 0) for number in range(200)]
    shown = Shown(voices=voices, defaults=Preferences(emotion="happy"), usage="x" * 5_000, note="y" * 5_000)

    check_view(home_view(shown, language), "home")


@pytest.mark.parametrize("length", [1, 2_900, 2_901, 5_800, 20_000])
@pytest.mark.parametrize("alphabet", [f"{ascii_letters} ", "한글 ", "x", "&<> ", "🦜 a"])
def test_what_was_said_is_read_back_from_the_message_whatever_its_length(length: int, alphabet: str) -> None:
    text = " ".join((alphabet * (length // len(alphabet) + 1))[:length].split()) or "x"
    reply = Reply(clip=Clip(audio=b"", format="mp3", seconds=2.0), text=text, voice=WIDE)
    shown = spoken_blocks(reply, Chosen(requester="U1"), "en")

    check_blocks(shown)
    assert spoken_of({"blocks": shown}) == text


def test_a_button_holds_every_option_and_nothing_that_was_said() -> None:
    caller = Caller(platform=Platform.SLACK, workspace="T1", user="U1")
    say = Say(caller=caller, text="A secret", language="ko-kr", emotion="happy", speed=1.5, pitch=2, format="wav")
    chosen = choices.chosen_of(say, Reply(voice="ada"))
    value = chosen.dump()

    assert len(value) <= 2_000
    assert "secret" not in value
    assert choices.load(value) == chosen
    again = choices.load(value).say(caller, "A secret")
    assert (again.voice, again.speed, again.pitch, again.emotion) == ("ada", 1.5, 2, "happy")


@pytest.mark.parametrize("value", ["[]", "nonsense", '"x"', "{" * 3])
def test_a_button_that_is_not_ours_is_refused(value: str) -> None:
    with pytest.raises(Refused):
        choices.load(value)


def test_a_button_with_odd_values_keeps_what_fits() -> None:
    assert choices.load('{"v": 1, "s": true, "p": "x", "l": "en-us"}') == Chosen(language="en-us")


def test_where_a_command_came_from_survives_a_job_and_a_form() -> None:
    assert origin_of_address(ORIGIN.address()) == ORIGIN
    assert len(metadata(ORIGIN, file=Recording(id="F", name="x" * 100, url="x" * 1_000).dump(), ts="1")) <= 3_000


def test_a_job_has_a_short_plain_id_whatever_slack_calls_the_command() -> None:
    assert job_id_of("12.34.ab") == "slack:12.34.ab"
    assert len(job_id_of("x" * 5_000)) < 100
    assert job_id_of("x y") != job_id_of("x  y")
    assert blocks.escaped("<!channel> & co") == "&lt;!channel&gt; &amp; co"
