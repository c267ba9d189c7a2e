"""The stock voices: 54 of Kokoro-82M, under Typecast's kind of id and names in English and Korean."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.speech.mood import API_PRESETS

VERSION = "v1"
ALIASES = ("first", "latest")
DEFAULT = "af_heart"  # the quick one in English
_FROM = {
    "a": ("en-us", "American", "미국"),
    "b": ("en-us", "British", "영국"),
    "e": ("es-es", "Spanish", "스페인"),
    "f": ("fr-fr", "French", "프랑스"),
    "h": (
        "ta-in",
        "Hindi",
        "인도",
    ),  # the voice was made for Hindi, which the API lacks; Tamil is what it speaks best here
    "i": ("it-it", "Italian", "이탈리아"),
    "j": ("ja-jp", "Japanese", "일본"),
    "p": ("pt-pt", "Portuguese", "포르투갈"),
    "z": ("zh-cn", "Chinese", "중국"),
}
_NAMES = """
af_heart:하트 af_alloy:알로이 af_aoede:아오이데 af_bella:벨라 af_jessica:제시카 af_kore:코레 af_nicole:니콜 af_nova:노바
af_river:리버 af_sarah:세라 af_sky:스카이 am_adam:애덤 am_echo:에코 am_eric:에릭 am_fenrir:펜리르 am_liam:리암
am_michael:마이클 am_onyx:오닉스 am_puck:퍽 am_santa:산타 bf_alice:앨리스 bf_emma:에마 bf_isabella:이사벨라 bf_lily:릴리
bm_daniel:대니얼 bm_fable:페이블 bm_george:조지 bm_lewis:루이스 ef_dora:도라 em_alex:알렉스 em_santa:산타 ff_siwis:시위스
hf_alpha:알파 hf_beta:베타 hm_omega:오메가 hm_psi:프사이 if_sara:사라 im_nicola:니콜라 jf_alpha:알파 jf_gongitsune:곤기쓰네
jf_nezumi:네즈미 jf_tebukuro:데부쿠로 jm_kumo:구모 pf_dora:도라 pm_alex:알렉스 pm_santa:산타 zf_xiaobei:샤오베이
zf_xiaoni:샤오니 zf_xiaoxiao:샤오샤오 zf_xiaoyi:샤오이 zm_yunjian:윈젠 zm_yunxi:윈시 zm_yunxia:윈샤 zm_yunyang:윈양
"""


@dataclass(frozen=True, slots=True)
class Actor:
    """`voice` is the model's own name of it; `home` the language it was made for, or the nearest one here."""

    id: str
    voice: str
    name: str
    korean: str
    home: str


def _actor(voice: str, korean: str, shared: set[str]) -> Actor:
    stem = voice.partition("_")[2]
    home, origin, korean_origin = _FROM[voice[0]]
    name = stem.capitalize()
    if stem in shared:
        name, korean = f"{name} ({origin})", f"{korean} ({korean_origin})"
    number = hashlib.sha256(f"mynah actor {voice}".encode()).hexdigest()[:24]
    return Actor(number, voice, name, korean, home)


def _all() -> tuple[Actor, ...]:
    rows = [row.split(":") for row in _NAMES.split()]
    stems = [voice.partition("_")[2] for voice, _ in rows]
    shared = {stem for stem in stems if stems.count(stem) > 1}
    return tuple(_actor(voice, korean, shared) for voice, korean in rows)


ACTORS = _all()
BY_ID = {actor.id: actor for actor in ACTORS}


def row(actor: Actor) -> dict[str, object]:
    """An actor as GET /api/actor lists it; the last two keys are additions, so that one request tells what is needed."""
    return {
        "actor_id": actor.id,
        "name": {"en": actor.name, "ko": actor.korean},
        "hidden": False,
        "languages": [actor.home],
        "emotion_tone_presets": list(API_PRESETS),
    }


def version(actor: Actor, languages: list[str]) -> dict[str, object]:
    """The one model version an actor has, as GET /api/actor/{id}/versions shows it (`languages` is an addition)."""
    return {
        "name": VERSION,
        "aliases": list(ALIASES),
        "display_name": "Kokoro-82M",
        "emotion_tone_presets": list(API_PRESETS),
        "emotion_prompt": True,
        "languages": [actor.home, *(code for code in languages if code != actor.home)],
    }
