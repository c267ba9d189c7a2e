from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.commands import (
    COMMANDS,
    AskClone,
    AskForget,
    AskHelp,
    AskPrivacy,
    AskSettings,
    AskVoices,
    parse,
    read_options,
    with_options,
)
from bot.errors import Refused
from bot.model import Caller, Platform, Say
from bot.replies import explain

ME = Caller(platform=Platform.WEB, workspace="local", user="you")


@pytest.mark.parametrize(
    ("line", "text", "options"),
    [
        ("/say Good morning, everyone", "Good morning, everyone", {}),
        ("Good morning", "Good morning", {}),
        ("  /SAY  hi ", "hi", {}),
        ("／say hi", "hi", {}),
        ("/say\nline one\nline two", "line one\nline two", {}),
        ("/say it's \"quoted\" and don't", "it's \"quoted\" and don't", {}),
        ("/say --voice ada Hi", "Hi", {"voice": "ada"}),
        ("/say --voice=ada Hi", "Hi", {"voice": "ada"}),
        ('/say --voice "Ada L" Hi', "Hi", {"voice": "Ada L"}),
        ("/say --voice 'Ada L' Hi", "Hi", {"voice": "Ada L"}),
        ("/say --voice “Ada L” Hi", "Hi", {"voice": "Ada L"}),
        ("/say —voice ada Hi", "Hi", {"voice": "ada"}),
        ("/say Hi --voice ada --lang ko", "Hi", {"voice": "ada", "language": "ko-kr"}),
        ("/say --lang english Hi --speed 1,5", "Hi", {"language": "en-us", "speed": 1.5}),
        ("/say --emotion HAPPY --pitch -3 --format wav Hi", "Hi", {"emotion": "happy", "pitch": -3, "format": "wav"}),
        ("/say --voice ada Hi --voice bo", "Hi", {"voice": "ada"}),
        ("/say the --voice flag and --speed 2 are options, you see", "the --voice flag and --speed 2 are options, you see", {}),
        ("/say -- --voice ada", "--voice ada", {}),
        ("/say what --else there is", "what --else there is", {}),
        ("—Hola —dijo él", "—Hola —dijo él", {}),
        ("/say", "", {}),
        ("", "", {}),
    ],
)  # fmt: skip
def test_what_is_said(line: str, text: str, options: dict[str, Any]) -> None:
    asked = parse(line, ME)

    assert asked == Say(caller=ME, text=text, **options)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("/clone ada", AskClone(name="ada")),
        ("/clone 'Ada L'", AskClone(name="Ada L")),
        ("/clone", AskClone(name="")),
        ("/voices", AskVoices()),
        ("/voices fr", AskVoices(typed="fr")),
        ("/forget Ada Lovelace", AskForget(name="Ada Lovelace")),
        ("/settings", AskSettings(changes={})),
        ("/settings voice Ada Lovelace", AskSettings(changes={"voice": "Ada Lovelace"})),
        ("/settings lang fr", AskSettings(changes={"language": "fr-fr"})),
        ("/settings --speed 1.5", AskSettings(changes={"speed": 1.5})),
        ("/settings speed none", AskSettings(changes={"speed": ""})),
        ("/privacy", AskPrivacy()),
        ("/privacy  Delete  YES", AskPrivacy(what="delete yes")),
        ("/help", AskHelp()),
        ("/help me", AskHelp()),
    ],
)
def test_the_other_commands(line: str, asked: object) -> None:
    assert parse(line, ME) == asked


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("/sing la la", "command.unknown"),
        ("/", "command.unknown"),
        ("/ say hi", "command.unknown"),
        ("/say --sing hi", "option.unknown"),
        ("/say --voice", "option.value_missing"),
        ("/say --voice --lang en hi", "option.value_missing"),
        ("/say hi --speed", "option.value_missing"),
        ("/say --lang klingon hi", "option.language"),
        ("/say --emotion bored hi", "option.emotion"),
        ("/say --format ogg hi", "option.format"),
        ("/say --speed quick hi", "option.speed"),
        ("/say --speed 2.1 hi", "option.speed"),
        ("/say --speed nan hi", "option.speed"),
        ("/say --pitch 1.5 hi", "option.pitch"),
        ("/say --pitch inf hi", "option.pitch"),
        ("/say --pitch 13 hi", "option.pitch"),
        ("/settings volume 3", "option.unknown"),
        ("/settings voice", "option.value_missing"),
        ("/forget", "voice.not_yours"),
    ],
)
def test_what_is_refused_has_a_sentence(line: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(line, ME)

    assert refused.value.key == key
    assert explain(refused.value).words


def test_a_refusal_repeats_no_more_than_a_little_of_what_was_typed() -> None:
    with pytest.raises(Refused) as refused:
        parse("/" + "x" * 5000, ME)

    assert len(str(refused.value.values["value"])) <= 41


@pytest.mark.parametrize("value", [True, [], {}, 1e400, float("nan"), 10**400])
def test_an_option_of_the_wrong_type_is_refused(value: object) -> None:
    for name in ("language", "emotion", "speed", "pitch", "format"):
        with pytest.raises(Refused):
            read_options({name: value})


def test_the_text_wins_over_the_row_of_options() -> None:
    say = parse("/say --voice ada Hi", ME)

    assert isinstance(say, Say)
    assert with_options(say, {"voice": "bo", "speed": "1.2", "pitch": "", "lang": None}) == Say(
        caller=ME, text="Hi", voice="ada", speed=1.2
    )


def test_every_command_of_the_table_is_understood() -> None:
    for command in COMMANDS:
        parse(command.usage, ME)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_is_understood_or_refused(line: str) -> None:
    _understood_or_refused(line)


@given(
    st.lists(
        st.sampled_from(["/say", "/settings", "/forget", "--voice", "--speed=", "--pitch", "—lang", "--", '"', "'", "“", "”", "ada", "1e9", " ", "\n", "\0"]),
        max_size=14,
    ).map(" ".join)
)  # fmt: skip
def test_any_mixture_of_its_own_words_is_understood_or_refused(line: str) -> None:
    _understood_or_refused(line)


def test_a_hostile_text_is_read_in_no_time() -> None:
    _understood_or_refused("/say " + ' --voice "' * 20_000)
    _understood_or_refused("/say " + " " * 200_000 + "x")


def _understood_or_refused(line: str) -> None:
    said = ""
    try:
        said = type(parse(line, ME)).__name__
    except Refused as refused:
        said = explain(refused).words

    assert said
