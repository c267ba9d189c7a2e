"""Spanish figures and signs in words."""

from __future__ import annotations

from bot.speech.reading.european import European, Money, Noun, Words

_SMALL = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece",
    "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós",
    "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_TENS = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    "", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos",
    "ochocientos", "novecientos",
)  # fmt: skip
_SCALES = ((10**12, "billón", "billones"), (10**6, "millón", "millones"))
_FIRST = (
    "", "primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno", "décimo",
)  # fmt: skip
_TENTHS = (
    "", "décimo", "vigésimo", "trigésimo", "cuadragésimo", "quincuagésimo", "sexagésimo", "septuagésimo",
    "octogésimo", "nonagésimo",
)  # fmt: skip
_MONTHS = (
    "", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
    "noviembre", "diciembre",
)  # fmt: skip


def cardinal(number: int, gender: str = "") -> str:
    """*gender*: "m" shortens a final uno (veintiún euros), "f" makes it una."""
    for size, one, many in _SCALES:
        if number >= size:
            head, rest = divmod(number, size)
            named = f"un {one}" if head == 1 else f"{cardinal(head, 'm')} {many}"
            return f"{named} {cardinal(rest, gender)}" if rest else named
    if number >= 1000:  # noqa: PLR2004 - a thousand
        head, rest = divmod(number, 1000)
        named = "mil" if head == 1 else f"{cardinal(head, gender or 'm')} mil"
        return f"{named} {cardinal(rest, gender)}" if rest else named
    return _bent(_hundreds(number), gender)


def _hundreds(number: int) -> str:
    if number == 100:  # noqa: PLR2004 - shorter when nothing follows
        return "cien"
    hundreds, rest = divmod(number, 100)
    said = [_HUNDREDS[hundreds]] if hundreds else []
    if rest < len(_SMALL):
        said += [_SMALL[rest]] if rest or not hundreds else []
    else:
        tens, ones = divmod(rest, 10)
        said.append(_TENS[tens] + (f" y {_SMALL[ones]}" if ones else ""))
    return " ".join(said)


def _bent(said: str, gender: str) -> str:
    if gender == "f":
        said = said.replace("cientos", "cientas").replace("quinientos", "quinientas")
        return said[:-1] + "a" if said.endswith("uno") else said
    if gender == "m" and said.endswith("uno"):
        return said[:-3] + ("ún" if said.endswith("veintiuno") else "un")
    return said


def _ordinal(number: int, mark: str, _before: str) -> str:
    tens, ones = divmod(number, 10)
    if number == 0 or tens > len(_TENTHS) - 1:
        return cardinal(number)
    said = _FIRST[number] if number <= 10 else " ".join(filter(None, (_TENTHS[tens], _FIRST[ones])))  # noqa: PLR2004 - ten has a word
    if mark.endswith(("ª", "a")):
        return " ".join(word[:-1] + "a" for word in said.split())
    return said[:-1] if mark.endswith("er") and said.endswith(("primero", "tercero")) else said


def _date(day: int, month: int, year: int, _before: str) -> str:
    first = "uno" if day == 1 else cardinal(day)
    return f"{first} de {_MONTHS[month]} de {cardinal(year)}"


def _clock(hour: int, minute: int) -> str:
    said = cardinal(hour, "f")
    return f"{said} {cardinal(minute)}" if minute else f"{said} en punto"


_EURO, _DOLLAR, _POUND = Noun("euro", "euros"), Noun("dólar", "dólares"), Noun("libra", "libras", "f")
_HOUR = "por hora"
read = European(
    Words(
        cardinal=cardinal,
        ordinal=_ordinal,
        ordinals=r"(?<![\d.,])(?P<ordinal>\d{1,2})(?P<mark>\.?[ºª°]|\.?er\b)",
        date=_date,
        clock=_clock,
        half={"a": "de la mañana", "p": "de la tarde"},
        decimal="coma",
        point="punto",
        minus="menos",
        to="a",
        digitwise=False,
        money={
            "€": Money(_EURO, "con"), "EUR": Money(_EURO, "con"), "$": Money(_DOLLAR, "con"),
            "US$": Money(_DOLLAR, "con"), "USD": Money(_DOLLAR, "con"), "£": Money(_POUND, "con"),
            "¥": Money(Noun("yen", "yenes"), "con"), "₩": Money(Noun("won", "wones"), "con"),
        },
        units={
            "%": Noun("por ciento", gender=""), "km": Noun("kilómetro", "kilómetros"), "m": Noun("metro", "metros"),
            "cm": Noun("centímetro", "centímetros"), "mm": Noun("milímetro", "milímetros"),
            "m2": Noun("metro cuadrado", "metros cuadrados"),
            "km2": Noun("kilómetro cuadrado", "kilómetros cuadrados"),
            "m3": Noun("metro cúbico", "metros cúbicos"),
            "kg": Noun("kilo", "kilos"), "g": Noun("gramo", "gramos"), "mg": Noun("miligramo", "miligramos"),
            "t": Noun("tonelada", "toneladas", "f"), "l": Noun("litro", "litros"), "L": Noun("litro", "litros"),
            "ml": Noun("mililitro", "mililitros"), "km/h": Noun(f"kilómetro {_HOUR}", f"kilómetros {_HOUR}"),
            "m/s": Noun("metro por segundo", "metros por segundo"),
            "°C": Noun("grado Celsius", "grados Celsius"), "ºC": Noun("grado Celsius", "grados Celsius"),
            "℃": Noun("grado Celsius", "grados Celsius"), "°F": Noun("grado Fahrenheit", "grados Fahrenheit"),
            "°": Noun("grado", "grados"), "kB": Noun("kilobyte", "kilobytes"), "KB": Noun("kilobyte", "kilobytes"),
            "MB": Noun("megabyte", "megabytes"), "GB": Noun("gigabyte", "gigabytes"),
            "TB": Noun("terabyte", "terabytes"), "Hz": Noun("hercio", "hercios"),
            "kHz": Noun("kilohercio", "kilohercios"), "MHz": Noun("megahercio", "megahercios"),
            "GHz": Noun("gigahercio", "gigahercios"), "W": Noun("vatio", "vatios"), "kW": Noun("kilovatio", "kilovatios"),
            "hora": Noun("hora", "horas", "f"), "horas": Noun("hora", "horas", "f"),
            "min": Noun("minuto", "minutos"), "s": Noun("segundo", "segundos"),
        },
        signs={
            "&": "y", "@": "arroba", "+": "más", "=": "igual a", "#": "número", "×": "por", "÷": "dividido por",
            "%": "por ciento", "€": "euros", "$": "dólares", "£": "libras", "°": "grados", "§": "sección",
        },
        short={
            "Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Sres.": "señores", "Dr.": "doctor",
            "Dra.": "doctora", "D.": "don", "Dña.": "doña", "Ud.": "usted", "Uds.": "ustedes", "etc.": "etcétera",
            "p. ej.": "por ejemplo", "p.ej.": "por ejemplo", "P. ej.": "Por ejemplo", "nº": "número",
            "n.º": "número", "N.º": "número", "núm.": "número", "Nº": "número", "pág.": "página", "págs.": "páginas",
            "Avda.": "avenida", "av.": "avenida", "vs.": "contra", "aprox.": "aproximadamente",
            "EE. UU.": "Estados Unidos", "EE.UU.": "Estados Unidos", "a. C.": "antes de Cristo",
            "d. C.": "después de Cristo", "tel.": "teléfono", "Tel.": "teléfono", "Prof.": "profesor",
        },
        of="de",
        phone=r"|(?<!\d)(?<!\d[ .])(?:[6-9]\d{2} \d{3} \d{3}|9\d \d{3} \d{2} \d{2})(?! ?[\d€$%])",
        scales="millones|millón|mil",
    )
).read  # fmt: skip
