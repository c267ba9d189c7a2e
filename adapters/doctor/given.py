"""What was set, read as far as it can be read: one mistake must not hide the others."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from bot.settings import TABLE, BadSettings, Settings


def examine(environ: Mapping[str, str] = os.environ, dotenv: Path | None = Path(".env")) -> tuple[Settings, list[str]]:
    """The settings without those that cannot be used, and a sentence for each that is left out."""
    values, sentences, left_out = dict(environ), list[str](), set[str]()
    while True:
        try:
            return Settings.load(values, dotenv), sentences
        except BadSettings as problem:
            named = [row for row in TABLE if row.name in _words(problem)]
            if left_out.isdisjoint(row.name for row in named):  # else it follows from an earlier one
                sentences.append(str(problem))
            if not {row.name for row in named} - left_out:  # the file itself cannot be read, or nothing helps
                if dotenv is None:
                    return Settings.load({}, None), sentences
                dotenv = None
            left_out |= {row.name for row in named}
            for row in named:  # an empty value wins over the file, and means the default
                values |= dict.fromkeys([row.name, f"{row.name}_FILE", *filter(None, [row.alias])], "")


def _words(problem: BadSettings) -> set[str]:
    """The names in the sentence; of a twin `NAME_FILE` the name."""
    words = {word.strip("().,:;'") for word in str(problem).split()}
    return words | {word.removesuffix("_FILE") for word in words}
