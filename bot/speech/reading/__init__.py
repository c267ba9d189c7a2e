"""What is written in figures and signs, as a reader of the language says it: before letters become phones.

figures     one number as it stands in a text, and its digits
fractions   which figures with a stroke between them are a fraction; roman, what a numeral is worth
european    the rules that Spanish, German and French share; one file each holds their words
english     the little that hibari's own reader misses; the rest is left to it
korean      names of letters, dates, clocks and counters
japanese, chinese   figures as kanji and hanzi, which their readers know far better than digits
others      grouping marks that espeak-ng would stumble over; it reads plain figures in all its languages
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from bot.speech.reading.figures import plain


def read(text: str, language: str) -> str:
    """*text* with its figures and signs in the words of *language* (a code such as `de-de`); unchanged without any."""
    return _reader(language)(plain(text))


@cache
def _reader(language: str) -> Callable[[str], str]:
    reader: Callable[[str], str]
    match language:
        case "es-es":
            from bot.speech.reading.spanish import read as reader
        case "de-de":
            from bot.speech.reading.german import read as reader
        case "fr-fr":
            from bot.speech.reading.french import read as reader
        case "en-us":
            from bot.speech.reading.english import read as reader
        case "ko-kr":
            from bot.speech.reading.korean import read as reader
        case "ja-jp":
            from bot.speech.reading.japanese import read as reader
        case "zh-cn":
            from bot.speech.reading.chinese import read as reader
        case _:
            from bot.speech.reading.others import reader as reader_of

            reader = reader_of(language)
    return reader
