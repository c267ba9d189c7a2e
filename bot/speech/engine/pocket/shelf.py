"""The models by language: verified once, loaded when they are first needed, the last two kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.speech.engine.pocket.files import NAMES, BadWeights, Weights, fingerprint, verify, weights_of

if TYPE_CHECKING:
    from bot.speech.engine import Samples

_KEPT = 2  # models of 100 million parameters: 0.5 GB each


class Model(Protocol):
    """One language."""

    def hear(self, recording: Samples) -> bytes:
        """*recording* at `RATE` -> what its encoder makes of it. Raises `BadWeights` when those cannot clone."""
        ...

    def say(self, text: str, heard: bytes) -> Samples:
        """*text* at `RATE` in the voice that was *heard*."""
        ...


Load = Callable[[Weights], Model]


def load(weights: Weights) -> Model:
    """The real thing; raises ImportError without the extra."""
    from bot.speech.engine.pocket.model import PocketModel

    return PocketModel(weights)


class Shelf:
    """What lies in *root*. Files that are not what they should be count as not there, until the next start."""

    def __init__(self, root: Path, load: Load = load) -> None:
        self._root = root
        self._load = load
        self.model = lru_cache(maxsize=_KEPT)(self._model)
        self._checked = cache(self._check)

    def encoder(self, language: str) -> str:
        """The fingerprint of what *language* hears with; empty where its weights are not there, or not whole."""
        return self._checked(language)[1]

    def encoders(self) -> Iterator[tuple[str, str]]:
        """Each encoder of the folder once, and a language that has it. Files are read as it goes."""
        found = {""}
        for language in NAMES:
            if (encoder := self.encoder(language)) not in found:
                found.add(encoder)
                yield encoder, language

    def _check(self, language: str) -> tuple[Weights | None, str]:
        weights = weights_of(language, self._root)
        if weights is None:
            return None, ""
        try:
            verify(weights)
            return weights, fingerprint(weights.model)
        except (BadWeights, OSError):
            return None, ""

    def _model(self, language: str) -> Model | None:
        weights, _ = self._checked(language)
        try:
            return self._load(weights) if weights else None
        except Exception:  # noqa: BLE001  no package, no memory, no such architecture: the local engine speaks
            return None
