"""What emoji are called, and how a row of them is read."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable

from adapters.wording.words import in_language, table_of, word, worded

MOST_EMOJI = 3  # different ones named in a row; a fourth too, since "and 1 more" is no shorter than its name

# Emoji that are typed most, and those whose Unicode name says something else than people do.
_EMOJI = """
😂 | tears of joy | 눈물 나게 웃는 얼굴 | うれし泣き | lágrimas de risa
🤣 | rolling on the floor laughing | 배꼽 빠지게 웃음 | 大爆笑 | muerto de risa
😀 | grinning | 활짝 웃는 얼굴 | 満面の笑み | cara sonriente
😄 | smile | 웃는 얼굴 | 笑顔 | sonrisa
😊 | smiling | 미소 | ほほえみ | cara feliz
🙂 | slight smile | 살짝 미소 | にっこり | sonrisa suave
😅 | sweat smile | 식은땀 웃음 | 苦笑い | sonrisa con sudor
😉 | wink | 윙크 | ウインク | guiño
😍 | heart eyes | 하트 눈 | 目がハート | ojos de corazón
🥰 | smiling with hearts | 사랑스러운 미소 | ハートの笑顔 | sonrisa con corazones
😘 | blowing a kiss | 키스 | 投げキッス | lanzando un beso
😭 | sobbing | 엉엉 우는 얼굴 | 大泣き | llanto
😢 | crying | 우는 얼굴 | 泣き顔 | lágrima
🥺 | pleading | 애원하는 얼굴 | うるうる | cara suplicante
😎 | cool | 선글라스 | サングラス | gafas de sol
🤔 | thinking | 생각하는 얼굴 | 考え中 | pensativo
😡 | angry | 화난 얼굴 | 怒り | enfado
😱 | screaming | 비명 | 叫び | grito
🤷 | shrug | 어깨 으쓱 | 肩をすくめる | ni idea
🙏 | folded hands | 두 손 모음 | 合掌 | manos juntas
👍 | thumbs up | 엄지 척 | いいね | pulgar arriba
👎 | thumbs down | 엄지 아래 | よくないね | pulgar abajo
👏 | clapping | 박수 | 拍手 | aplausos
👋 | waving hand | 손 인사 | 手を振る | saludo
🙌 | raised hands | 만세 | ばんざい | manos arriba
💪 | strong arm | 힘 | 力こぶ | fuerza
👀 | eyes | 두 눈 | 目 | ojos
🔥 | fire | 불 | 炎 | fuego
❤ | red heart | 빨간 하트 | 赤いハート | corazón rojo
💔 | broken heart | 깨진 하트 | 失恋 | corazón roto
🎉 | party popper | 축하 폭죽 | クラッカー | fiesta
✨ | sparkles | 반짝임 | キラキラ | destellos
⭐ | star | 별 | 星 | estrella
✅ | check mark | 체크 | チェック | visto bueno
❌ | cross mark | 엑스 | バツ | equis
💯 | 100 | 100점 | 100点 | cien puntos
🔟 | 10 | 10 | 10 | 10
🚀 | rocket | 로켓 | ロケット | cohete
"""
_NOISE = frozenset({"face", "sign", "symbol", "heavy", "squared"})
_COLOURED = ("circle", "square")  # below U+1F000 "black" and "white" mean filled and hollow, but for these
_FIRST_COLOUR = 0x1F000
_BASE = (
    "[\u231a\u231b\u23cf\u23e9-\u23f3\u23f8-\u23fa\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623"
    "\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e"
    "\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce"
    "\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716"
    "\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f1e6-\U0001f1ff\U0001f201-\U0001f251\U0001f300-\U0001f3fa\U0001f400-\U0001f64f"
    "\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7f0\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff]"
)
_DRESS = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]{0,12}"  # presentation, skin tones, tags of flags
EMOJI = f"(?:[\U0001f1e6-\U0001f1ff]{{2}}|{_BASE}{_DRESS}(?:\u200d{_BASE}{_DRESS}){{0,7}})"
_PICTURE = re.compile(EMOJI)
_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|[\W_]+")
_NAMES = table_of(_EMOJI)


def words_of(name: str) -> str:
    """The words in an emoji's name: `blobCat_happy` is blob cat happy."""
    words = [part.lower() for part in _CAMEL.split(name) if part]
    return " ".join([part for part in words if part != "face"] or words)


def name_emoji(text: str, locale: str, custom: str, called: Callable[[str], str], before: str = "") -> str:
    """*text* with each run of emoji named once: Unicode's, and those that look like *custom*, which *called* names.

    *custom* and *before* (what must hold where a run begins with a custom one) are patterns without groups.
    """
    one, run = _run_of(custom, before)

    def said(found: re.Match[str]) -> str:
        each = [picture(token, locale) if _PICTURE.match(token) else called(token) for token in one.findall(found[0])]
        names = list(dict.fromkeys(name or word("emoji", locale) for name in each))
        most = len(names) if len(names) <= MOST_EMOJI + 1 else MOST_EMOJI
        listed = ", ".join(names[:most])
        more = len(names) - most
        return worded(word("more", locale, names=listed, count=more) if more else listed)

    return run.sub(said, _KEYCAP.sub(r"\1", text))


@functools.cache
def _run_of(custom: str, before: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    one = f"(?:{EMOJI}|{custom})"
    return re.compile(one), re.compile(rf"(?:{EMOJI}|{before}{custom})(?:\s{{0,3}}{one})*")


def picture(cluster: str, locale: str) -> str:
    """What one Unicode emoji is called, without skin tone or joiner; empty when this Python knows no name for it."""
    letters = [chr(ord(char) - 0x1F1E6 + 65) for char in cluster if "\U0001f1e6" <= char <= "\U0001f1ff"]
    letters += [chr(ord(char) - 0xE0000).upper() for char in cluster if "\U000e0061" <= char <= "\U000e007a"]
    if letters:
        return word("flag", locale, letters=" ".join(letters))
    known = in_language(_NAMES, locale)
    parts = [char for char in cluster if re.match(_BASE, char)]
    parts = [char for char in parts if char not in "♀♂"] or parts
    return " ".join(filter(None, (known.get(char) or _unicode_name(char) for char in parts)))


def _unicode_name(char: str) -> str:
    words = unicodedata.name(char, "").lower().split()
    if ord(char) < _FIRST_COLOUR and words and words[-1] not in _COLOURED:
        words = [part for part in words if part not in {"black", "white"}]
    return " ".join([part for part in words if part not in _NOISE] or words)
