"""What is repeated on and on is said three times."""

from __future__ import annotations

import re

MOST_COPIES = 3  # of a word, a phrase, a syllable, a line or a sign, one after another
MOST_LETTERS = 4  # of one letter; digits are never touched
LONGEST_PHRASE = 6  # words

_LETTERS = re.compile(rf"([^\W\d_])\1{{{MOST_LETTERS},}}")
_SIGNS = re.compile(rf"([^\w\s]|_)\1{{{MOST_COPIES},}}")
_SYLLABLES = re.compile(rf"([^\W\d_]{{2,6}}?)\1{{{MOST_COPIES},}}")
_POINTS = ".,!?;:…、。！？"


def fewer(text: str) -> str:
    """*text*, tidy already, with no letter, sign, syllable, line, word or phrase repeated on and on."""
    text = _SIGNS.sub(lambda run: run[1] * MOST_COPIES, _LETTERS.sub(lambda run: run[1] * MOST_LETTERS, text))
    text = _SYLLABLES.sub(lambda run: run[1] * MOST_COPIES, text)
    text = "\n".join(_few(text.split("\n"), 1))
    words = re.findall(r"\s*\S+", text)
    for length in range(1, LONGEST_PHRASE + 1):
        words = _few(words, length)
    return "".join(words)


def _few(items: list[str], length: int) -> list[str]:
    """*items* with no phrase of *length* more than three times in a row; what has no letter is never a repeat."""
    keys = [item.strip().strip(_POINTS).casefold() for item in items]
    kept: list[str] = []
    run = 0
    for place, item in enumerate([*items, ""]):
        same = length <= place < len(keys) and keys[place] == keys[place - length]
        if same and any(map(str.isalpha, keys[place])):
            run += 1
        else:
            extra = (run + length) // length - MOST_COPIES
            del kept[len(kept) - max(extra, 0) * length :]
            run = 0
        kept.append(item)
    return kept[:-1]
