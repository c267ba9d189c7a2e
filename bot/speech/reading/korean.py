"""Korean figures and signs in Hangul: what comes before the plain numbers, and the names of Latin letters."""

from __future__ import annotations

import re

from bot.speech.reading.fractions import AMONG_SIGNS, opened, proper
from bot.speech.reading.roman import NUMERAL, value

_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "에이 비 씨 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 알 에스 티 유 브이 더블유 엑스 와이 제트".split(),  # noqa: SIM905 - twenty-six short words
        strict=True,
    )
)
_UNITS = {
    "m²": "제곱미터", "㎡": "제곱미터", "m2": "제곱미터", "㎞": "킬로미터", "㎝": "센티미터", "㎜": "밀리미터",
    "㎏": "킬로그램", "°F": "화씨도", "GHz": "기가헤르츠", "MHz": "메가헤르츠", "kHz": "킬로헤르츠", "Hz": "헤르츠",
    "TB": "테라바이트", "kB": "킬로바이트", "KB": "킬로바이트", "kW": "킬로와트", "W": "와트", "％": "퍼센트",
    "°": "도",
}  # fmt: skip
_SIGNS = {"&": " 앤드 ", "＆": " 앤드 ", "@": " 골뱅이 ", "+": " 더하기 ", "=": "는 ", "#": " 샵 ", "×": " 곱하기 ", "÷": " 나누기 ", "%": " 퍼센트 "}  # fmt: skip
_SHORT = {
    "Dr.": "닥터",
    "Mr.": "미스터",
    "Mrs.": "미시즈",
    "Ms.": "미즈",
    "vs.": "대",
    "vs": "대",
    "etc.": "등등",
    "No.": "넘버",
}
_NATIVE = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_NATIVE_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_SCORE = 20
_DIGITS = "공일이삼사오육칠팔구"
_DATE = re.compile(r"(?<!\d)(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)\.?")
_WEEKDAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?=\s?\([월화수목금토일]\))")
_FRACTION = re.compile(AMONG_SIGNS)
_HALF = re.compile(r"(?<![\d.,/:])(?:(\d{1,3})\s)?1/2\s?(시간|년|달|개월|컵|개|잔|병|리터|킬로미터|킬로|미터)")
_WITH_CONSONANT = "013678"  # numbers that end in these digits end in a consonant when they are said
_ROMAN = re.compile(rf"(?<![A-Za-z])({NUMERAL})(?=\s?(?:세|장|부|권|편|차|형))|(?<=제)({NUMERAL})(?![A-Za-z])")
_NUMBERED = re.compile(r"(?<![가-힣])제\s?(\d{1,4})(?![\d,.])")
_SECONDS = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d):([0-5]\d)(?![\d:])")
_EMERGENCY = re.compile(r"(?<![\d.,-])(11[29])(?=에 (?:신고|전화)|로 (?:신고|전화)| ?구급| ?신고)")
_GROUP = re.compile(r"(?<![\d.,])(\d{1,3}(?: \d{3})+)(?=\s?원)")
_PRICE = re.compile(r"([$€£])\s?(\d[\d,]*)\.(\d{2})(?!\d)")
_CENTS = {"$": ("달러", "센트"), "€": ("유로", "센트"), "£": ("파운드", "펜스")}
_PHONE = re.compile(r"\+\d{1,3}(?:[- ]?\d{2,4}){2,5}(?!\d)|(?<![\d-])(?:\d{2,4}-)?\d{3,4}-\d{4}(?![\d-])")
_PACE = re.compile(r"(\d[\d,.]*)\s?km/h(?![A-Za-z])")
_MEASURE = re.compile(rf"(?<=\d)\s?({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![A-Za-z])")
_NEGATIVE = re.compile(r"(?<![\w.)\-])[-−](?=\d)")
_RANGE = re.compile(r"(?<=\d)\s?[-~〜～]\s?(?=\d)")
_COUNTED = re.compile(r"(?<![\d.,])([1-9]\d?)\s?(장|대|통|벌|알|컵|모금|군데|분(?=[이은께]))(?![a-zA-Z])")
_TITLE = re.compile(rf"(?<![A-Za-z])({'|'.join(map(re.escape, sorted(_SHORT, key=len, reverse=True)))})(?![A-Za-z])")
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z](?:\.?[A-Z]){0,3}(?![A-Za-z'’])")
_EQUAL_AFTER_CONSONANT = re.compile(r"(?<=[일삼육칠팔영십백천만공])\s*=\s*")
_SIGN = re.compile(rf"\s*([{''.join(map(re.escape, _SIGNS))}])\s*")


def read(text: str) -> str:
    """*text* without a digit in it; words of small Latin letters stay, they are read as English."""
    from bot.speech.engine.phones.korean_numbers import spelled

    said = _DATE.sub(_date, opened(text))
    said = _ROMAN.sub(lambda m: str(value(m[1] or m[2])), said)
    said = _WEEKDAY.sub(lambda m: f"{int(m[1])}월 {int(m[2])}일", said)
    said = _HALF.sub(lambda m: f"{m[1]}{m[2]} 반" if m[1] else f"반 {m[2]}", said)
    said = _FRACTION.sub(_fraction, said)
    said = _NUMBERED.sub(lambda m: "제" + spelled(m[1]), said)
    said = _SECONDS.sub(lambda m: f"{int(m[1])}시 {int(m[2])}분 {int(m[3])}초", said)
    said = _EMERGENCY.sub(lambda m: "".join(_DIGITS[int(c)] for c in m[1]), said)
    said = _GROUP.sub(lambda m: m[1].replace(" ", ""), said)
    said = _PRICE.sub(_price, said)
    said = _PHONE.sub(lambda m: _by_digit(m[0]), said)
    said = _PACE.sub(r"시속 \1킬로미터", said)
    said = _MEASURE.sub(lambda m: " " + _UNITS[m[1]], said)
    said = _NEGATIVE.sub(
        lambda m: "영하 " if re.match(r"\d[\d.]*\s?(?:도|℃|°)", m.string[m.end() :]) else "마이너스 ", said
    )
    said = _RANGE.sub("에서 ", said)
    said = _TITLE.sub(lambda m: _SHORT[m[1]], said)
    said = _COUNTED.sub(_counted, said)
    said = spelled(said)
    said = _CAPITALS.sub(lambda m: " ".join(_LETTERS[c] for c in m[0] if c != "."), said)
    said = _EQUAL_AFTER_CONSONANT.sub("은 ", said)
    said = _SIGN.sub(lambda m: _SIGNS[m[1]], said)
    return said if said == text else " ".join(said.split())


def _date(found: re.Match[str]) -> str:
    return f"{found[1]}년 {int(found[3])}월 {int(found[4])}일"


def _fraction(found: re.Match[str]) -> str:
    """사분의 삼: in words at once, so that no counter behind it takes it for its own."""
    from bot.speech.engine.phones.korean_numbers import spelled

    if not proper(int(found["part"]), int(found["of"])):
        return found[0]
    joined = "과 " if found["whole"] and found["whole"][-1] in _WITH_CONSONANT else "와 "
    whole = spelled(found["whole"]) + joined if found["whole"] else ""
    return f"{whole}{spelled(found['of'])}분의 {spelled(found['part'])}"


def _price(found: re.Match[str]) -> str:
    whole, part = _CENTS[found[1]]
    return f"{found[2]}{whole}" + (f" {int(found[3])}{part}" if int(found[3]) else "")


def _by_digit(text: str) -> str:
    return "".join(_DIGITS[int(c)] if c.isdigit() else ("플러스 " if c == "+" else " ") for c in text)


def _counted(found: re.Match[str]) -> str:
    number, counter = int(found[1]), found[2]
    if counter == "대" and number >= _SCORE and number % 10 == 0:  # 20대 are people in their twenties
        return found[0]
    tens, ones = divmod(number, 10)
    return ("스무" if number == _SCORE else _NATIVE_TENS[tens] + _NATIVE[ones]) + " " + counter
