"""Emotions: which presets there are, and how a free prompt is turned into one.

A preset is a change of pitch, melody, pace and level, not acting: see `bot/speech/engine/prosody.py` for the figures.
"""

from __future__ import annotations

NEUTRAL = "normal"
PRESETS = ("normal", "happy", "sad", "angry", "toneup", "tonedown")
LABELS = ("happy", "sad", "angry")
BY_PROMPT = "emotion-prompt"
API_PRESETS = tuple(f"{preset}-1" for preset in PRESETS)

_WORDS = {
    "happy": "happy joy cheer glad excit delight fun laugh smil bright love 기쁘 기쁜 기뻐 행복 즐거 신나 신난 밝은 밝게 웃 사랑",
    "sad": "sad sorrow cry tear lonely melanchol depress grief gloom miss 슬프 슬픈 슬퍼 우울 눈물 외로 그리 쓸쓸",
    "angry": "angry anger furious mad rage annoy irritat shout yell 화난 화나 화내 분노 짜증 소리치 성난",
    "toneup": "high surpris energetic lively loud curious 높은 높게 놀라 놀란 활기 힘찬 궁금",
    "tonedown": "low calm quiet soft whisper serious gentle tired deep 낮은 낮게 차분 조용 부드러 속삭 진지 피곤",
}
_STRONG = ("very", "super", "extreme", "really", "so ", "매우", "아주", "정말", "너무", "굉장")
_SLIGHT = ("slight", "a bit", "a little", "somewhat", "약간", "조금", "살짝")


def preset_of(value: str) -> str | None:
    """The preset that an `emotion_tone_preset` names, or None; Typecast's `0` means the neutral one."""
    name = "normal-1" if value == "0" else value
    return name.removesuffix("-1") if name in API_PRESETS else None


def mood_of(prompt: str) -> tuple[str, float]:
    """Preset and scale for a free *prompt*, by key words in English and Korean; what is not understood is neutral."""
    said = prompt.lower()
    scale = 1.5 if any(word in said for word in _STRONG) else 0.6 if any(word in said for word in _SLIGHT) else 1.0
    for preset, words in _WORDS.items():
        if any(word in said for word in words.split()):
            return preset, scale
    return NEUTRAL, 1.0
