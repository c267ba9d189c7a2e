"""What espeak-ng leaves out or spells in the other languages: grouping marks, money, four units. Plain figures it reads.

Nouns stand in the form that most numbers ask for (five and more); forms for two to four are not told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.]|,\d{3})")
_GROUPED_ENGLISH = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,]|\.\d{3}\.)")
_ENGLISH = ("ar-sa", "ta-in", "tl-ph")
_NUMBER = r"\d+(?:[.,]\d+)*"
_BEFORE = re.compile(rf"([€$£])\s?({_NUMBER})")
_BEHIND = re.compile(r"(?<=\d)\s?(€|\$|£|km/h|km|kg|°C|℃)(?!\w)")
_SIGNS = ("€", "$", "£", "km", "kg", "°C", "km/h")
_WORDS = {
    "pt-pt": ("euros", "dólares", "libras", "quilómetros", "quilos", "graus Celsius", "quilómetros por hora"),
    "it-it": ("euro", "dollari", "sterline", "chilometri", "chili", "gradi Celsius", "chilometri orari"),
    "nl-nl": ("euro", "dollar", "pond", "kilometer", "kilo", "graden Celsius", "kilometer per uur"),
    "sv-se": ("euro", "dollar", "pund", "kilometer", "kilo", "grader Celsius", "kilometer i timmen"),
    "ru-ru": ("евро", "долларов", "фунтов", "километров", "килограммов", "градусов Цельсия", "километров в час"),
    "uk-ua": ("євро", "доларів", "фунтів", "кілометрів", "кілограмів", "градусів Цельсія", "кілометрів на годину"),
    "bg-bg": ("евро", "долара", "паунда", "километра", "килограма", "градуса Целзий", "километра в час"),
    "pl-pl": ("euro", "dolarów", "funtów", "kilometrów", "kilogramów", "stopni Celsjusza", "kilometrów na godzinę"),
    "cs-cz": ("eur", "dolarů", "liber", "kilometrů", "kilogramů", "stupňů Celsia", "kilometrů za hodinu"),
    "sk-sk": ("eur", "dolárov", "libier", "kilometrov", "kilogramov", "stupňov Celzia", "kilometrov za hodinu"),
    "hr-hr": ("eura", "dolara", "funti", "kilometara", "kilograma", "stupnjeva Celzija", "kilometara na sat"),
    "ro-ro": ("euro", "dolari", "lire", "kilometri", "kilograme", "grade Celsius", "kilometri pe oră"),
    "el-gr": ("ευρώ", "δολάρια", "λίρες", "χιλιόμετρα", "κιλά", "βαθμούς Κελσίου", "χιλιόμετρα την ώρα"),
    "fi-fi": ("euroa", "dollaria", "puntaa", "kilometriä", "kiloa", "celsiusastetta", "kilometriä tunnissa"),
    "id-id": ("euro", "dolar", "pon", "kilometer", "kilogram", "derajat Celsius", "kilometer per jam"),
    "tl-ph": ("euro", "dolyar", "libra", "kilometro", "kilo", "digri Celsius", "kilometro bawat oras"),
}


def reader(language: str) -> Callable[[str], str]:
    """*language* decides which mark groups thousands, and what the signs are called."""
    grouped, mark = (_GROUPED_ENGLISH, ",") if language in _ENGLISH else (_GROUPED, ".")
    words = dict(zip(_SIGNS, _WORDS.get(language, ()), strict=False))  # Arabic and Tamil have none
    if words:
        words["℃"] = words["°C"]

    def read(text: str) -> str:
        text = grouped.sub(lambda m: m[0].replace(mark, ""), text)
        if not words:
            return text
        text = _BEFORE.sub(lambda m: f"{m[2]} {words[m[1]]}", text)
        return _BEHIND.sub(lambda m: " " + words[m[1]], text)

    return read
