"""The stock voices: GET /v3/voices. The account's own cloned voices stand in the list too, and are left out: each belongs to
somebody, and the store knows to whom.
"""

from __future__ import annotations

from bot.model import Voice, VoiceKind, VoiceRef
from bot.typecast.strict_json import mapping_of, text_of
from bot.typecast.v1.account import PATIENCE
from bot.typecast.v1.answer import rows_of
from bot.typecast.v1.refs import OWN
from bot.typecast.wire import Call, Wire

_LANGUAGES = {"kor": "ko"}  # of names, besides English


async def voices_of(wire: Wire, model: str) -> tuple[Voice, ...]:
    """The voices that speak with *model*, as the API lists them now. Raises `SpeechError`s."""
    answer = await wire.call(Call(method="GET", path="v3/voices", query={"model": model}, timeout=PATIENCE))
    return tuple(voice for item in rows_of(answer) if (voice := voice_of(item, model)))


def voice_of(item: object, model: str) -> Voice | None:
    """One row as a voice; None for a cloned one, for one of another model and for what is no voice.

    The emotions take the names that the port knows them by, with a number at the end.
    """
    row = mapping_of(item)
    voice_id = text_of(row.get("voice_id"))
    emotions = _emotions(row.get("models"), model)
    if not OWN.fullmatch(voice_id) or text_of(row.get("voice_type")) == "custom" or emotions is None:
        return None
    told = row.get("voice_name")
    names = {language: " ".join(text_of(name).split()) for language, name in mapping_of(told).items()}
    name = names.get("eng") or " ".join(text_of(told).split()) or names.get("kor") or voice_id
    others = ((code, names[language]) for language, code in _LANGUAGES.items() if names.get(language))
    return Voice(
        name=name,
        ref=VoiceRef(kind=VoiceKind.ACTOR, id=voice_id),
        names=tuple(others),
        emotions=tuple(f"{emotion}-1" for emotion in emotions),
    )


def _emotions(models: object, model: str) -> tuple[str, ...] | None:
    """What the voice can feel with *model*; None when it does not speak with that."""
    for row in map(mapping_of, models if isinstance(models, list) else []):
        if row.get("version") == model:
            emotions = row.get("emotions")
            return tuple(filter(None, map(text_of, emotions))) if isinstance(emotions, list) else ()
    return None
