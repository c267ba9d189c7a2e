"""What is written in figures is read in the words of the language."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.options import LANGUAGES
from bot.speech.engine.phones import Phones
from bot.speech.reading import french, german, read, spanish
from bot.speech.reading.figures import Figure, parse

SAID = {
    "es-es": {
        "Cuesta 3.000,50 €": "Cuesta tres mil euros con cincuenta",
        "el 1º de mayo": "el primero de mayo",
        "la 3.ª vez": "la tercera vez",
        "23/11/2026": "veintitrés de noviembre de dos mil veintiséis",
        "2026-11-23": "veintitrés de noviembre de dos mil veintiséis",
        "a las 15:30": "a las quince treinta",
        "a las 3:30 pm": "a las tres treinta de la tarde",
        "1.234.567": "un millón doscientos treinta y cuatro mil quinientos sesenta y siete",
        "21 km": "veintiún kilómetros",
        "$5.99": "cinco dólares con noventa y nueve",
        "£3 y 1 €": "tres libras y un euro",
        "20 km/h a -5 °C": "veinte kilómetros por hora a menos cinco grados Celsius",
        "el Sr. García & la Dra. López": "el señor García y la doctora López",
        "nº 5": "número cinco",
        "+34 612 345 678": "más tres cuatro seis uno dos tres cuatro cinco seis siete ocho",
        "3,5 %": "tres coma cinco por ciento",
        "5 GB y 3 GHz": "cinco gigabytes y tres gigahercios",
        "3+4=7": "tres más cuatro igual a siete",
        "10-20 años": "diez a veinte años",
        "v1.2.3": "v uno punto dos punto tres",
        "50 m²": "cincuenta metros cuadrados",
        "1.500 millones": "mil quinientos millones",
        "100 y 101": "cien y ciento uno",
        "21 horas": "veintiuna horas",
        "600 123 456": "seis cero cero uno dos tres cuatro cinco seis",
        "1.000.000 $": "un millón de dólares",
    },
    "de-de": {
        "am 23.11.2026": "am dreiundzwanzigsten November zweitausend sechsundzwanzig",
        "der 3. Mann": "der dritte Mann",
        "der 1. Januar 2026": "der erste Januar zweitausend sechsundzwanzig",
        "5,99 €": "fünf Euro neunundneunzig",
        "3.000 €": "dreitausend Euro",
        "3,5 %": "drei Komma fünf Prozent",
        "z. B. Dr. Müller": "zum Beispiel Doktor Müller",
        "20 km/h bei -5 °C": "zwanzig Kilometer pro Stunde bei minus fünf Grad Celsius",
        "um 15:30 Uhr": "um fünfzehn Uhr dreißig",
        "1.234.567": "eine Million zweihundert vierunddreißigtausend fünfhundert siebenundsechzig",
        "Nr. 5 & Nr. 6": "Nummer fünf und Nummer sechs",
        "2026-11-23": "dreiundzwanzigster November zweitausend sechsundzwanzig",
        "im Jahr 1995": "im Jahr neunzehnhundert fünfundneunzig",
        "16 GB": "sechzehn Gigabyte",
        "030 1234567": "null drei null eins zwei drei vier fünf sechs sieben",
        "1 kg in 1 Std.": "ein Kilogramm in eine Stunde",
        "Ich habe 5. Er kommt.": "Ich habe fünf. Er kommt.",
        "101": "einhundert eins",
        "2,5 Mio. €": "zwei Komma fünf Millionen Euro",
        "3:30 pm": "drei Uhr dreißig nachmittags",
        "a@b": "a at b",
        "2001": "zweitausend eins",
        "20-30 €": "zwanzig bis dreißig Euro",
    },
    "fr-fr": {
        "le 1er janvier": "le premier janvier",
        "la 2e et le 21e": "la deuxième et le vingt et unième",
        "15h30 et 21h": "quinze heures trente et vingt et une heures",
        "21:00": "vingt et une heures",
        "5,99 €": "cinq euros quatre-vingt-dix-neuf",
        "3 000 €": "trois mille euros",
        "3,5 %": "trois virgule cinq pour cent",
        "M. Dupont et Mme Durand": "Monsieur Dupont et Madame Durand",
        "23/11/2026": "vingt-trois novembre deux mille vingt-six",
        "20 km/h et -5 °C": "vingt kilomètres à l’heure et moins cinq degrés Celsius",
        "01 23 45 67 89": "zéro un deux trois quatre cinq six sept huit neuf",
        "1 234 567": "un million deux cent trente-quatre mille cinq cent soixante-sept",
        "n° 5": "numéro cinq",
        "Luc & Léa": "Luc et Léa",
        "80": "quatre-vingts",
        "81": "quatre-vingt-un",
        "71": "soixante et onze",
        "91": "quatre-vingt-onze",
        "280000": "deux cent quatre-vingts mille",
        "9e": "neuvième",
        "1,5 million d’euros": "un virgule cinq million d’euros",
        "3,5 Go": "trois virgule cinq gigaoctets",
        "21 heures": "vingt et une heures",
        "1 000 000 000 €": "un milliard d’euros",
        "2 millions £": "deux millions de livres",
    },
    "ko-kr": {
        "2026-11-23": "이천이십육년 십일월 이십삼일",
        "2026. 11. 23.": "이천이십육년 십일월 이십삼일",
        "오후 3시 30분": "오후 세 시 삼십분",
        "오후 3:30": "오후 세 시 삼십분",
        "₩1,000": "천 원",
        "3 000 원": "삼천 원",
        "$5.99": "오달러 구십구센트",
        "5달러": "오달러",
        "3명이 5개를 샀다": "세 명이 다섯 개를 샀다",
        "20살": "스무 살",
        "2마리": "두 마리",
        "종이 3장": "종이 세 장",
        "책 2권": "책 두 권",
        "커피 4잔": "커피 네 잔",
        "맥주 6병": "맥주 여섯 병",
        "차 2대": "차 두 대",
        "20대 남자": "이십대 남자",
        "20km/h": "시속 이십킬로미터",
        "-5°C": "영하 오 도",
        "USB 포트": "유 에스 비 포트",
        "A&B": "에이 앤드 비",
        "010-1234-5678": "공일공 일이삼사 오육칠팔",
        "1588-1234": "일오팔팔 일이삼사",
        "No. 5": "넘버 오",
        "3.5GHz": "삼점 오 기가헤르츠",
        "3+4=7": "삼 더하기 사는 칠",
        "2+4=6": "이 더하기 사는 육",
        "x=1": "x는 일",
    },
    "ja-jp": {
        "2026年11月23日": "二千二十六年十一月二十三日",
        "2026-11-01": "二千二十六年十一月ついたち",
        "2026/11/20": "二千二十六年十一月ハツカ",
        "15:30に": "十五時三十分に",
        "9時30分": "九時三十分",
        "¥500です": "五百円です",
        "3,000円": "三千円",
        "5.5%": "五点ゴパーセント",
        "20km/h": "二十キロメートル毎時",
        "気温は-5℃": "気温はマイナス五度",
        "$5.99": "五ドル九十九セント",
        "2人と3本": "二人と三本",
        "090-1234-5678": "ゼロキューゼロ イチニサンヨン ゴロクナナハチ",
        "A&B": "エーアンドビー",
        "1,234,567": "百二十三万四千五百六十七",
        "3+4=7": "三たす四イコール七",
        "No.5": "ナンバー五",
        "16GB": "十六ギガバイト",
    },
    "zh-cn": {
        "2026年11月23日": "二零二六年十一月二十三日",
        "2026-11-23": "二零二六年十一月二十三日",
        "15:30": "十五点三十分",
        "9:05": "九点零五分",
        "¥500": "五百元",
        "3,000元": "三千元",
        "5.5%": "百分之五点五",
        "20km/h": "每小时二十公里",
        "10kg和5℃": "十公斤和五摄氏度",
        "$5.99": "五点九九美元",
        "2个人": "两个人",
        "第2个": "第二个",
        "13812345678": "幺三八幺二三四五六七八",
        "10086": "一万零八十六",
        "110000": "十一万",
        "100000001": "一亿零一",
        "3+4=7": "三加四等于七",
        "今天-5度": "今天负五度",
    },
    "en-us": {
        "23.11.2026": "November 23, 2026",
        "Call 010-1234-5678.": "Call zero one zero, one two three four, five six seven eight.",
        "555-1234": "five five five, one two three four",
        "₩1,000": "1,000 won",
        "3 m": "3 meters",
        "1 m": "1 meter",
        "1.5 m": "1.5 meters",
        "5 g": "5 grams",
        "+1 212 555 0123": "plus one, two one two, five five five, zero one two three",
        "(212) 555-0123": "two one two, five five five, zero one two three",
        "50 m2": "50 square meters",
        "$5.99 on 11/23/2026 at 3:30 pm": "$5.99 on 11/23/2026 at 3:30 pm",
        "Dr. Smith vs. Mr. Jones, No. 5": "Dr. Smith vs. Mr. Jones, No. 5",
        "31.31.2026": "31.31.2026",
        "5 m/s": "5 m/s",
        "12345678901234567": "one two three four five six seven eight nine zero one two three four five six seven",
    },
}
SPELLED = ("es-es", "de-de", "fr-fr", "ko-kr", "ja-jp", "zh-cn")  # English figures are left to its own reader
QUIET = {
    "en-us": "It rains, and nobody minds.",
    "ko-kr": "비가 옵니다. 정말이에요!",
    "ja-jp": "雨が降っています。本当ですか？",
    "zh-cn": "今天下雨，没有人在意。",
    "es-es": "Llueve, y a nadie le importa.",
    "de-de": "Es regnet, und niemanden stört es.",
    "fr-fr": "Il pleut ; personne ne s’en soucie.",
}
AWKWARD = st.text(
    alphabet=st.sampled_from("0123456789.,:/-+%$€₩¥£°CkmgGBhH²٣①½ºªe&@#=×() 年月日시개장원Drz\u00a0\u202f"), max_size=60
)


@pytest.mark.parametrize(
    ("language", "written", "said"), [(code, *pair) for code, table in SAID.items() for pair in table.items()]
)
def test_it_is_read_as_a_speaker_of_the_language_says_it(language: str, written: str, said: str) -> None:
    assert read(written, language) == said


def test_each_of_the_seven_languages_has_fifteen_cases() -> None:
    assert {code: len(table) for code, table in SAID.items() if len(table) < 15} == {}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@settings(max_examples=40, deadline=None)
@given(text=st.one_of(st.text(max_size=60), AWKWARD))
def test_no_text_breaks_the_reading(language: str, text: str) -> None:
    assert len(read(text, language)) <= 40 * len(text) + 40


@pytest.mark.parametrize("language", SPELLED)
@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=60), AWKWARD))
def test_no_digit_is_left(language: str, text: str) -> None:
    assert not re.search(r"\d", read(text, language))


@pytest.mark.parametrize("language", sorted(QUIET))
def test_a_text_without_figures_comes_back_as_it_was(language: str) -> None:
    assert read(QUIET[language], language) == QUIET[language]


@pytest.mark.parametrize("language", ["es-es", "de-de", "fr-fr", "it-it"])
@given(text=st.text(alphabet="abcdefgß éñü,!?  ", max_size=60))
def test_letters_alone_are_never_touched(language: str, text: str) -> None:
    assert read(text, language) == text


@pytest.mark.parametrize("language", sorted(SAID))
@pytest.mark.parametrize("digits", ["9" * 350, "1.000" * 70, "1,2" * 116, "1-" * 175, "1 " * 175, "0:" * 175])
def test_the_longest_text_of_digits_is_read_at_once_and_stays_bounded(language: str, digits: str) -> None:
    begun = time.perf_counter()
    said = read(digits, language)
    assert time.perf_counter() - begun < 1
    assert len(said) < 12_000


@given(number=st.integers(0, 10**15 - 1))
def test_every_number_has_a_name_of_its_own(number: int) -> None:
    for cardinal in (spanish.cardinal, german.cardinal, french.cardinal):
        assert cardinal(number) != cardinal(number + 1)
        assert cardinal(number) == cardinal(number).strip()


@pytest.mark.parametrize(
    ("token", "figures"),
    [
        ("1.234,5", [Figure("1234", "5")]),
        ("1,234.5", [Figure("1234", "5")]),
        ("3.5", [Figure("3", "5")]),
        ("0.500", [Figure("0", "500")]),
        ("1 234 567", [Figure("1234567")]),
        ("1.2.3", [Figure("1"), Figure("2"), Figure("3")]),
    ],
)
def test_marks_are_told_apart_by_where_they_stand(token: str, figures: list[Figure]) -> None:
    assert parse(token) == figures


def test_other_languages_lose_the_grouping_that_their_reader_would_spell() -> None:
    assert read("1.234.567,5", "hr-hr") == "1234567,5"
    assert read("1,234,567.5", "tl-ph") == "1234567.5"
    assert read("3.50 1.2.3", "pt-pt") == "3.50 1.2.3"


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("ru-ru", "5 €", "5 евро"),
        ("pl-pl", "120 km/h", "120 kilometrów na godzinę"),
        ("pt-pt", "$1.500 e -5 °C", "1500 dólares e -5 graus Celsius"),
        ("el-gr", "£7, 3 kg", "7 λίρες, 3 κιλά"),
        ("ta-in", "5 €", "5 €"),
    ],
)
def test_other_languages_name_money_and_units_that_their_reader_leaves_out(
    language: str, written: str, said: str
) -> None:
    assert read(written, language) == said


def test_phones_are_made_of_what_was_read(tmp_path: Path) -> None:
    phones = Phones(tmp_path)
    assert phones.of("3장", "ko-kr") == phones.of("세 장", "ko-kr")
    assert phones.english("call 555-1234") == phones.of("call five five five, one two three four", "en-us")
