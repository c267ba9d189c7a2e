"""Fractions, Roman numerals, hours, numbers that are dialled and short forms are read as a speaker says them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.options import LANGUAGES
from bot.speech.reading import read, roman

SAID = {
    "es-es": {
        "1/2 litro": "medio litro",
        "½ hora": "media hora",
        "2½ horas": "dos horas y media",
        "1 1/2 horas": "una hora y media",
        "3/4 de hora": "tres cuartos de hora",
        "3/4 hora": "tres cuartos de hora",
        "2/3 y 5/12": "dos tercios y cinco doceavos",
        "un 8/10": "un ocho sobre diez",
        "el 3/4": "el tres de abril",
        "24/7": "veinticuatro siete",
        "siglo XXI": "siglo veintiuno",
        "el s. XIX": "el siglo diecinueve",
        "Luis XIV": "Luis catorce",
        "Felipe VI y Juan Pablo II": "Felipe sexto y Juan Pablo segundo",
        "Isabel II": "Isabel segunda",
        "Carlos I.": "Carlos primero.",
        "Juan V. Gómez": "Juan V. Gómez",
        "Capítulo IV": "Capítulo cuarto",
        "II Guerra Mundial": "segunda Guerra Mundial",
        "el XX aniversario": "el vigésimo aniversario",
        "a las 8.30 h": "a las ocho treinta",
        "dura 24 h": "dura veinticuatro horas",
        "las 7 p. m.": "las siete de la tarde",
        "Av. Libertador": "avenida Libertador",
        "C/ Mayor": "calle Mayor",
    },
    "de-de": {
        "½ Liter": "ein halber Liter",
        "vor 1/2 Stunde": "vor einer halben Stunde",
        "eine 1/2 Stunde": "eine halbe Stunde",
        "1/2 Jahr": "ein halbes Jahr",
        "2½ Stunden": "zweieinhalb Stunden",
        "3/4 davon": "drei Viertel davon",
        "1/3 und 2/7": "ein Drittel und zwei Siebtel",
        "8/10": "acht von zehn",
        "Ludwig XIV. war": "Ludwig der Vierzehnte war",
        "unter Ludwig XIV. war": "unter Ludwig dem Vierzehnten war",
        "Ludwigs XIV. Hof": "Ludwigs des Vierzehnten Hof",
        "von Elisabeth II.": "von Elisabeth der Zweiten.",
        "von Papst Johannes Paul II. war": "von Papst Johannes Paul dem Zweiten war",
        "Karl V. Beck": "Karl V. Beck",
        "Kapitel IV": "Kapitel vier",
        "im XIX. Jahrhundert": "im neunzehnten Jahrhundert",
        "IV. Quartal": "viertes Quartal",
        "der II. Weltkrieg": "der zweite Weltkrieg",
        "um 8.30 Uhr": "um acht Uhr dreißig",
        "24 h": "vierundzwanzig Stunden",
        "um 15 h": "um fünfzehn Uhr",
        "7 pm": "sieben Uhr nachmittags",
        "Tel. 089 / 123456": "Telefon null acht neun eins zwei drei vier fünf sechs",
        "(089) 123456": "null acht neun eins zwei drei vier fünf sechs",
        "Hr. und Fr. Maier, S. 5": "Herr und Frau Maier, Seite fünf",
        "am Fr. 5. Mai": "am Fr. fünfter Mai",
        "S. Müller": "S. Müller",
        "5. Dez.": "fünfter Dezember.",
    },
    "fr-fr": {
        "½ litre": "un demi-litre",
        "1/2 heure": "une demi-heure",
        "une 1/2 heure": "une demi-heure",
        "la 1/2 finale": "la demi-finale",
        "2½ heures": "deux heures et demie",
        "1½ an": "un an et demi",
        "3/4 heure": "trois quarts d’heure",
        "2/3 et 1/10": "deux tiers et un dixième",
        "15/20": "quinze sur vingt",
        "le 3/4": "le trois avril",
        "Louis XIV": "Louis quatorze",
        "François Ier": "François premier",
        "Élisabeth II": "Élisabeth deux",
        "chapitre IV": "chapitre quatre",
        "le XXe siècle": "le vingtième siècle",
        "XXIe s.": "vingt et unième siècle",
        "Ve République": "cinquième République",
        "Le chat court. Vers midi, Vie et De": "Le chat court. Vers midi, Vie et De",
        "7 pm": "sept heures de l’après-midi",
        "48 h": "quarante-huit heures",
        "+33 6 12 34 56 78": "plus trois trois six un deux trois quatre cinq six sept huit",
        "p. 5 et pp. 5-7": "page cinq et pages cinq à sept",
        "Me Dupont": "Maître Dupont",
        "Me voilà": "Me voilà",
        "RDV": "rendez-vous",
    },
    "ko-kr": {
        "1/2": "이분의 일",
        "3/4컵": "사분의 삼컵",
        "물1/3컵": "물삼분의 일컵",
        "2½시간": "두 시간 반",
        "½시간": "반 시간",
        "3 1/2컵": "세 컵 반",
        "3 2/5": "삼과 오분의 이",
        "2 2/5": "이와 오분의 이",
        "3/4(월)": "삼월 사일(월)",
        "제4장": "제사장",
        "제IV장": "제사장",
        "루이 XIV세": "루이 십사세",
        "어제 3시": "어제 세 시",
        "1:30:20": "한 시 삼십분 이십초",
        "119에 신고": "일일구에 신고",
        "119개": "백십구개",
    },
    "ja-jp": {
        "1/2": "二分の一",
        "3/4カップ": "四分の三カップ",
        "水1/3": "水三分の一",
        "2½時間": "二と二分の一時間",
        "4/1(月)": "四月ついたち(月)",
        "第Ⅳ章": "第四章",
        "第IV章": "第四章",
        "ルイXIV世": "ルイ十四世",
        "TV": "TV",
    },
    "zh-cn": {"1/2": "二分之一", "3/4杯": "四分之三杯", "2½小时": "二又二分之一小时", "第Ⅳ章": "第四章"},
    "en-us": {
        "½ cup": "1/2 cup",
        "2½ hours": "2 and a half hours",
        "2 3/4 miles": "2 and 3/4 miles",
        "24/7": "24 7",
        "the XIX century": "the 19th century",
        "the XXI century": "the 21st century",
        "the XIIth century": "the 12th century",
        "George VI's": "George the 6th's",
        "Chapter Ⅳ": "Chapter 4",
        "Call 911 now": "Call nine one one now",
        "call 100 people": "call 100 people",
        "e.g. this, p. 5": "for example this, page 5",
        "IV drip": "IV drip",
    },
}
LETTERS = st.text(alphabet=st.sampled_from("IVXLCM./ ½⅔Ⅳⅻ123 esrh人장Luis"), max_size=40)


@pytest.mark.parametrize(
    ("language", "written", "said"), [(code, *pair) for code, table in SAID.items() for pair in table.items()]
)
def test_it_is_read_as_a_speaker_of_the_language_says_it(language: str, written: str, said: str) -> None:
    assert read(written, language) == said


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@settings(max_examples=60, deadline=None)
@given(text=LETTERS)
def test_no_text_breaks_the_reading(language: str, text: str) -> None:
    assert len(read(text, language)) <= 40 * len(text) + 40


@pytest.mark.parametrize("language", sorted(set(SAID) - {"en-us"}))
@settings(max_examples=100, deadline=None)
@given(text=LETTERS)
def test_no_digit_is_left(language: str, text: str) -> None:
    assert not re.search(r"\d", read(text, language))


def test_a_roman_numeral_is_worth_what_it_says() -> None:
    written = ["I", "IV", "IX", "XIV", "XIX", "XXI", "XL", "LVI", "LXXXIX"]

    assert [roman.value(numeral) for numeral in written] == [1, 4, 9, 14, 19, 21, 40, 56, 89]
    assert all(re.fullmatch(roman.NUMERAL, numeral) for numeral in written)
    assert not any(re.fullmatch(roman.NUMERAL, letters) for letters in ("", "IIII", "VX", "IL", "MIX", "CD"))
