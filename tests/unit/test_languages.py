import re
from collections.abc import Iterator, Mapping
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SpeechBusy
from bot.replies import LANGUAGES, explain, sentence
from bot.replies.english import SENTENCES as ENGLISH

OTHERS = sorted(set(LANGUAGES) - {"en"})
EVERY = [(language, key) for language in OTHERS for key in LANGUAGES[language]]
QUOTED = [(language, key) for language, key in EVERY if "!r}" in ENGLISH.get(key, "")]
MOST = 2000  # characters in one message on Discord
LETTERS = {"ko": "[가-힣]", "ja": "[ぁ-んァ-ヶ一-龠]", "es": "[a-zñ]"}
ENGLISH_WORDS = r"\b(?:the|this|that|there|is|are|you|your|please|of|and|or|was|not|try|again)\b"
MARKS = {"ko": ("‘", "’"), "ja": ("「", "」"), "es": ("«", "»")}
# Which of these follows a Korean word depends on how the word ends.
FITTING_PARTICLES = (
    r"\}[‘’'“”]?(?:은|는|이|가|을|를|과|와|아|야|으로|로|이?라고|이?라는|이에요|예요|이?랑)(?=[\s,.:!?]|$)"
)


def places(words: str) -> Iterator[tuple[str, str, str]]:
    """Each place's name, how its number is rounded, and whether its value is one that somebody typed."""
    for _, name, spec, conversion in Formatter().parse(words):
        if name:
            grouped = "grouped" if spec == "," or conversion == "n" else spec or ""
            yield name, grouped, "typed" if conversion in {"r", "q"} else ""


def words_alone(words: str) -> str:
    """*words* without its places and without what is typed as it stands in every language."""
    return re.sub(r"\{[^}]*\}|/\w+|\bmynah doctor\b|[^\w\s]", "", words).strip()


def samples(key: str) -> Mapping[str, object]:
    return {
        name: 12345.5 if spec.endswith(("f", "g")) else 12345 if spec else "Kolibri"
        for name, spec, _ in places(ENGLISH[key])
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence_and_no_other(language: str) -> None:
    assert set(LANGUAGES[language]) == set(ENGLISH)


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_a_sentence_has_the_places_of_the_english_one(language: str, key: str) -> None:
    assert sorted(places(LANGUAGES[language][key])) == sorted(places(ENGLISH[key]))


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_a_sentence_is_in_its_language(language: str, key: str) -> None:
    own, english = (words_alone(table[key]) for table in (LANGUAGES[language], ENGLISH))

    if english:
        assert own != english
        assert re.search(LETTERS[language], own)
        assert not re.search(ENGLISH_WORDS, own, re.IGNORECASE)


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_a_sentence_is_said_with_its_values(language: str, key: str) -> None:
    said = sentence(key, language, **samples(key))

    assert said == said.strip()
    assert 0 < len(said) <= MOST
    assert not re.search(r"[{}]", said)
    assert key == "bot.failed" or said != LANGUAGES[language]["bot.failed"]
    for value in samples(key).values():
        assert not isinstance(value, str) or value in said


@pytest.mark.parametrize("key", LANGUAGES["ko"])
def test_no_korean_particle_depends_on_how_a_value_ends(key: str) -> None:
    assert not re.search(FITTING_PARTICLES, LANGUAGES["ko"][key])


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        *(("ko-KR", "ko"), ("ko", "ko"), ("KO-kr", "ko"), ("ja", "ja"), ("ja-JP", "ja")),
        *(("es-419", "es"), ("es-ES", "es"), ("es_MX", "es")),
        *(("en-GB", "en"), ("fr", "en"), ("jav", "en"), ("", "en"), ("-ko", "en")),
    ],
)
def test_a_locale_picks_its_language_and_an_unknown_one_english(locale: str, language: str) -> None:
    assert sentence("text.empty", locale) == LANGUAGES[language]["text.empty"]
    assert explain(SpeechBusy("", retry_after=3), locale).words == sentence("speech.busy", language, seconds=3)


def test_a_sentence_that_a_language_lacks_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(LANGUAGES["ko"], "web.password")

    assert sentence("web.password", "ko-KR") == ENGLISH["web.password"]


@pytest.mark.parametrize(("language", "key"), QUOTED)
def test_what_was_typed_stands_in_the_quotation_marks_of_the_language(language: str, key: str) -> None:
    opening, closing = MARKS[language]
    typed = {name: f"{name}'s {{0}}\n\u202e«x»" for name, _, kind in places(ENGLISH[key]) if kind}

    said = sentence(key, language, **{**samples(key), **typed})
    for name in typed:
        assert f"{opening}{name}'s {{0}}\\n\\u202e«x»{closing}" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_agreed_to_is_shown_whole_in_a_form_of_discord(language: str) -> None:
    assert len(sentence("consent.statement", language)) <= 100  # a label's description


@given(st.text(max_size=50))
def test_nothing_that_was_typed_breaks_a_line_or_turns_the_reading(typed: str) -> None:
    for language in OTHERS:
        assert sentence("voice.unknown", language, name=typed).isprintable()


def test_spanish_parts_digits_by_a_space_where_point_and_comma_mislead() -> None:
    used = sentence("usage.capped", "es", used=2000, cap=1234567, left=10000, voices=2)

    assert "2000 de 1\u00a0234\u00a0567 " in used
    assert "quedan 10\u00a0000" in used


def test_a_number_that_is_none_is_our_mistake_in_spanish_too() -> None:
    assert sentence("text.too_long", "es", length="many", limit=None) == LANGUAGES["es"]["bot.failed"]
