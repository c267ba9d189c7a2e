"""German figures and signs in words. A space after hundreds and thousands: espeak-ng garbles longer words."""

from __future__ import annotations

from bot.speech.reading.european import European, Money, Noun, Words

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
    tail = number % _HUNDRED
    if tail in _FIRST:
        stem = (_thousands(number - tail) if number > tail else "") + _FIRST[tail]
    elif 0 < tail < _TWENTY:
        stem = (_joined(number - tail) if number > tail else "") + _SMALL[tail] + "t"
    else:
        stem = _thousands(number) + "st"
    if before in _TEN.split("|"):
        return stem + "en"
    return stem + ("e" if before in _TE.split("|") else "er")


def _date(day: int, month: int, year: int, before: str) -> str:
    return f"{_ordinal(day, '.', before)} {_MONTHS[month]} {_year(str(year)) or cardinal(year)}"


def _clock(hour: int, minute: int) -> str:
    said = f"{cardinal(hour, 'm')} Uhr"
    return f"{said} {cardinal(minute)}" if minute else said


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
            "min": Noun("Minute", "Minuten", "f"), "Min.": Noun("Minute", "Minuten", "f"),
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
        },
        scales="Millionen|Million|Milliarden|Milliarde|Tausend",
        year=_year,
    )
).read  # fmt: skip
