"""French figures and signs in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.speech.reading.european import European, Money, Words
from bot.speech.reading.fractions import Fraction, Fractions, Noun
from bot.speech.reading.roman import NO_INITIAL, NO_MORE, NUMERAL, value

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


def _day(day: int, month: int, before: str) -> str:
    if before not in {"le", "du", "au"} or month >= len(_MONTHS):
        return ""
    return f"{'premier' if day == 1 else cardinal(day)} {_MONTHS[month]}"


def _clock(hour: int, minute: int) -> str:
    said = f"{cardinal(hour, 'f')} {'heure' if hour <= 1 else 'heures'}"
    return f"{said} {cardinal(minute, 'f')}" if minute else said


_HALVED = (
    Noun("heure", "heures", "f"), Noun("litre", "litres"), Noun("kilo", "kilos"), Noun("mètre", "mètres"),
    Noun("kilomètre", "kilomètres"), Noun("an", "ans"), Noun("année", "années", "f"), Noun("mois", "mois"),
    Noun("jour", "jours"), Noun("journée", "journées", "f"), Noun("minute", "minutes", "f"),
    Noun("tasse", "tasses", "f"), Noun("verre", "verres"), Noun("cuillère", "cuillères", "f"),
    Noun("bouteille", "bouteilles", "f"), Noun("livre", "livres", "f"), Noun("douzaine", "douzaines", "f"),
    Noun("page", "pages", "f"), Noun("tour", "tours"), Noun("point", "points"), Noun("finale", "finales", "f"),
)  # fmt: skip
_ARTICLES = ("un", "une", "la", "le", "les", "des", "cette", "ce", "chaque", "par", "en", "de")
_HALF, _THIRD, _QUARTER = 2, 3, 4


def _fraction(found: Fraction) -> str:
    """Une demi-heure, deux heures et demie, trois quarts d’heure."""
    gender = found.noun.gender if found.noun else ""
    if found.whole:
        half = "demie" if gender == "f" else "demi"
        said = half if found.of == _HALF else _share(found.part, found.of)
        return f"{cardinal(found.whole, gender)} {found.named}".strip() + f" et {said}"
    if found.of == _HALF:
        half = f"demi-{found.noun.one}" if found.noun else "demi"
        return half if found.before in _ARTICLES else f"{'une' if gender == 'f' else 'un'} {half}"
    said = _share(found.part, found.of)
    if not found.noun:
        return said
    return said + (" d’" if found.noun.one[0] in "aeiouéh" else " de ") + found.noun.one


def _share(part: int, of: int) -> str:
    name = {_THIRD: "tiers", _QUARTER: "quart"}.get(of) or _ordinal(of, "e", "")
    return f"{cardinal(part)} {name}" + ("s" if part > 1 and name[-1] != "s" else "")


_KINGS = (
    "Albert|Alexandre|Alphonse|Baudouin|Benoît|Boniface|Charles|Clément|Édouard|Ferdinand|François|Frédéric|Georges|"
    "Grégoire|Guillaume|Gustave|Henri|Innocent|Jacques|Jean|Joseph|Léon|Léopold|Louis|Maximilien|Napoléon|Nicolas|Otto|"
    "Paul|Philippe|Pie|Pierre|Ramsès|Richard|Rodolphe|Urbain"
)
_QUEENS = "Anne|Catherine|Christine|Élisabeth|Elisabeth|Isabelle|Jeanne|Marguerite|Marie|Victoria"
_PARTS = (
    "chapitre|tome|acte|scène|partie|livre|article|titre|annexe|volume|phase|type|niveau|section|classe|étape|saison|"
    "épisode"
)
_CAPITAL_PARTS = "|".join(word.capitalize() for word in _PARTS.split("|"))


def _reign(first: str) -> Callable[[re.Match[str]], str]:
    return lambda m: f"{m[1]} {first if m[2] == 'I' else cardinal(value(m[2]))}"


def _roman_ordinal(found: re.Match[str]) -> str:
    """XIXe, and XIXe s.; not Le, Vers and Vie, which hold numerals too."""
    return _ordinal(value(found[1]), "e", "") + (" siècle" if found[2] else "")


_EURO, _DOLLAR = Money(Noun("euro", "euros"), ""), Money(Noun("dollar", "dollars"), "")
read = European(
    Words(
        cardinal=cardinal,
        ordinal=_ordinal,
        ordinals=r"(?<![\d.,])(?P<ordinal>\d{1,3})(?P<mark>ers?|ère|res?|ième|ème|nde?|es?)\b",
        date=_date,
        clock=_clock,
        oclock=lambda hour: _clock(hour, 0),
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
            "W": Noun("watt", "watts"), "kW": Noun("kilowatt", "kilowatts"), "h": Noun("heure", "heures", "f"), "heure": Noun("heure", "", "f"), "heures": Noun("heure", "heures", "f"),
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
            "svp": "s’il vous plaît", "chap.": "chapitre", "Cie": "compagnie", "max.": "maximum", "Bd": "boulevard",
            "RDV": "rendez-vous", "av.": "avenue", "janv.": "janvier", "févr.": "février", "juil.": "juillet",
            "oct.": "octobre", "nov.": "novembre", "déc.": "décembre",
        },
        of="de",
        of_vowel="d’",
        scales="millions|million|milliards|milliard",
        fractions=Fractions(_fraction, _HALVED, over="sur", date=_day),
        forms=(
            (r"\bMe(?=\s[A-ZÉÈ]\w)", lambda _: "Maître"),
            (r"\b(pp?)\.\s?(?=\d)", lambda m: "page " if m[1] == "p" else "pages "),
            (r"\bI(er|ère|re)(?!\w)", lambda m: "premier" if m[1] == "er" else "première"),
            (r"\b(?!I[eèᵉ])((?=[IVX])X{0,3}(?:IX|IV|V?I{0,3}))(?:e|ème|ᵉ)(?!\w)(\ss\.)?", _roman_ordinal),
            (rf"\b({NUMERAL})(\ssiècle)\b", _roman_ordinal),
            (rf"\b({_KINGS})\s({NUMERAL}){NO_INITIAL}", _reign("premier")),
            (rf"\b({_QUEENS})\s({NUMERAL}){NO_INITIAL}", _reign("première")),
            (rf"\b({_PARTS}|{_CAPITAL_PARTS})\s({NUMERAL}){NO_MORE}", lambda m: f"{m[1]} {value(m[2])}"),
        ),
    )
).read  # fmt: skip
