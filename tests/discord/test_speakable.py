import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.speakable import Ids, Names, mentioned, readable
from bot.text import speakable

NAUGHTY = Path(__file__).parents[3] / "shared/data/blns.json"
NAMES = Names(
    users={1: "Ann", 2: "🔥Bob🔥", 3: "😀", 4: "**Eve**", 7: "-_-", 8: "\ue000 \n"},
    roles={5: "Mods", 55: "@Staff"},
    channels={6: "general"},
    commands={12: "say"},
)
NOW = 1_700_000_000
GENEROUS = 5.0  # seconds for 20,000 characters; a run over them takes about 0.05

MENTIONS = [
    ("hi <@1>", "hi Ann"),
    ("hi <@!1>, you", "hi Ann, you"),
    ("<@99> left", "someone left"),
    ("<@1><@99>", "Ann someone"),
    ("<@1>'s book", "Ann's book"),
    ("ask<@1>now", "ask Ann now"),
    ("(<@1>)", "(Ann)"),
    ("<@2> and <@4>", "Bob and Eve"),
    ("<@3>", "grinning"),
    ("<@7> and <@8>", "someone and someone"),
    ("<@&5> <@&77>", "Mods a role"),
    ("in <#6> or <#66>", "in general or a channel"),
    ("use </say:12>", "use /say"),
    ("use </voice add:13>", "use /voice add"),
    ("see <id:customize>", "see Channels and Roles"),
    ("see <id:linked-roles:7>", "see linked roles"),
    ("<sound:1:2>", "a sound"),
    ("@everyone come @here", "everyone come here"),
    ("@@@everyone", "everyone"),
    ("mail a@here.com", "mail a@here.com"),
    ("<@> <@x> <#> <3", "<@> <@x> <#> <3"),
    ("a < b > c", "a < b > c"),
]
EMOJI = [
    ("nice<:blobCat_happy:1>", "nice blob cat happy"),
    ("<a:pogChamp2:2> wow", "pog champ 2 wow"),
    ("<:pog:3><:pog:3> <:pog:3>", "pog"),
    ("<:a:1><:b:2><:c:3><:d:4>", "a, b, c, d"),
    ("<:a:1><:b:2><:c:3><:d:4>🔥", "a, b, c and 2 more emoji"),
    ("hi 👋🏽 there", "hi waving hand there"),
    ("😂😂😂😂", "tears of joy"),
    ("🔥🎉✨🚀⭐👀", "fire, party popper, sparkles and 3 more emoji"),
    ("👍🏻👍🏿", "thumbs up"),
    ("👩‍💻", "woman personal computer"),
    ("🤷‍♀️ ok", "shrug ok"),
    ("🇰🇷", "flag K R"),
    ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "flag G B S C T"),
    ("1️⃣0️⃣ go", "10 go"),
    ("😀word😀", "grinning word grinning"),
    ("❤️ ☀️", "red heart, sun with rays"),
    ("\U0001fae8\U0001faea", "an emoji"),
    ("5 °C ™ →", "5 °C ™ →"),
]
LINKS = [
    ("see https://www.Example.com/a?b=c#d.", "see link to example.com."),
    ("(https://x.org/a_(b))", "(link to x.org)"),
    ("<https://y.de:8080/>!", "link to y.de!"),
    ("http://user:secret@z.io", "link to z.io"),
    ("https://münchen.de/weg", "link to münchen.de"),
    ("https://x.comです", "link to x.com です"),
    ("http://[::1]:80/", "link to [::1]"),
    ("file:///C:/x", "a link"),
    ("go to example.com now", "go to example.com now"),
    ("[click *me*](https://a.b/c_(d))", "click me"),
    ('[docs](<https://a.b> "title") ok', "docs ok"),
    ("[https://a.b](https://a.b)", "link to a.b"),
    ("[x](foo) [y]", "[x](foo) [y]"),
    ("**https://a.b**", "link to a.b"),
]
MARKDOWN = [
    ("*i* **b** ***bi*** _i_ __u__ ~~s~~", "i b bi i u s"),
    ("**bold *both***", "bold both"),
    ("__**<@1>**__!", "Ann!"),
    ("snake_case_name _x", "snake_case_name _x"),
    ("2*3*4 = 2 * 12", "2*3*4 = 2 * 12"),
    ("2**3**4", "2**3**4"),
    ("f**k that s**t", "f**k that s**t"),
    ("*f**k off* *f**k*", "f**k off f**k"),
    ("**bold f**k more**", "bold f**k more"),
    ("*****very***** ~tilde~", "very ~tilde~"),
    ("un**believ**able", "unbelievable"),
    ("これは**太字**です", "これは太字です"),
    ("a lone * and ~5", "a lone * and ~5"),
    ("`rm -rf` it", "rm -rf it"),
    ("``a ` b``", "a ` b"),
    ("`a || b || c`", "a b c"),
    ("```py\nimport os\nprint()\n``` end", "a code block end"),
    ("```short one```", "short one"),
    ("it was ||the butler||!", "it was a spoiler!"),
    ("||a||||<@1>||", "a spoiler a spoiler"),
    ("||`x`\n😀||", "a spoiler"),
    ("a || b", "a || b"),
    ("# Head\n## Two\n-# small", "Head\nTwo\nsmall"),
    ("> one\n>>> two", "one\ntwo"),
    ("- a\n  * b\n+ c\n1. d", "a\nb\nc\n1. d"),
    ("#tag -5 >:(", "#tag -5 >:("),
    ("above\n----\nbelow", "above\nbelow"),
    (r"\*not italic\*", "not italic"),
    (r"2 \* 3 \_ \# x", "2 * 3 _ # x"),
    (r"¯\_(ツ)_/¯", "¯(ツ)/¯"),
    (r"\|\|seen\|\|", "seen"),
    (r"C:\temp", r"C:\temp"),
]
REPEATS = [
    ("nooooooooo", "noooo"),
    ("what?????? no!!!!!!", "what??? no!!!"),
    ("hahahahahahaha", "hahaha"),
    ("no no NO, no no no", "no no NO,"),
    ("buy it now " * 9, "buy it now buy it now buy it now"),
    ("x1\n" * 9, "x1\nx1\nx1"),
    ("10000000 1 1 1 1 1 1", "10000000 1 1 1 1 1 1"),
    ("  a \t b\r\n\n\n c ", "a b\nc"),
    ("****", ""),
    ("   \n ", ""),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "said"), [*MENTIONS, *EMOJI, *LINKS, *MARKDOWN, *REPEATS])
def test_what_was_typed_is_put_into_words(typed: str, said: str) -> None:
    assert readable(typed, NAMES) == said


@pytest.mark.parametrize(
    ("typed", "locale", "said"),
    [
        ("<t:1700000000>", "en", "14 November 2023, 22:13 UTC"),
        ("<t:1700000000:t>", "en", "22:13 UTC"),
        ("<t:1700000000:T>", "en", "22:13:20 UTC"),
        ("<t:1700000000:d>", "en", "14 November 2023"),
        ("<t:1700000000:D>", "en", "14 November 2023"),
        ("<t:1700000000:f>", "en", "14 November 2023, 22:13 UTC"),
        ("<t:1700000000:F>", "en", "Tuesday, 14 November 2023, 22:13 UTC"),
        ("<t:1700000000:R>", "en", "now"),
        ("<t:1700000001:R>", "en", "in 1 second"),
        ("<t:1699992800:R>", "en", "2 hours ago"),
        ("<t:1800000000:R>", "en", "in 3 years"),
        ("<t:-1:d>", "en", "31 December 1969"),
        ("<t:9999999999999>", "en", "a date"),
        ("<t:99999999999999>", "en", "<t:99999999999999>"),
        ("<t:1700000000:F>", "ko", "2023년 11월 14일 화요일 UTC 22시 13분"),
        ("<t:1700000000:T>", "ja", "UTC 22時13分20秒"),
        ("<t:1700000000:F>", "es-ES", "martes, 14 de noviembre de 2023, 22:13 UTC"),
        ("<t:1699992800:R>", "ko", "2시간 전"),
        ("<t:1700000090:R>", "ja", "1分後"),
        ("<t:1700172800:R>", "es-ES", "en 2 días"),
    ],
)
def test_a_timestamp_is_said_in_utc_or_as_seen_from_now(typed: str, locale: str, said: str) -> None:
    assert readable(typed, NAMES, locale, NOW) == said


def test_without_a_clock_a_relative_time_is_a_date() -> None:
    assert readable("<t:1700000000:R>", NAMES) == "14 November 2023, 22:13 UTC"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-GB", "someone a role a channel a spoiler link to a.b fire, party popper, sparkles and 2 more emoji"),
        ("fr", "someone a role a channel a spoiler link to a.b fire, party popper, sparkles and 2 more emoji"),
        ("ko", "누군가 어떤 역할 어떤 채널 스포일러 a.b 링크 불, 축하 폭죽, 반짝임 외 이모지 2개"),
        ("ja", "誰か ロール チャンネル ネタバレ a.bへのリンク 炎, クラッカー, キラキラ、ほか絵文字2個"),
        ("es-ES", "alguien un rol un canal un spoiler enlace a a.b fuego, fiesta, destellos y 2 emojis más"),
    ],
)
def test_the_words_are_those_of_the_language(locale: str, said: str) -> None:
    assert readable("<@0><@&0><#0>||x||https://a.b 🔥🎉✨🚀⭐", NAMES, locale) == said


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en", "a code block"), ("ko", "코드 블록"), ("ja", "コードブロック"), ("es-ES", "un bloque de código")],
)
def test_a_long_block_of_code_is_only_mentioned(locale: str, said: str) -> None:
    assert readable("```\na\nb\n```", NAMES, locale) == said


def test_the_ids_to_look_up_are_found() -> None:
    text = "<@1> <@!2> <@&3> <#4> <:x:5> <@1> </say:6> <@x>"

    assert mentioned(text) == Ids(users=frozenset({1, 2}), roles=frozenset({3}), channels=frozenset({4}))
    assert mentioned("nobody") == Ids()


def test_emoji_are_named_before_what_cannot_be_spoken_is_dropped() -> None:
    assert speakable(readable("well 🔥", NAMES)) == "well fire"


FRAGMENTS = st.sampled_from(
    [
        *("*", "**", "***", "_", "__", "~~", "||", "`", "``", "```", "> ", "# ", "-# ", "- ", "1. ", "\\", "\\*", "<"),
        *(
            "<@1>",
            "<@4>",
            "<@!9>",
            "<@&5>",
            "<#6>",
            "</a b:1>",
            "<id:guide>",
            "<:aB_c:1>",
            "<a:x:2>",
            "<t:1700000000:R>",
        ),
        *("https://a.b/c", "[", "](", ")", "](https://x.y)", "@", "@here", "!", "'", ":", ".", ">", "\ue000"),
        *("a", "b1", "word", "no ", "é", "漢", "7", "😀", "🔥", "👩\u200d💻", "🇰🇷", "1️⃣"),
    ]
)
TYPED = st.text(max_size=200) | st.lists(FRAGMENTS | st.sampled_from([" ", "\n"]), max_size=40).map("".join)
LOCALES = st.sampled_from(["en", "ko", "ja", "es-ES", "de", ""])


@given(TYPED, LOCALES)
def test_reading_what_was_read_changes_nothing(text: str, locale: str) -> None:
    once = readable(text, NAMES, locale, NOW)

    assert readable(once, NAMES, locale, NOW) == once
    assert once == once.strip()


@given(st.text(st.characters(exclude_characters="|`\\[<")), st.text(max_size=20))
def test_a_spoiler_is_never_said(before: str, after: str) -> None:
    said = readable(f"{before}||the butler did it||{after}", NAMES)

    assert "butler" not in said


@given(st.dictionaries(st.integers(0, 9), st.text(max_size=100)), LOCALES)
def test_any_name_can_be_said(users: dict[int, str], locale: str) -> None:
    names = Names(users=users)
    once = readable("".join(f"<@{number}>" for number in range(10)), names, locale)

    assert readable(once, names, locale) == once


def test_naughty_strings_are_read_and_settle() -> None:
    if not NAUGHTY.exists():
        pytest.skip("needs shared/data/blns.json")
    for text in json.loads(NAUGHTY.read_text("utf-8")):
        once = readable(text, NAMES)
        assert readable(once, NAMES) == once


HOSTILE = [
    *("*", "**", "*a", "a*", "**a", "_a", "~~a", "||", "||a", "|| ", "`a", "``a", "```a", "\\", "\\*", "@", "@@a "),
    *(
        "<",
        "<@",
        "<a:",
        "<t:",
        "</a",
        "[",
        "[a",
        "](",
        "[[a](https://b)",
        "http://",
        "a://(",
        "https://a.b(",
        "<https://",
    ),
    *("😀", "👩\u200d", "😀   ", "1\ufe0f", "no ", "no-", "ab", " ", "\n", " \n", "> ", "- ", "-# ", "---\n", "(("),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_no_longer_than_any_other(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    began = time.monotonic()
    for end in ("", "x", "||", "`", "*"):
        readable(text + end, NAMES)

    assert time.monotonic() - began < GENEROUS


def test_markup_within_markup_without_end_is_thrown_away() -> None:
    nested = "[" * 500 + "deep" + "](https://a.b)" * 500
    once = readable(nested, NAMES)

    assert "deep" in once
    assert readable(once, NAMES) == once


def test_a_name_is_said_no_longer_than_a_breath() -> None:
    name = " ".join(f"name{number}" for number in range(100))

    assert readable("<@1>", Names(users={1: name})) == name[:80].strip()
