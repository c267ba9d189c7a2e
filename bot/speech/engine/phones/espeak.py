"""espeak-ng as this process sees it: a small child program that is asked for phones and replaced when it breaks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterable
from functools import cached_property

_MARK = re.compile(r"([;:,.!?¡¿—…\"«»“”()]+(?!\d))")
_SWITCH = re.compile(r"\([a-z-]+\)")  # "(en)...(ru)": espeak-ng says where it changed its language
_PATIENCE = 5.0


class EspeakLost(Exception):
    """The child died, or hung and was ended."""


class Espeak:
    """One child, one question at a time."""

    def phones(self, text: str, voice: str) -> str:
        """IPA with the punctuation of *text* put back, because the model breathes by it."""
        parts = _MARK.split(" ".join(text.split()))
        spoken = [part.strip() for part in parts[::2]]
        found = iter(self._clauses([clause for clause in spoken if clause], voice))
        out = ""
        for clause, mark in zip(spoken, (*parts[1::2], ""), strict=True):
            out += (" " if out and clause else "") + (next(found) if clause else "") + mark
        return out.strip()

    def _clauses(self, clauses: list[str], voice: str) -> list[str]:
        try:
            return [_plain(found) for found in self._ask(clauses, voice)]
        except EspeakLost:  # something in there breaks it: find what, and leave that out
            found = [" ".join(self._survivors(clause.split(), voice)) for clause in clauses]
            if not any(found):
                raise
            return found

    def _survivors(self, words: list[str], voice: str) -> Iterable[str]:
        for word in words:
            try:
                yield _plain(self._ask([word], voice)[0])
            except EspeakLost:
                continue

    def _ask(self, clauses: list[str], voice: str) -> list[str]:
        child = self._running
        guard = threading.Timer(_PATIENCE, child.kill)
        guard.start()
        try:
            if child.stdin is None or child.stdout is None:
                raise EspeakLost
            child.stdin.write(json.dumps({"voice": voice, "clauses": clauses}) + "\n")
            child.stdin.flush()
            answer = child.stdout.readline()
        except OSError:
            answer = ""
        finally:
            guard.cancel()
        if not answer:
            self._drop()
            raise EspeakLost
        found: list[str] = json.loads(answer)
        return found

    @cached_property
    def _running(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            (sys.executable, "-m", "bot.speech.espeak"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def close(self) -> None:
        """End the child, if there is one."""
        if "_running" in self.__dict__:
            self._drop()

    def _drop(self) -> None:
        child = self._running
        child.kill()
        child.communicate()
        del self._running


def _plain(phones: str) -> str:
    return " ".join(_SWITCH.sub("", phones).split())
