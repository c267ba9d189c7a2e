"""Text before it is sound: pieces, scripts, numbers, moods."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from bot.speech.engine.detect import Detector
from bot.speech.engine.phones import Phones
from bot.speech.engine.phones.espeak import Espeak, EspeakLost
from bot.speech.engine.phones.korean import Korean
from bot.speech.engine.phones.korean_numbers import spelled
from bot.speech.engine.pieces import clauses, clean, sentences
from bot.speech.languages import ESPEAK, TABLE
from bot.speech.mood import mood_of
from bot.speech.script import language_by_script, pronounceable


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Pi is 3.14 or so. Yes.", ["Pi is 3.14 or so.", "Yes."]),
        ("Am 3. Mai kommt Dr. Weiß. Gut.", ["Am 3. Mai kommt Dr. Weiß.", "Gut."]),
        ("你好。今天好！", ["你好。", "今天好！"]),
        ("First line\nsecond line", ["First line", "second line"]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("...", ["..."]),
        ("", []),
    ],
)
def test_text_is_cut_at_sentences(text: str, pieces: list[str]) -> None:
    assert sentences(text) == pieces


def test_a_second_attempt_is_cut_at_clauses_and_never_inside_a_number() -> None:
    assert clauses("First, second; third: 1,000 at 9:30. Fourth") == [
        "First,",
        "second;",
        "third:",
        "1,000 at 9:30.",
        "Fourth",
    ]


def test_nothing_is_lost_by_cutting() -> None:
    text = "A sentence, with (brackets) — and more. Another; and so on… 3,5 Prozent!"

    assert "".join("".join(clauses(text)).split()) == "".join(text.replace("—", "").split())


def test_what_no_voice_can_read_is_cleaned_away() -> None:
    assert clean("a\x00b\ud800c\t d\u2028e") == "a b c d e"


def test_endless_numbers_are_read_by_the_digit() -> None:
    assert clean("12345678901234567 and 123456") == "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 and 123456"


@pytest.mark.filterwarnings("ignore:open_text is deprecated:DeprecationWarning")  # Open JTalk's own, read as it starts
def test_a_rare_kanji_does_not_take_the_sentence_along() -> None:
    pytest.importorskip("pyopenjtalk", reason="the extra ja is not installed")
    from bot.speech.engine.phones.japanese import Japanese

    japanese = Japanese()

    assert "teŋkʲi" in japanese.phones("鷗の天気、١です。")
    assert japanese.phones("表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("안녕하세요", "ko-kr"),
        ("こんにちは世界", "ja-jp"),
        ("東京タワー", "ja-jp"),
        ("你好", "zh-cn"),
        ("Καλημέρα", "el-gr"),
        ("مرحبا", "ar-sa"),
        ("வணக்கம்", "ta-in"),
        ("오늘 Python 배워요", "ko-kr"),
        ("Hello", None),
        ("Привет", None),
        ("123", None),
    ],
)
def test_some_scripts_say_the_language(text: str, code: str | None) -> None:
    assert language_by_script(text) == code


@pytest.mark.parametrize("text", ["a", "1", "한", "ம்", "½"])
def test_letters_and_digits_can_be_pronounced(text: str) -> None:
    assert pronounceable(text)


@pytest.mark.parametrize("text", ["", " ", "...", "😀", "\x00", "→★"])
def test_signs_alone_cannot(text: str) -> None:
    assert not pronounceable(text)


DETECTED = {
    "en-us": ["My name is Mynah, and I would like a cup of coffee.", "Hello", "no problem", "lol"],
    "de-de": ["Guten Tag, ich möchte eine Tasse Kaffee bestellen.", "Guten Morgen"],
    "fr-fr": ["Merci pour votre aide, il fait très beau.", "Bonjour"],
    "es-es": ["Hola", "¿Dónde está la biblioteca?"],
    "it-it": ["La riunione comincia domani mattina alle nove."],
    "pl-pl": ["Dziękuję za pomoc, dzisiaj jest bardzo ładna pogoda."],
    "sv-se": ["Mötet börjar i morgon bitti klockan nio."],
    "tl-ph": ["Salamat sa iyong tulong, napakaganda ng panahon ngayon."],
    "id-id": ["Terima kasih atas bantuan Anda, cuaca hari ini sangat bagus."],
    "ru-ru": ["Спасибо за помощь, сегодня очень хорошая погода."],
    "uk-ua": ["Дякую за допомогу, сьогодні дуже гарна погода."],
    "bg-bg": ["Благодаря за помощта, днес времето е много хубаво."],
}


def test_languages_are_told_apart() -> None:
    detector = Detector()

    assert {code: [detector.language_of(text) for text in texts] for code, texts in DETECTED.items()} == {
        code: [code] * len(texts) for code, texts in DETECTED.items()
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026년 6월 23일", "이천이십육년 유월 이십삼일"),
        ("3시 30분", "세 시 삼십분"),
        ("오후 3:05에", "오후 세 시 오분에"),
        ("15시", "십오 시"),
        ("사과 3개와 20살", "사과 세 개와 스무 살"),
        ("12,345원", "만이천삼백사십오원"),
        ("3.14", "삼점 일사"),
        ("$5", "오 달러"),
        ("50%와 5kg", "오십 퍼센트와 오 킬로그램"),
        ("010-1234-5678로", "공일공 일이삼사 오육칠팔로"),
        ("0", "영"),
        ("100000000", "일억"),
    ],
)
def test_numbers_are_spelled_in_korean(text: str, words: str) -> None:
    assert spelled(text) == words


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("좋다", "ʨotʰa"),
        ("국물", "kuŋmul"),
        ("같이", "kaʨʰi"),
        ("신라", "ɕilla"),
        ("독립", "toŋnip"),
        ("닭이", "talɡi"),
        ("축하", "ʨʰukʰa"),
        ("값이", "kapʔɕi"),
        ("있어요", "iʔsɔjo"),
        ("샀습니다", "saʔsɯmnida"),
        ("오빠", "oʔpa"),
        ("빵", "paŋ"),
        ("아기", "aɡi"),
    ],
)
def test_korean_syllables_change_each_other(word: str, phones: str) -> None:
    assert Korean(lambda text: f"<{text}>").phones(word) == phones


def test_latin_words_in_korean_are_read_as_english() -> None:
    assert Korean(lambda text: f"<{text}>").phones("오늘 Python!") == "onɯl <Python>!"


@pytest.fixture
def espeak() -> Generator[Espeak]:
    opened = Espeak()
    yield opened
    opened.close()


@pytest.fixture
def reader(tmp_path: Path) -> Generator[Phones]:
    opened = Phones(tmp_path)
    yield opened
    opened.close()


def test_espeak_keeps_the_punctuation_and_reads_numbers_whole(espeak: Espeak) -> None:
    assert espeak.phones("Guten Tag, Mama!", "de") == "ɡˈuːtən tˈɑːk, mˈɑmɑː!"
    assert "," not in espeak.phones("1,5", "de")
    assert espeak.phones("...", "de") == "..."


def test_what_breaks_espeak_is_left_out_and_the_next_text_is_read(espeak: Espeak) -> None:
    with pytest.raises(EspeakLost):
        espeak.phones("Guten Tag", "no such voice")

    assert espeak.phones("Mama", "de") == "mˈɑmɑː"


@pytest.mark.parametrize("code", [code for code, row in TABLE.items() if row.by == ESPEAK])
def test_every_language_of_espeak_says_something(code: str, espeak: Espeak) -> None:
    assert len(espeak.phones("1 2 3", TABLE[code].espeak)) > 5


@pytest.mark.parametrize(
    ("language", "text", "phones"),
    [
        ("ru-ru", "холодно", "xˈolʌdnʌ"),
        ("ta-in", "அவள்", "ˈavʌl"),
        ("pl-pl", "zima", "ʒˈima"),
        ("cs-cz", "řeka", "rʒˈeka"),
        ("tl-ph", "ang mga isda ng sine", "ˈaŋ mˈaŋa ˈisda nˈaŋ sˈine"),
    ],
)
def test_sounds_that_the_model_lacks_are_said_by_the_nearest_it_has(
    language: str, text: str, phones: str, reader: Phones
) -> None:
    assert reader.of(text, language) == phones


def test_ukrainian_is_not_read_as_russian(espeak: Espeak) -> None:
    assert espeak.phones("гарна", "uk") != espeak.phones("гарна", "ru")


@pytest.mark.parametrize(
    ("prompt", "mood"),
    [
        ("super happy", ("happy", 1.5)),
        ("a bit sad", ("sad", 0.6)),
        ("아주 화난 목소리", ("angry", 1.5)),
        ("차분하게", ("tonedown", 1.0)),
        ("like a pirate", ("normal", 1.0)),
    ],
)
def test_a_prompt_is_understood_by_key_words(prompt: str, mood: tuple[str, float]) -> None:
    assert mood_of(prompt) == mood
