"""How alike a cloned voice and its person are, for an encoder that the cloning does not know."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np

from benchmarks.voice.measure import SENTENCES, Bench, Figures
from benchmarks.voice.people import SOURCES, Absent, Person, at_hand, fetched
from benchmarks.voice.scores import character_error_rate, cosine, likeness
from benchmarks.voice.server import Server
from benchmarks.voice.sound import Clip, wav_of
from benchmarks.voice.stranger import Stranger
from benchmarks.voice.weights import Floats


@dataclass(frozen=True, slots=True)
class Clone:
    """One person's clone as the stranger hears it, in the person's own language and in English, and a stock voice."""

    person: Person
    own: list[float]
    english: list[float]
    stock: list[float]
    cer: float
    mos: float


def people(*, fetch: bool) -> list[Person]:
    """Everybody who can be had here; who cannot is named on the terminal."""
    found = list(at_hand())
    if not found:
        print("no reference speakers in the folder that VOICE_REFERENCES names")
    with tempfile.TemporaryDirectory(prefix="mynah-people-") as folder:
        for source in SOURCES if fetch else ():
            try:
                found.append(fetched(source, Path(folder)))
            except Absent as why:
                print(f"speaker {source.name} left out: {why}")
    return found


async def clones(listeners: Bench, server: Server, known: Sequence[Person]) -> Figures:
    """The figures over everybody; nothing when nobody is here."""
    if not known:
        return {"clone_speakers": 0}
    stranger = Stranger()
    made = [await _clone(listeners, server, stranger, person) for person in known]
    held = [stranger(person.held).tolist() for person in known]
    own, english = likeness([x.own for x in made], held), likeness([x.english for x in made], held)
    recordings = likeness([stranger(person.known).tolist() for person in known], held)
    return {
        "clone_similarity_held_out": own.own,
        "clone_similarity_others": own.others,
        "clone_identified": own.identified,
        "clone_speakers": own.speakers,
        "clone_similarity_english": english.own,
        "clone_identified_english": english.identified,
        "clone_cer": mean(x.cer for x in made),
        "clone_mos": mean(x.mos for x in made),
        "stock_similarity_held_out": likeness([x.stock for x in made], held).own,
        "people_similarity_held_out": recordings.own,
        "people_similarity_others": recordings.others,
        "people_identified": recordings.identified,
        "clone_lead": {
            x.person.name: cosine(x.own, mine)
            - max((cosine(x.own, other) for other in held if other is not mine), default=-1)
            for x, mine in zip(made, held, strict=True)
        },
        "clone_similarity_of": {x.person.name: cosine(x.own, person) for x, person in zip(made, held, strict=True)},
    }


async def _clone(listeners: Bench, server: Server, stranger: Stranger, person: Person) -> Clone:
    resource = await server.clone(wav_of(person.known))
    sentences = SENTENCES[person.language]
    own = [await server.say(text, person.language, resource=resource) for text in sentences]
    english = own
    if person.language != "en-us":
        english = [await server.say(text, "en-us", resource=resource) for text in SENTENCES["en-us"]]
    stock = [await server.say(text, person.language) for text in sentences]
    heard = [listeners.ears.words(clip.samples, person.language) for clip in own]
    return Clone(
        person=person,
        own=stranger(_joined(own)).tolist(),
        english=stranger(_joined(english)).tolist(),
        stock=stranger(_joined(stock)).tolist(),
        cer=mean(character_error_rate(text, words) for text, words in zip(sentences, heard, strict=True)),
        mos=mean(listeners.opinion.of(clip.samples) for clip in own),
    )


def _joined(clips: Sequence[Clip]) -> Floats:
    return np.concatenate([clip.samples for clip in clips])
