from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import adapters.discord
from adapters.discord.words import LANGUAGES, WORDS, word
from bot.model import Caller, Platform
from bot.replies import LANGUAGES as REPLIES
from bot.replies import sentence
from tests.discord import golden
from tests.fakes.discord.command_limits import is_name, problems_of

LOCALES = {"ko": "ko", "ja": "ja", "es-419": "es", "es-ES": "es"}
LETTERS = {"ko": "[가-힣]", "ja": "[ぁ-んァ-ヶ一-龠]", "es": "[a-zñ]"}
SUBCOMMAND = 1
COMMANDS: list[dict[str, Any]] = json.loads(golden.PATH.read_text(encoding="utf-8"))


def items(found: list[dict[str, Any]] = COMMANDS, at: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every command, option and choice: where it is, what it is, and itself."""
    for each in found:
        here = f"{at}/{each['name']}"
        yield here, "choice" if "value" in each else "menu" if each["type"] == 3 and not at else "name", each
        yield from items(each.get("options", []), here)
        yield from items(each.get("choices", []), here)


ALL = list(items())
IDS = [at for at, _, _ in ALL]


@pytest.mark.parametrize(("at", "kind", "item"), ALL, ids=IDS)
def test_everything_is_translated_into_every_language(at: str, kind: str, item: dict[str, Any]) -> None:
    for key in ("name", "description"):
        if item.get(key):
            there = item[f"{key}_localizations"]
            assert there.keys() == LOCALES.keys()
            assert there == {locale: word(item[key], language) for locale, language in LOCALES.items()}


@pytest.mark.parametrize(("at", "kind", "item"), ALL, ids=IDS)
def test_every_translation_keeps_to_discords_limits(at: str, kind: str, item: dict[str, Any]) -> None:
    names = [item["name"], *item["name_localizations"].values()]

    if kind == "name":
        assert all(map(is_name, names))
        assert all(name == name.lower() for name in names)
    else:
        assert all(1 <= len(name) <= (100 if kind == "choice" else 32) for name in names)
    for text in (item.get("description"), *item.get("description_localizations", {}).values()):
        assert text is None or 1 <= len(text) <= 100 or kind == "menu"


def test_discord_has_nothing_against_the_whole() -> None:
    assert list(problems_of(COMMANDS)) == []


@pytest.mark.parametrize("command", COMMANDS, ids=[each["name"] for each in COMMANDS])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_command_has_at_most_8000_characters_in_each_language(command: dict[str, Any], locale: str) -> None:
    size = 0
    for _, _, item in items([command]):
        size += len(str(item.get("value", "")))
        for key in ("name", "description"):
            size += len((item.get(f"{key}_localizations") or {}).get(locale) or item.get(key, ""))

    assert size <= 8000


@pytest.mark.parametrize("locale", LOCALES)
def test_no_two_that_stand_together_have_one_name(locale: str) -> None:
    groups = [COMMANDS, *(item.get(key) or [] for _, _, item in ALL for key in ("options", "choices"))]
    for group in groups:
        names = [each["name_localizations"][locale] for each in group]
        assert len(names) == len(set(names))


def test_every_word_is_used() -> None:
    written = {
        node.value
        for path in Path(adapters.discord.__file__).parent.glob("*.py")
        if path.name != "words.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    shown = {item[key] for _, _, item in ALL for key in ("name", "description") if item.get(key)}

    assert sorted(WORDS.keys() - written - shown) == []


def test_every_word_that_the_code_asks_for_is_there() -> None:
    asked = set()
    for path in Path(adapters.discord.__file__).parent.glob("*.py"):
        if path.name == "speakable.py":  # whose words are other ones
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("word", "locale_str"):
                asked |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}

    assert len(asked) > 8
    assert asked <= WORDS.keys()


@pytest.mark.parametrize("english", WORDS)
def test_a_word_is_in_its_language(english: str) -> None:
    for language in LANGUAGES[1:]:
        said = word(english, language)
        assert re.search(LETTERS[language], said)
        assert said == said.strip()
        assert (said[-1] in ".。") == (english[-1] == ".")


@pytest.mark.parametrize(("locale", "language"), [("es-419", "es"), ("es-ES", "es"), ("ko", "ko"), ("ja", "ja")])
def test_a_locale_of_discord_has_its_language_in_words_and_sentences(locale: str, language: str) -> None:
    assert word("Delete", locale) == WORDS["Delete"][LANGUAGES.index(language) - 1]
    assert sentence("bot.closing", locale) == REPLIES[language]["bot.closing"]


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "fr", "zh-CN", "", "x"])
def test_another_language_has_english(locale: str) -> None:
    assert word("Delete", locale) == "Delete"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_keeps_to_discords_limits(language: str) -> None:
    from adapters.discord.clone import form
    from tests.fakes.discord.limits import check_modal

    caller = Caller(platform=Platform.DISCORD, workspace="1", user="2", locale=language)
    for speaker in ("", "123456789012345678"):
        check_modal(form("x" * 30, caller, speaker).to_dict())
