"""Digits, units and signs in a Korean text, spelled in Hangul."""

from __future__ import annotations

import re

_NOON, _SCORE = 12, 20
_DIGITS = ("영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")
_SMALL = ("", "십", "백", "천")
_BIG = ("", "만", "억", "조", "경")
_NATIVE = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_NATIVE_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_COUNTERS = "시간|시|개|명|살|마리|잔|권|병|사람|번째|가지|달(?!러)|송이|켤레|그루|곡|채|척|벌"
_SIGNS = {
    "%": "퍼센트", "℃": "도", "°C": "도", "km": "킬로미터", "cm": "센티미터", "mm": "밀리미터", "kg": "킬로그램",
    "mg": "밀리그램", "ml": "밀리리터", "m": "미터", "g": "그램", "L": "리터", "GB": "기가바이트", "MB": "메가바이트",
}  # fmt: skip
_MONEY = {"$": "달러", "₩": "원", "€": "유로", "£": "파운드", "¥": "엔"}
_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
_MONEY_BEFORE = re.compile(rf"([$₩€£¥])\s?({_NUMBER})(\.\d+)?")
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])")
_PHONE = re.compile(r"(?<![\d-])0\d{1,2}-\d{3,4}-\d{4}(?![\d-])")
_MONTH = re.compile(r"(?<!\d)(6|10)월")
_COUNTED = re.compile(rf"(?<![\d.,])(\d{{1,2}})\s?({_COUNTERS})(?![a-zA-Z])")
_UNIT = re.compile(rf"({_NUMBER})(\.\d+)?\s?({'|'.join(map(re.escape, _SIGNS))})(?![A-Za-z])")
_PLAIN = re.compile(rf"({_NUMBER})(\.\d+)?")


def spelled(text: str) -> str:
    """*text* with its numbers in words: native ones before counters, Sino-Korean ones else."""
    text = _MONEY_BEFORE.sub(lambda m: f"{_sino(m[2])}{_decimals(m[3])} {_MONEY[m[1]]}", text)
    text = _PHONE.sub(
        lambda m: m[0].translate({48 + n: d for n, d in enumerate(("공", *_DIGITS[1:]))} | {45: " "}), text
    )
    text = _CLOCK.sub(lambda m: f"{m[1]}시" + (f" {_sino(str(int(m[2])))}분" if int(m[2]) else ""), text)
    text = _MONTH.sub(lambda m: "유월" if m[1] == "6" else "시월", text)
    text = _COUNTED.sub(lambda m: f"{_counted(int(m[1]), m[2])} {m[2]}", text)
    text = _UNIT.sub(lambda m: f"{_sino(m[1])}{_decimals(m[2])} {_SIGNS[m[3]]}", text)
    return _PLAIN.sub(lambda m: _sino(m[1]) + _decimals(m[2]), text)


def _counted(number: int, counter: str) -> str:
    """Hours are native up to twelve; from thirteen on a clock is read in Sino-Korean."""
    if not number or (counter == "시" and number > _NOON):
        return _sino(str(number))
    tens, ones = divmod(number, 10)
    return "스무" if number == _SCORE else _NATIVE_TENS[tens] + _NATIVE[ones]


def _decimals(text: str | None) -> str:
    return "점 " + "".join(_DIGITS[int(digit)] for digit in text[1:]) if text else ""


def _sino(text: str) -> str:
    digits = text.replace(",", "")
    number = int(digits)
    if not number or (len(digits) > 1 and digits[0] == "0") or len(digits) > 4 * len(_BIG):
        return "".join("공" if digit == "0" and len(digits) > 1 else _DIGITS[int(digit)] for digit in digits)
    out = ""
    for place in range((len(digits) - 1) // 4, -1, -1):
        group = number // 10 ** (4 * place) % 10000
        if group:
            said = _group(group)
            out += ("" if said == "일" and place == 1 else said) + _BIG[place]
    return out


def _group(number: int) -> str:
    """1..9999; a leading one is not said before ten, hundred and thousand."""
    out = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += ("" if digit == 1 and place else _DIGITS[digit]) + _SMALL[place]
    return out
