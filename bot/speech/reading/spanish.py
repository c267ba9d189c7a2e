"""Spanish figures and signs in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.speech.reading.european import European, Money, Words
from bot.speech.reading.fractions import Fraction, Fractions, Noun
from bot.speech.reading.roman import NO_INITIAL, NO_MORE, NUMERAL, value

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


def _day(day: int, month: int, before: str) -> str:
    if before not in {"el", "del", "al", "día"} or month >= len(_MONTHS):
        return ""
    return f"{'uno' if day == 1 else cardinal(day)} de {_MONTHS[month]}"


def _clock(hour: int, minute: int) -> str:
    said = cardinal(hour, "f")
    return f"{said} {cardinal(minute)}" if minute else f"{said} en punto"


_PARTS = ("", "", "medio", "tercio", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno", "décimo")
_HALVED = (
    Noun("hora", "horas", "f"), Noun("litro", "litros"), Noun("kilo", "kilos"), Noun("metro", "metros"),
    Noun("kilómetro", "kilómetros"), Noun("año", "años"), Noun("mes", "meses"), Noun("día", "días"),
    Noun("semana", "semanas", "f"), Noun("minuto", "minutos"), Noun("taza", "tazas", "f"), Noun("vaso", "vasos"),
    Noun("cucharada", "cucharadas", "f"), Noun("cucharadita", "cucharaditas", "f"), Noun("docena", "docenas", "f"),
    Noun("botella", "botellas", "f"), Noun("página", "páginas", "f"), Noun("vuelta", "vueltas", "f"),
    Noun("millón", "millones"), Noun("punto", "puntos"),
)  # fmt: skip


def _fraction(found: Fraction) -> str:
    """Media hora, dos horas y media, tres cuartos de hora."""
    half = "media" if found.noun and found.noun.gender == "f" else "medio"
    said = half if found.of == 2 else _share(found.part, found.of)  # noqa: PLR2004 - a half bends
    if found.whole:
        counted = f"{cardinal(found.whole, found.noun.gender if found.noun else '')} {found.named}".strip()
        return f"{counted} y {said}"
    if not found.noun:
        return said
    return f"{said} {found.noun.one}" if said == half else f"{said} de {found.noun.one}"


def _share(part: int, of: int) -> str:
    joined = cardinal(of).replace(" y ", "i").replace(" ", "").replace("é", "e")
    name = _PARTS[of] if of < len(_PARTS) else ("centésimo" if of == 100 else joined + "avo")  # noqa: PLR2004 - a hundredth has a word
    return f"un {name}" if part == 1 else f"{cardinal(part, 'm')} {name}s"


_KINGS = (
    "Alejandro|Alfonso|Amadeo|Benedicto|Carlos|Clemente|Constantino|Eduardo|Enrique|Federico|Felipe|Fernando|Francisco|"
    "Gregorio|Guillermo|Gustavo|Inocencio|Jacobo|Jaime|Jorge|José|Juan|Leopoldo|León|Luis|Manuel|Maximiliano|Napoleón|"
    "Nicolás|Pablo|Pedro|Pío|Ramiro|Ramsés|Ricardo|Rodolfo|Sancho|Sixto|Urbano"
)
_QUEENS = "Ana|Catalina|Cristina|Isabel|Juana|Margarita|María|Victoria"
_CHAPTERS = "siglo|capítulo|tomo|acto|título|volumen|libro|artículo|anexo|nivel|tipo|grado"
_STAGES = "parte|escena|fase|sección|etapa|clase"
_EVENTS = "Congreso|Concilio|Festival|Encuentro|Premio|Torneo|Aniversario|aniversario|Reich|Plan"
_AGES = "Guerra|República|Edición|edición|Cumbre|Feria|Dinastía|dinastía|Copa|Internacional|Bienal"


def _capitals(words: str) -> str:
    return f"{words}|{'|'.join(word.capitalize() for word in words.split('|'))}"


def _after(mark: str) -> Callable[[re.Match[str]], str]:
    """Up to ten it is an ordinal (Felipe sexto, siglo quinto), from eleven on a plain number."""
    return lambda m: f"{m[1]} {_ordinal(value(m[2]), mark, '') if value(m[2]) <= 10 else cardinal(value(m[2]))}"  # noqa: PLR2004 - see above


_EURO, _DOLLAR, _POUND = Noun("euro", "euros"), Noun("dólar", "dólares"), Noun("libra", "libras", "f")
_HOUR = "por hora"
read = European(
    Words(
        cardinal=cardinal,
        ordinal=_ordinal,
        ordinals=r"(?<![\d.,])(?P<ordinal>\d{1,2})(?P<mark>\.?[ºª°]|\.?er\b)",
        date=_date,
        clock=_clock,
        oclock=lambda hour: cardinal(hour, "f"),
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
            "h": Noun("hora", "horas", "f"), "hora": Noun("hora", "horas", "f"), "horas": Noun("hora", "horas", "f"),
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
            "Avda.": "avenida", "av.": "avenida", "Av.": "avenida", "vs.": "contra", "aprox.": "aproximadamente",
            "Ctra.": "carretera", "Pza.": "plaza", "Dpto.": "departamento", "Gral.": "general",
            "Lic.": "licenciado", "Ing.": "ingeniero", "Cía.": "compañía", "máx.": "máximo", "mín.": "mínimo",
            "cap.": "capítulo", "Cap.": "capítulo",
            "EE. UU.": "Estados Unidos", "EE.UU.": "Estados Unidos", "a. C.": "antes de Cristo",
            "d. C.": "después de Cristo", "tel.": "teléfono", "Tel.": "teléfono", "Prof.": "profesor",
        },
        of="de",
        phone=r"|(?<!\d)(?<!\d[ .])(?:[6-9]\d{2} \d{3} \d{3}|9\d \d{3} \d{2} \d{2})(?! ?[\d€$%])",
        scales="millones|millón|mil",
        fractions=Fractions(_fraction, _HALVED, over="sobre", date=_day),
        forms=(
            (r"\bC/\s?(?=[^\W\d_a-z])", lambda _: "calle"),
            (rf"\bs\.\s?(?=(?:{NUMERAL}){NO_MORE})", lambda _: "siglo"),
            (rf"\b({_KINGS})\s({NUMERAL}){NO_INITIAL}", _after("º")),
            (rf"\b({_QUEENS})\s({NUMERAL}){NO_INITIAL}", _after("ª")),
            (rf"\b({_capitals(_CHAPTERS)})\s({NUMERAL}){NO_MORE}", _after("º")),
            (rf"\b({_capitals(_STAGES)})\s({NUMERAL}){NO_MORE}", _after("ª")),
            (rf"\b({NUMERAL})(?=\s(?:{_EVENTS})\b)", lambda m: _ordinal(value(m[1]), "er", "")),
            (rf"\b({NUMERAL})(?=\s(?:{_AGES})\b)", lambda m: _ordinal(value(m[1]), "ª", "")),
        ),
    )
).read  # fmt: skip
