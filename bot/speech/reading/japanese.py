"""Japanese figures as kanji: Open JTalk reads 九時 and 二人 right, and 9時 and 2人 wrong."""

from __future__ import annotations

import re

from bot.speech.reading import han
from bot.speech.reading.figures import LONGEST
from bot.speech.reading.fractions import AMONG_SIGNS, eastern, opened
from bot.speech.reading.roman import NUMERAL, value

_KANA = ("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュー")
_DAYS = {1: "ついたち", 20: "ハツカ"}  # the kanji alone are read as lengths of time
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_MONEY = {"$": "ドル", "＄": "ドル", "€": "ユーロ", "£": "ポンド", "¥": "円", "￥": "円", "₩": "ウォン"}
_UNITS = {
    "%": "パーセント", "％": "パーセント", "℃": "度", "°C": "度", "°F": "カ氏度", "km/h": "キロメートル毎時",
    "km": "キロメートル", "cm": "センチメートル", "mm": "ミリメートル", "m": "メートル", "kg": "キログラム",
    "mg": "ミリグラム", "g": "グラム", "ml": "ミリリットル", "L": "リットル", "l": "リットル", "kB": "キロバイト",
    "KB": "キロバイト", "MB": "メガバイト", "GB": "ギガバイト", "TB": "テラバイト", "GHz": "ギガヘルツ",
    "MHz": "メガヘルツ", "kHz": "キロヘルツ", "Hz": "ヘルツ", "kW": "キロワット", "W": "ワット",
}  # fmt: skip
_SIGNS = {"&": "アンド", "＆": "アンド", "@": "アットマーク", "+": "たす", "=": "イコール", "#": "ナンバー", "×": "かける", "%": "パーセント", "％": "パーセント"}  # fmt: skip
_DATE = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_WEEKDAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?=\s?[(（][月火水木金土日])")
_FRACTION = re.compile(AMONG_SIGNS)
_ROMAN = re.compile(rf"(?<![A-Za-z])({NUMERAL})(?=\s?(?:世|章|部|巻|編|節|期|型|次))|(?<=第)({NUMERAL})(?![A-Za-z])")
_DAY = re.compile(r"(?<=月)(\d{1,2})日(?!間)")
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_PHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}[- ]?)?0?\d{1,4}-\d{2,4}-\d{3,4}(?!\d)")
_PRICE = re.compile(rf"([$＄€£¥￥₩])\s?({_NUMBER})")
_MEASURE = re.compile(rf"({_NUMBER})\s?({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![A-Za-z])")
_MINUS = re.compile(r"(?<![A-Za-z0-9.)\-])[-−](?=\d)")
_RANGE = re.compile(r"(?<=\d)[-~〜～](?=\d)")
_NO = re.compile(r"(?<![A-Za-z])No\.\s?(?=\d)", re.IGNORECASE)
_LETTERS = "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット".split()  # noqa: SIM905 - twenty-six short words
_LETTER = re.compile(r"(?<![A-Za-z])[A-Z](?![A-Za-z])")  # Open JTalk drops one that stands alone
_SIGN = re.compile(f"[{''.join(_SIGNS)}]")


def read(text: str) -> str:
    """*text* without a digit in it."""
    text = _DATE.sub(lambda m: f"{int(m[1])}年{int(m[3])}月{int(m[4])}日", opened(text))
    text = _ROMAN.sub(lambda m: str(value(m[1] or m[2])), text)
    text = _WEEKDAY.sub(lambda m: f"{int(m[1])}月{int(m[2])}日", text)
    text = _FRACTION.sub(eastern("と", "分の"), text)
    text = _DAY.sub(lambda m: _DAYS.get(int(m[1]), m[0]), text)
    text = _CLOCK.sub(lambda m: f"{int(m[1])}時" + (f"{int(m[2])}分" if int(m[2]) else ""), text)
    text = _PHONE.sub(lambda m: " ".join(_by_digit(part) for part in re.findall(r"\d+", m[0])), text)
    text = _PRICE.sub(_price, text)
    text = _NO.sub("ナンバー", text)
    text = _MINUS.sub("マイナス", text)
    text = _RANGE.sub("から", text)
    text = _MEASURE.sub(lambda m: _said(m[1]) + _UNITS[m[2]], text)
    text = re.sub(_NUMBER, lambda m: _said(m[0]), text)
    text = _LETTER.sub(lambda m: _LETTERS[ord(m[0]) - ord("A")], text)
    return _SIGN.sub(lambda m: _SIGNS[m[0]], text)


def _said(token: str) -> str:
    whole, _, decimals = token.replace(",", "").partition(".")
    if len(whole) > LONGEST or (len(whole) > 1 and whole[0] == "0"):
        said = _by_digit(whole)
    else:
        said = "ゼロ" if not int(whole) else han.number(whole, big="万億兆", chinese=False)
    return f"{said}点{_by_digit(decimals)}" if decimals else said


def _by_digit(digits: str) -> str:
    return "".join(_KANA[int(digit)] for digit in digits)


def _price(found: re.Match[str]) -> str:
    whole, _, cents = found[2].partition(".")
    if found[1] in "$＄€" and len(cents) == 2 and int(cents):  # noqa: PLR2004 - hundredths
        return f"{_said(whole)}{_MONEY[found[1]]}{_said(str(int(cents)))}セント"
    return _said(found[2]) + _MONEY[found[1]]
