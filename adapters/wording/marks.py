"""Emphasis by paired marks (`*`, `_`, `~`), as Markdown and Slack know it, taken off in one run over the text."""

from __future__ import annotations

import re

_RUNS = re.compile(r"\s|\*+|_+|~+")


def unmarked(text: str, tildes: int) -> str:
    """*text* without paired `*`, `_` and `~` (at least *tildes* of them) around words; `2*3*4` and snake_case stay."""
    opened: dict[str, list[list[int]]] = {"*": [], "_": [], "~": []}
    cuts: set[int] = set()
    space = -1
    for found in _RUNS.finditer(text):
        mark, (start, end) = found[0][0], found.span()
        if mark.isspace():
            space = start
        elif mark != "~" or end - start >= tildes:
            opens, closes, inner = _flanks(found[0], text[start - 1 : start] if start else "", text[end : end + 1])
            if closes:
                start = _close(opened[mark], cuts, start, end, inner, space)
            if opens and start < end:
                opened[mark].append([start, end, inner])
    return "".join(char for place, char in enumerate(text) if place not in cuts)


def _close(opened: list[list[int]], cuts: set[int], start: int, end: int, inner: bool, space: int) -> int:  # noqa: FBT001 - private
    """Cut the marks from *start* with those that wait in *opened*; where the rest begins.

    Marks inside a word pair with as many within that word only, so that `f**k` is left alone.
    """
    while start < end and opened:
        first, last, within = opened[-1]
        if within and (last < space or end - start < last - first):
            opened.pop()
            continue
        if inner and (first < space or last - first < end - start):
            break
        both = min(last - first, end - start)
        cuts.update(range(last - both, last), range(start, start + both))
        start += both
        opened[-1][1] -= both
        if opened[-1][1] == first:
            opened.pop()
    return start


def _flanks(run: str, before: str, after: str) -> tuple[bool, bool, bool]:
    """Whether a run of marks may open, may close, and stands inside a word of ASCII letters."""
    left, right = (bool(char) and char.isalnum() and (char.isascii() or run[0] == "_") for char in (before, after))
    if left and right:
        inner = len(run) > 1 and run[0] != "_" and before.isalpha() and after.isalpha()
        return inner, inner, inner
    return not (left or not after.strip()), not (right or not before.strip()), False
