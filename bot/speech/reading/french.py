"""French figures and signs in words."""

from __future__ import annotations

from bot.speech.reading.european import European, Money, Noun, Words

_SMALL = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_TENS = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt")
_SCALES = ((10**12, "billion"), (10**9, "milliard"), (10**6, "million"))
_MONTHS = (
    "", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_HUNDRED, _THOUSAND, _TWENTY, _EIGHTY = 100, 1000, 20, 80


def cardinal(number: int, gender: str = "") -> str:
    """*gender*: "f" makes a final un une."""
    for size, name in _SCALES:
        if number >= size:
            head, rest = divmod(number, size)
            named = f"{cardinal(head)} {name}{'s' if head > 1 else ''}"
            return f"{named} {cardinal(rest, gender)}" if rest else named
    said = _thousands(number)
    return said + "e" if gender == "f" and number % _HUNDRED != 11 and said.endswith("un") else said  # noqa: PLR2004 - onze


def _thousands(number: int) -> str:
    if number < _THOUSAND:
        return _hundreds(number)
    head, rest = divmod(number, _THOUSAND)
    named = (
        "mille"
        if head == 1
        else f"{_hundreds(head).removesuffix('s') if head % _EIGHTY == 0 else _hundreds(head)} mille"
    )
    return f"{named} {_hundreds(rest)}" if rest else named


def _hundreds(number: int) -> str:
    if number < _HUNDRED:
        return _tens(number)
    head, rest = divmod(number, _HUNDRED)
    named = "cent" if head == 1 else f"{_SMALL[head]} cent"
    if rest:
        return f"{named} {_tens(rest)}"
    return named if head == 1 else named + "s"


def _tens(number: int) -> str:
    if number < _TWENTY:
        return _SMALL[number]
    if number == _EIGHTY:
        return "quatre-vingts"
    tens, ones = divmod(number, 10)
    if tens in (7, 9):  # soixante-dix, quatre-vingt-dix: they go on from the ten before
        ones += 10
    if not ones:
        return _TENS[tens]
    joint = " et " if ones in (1, 11) and number < _EIGHTY else "-"
    return _TENS[tens] + joint + _SMALL[ones]


def _ordinal(number: int, mark: str, _before: str) -> str:
    if number == 1:
        return "première" if mark.startswith(("re", "ère")) else "premier"
    said = cardinal(number)
    if said.endswith("cinq"):
        said += "u"
    elif said.endswith("neuf"):
        said = said[:-1] + "v"
    return said.removesuffix("e").removesuffix("s" if said.endswith(("cents", "vingts")) else "!") + "ième"


def _date(day: int, month: int, year: int, _before: str) -> str:
    return f"{'premier' if day == 1 else cardinal(day)} {_MONTHS[month]} {cardinal(year)}"


def _clock(hour: int, minute: int) -> str:
    said = f"{cardinal(hour, 'f')} {'heure' if hour <= 1 else 'heures'}"
    return f"{said} {cardinal(minute, 'f')}" if minute else said


_EURO, _DOLLAR = Money(Noun("euro", "euros"), ""), Money(Noun("dollar", "dollars"), "")
read = European(
    Words(
        cardinal=cardinal,
        ordinal=_ordinal,
        ordinals=r"(?<![\d.,])(?P<ordinal>\d{1,3})(?P<mark>ers?|ère|res?|ième|ème|nde?|es?)\b",
        date=_date,
        clock=_clock,
        half={"a": "du matin", "p": "de l’après-midi"},
        decimal="virgule",
        point="point",
        minus="moins",
        to="à",
        digitwise=False,
        money={
            "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _DOLLAR, "USD": _DOLLAR,
            "£": Money(Noun("livre", "livres", "f"), ""), "¥": Money(Noun("yen", "yens"), ""),
            "₩": Money(Noun("won", "wons"), ""), "CHF": Money(Noun("franc suisse", "francs suisses"), ""),
        },
        units={
            "%": Noun("pour cent"), "km": Noun("kilomètre", "kilomètres"), "m": Noun("mètre", "mètres"),
            "cm": Noun("centimètre", "centimètres"), "mm": Noun("millimètre", "millimètres"),
            "m2": Noun("mètre carré", "mètres carrés"), "km2": Noun("kilomètre carré", "kilomètres carrés"),
            "m3": Noun("mètre cube", "mètres cubes"), "kg": Noun("kilo", "kilos"), "g": Noun("gramme", "grammes"),
            "mg": Noun("milligramme", "milligrammes"), "t": Noun("tonne", "tonnes", "f"),
            "l": Noun("litre", "litres"), "L": Noun("litre", "litres"), "ml": Noun("millilitre", "millilitres"),
            "km/h": Noun("kilomètre à l’heure", "kilomètres à l’heure"),
            "m/s": Noun("mètre par seconde", "mètres par seconde"),
            "°C": Noun("degré Celsius", "degrés Celsius"), "℃": Noun("degré Celsius", "degrés Celsius"),
            "°F": Noun("degré Fahrenheit", "degrés Fahrenheit"), "°": Noun("degré", "degrés"),
            "ko": Noun("kilooctet", "kilooctets"), "Mo": Noun("mégaoctet", "mégaoctets"),
            "Go": Noun("gigaoctet", "gigaoctets"), "MB": Noun("mégaoctet", "mégaoctets"),
            "GB": Noun("gigaoctet", "gigaoctets"), "TB": Noun("téraoctet", "téraoctets"),
            "Hz": Noun("hertz"), "kHz": Noun("kilohertz"), "MHz": Noun("mégahertz"), "GHz": Noun("gigahertz"),
            "W": Noun("watt", "watts"), "kW": Noun("kilowatt", "kilowatts"), "heure": Noun("heure", "", "f"), "heures": Noun("heure", "heures", "f"),
            "minutes": Noun("minute", "minutes", "f"), "min": Noun("minute", "minutes", "f"),
            "s": Noun("seconde", "secondes", "f"),
        },
        signs={
            "&": "et", "@": "arobase", "+": "plus", "=": "égale", "#": "numéro", "×": "fois", "÷": "divisé par",
            "%": "pour cent", "€": "euros", "$": "dollars", "£": "livres", "°": "degrés", "§": "paragraphe",
        },
        short={
            "M.": "Monsieur", "MM.": "Messieurs", "Mme": "Madame", "Mmes": "Mesdames", "Mlle": "Mademoiselle",
            "Dr": "Docteur", "Dr.": "Docteur", "Pr": "Professeur", "St": "Saint", "Ste": "Sainte",
            "p. ex.": "par exemple", "p.ex.": "par exemple", "P. ex.": "Par exemple", "etc.": "et cetera",
            "c.-à-d.": "c’est-à-dire", "n°": "numéro", "N°": "numéro", "nº": "numéro", "vs.": "contre",
            "vs": "contre", "env.": "environ", "av. J.-C.": "avant Jésus-Christ", "apr. J.-C.": "après Jésus-Christ",
 "tél.": "téléphone", "Tél.": "téléphone", "s.v.p.": "s’il vous plaît",
        },
        of="de",
        of_vowel="d’",
        scales="millions|million|milliards|milliard",
    )
).read  # fmt: skip
