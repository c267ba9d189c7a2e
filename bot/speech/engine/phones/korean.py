"""Hangul to the model's phones by rule: liaison, nasals, aspiration, voicing.

Chosen by what Whisper base understood of ten everyday sentences, character error rates: words have no mark of stress,
before which the voice said a vowel that is not there (0.42 with marks, 0.23 without); ㅓ is ɔ and no ʌ, which was heard
as ㅏ (0.13); and the model knows no tense consonants, so ㄲ ㄸ ㅃ ㅆ ㅉ are the plain ones behind a stop of the glottis,
which is how the voice was taught Japanese ones that are held (0.12).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from bot.speech.engine.phones.korean_numbers import spelled

_FIRST, _MEDIALS, _FINALS = 0xAC00, 21, 28
_INITIAL = ("k", "k", "n", "t", "t", "ɾ", "m", "p", "p", "s", "s", "-", "ʨ", "ʨ", "ʨʰ", "kʰ", "tʰ", "pʰ", "h")  # fmt: skip
_MEDIAL = ("a", "ɛ", "ja", "jɛ", "ɔ", "e", "jɔ", "je", "o", "wa", "wɛ", "we", "jo", "u", "wɔ", "we", "wi", "ju", "ɯ", "ɯi", "i")  # fmt: skip
_FINAL = ("-", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ŋ", "t", "t", "k", "t", "p", "-")  # fmt: skip
_VOICED_BEFORE = "aɛɔeouɯinmŋl"
_VOICED = {"k": "ɡ", "t": "d", "p": "b", "ʨ": "ʥ"}
# Numbers of initials and finals, in Unicode's order.
_G, _N, _D, _R, _M, _B, _S, _SS, _NONE, _J, _CH, _K, _T, _H = 0, 2, 3, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 18
_TENSE = (1, 4, 8, 10, 13)
_FINAL_NG, _FINAL_M, _FINAL_N, _FINAL_L, _FINAL_H = 21, 16, 4, 8, 27
# A final before a vowel: what stays, and which initial it becomes.
_LIAISON = {
    1: (0, 0), 2: (0, 1), 3: (1, 10), 4: (0, 2), 5: (4, 12), 6: (0, 2), 7: (0, 3), 8: (0, 5), 9: (8, 0), 10: (8, 6),
    11: (8, 7), 12: (8, 9), 13: (8, 16), 14: (8, 17), 15: (0, 5), 16: (0, 6), 17: (0, 7), 18: (17, 10), 19: (0, 9),
    20: (0, 10), 22: (0, 12), 23: (0, 14), 24: (0, 15), 25: (0, 16), 26: (0, 17), 27: (0, 11),
}  # fmt: skip
_K_LIKE, _T_LIKE, _P_LIKE = (1, 2, 3, 9, 24), (7, 19, 20, 22, 23, 25, 27), (11, 14, 17, 18, 26)
_H_FINALS = {27: 0, 6: 4, 15: 8}  # ㅎ, ㄶ, ㅀ: what is left of them
_ASPIRATED = {_G: _K, _D: _T, _B: 17, _J: _CH}
_PALATAL = {7: _J, 25: _CH}  # 굳이 is said 구지, 같이 가치
_SOFT = ("i", "ja", "jɛ", "jɔ", "je", "jo", "ju", "wi")  # s is ɕ before these
_HELD = re.compile(r"tʔ|t(?=[sɕ])")  # t and s in a row would be an affricate
_RUN = re.compile(r"([가-힣]+)|([A-Za-z][A-Za-z'’.-]*[A-Za-z]|[A-Za-z])")


@dataclass(slots=True)
class _Syllable:
    initial: int
    medial: int
    final: int


class Korean:
    """Reads Hangul itself, digits as Hangul, and Latin words through *english*."""

    def __init__(self, english: Callable[[str], str]) -> None:
        self._english = english

    def phones(self, text: str) -> str:
        """Phones with the punctuation of *text*."""
        return _RUN.sub(self._run, spelled(text)).strip()

    def _run(self, found: re.Match[str]) -> str:
        return _word(found[1]) if found[1] else self._english(found[2])


def _word(text: str) -> str:
    syllables = [_syllable(letter) for letter in text]
    for left, right in pairwise(syllables):
        _join(left, right)
    out = ""
    for syllable in syllables:
        out += _said(syllable, before=out)
    return _HELD.sub("ʔ", out)


def _syllable(letter: str) -> _Syllable:
    number = ord(letter) - _FIRST
    return _Syllable(number // (_MEDIALS * _FINALS), number // _FINALS % _MEDIALS, number % _FINALS)


def _join(left: _Syllable, right: _Syllable) -> None:
    """What a final and the next initial do to each other."""
    if right.initial == _NONE:
        _link(left, right)
    elif left.final in _H_FINALS:
        right.initial = _ASPIRATED.get(right.initial, right.initial)
        left.final = _H_FINALS[left.final] or (_FINAL_N if right.initial == _N else 0)
    elif right.initial == _H:
        _aspirate(left, right)
    elif right.initial in (_N, _M):
        left.final = _nasal(left.final)
    elif right.initial == _R:
        _liquid(left, right)
    if left.final == _FINAL_L and right.initial == _N:
        right.initial = _R


def _link(left: _Syllable, right: _Syllable) -> None:
    """A final moves over to a syllable that begins with its vowel; before i, t and tʰ become palatal."""
    palatal = _PALATAL.get(left.final)
    if palatal and _MEDIAL[right.medial] == "i":
        left.final, right.initial = 0, palatal
    elif left.final in _LIAISON:
        left.final, right.initial = _LIAISON[left.final]


def _aspirate(left: _Syllable, right: _Syllable) -> None:
    for likes, becomes in ((_K_LIKE, _K), (_T_LIKE, _T), (_P_LIKE, 17)):
        if left.final in likes and left.final not in (9, 11, 14):
            left.final, right.initial = 0, _CH if left.final in (22, 23) else becomes
            return


def _nasal(final: int) -> int:
    for likes, becomes in ((_K_LIKE, _FINAL_NG), (_T_LIKE, _FINAL_N), (_P_LIKE, _FINAL_M)):
        if final in likes:
            return becomes
    return final


def _liquid(left: _Syllable, right: _Syllable) -> None:
    """ㄹ after ㄴ makes both l; after other consonants it is n."""
    if left.final == _FINAL_N:
        left.final = _FINAL_L
    elif left.final not in (0, _FINAL_L):
        left.final, right.initial = _nasal(left.final), _N


def _said(syllable: _Syllable, before: str) -> str:
    medial = _MEDIAL[syllable.medial]
    initial = _INITIAL[syllable.initial].strip("-")
    if before and before[-1] in _VOICED_BEFORE and syllable.initial not in _TENSE:
        initial = _VOICED.get(initial, initial)
    if before.endswith("l") and initial == "ɾ":
        initial = "l"
    if initial == "s" and medial in _SOFT:
        initial = "ɕ"
    if before and syllable.initial in _TENSE:
        initial = "ʔ" + initial
    return initial + medial + _FINAL[syllable.final].strip("-")
