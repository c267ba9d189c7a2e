"""Chinese figures as hanzi: the reader knows plain digits, but not grouping, prices, clocks, Latin units and signs."""

from __future__ import annotations

import re

from bot.speech.reading import han
from bot.speech.reading.fractions import AMONG_SIGNS, eastern, opened

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_MONEY = {"$": "美元", "€": "欧元", "£": "英镑", "¥": "元", "￥": "元", "₩": "韩元"}
_UNITS = {
    "km": "公里", "cm": "厘米", "mm": "毫米", "m": "米", "kg": "公斤", "mg": "毫克", "g": "克", "ml": "毫升",
    "L": "升", "l": "升", "℃": "摄氏度", "°C": "摄氏度", "°F": "华氏度", "kB": "千字节", "KB": "千字节",
    "MB": "兆字节", "GB": "吉字节", "TB": "太字节", "GHz": "吉赫兹", "MHz": "兆赫兹", "Hz": "赫兹", "kW": "千瓦",
    "W": "瓦",
}  # fmt: skip
_SIGNS = {"&": "和", "＆": "和", "@": "艾特", "+": "加", "=": "等于", "#": "井号", "×": "乘"}
_ONES = "个位名只本张杯瓶次辆件条块斤种天人倍"
_DATE = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_FRACTION = re.compile(AMONG_SIGNS)
_YEAR = re.compile(r"(?<!\d)(\d{4})(?=年)")
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{3,4}-\d{3,4}-\d{3,4})(?!\d)")
_PRICE = re.compile(rf"([$€£¥￥₩])\s?({_NUMBER})")
_PERCENT = re.compile(rf"({_NUMBER})\s?[%％]")
_PACE = re.compile(rf"({_NUMBER})\s?km/h(?![A-Za-z])")
_MEASURE = re.compile(rf"({_NUMBER})\s?({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![A-Za-z])")
_TWO = re.compile(rf"(?<![\d.,第])2(?=[{_ONES}])")
_MINUS = re.compile(r"(?<![A-Za-z0-9.)\-])[-−](?=\d)")
_RANGE = re.compile(r"(?<=\d)[-~〜～](?=\d)")
_SIGN = re.compile(f"[{''.join(_SIGNS)}]")


def read(text: str) -> str:
    """*text* without a digit in it."""
    text = _DATE.sub(lambda m: f"{m[1]}年{int(m[3])}月{int(m[4])}日", opened(text))
    text = _FRACTION.sub(eastern("又", "分之"), text)
    text = _YEAR.sub(lambda m: _by_digit(m[1]), text)
    text = _CLOCK.sub(lambda m: f"{int(m[1])}点" + (f"{m[2]}分" if int(m[2]) else ""), text)
    text = _PHONE.sub(lambda m: _by_digit(m[0].replace("-", "")).replace("一", "幺"), text)
    text = _MINUS.sub("负", text)
    text = _RANGE.sub("到", text)
    text = _PRICE.sub(lambda m: _said(m[2]) + _MONEY[m[1]], text)
    text = _PERCENT.sub(lambda m: "百分之" + _said(m[1]), text)
    text = _PACE.sub(lambda m: f"每小时{_said(m[1])}公里", text)
    text = _MEASURE.sub(lambda m: _said(m[1]) + _UNITS[m[2]], text)
    text = _TWO.sub("两", text)
    text = re.sub(_NUMBER, lambda m: _said(m[0]), text)
    return _SIGN.sub(lambda m: _SIGNS[m[0]], text)


def _said(token: str) -> str:
    whole, _, decimals = token.replace(",", "").partition(".")
    minutes = len(whole) == 2 and whole[0] == "0"  # noqa: PLR2004 - 05 is 零五
    said = _by_digit(whole) if minutes else han.number(whole, big="万亿兆", chinese=True)
    return f"{said}点{_by_digit(decimals)}" if decimals else said


def _by_digit(digits: str) -> str:
    return "".join(han.DIGITS[int(digit)] for digit in digits)
