"""German figures and signs in words. A space after hundreds and thousands: espeak-ng garbles longer words."""

from __future__ import annotations

import re

from bot.speech.reading.european import European, Money, Words
from bot.speech.reading.fractions import Fraction, Fractions, Noun
from bot.speech.reading.roman import NO_INITIAL, NO_MORE, NUMERAL, value

_SMALL = (
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
    "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
)  # fmt: skip
_TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_SCALES = (
    (10**12, "Billion", "Billionen"), (10**9, "Milliarde", "Milliarden"), (10**6, "Million", "Millionen"),
)  # fmt: skip
_FIRST = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}
_MONTHS = (
    "", "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_TEN = "am|dem|den|vom|zum|im|beim|bis|ab|seit|des|einem|einen|jeden|ihrem|seinem|meinem|deinem"
_TE = "der|die|das|jede|eine"
_BIG_YEARS = range(1100, 2000)
_TWENTY = 20
_HUNDRED, _THOUSAND = 100, 1000


def cardinal(number: int, gender: str = "") -> str:
    """*gender*: "m" for ein (Euro), "f" for eine (Stunde), "" for eins."""
    for size, one, many in _SCALES:
        if number >= size:
            head, rest = divmod(number, size)
            named = f"eine {one}" if head == 1 else f"{cardinal(head)} {many}"
            return f"{named} {cardinal(rest, gender)}" if rest else named
    said = _thousands(number)
    if not gender or not said.endswith("eins"):
        return said
    return said[:-1] + ("e" if gender == "f" and number == 1 else "")


def _thousands(number: int) -> str:
    if number >= _THOUSAND:
        head, rest = divmod(number, _THOUSAND)
        return _joined(head) + "tausend" + (" " + _thousands(rest) if rest else "")
    if number >= _HUNDRED:
        head, rest = divmod(number, _HUNDRED)
        return _joined(head) + "hundert" + (" " + _thousands(rest) if rest else "")
    if number < _TWENTY:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return (_joined(ones) + "und" if ones else "") + _TENS[tens]


def _joined(number: int) -> str:
    return _thousands(number).removesuffix("s") if _thousands(number).endswith("eins") else _thousands(number)


def _year(token: str) -> str:
    if len(token) != 4 or int(token) not in _BIG_YEARS:  # noqa: PLR2004 - four digits
        return ""
    head, rest = divmod(int(token), _HUNDRED)
    return _thousands(head) + "hundert" + (" " + _thousands(rest) if rest else "")


def _ordinal(number: int, _mark: str, before: str) -> str:
    stem = _stem(number)
    if before in _TEN.split("|"):
        return stem + "en"
    return stem + ("e" if before in _TE.split("|") else "er")


def _stem(number: int) -> str:
    tail = number % _HUNDRED
    if tail in _FIRST:
        return (_thousands(number - tail) if number > tail else "") + _FIRST[tail]
    if 0 < tail < _TWENTY:
        return (_joined(number - tail) if number > tail else "") + _SMALL[tail] + "t"
    return _thousands(number) + "st"


def _date(day: int, month: int, year: int, before: str) -> str:
    return f"{_ordinal(day, '.', before)} {_MONTHS[month]} {_year(str(year)) or cardinal(year)}"


def _clock(hour: int, minute: int) -> str:
    said = f"{cardinal(hour, 'm')} Uhr"
    return f"{said} {cardinal(minute)}" if minute else said


_HALVED = (
    Noun("Stunde", "Stunden", "f"), Noun("Liter"), Noun("Kilo", "", "n"), Noun("Pfund", "", "n"), Noun("Meter"),
    Noun("Kilometer"), Noun("Jahr", "Jahre", "n"), Noun("Monat", "Monate"), Noun("Tag", "Tage"),
    Noun("Minute", "Minuten", "f"), Noun("Tasse", "Tassen", "f"), Noun("Glas", "Gläser", "n"),
    Noun("Flasche", "Flaschen", "f"), Noun("Teelöffel"), Noun("Esslöffel"), Noun("Becher"),
    Noun("Dutzend", "", "n"), Noun("Seite", "Seiten", "f"), Noun("Million", "Millionen", "f"),
    Noun("Zwiebel", "Zwiebeln", "f"), Noun("Zitrone", "Zitronen", "f"), Noun("Punkt", "Punkte"),
)  # fmt: skip
_DATIVE = ("von", "mit", "unter", "bei", "zu", "nach", "seit", "vor", "in", "aus")
_HALVES = {
    "f": ("eine halbe", "einer halben"),
    "m": ("ein halber", "einem halben"),
    "n": ("ein halbes", "einem halben"),
}


def _fraction(found: Fraction) -> str:
    """Eine halbe Stunde, zweieinhalb Stunden, drei Viertel Liter."""
    noun = f" {found.named}" if found.noun else ""
    if found.of == 2:  # noqa: PLR2004 - a half bends
        if found.whole:
            return f"{_joined(found.whole)}einhalb" + (f" {found.noun.many or found.noun.one}" if found.noun else "")
        return _half(found.noun, found.before) + noun
    said = f"{'ein' if found.part == 1 else cardinal(found.part)} {_stem(found.of).capitalize()}el"
    return (f"{cardinal(found.whole)} und " if found.whole else "") + said + noun


def _half(noun: Noun | None, before: str) -> str:
    if noun is None:
        return "ein halb"
    nominative, dative = _HALVES[noun.gender]
    if before.startswith("ein") or before in {"der", "die", "das"}:
        return nominative.split()[1] if before in {"ein", "eine", "die"} else dative.split()[1]
    return dative if before in _DATIVE else nominative


_KINGS = (
    "Adolf|Albrecht|Alexander|Benedikt|Carl|Christian|Eduard|Emanuel|Ferdinand|Franz|Friedrich|Georg|Gregor|Gustav|"
    "Heinrich|Innozenz|Iwan|Jakob|Johann|Johannes|Josef|Joseph|Karl|Klemens|Konrad|Leo|Leopold|Ludwig|Maximilian|"
    "Napoleon|Nikolaus|Otto|Paul|Peter|Philipp|Pius|Ramses|Richard|Rudolf|Urban|Wilhelm"
)
_QUEENS = "Anna|Elisabeth|Isabella|Johanna|Katharina|Margarethe|Maria|Viktoria"
_PARTS = "Kapitel|Band|Teil|Akt|Szene|Artikel|Abschnitt|Phase|Stufe|Klasse|Weltkrieg|Typ|Buch|Anhang"
_EVENTS = (
    "Jahrhunderts?|Jh\\.|Weltkriegs?|Weltkrieges|Kapitel|Band|Teil|Akt|Internationale|Republik|Reich|Quartal|"
    "Liga|Senat|Zivilsenat|Strafsenat"
)
_BENT = {"Internationale": "e", "Republik": "e", "Liga": "e"}
_BENT |= dict.fromkeys(("Jahrhundert", "Kapitel", "Reich", "Quartal"), "es")


_PLACES = {"S": "Seite", "Kap": "Kapitel", "Art": "Artikel"}


def _reign(found: re.Match[str]) -> str:
    """Ludwig der Vierzehnte, unter Ludwig dem Vierzehnten, Ludwigs des Vierzehnten."""
    name, number, point = found["name"], _stem(value(found["numeral"])).capitalize(), found["point"]
    words = found.string[: found.start()].split()
    before = next((word for word in reversed(words) if word[0].islower()), "")
    woman = re.fullmatch(f"(?:{_QUEENS})s?", name)
    bent = "der" if woman else ("des" if found["of"] else "dem")
    if not found["of"] and before not in _DATIVE:
        return f"{name} {'die' if woman else 'der'} {number}e" + _end(found, point)
    return f"{name} {bent} {number}en" + _end(found, point)


def _end(found: re.Match[str], point: str) -> str:
    """The point of an ordinal that ends the text ends the sentence too."""
    return point if not found.string[found.end() :].strip() else ""


def _roman_ordinal(found: re.Match[str]) -> str:
    """Without an article it bends by the word behind it."""
    words = found.string[: found.start()].split()
    before = words[-1].lower() if words else ""
    said = _ordinal(value(found[1]), ".", before)
    return said.removesuffix("er") + _BENT.get(found[2], "er") if said.endswith("er") else said


_EURO, _DOLLAR = Money(Noun("Euro"), ""), Money(Noun("Dollar"), "")
_MONTH = "|".join(filter(None, _MONTHS))
read = European(
    Words(
        cardinal=cardinal,
        ordinal=_ordinal,
        ordinals=r"(?:(?<=\b(?:[Dd]er|[Dd]ie|[Dd]as|[Dd]em|[Dd]en|[Dd]es|[Vv]om|[Zz]um|[Bb]is)\s)|(?<=\b(?:[Aa]m|[Ii]m|[Aa]b)\s)"
        rf"|(?=\d+\.\s+(?:{_MONTH})\b))(?<![\d.,])(?P<ordinal>\d{{1,3}})(?P<mark>\.)(?=\s+\w)",
        date=_date,
        clock=_clock,
        oclock=lambda hour: _clock(hour, 0),
        half={"a": "vormittags", "p": "nachmittags"},
        decimal="Komma",
        point="Punkt",
        minus="minus",
        to="bis",
        digitwise=True,
        money={
            "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _DOLLAR, "USD": _DOLLAR,
            "CHF": Money(Noun("Franken"), ""), "£": Money(Noun("Pfund"), ""), "¥": Money(Noun("Yen"), ""),
            "₩": Money(Noun("Won"), ""),
        },
        units={
            "%": Noun("Prozent"), "km": Noun("Kilometer"), "m": Noun("Meter"), "cm": Noun("Zentimeter"),
            "mm": Noun("Millimeter"), "m2": Noun("Quadratmeter"), "km2": Noun("Quadratkilometer"),
            "m3": Noun("Kubikmeter"), "kg": Noun("Kilogramm"), "g": Noun("Gramm"), "mg": Noun("Milligramm"),
            "t": Noun("Tonne", "Tonnen", "f"), "l": Noun("Liter"), "L": Noun("Liter"), "ml": Noun("Milliliter"),
            "km/h": Noun("Kilometer pro Stunde"), "m/s": Noun("Meter pro Sekunde"), "°C": Noun("Grad Celsius"),
            "℃": Noun("Grad Celsius"), "°F": Noun("Grad Fahrenheit"), "°": Noun("Grad"), "kB": Noun("Kilobyte"),
            "KB": Noun("Kilobyte"), "MB": Noun("Megabyte"), "GB": Noun("Gigabyte"), "TB": Noun("Terabyte"),
            "Hz": Noun("Hertz"), "kHz": Noun("Kilohertz"), "MHz": Noun("Megahertz"), "GHz": Noun("Gigahertz"),
            "W": Noun("Watt"), "kW": Noun("Kilowatt"), "kWh": Noun("Kilowattstunde", "Kilowattstunden", "f"),
            "h": Noun("Stunde", "Stunden", "f"), "min": Noun("Minute", "Minuten", "f"), "Min.": Noun("Minute", "Minuten", "f"),
            "s": Noun("Sekunde", "Sekunden", "f"), "Std.": Noun("Stunde", "Stunden", "f"),
        },
        signs={
            "&": "und", "@": "at", "+": "plus", "=": "gleich", "#": "Nummer", "×": "mal", "÷": "geteilt durch",
            "%": "Prozent", "€": "Euro", "$": "Dollar", "£": "Pfund", "°": "Grad", "§": "Paragraf",
        },
        short={
            "z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "Z. B.": "Zum Beispiel", "d. h.": "das heißt",
            "d.h.": "das heißt", "u. a.": "unter anderem", "u.a.": "unter anderem", "usw.": "und so weiter",
            "etc.": "et cetera", "bzw.": "beziehungsweise", "ca.": "circa", "Dr.": "Doktor", "Prof.": "Professor",
            "Hr.": "Herr", "Nr.": "Nummer", "Str.": "Straße", "St.": "Sankt", "vs.": "gegen",
            "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive", "Tel.": "Telefon",
            "v. Chr.": "vor Christus", "n. Chr.": "nach Christus", "Mio.": "Millionen", "Mrd.": "Milliarden",
            "Abb.": "Abbildung", "sog.": "sogenannt", "vgl.": "vergleiche", "o. Ä.": "oder Ähnliches",
            "Fr.": "Frau", "Hrn.": "Herrn", "Dipl.-Ing.": "Diplomingenieur", "Jh.": "Jahrhundert",
            "zzgl.": "zuzüglich", "max.": "maximal", "i. d. R.": "in der Regel",
            "i.d.R.": "in der Regel", "u. v. m.": "und vieles mehr", "u.v.m.": "und vieles mehr",
            "z. T.": "zum Teil", "z.T.": "zum Teil", "u. U.": "unter Umständen", "Bd.": "Band", "Abs.": "Absatz",
            "Feb.": "Februar", "Aug.": "August",
            "Sept.": "September", "Okt.": "Oktober", "Nov.": "November", "Dez.": "Dezember", "geb.": "geboren",
        },
        scales="Millionen|Million|Milliarden|Milliarde|Tausend",
        fractions=Fractions(_fraction, _HALVED, over="von"),
        forms=(
            (r"\b(S|Kap|Art)\.\s?(?=\d)", lambda m: _PLACES[m[1]] + " "),
            (rf"\b(?P<name>(?:{_KINGS}|{_QUEENS})(?P<of>s)?)\s(?P<numeral>{NUMERAL}){NO_INITIAL}(?P<point>\.?)", _reign),
            (rf"\b({NUMERAL})\.(?=\s({_EVENTS})(?!\w))", _roman_ordinal),
            (rf"\b({_PARTS})\s({NUMERAL}){NO_MORE}", lambda m: f"{m[1]} {value(m[2])}"),
        ),
        year=_year,
    )
).read  # fmt: skip
