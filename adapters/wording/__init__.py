"""How what cannot be read as it stands is worded: emoji, links, moments, emphasis, repeats; for every platform, pure.

A platform's reader (`adapters/*/speakable.py`) knows its own markup; what is said in its place is decided here.
Everything runs in linear time: what is looked for either is bounded or ends with the very mark it began with.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from adapters.wording.emoji import EMOJI, name_emoji, picture, words_of
from adapters.wording.marks import unmarked
from adapters.wording.moment import moment
from adapters.wording.repeats import fewer
from adapters.wording.words import EDGE, word, worded

__all__ = [
    "EDGE",
    "SCHEME",
    "URL",
    "code",
    "link",
    "literal",
    "moment",
    "name_emoji",
    "named",
    "picture",
    "settled",
    "tidy",
    "unlined",
    "unmarked",
    "word",
    "worded",
    "words_of",
]

SCHEME = r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,15}://"
_URL_CHAR = r"[!-'*-;=?-~À-ɏ]"  # Japanese and Korean go on after a link without a space
_URL_BRACKETS = rf"\({_URL_CHAR}{{0,200}}\)"
URL = rf"{SCHEME}(?:(?:{_URL_CHAR}|{_URL_BRACKETS})*(?:[A-Za-z0-9/À-ɏ]|{_URL_BRACKETS})|[^\s<>]+)"
SHORT_CODE = 40  # characters of a code block that is still read as it stands
LONGEST_NAME = 80  # characters of somebody's name
MOST_PASSES = 6
_PICTURE = re.compile(EMOJI)
_HOST = re.compile(r"(?:[^\s/?#@]*@)?(?:www\.)?(\[[0-9a-f:.]+\]|[\w.-]*\w)")
_RULE = re.compile(r"^[ \t]*([-=_*~])(?:[ \t]*\1){2,}[ \t]*$", re.MULTILINE)
_GAP = re.compile(rf"(?<=[^\s{EDGE}(\[{{\"'“‘«¿¡/]){EDGE}+(?=[^\W_]|[(\[{{“‘«¿¡@#/$€£])")
_MARKUP = re.compile(r"[<>*_~|`\\\[\](){}@#:&^+=-]")


def named(name: str | None, otherwise: str) -> str:
    """Somebody's or something's *name* in one line; *otherwise* for one that cannot be said, such as `-_-`.

    Its pictures are left out when letters remain, and named when they are all there is.
    """
    line = " ".join((name or "").split())[:LONGEST_NAME]
    plain = _PICTURE.sub("", line).strip()
    if any(map(str.isalnum, plain)):
        return worded(plain)
    return worded(line if _PICTURE.search(line) else otherwise)


def link(url: str, locale: str) -> str:
    """A link by its host alone: `link to example.com`; `a link` when it has none."""
    host = _HOST.match(url.partition("://")[2].lower())
    return worded(word("link_to", locale, host=host[1]) if host else word("link", locale))


def literal(typed: str) -> str:
    """What stands in code: its bars are no spoiler."""
    return typed.replace("||", " ").strip()


def code(block: str, locale: str) -> str:
    """A code block: itself when it is one short line."""
    block = literal(block)
    return worded(block if len(block) <= SHORT_CODE and "\n" not in block else word("code", locale))


def unlined(text: str, marks: re.Pattern[str]) -> str:
    """*text* without lines of dashes, and without the *marks* that begin a list, a quotation or a heading."""
    return marks.sub("", _RULE.sub("", text))


def tidy(text: str) -> str:
    """*text* with its edges and spaces set right and no endless repeats."""
    text = _GAP.sub(" ", text).replace(EDGE, "")
    return fewer(re.sub(r" ?\n\s*", "\n", re.sub(r"[^\S\n]+", " ", text)).strip())


def settled(text: str, once: Callable[[str], str]) -> str:
    """*once* applied until nothing changes, so that reading what was read is the same again.

    What is still unfolding after some passes is no message but a puzzle: its markup is thrown away.
    """
    for attempt in range(2 * MOST_PASSES):
        if attempt == MOST_PASSES:
            text = _MARKUP.sub(" ", text)
        after = once(text)
        if after == text:
            break
        text = after
    return text
