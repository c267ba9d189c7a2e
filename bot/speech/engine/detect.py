"""`lang: auto`: by script where that says it, by py3langid among the languages of the script else."""

from __future__ import annotations

import re

from bot.options import LANGUAGES
from bot.speech.script import language_by_script, scripts

_CYRILLIC = {"ru-ru", "uk-ua", "bg-bg"}
_OWN = ("ko-kr", "ja-jp", "zh-cn", "el-gr", "ar-sa", "ta-in")
_LATIN = [code for code in LANGUAGES if code not in _CYRILLIC and code not in _OWN]
_MARKS = {
    "es-es": "¿¡ñ",
    "de-de": "ß",
    "uk-ua": "іїєґ",
    "ru-ru": "ыэё",
    "pt-pt": "ãõ",
    "pl-pl": "łżźśń",
    "ro-ro": "țșă",
}
_GREETINGS = {
    "es-es": "hola gracias buenos buenas adiós",
    "fr-fr": "bonjour bonsoir merci salut",
    "de-de": "hallo guten danke tschüss",
    "it-it": "ciao buongiorno buonasera grazie",
    "pt-pt": "olá obrigado obrigada bom boa",
    "nl-nl": "goedemorgen goedenavond bedankt",
    "sv-se": "hej tack",
    "cs-cz": "dobrý děkuji",
    "hr-hr": "dobar hvala",
}
_OF_WORD = {word: code for code, words in _GREETINGS.items() for word in words.split()}
_FEW = 24  # letters; with fewer a guess must be
_SURE = 0.75  # this sure
_FALLBACK = "en-us"


class Detector:
    """Loads its table once."""

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def language_of(self, text: str) -> str:
        """A code of `bot.options.LANGUAGES`; English for a text too short to tell."""
        if known := language_by_script(text):
            return known
        found = scripts(text)
        cyrillic = found["cyrillic"] > found["latin"]
        low = text.lower()
        for code, marks in _MARKS.items():
            if (code in _CYRILLIC) == cyrillic and any(mark in low for mark in marks):
                return code
        among = sorted(_CYRILLIC) if cyrillic else _LATIN
        self._identifier.set_languages([code[:2] for code in among])
        guess, sure = self._identifier.classify(text)
        if not cyrillic and sum(found.values()) < _FEW and sure < _SURE:
            return next((_OF_WORD[word] for word in re.findall(r"\w+", low) if word in _OF_WORD), _FALLBACK)
        return next(code for code in among if code[:2] == guess)
