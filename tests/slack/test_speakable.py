import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.speakable import Ids, Names, mentioned, readable
from bot.text import speakable

NAUGHTY = Path(__file__).parents[3] / "shared/data/blns.json"
NAMES = Names(users={"U1": "Ann", "W2": "🔥Bob🔥"}, channels={"C1": "general"}, groups={"S1": "designers"})
GENEROUS = 5.0  # seconds for 20,000 characters; a run over them takes about 0.05

MENTIONS = [
    ("hi <@U1>", "hi Ann"),
    ("hi <@U1|annie>, you", "hi Ann, you"),
    ("hi <@U9|joe.doe>", "hi joe.doe"),
    ("<@U9> left", "someone left"),
    ("<@W2>'s turn", "Bob's turn"),
    ("<@U1><@U9>", "Ann someone"),
    ("in <#C1|random>", "in general"),
    ("in <#C9|random>!", "in random!"),
    ("in <#C9|>", "in a channel"),
    ("in <#C9>", "in a channel"),
    ("<!subteam^S1|@team>", "designers"),
    ("<!subteam^S9|@team> go", "team go"),
    ("<!subteam^S9>", "a group"),
    ("<!here> look", "here look"),
    ("<!channel|@channel>", "channel"),
    ("<!everyone>: tea", "everyone: tea"),
    ("@ann and #general", "ann and general"),
    ("@channel tea", "channel tea"),
    ("write to x@y.org about #1", "write to x@y.org about #1"),
    ("<3 <@> <#> <!>", "<3 <@> <#> <!>"),
]
DATES = [
    ("<!date^1392734382^{date} at {time}|Feb 18>", "Feb 18"),
    ("on <!date^1392734382^{date}^https://x.org/a|that day>.", "on that day."),
    ("<!date^1392734382^{date}>", "18 February 2014, 14:39 UTC"),
    ("<!date^9999999999999^{date}>", "a date"),
]
LINKS = [
    ("<https://a.org/b|the plan>", "the plan"),
    ("see<https://a.org/b|the *plan*>now", "see the plan now"),
    ("<https://www.a.org/b?c=d&amp;e=f>", "link to a.org"),
    ("<http://a.org|a.org>", "a.org"),
    ("<https://a.org/x|https://a.org/x>", "link to a.org"),
    ("<https://a.org| >", "link to a.org"),
    ("https://a.org/b, then", "link to a.org, then"),
    ("slack://open?team=1", "link to open"),
    ("<mailto:a@b.org|a@b.org>", "a@b.org"),
    ("<mailto:a@b.org|Ann>", "Ann"),
    ("<tel:+12345|+12345> or <tel:7>", "+12345 or 7"),
    ("a.org is fine", "a.org is fine"),
]
ENTITIES = [
    ("a &lt; b &gt; c", "a < b > c"),
    ("you &amp; me", "you & me"),
    ("&amp;lt;", "<"),
    ("AT&T &nbsp;", "AT&T &nbsp;"),
]
EMOJI = [
    ("hi :wave:", "hi waving hand"),
    ("hi :wave::skin-tone-2:", "hi waving hand"),
    (":+1::thumbsup::+1::skin-tone-6: 👍🏿", "thumbs up"),
    (":-1:", "thumbs down"),
    (":100:", "100"),
    (":party_parrot:", "party parrot"),
    (":blob-cat2:", "blob cat 2"),
    (":slightly_smiling_face:", "slight smile"),
    (":upside_down_face:", "upside down"),
    (":flag-kr: 🇰🇷", "flag K R"),
    (":すし: です", "すし です"),
    (":a1::b1::c1::d1:", "a 1, b 1, c 1, d 1"),
    (":tada: :fire: 🔥 :x: :eyes: :star:", "party popper, fire, cross mark and 2 more emoji"),
    ("at 10:30:45 or :30:", "at 10:30:45 or :30:"),
    ("std::string::npos a:b:c", "std::string::npos a:b:c"),
    ("note: this: that :)", "note: this: that :)"),
    ("😀word", "grinning word"),
    ("5️⃣ ok", "5 ok"),
]
MARKS = [
    ("*bold* _it_ ~gone~", "bold it gone"),
    ("*_both_* and **md**", "both and md"),
    ("(*a*), *<@U1>*!", "(a), Ann!"),
    ("snake_case_name _x", "snake_case_name _x"),
    ("2*3*4 = 2 * 12", "2*3*4 = 2 * 12"),
    ("~5 and ~6", "~5 and ~6"),
    ("a lone * here", "a lone * here"),
    ("`rm -rf` it", "rm -rf it"),
    ("```a = 1```", "a = 1"),
    ("look ```a\nb``` there", "look a code block there"),
    ("a ` lone tick", "a ` lone tick"),
    ("> quote\n&gt; two\n&gt;&gt;&gt;three", "quote\ntwo\nthree"),
    ("• one\n    ◦ two\n- three\n1. four", "one\ntwo\nthree\n1. four"),
    ("a\n---\nb", "a\nb"),
    ("a -5 &gt; b", "a -5 > b"),
    ("||no spoiler||", "||no spoiler||"),
]
REPEATS = [
    ("noooooooo!!!!!", "noooo!!!"),
    ("ㅋㅋㅋㅋㅋㅋㅋㅋ", "ㅋㅋㅋㅋ"),
    ("lolololololol", "lololol"),
    ("go go go go go", "go go go"),
    ("x1\n" * 9, "x1\nx1\nx1"),
    ("555 5555 1 1 1 1 1", "555 5555 1 1 1 1 1"),
    ("  a \t b\r\n\n\n c ", "a b\nc"),
    ("***** ", ""),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "said"), [*MENTIONS, *DATES, *LINKS, *ENTITIES, *EMOJI, *MARKS, *REPEATS])
def test_what_was_typed_is_put_into_words(typed: str, said: str) -> None:
    assert readable(typed, NAMES) == said


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "someone a channel a group link to a.b a code block fire, party popper, x y and 2 more emoji"),
        ("pt-BR", "someone a channel a group link to a.b a code block fire, party popper, x y and 2 more emoji"),
        ("ko-KR", "누군가 어떤 채널 어떤 그룹 a.b 링크 코드 블록 불, 축하 폭죽, x y 외 이모지 2개"),
        ("ja-JP", "誰か チャンネル グループ a.bへのリンク コードブロック 炎, クラッカー, x y、ほか絵文字2個"),
        ("es-LA", "alguien un canal un grupo enlace a a.b un bloque de código fuego, fiesta, x y y 2 emojis más"),
    ],
)
def test_the_words_are_those_of_the_language(locale: str, said: str) -> None:
    text = "<@U0><#C0><!subteam^S0><https://a.b>```a\nb```:fire::tada::x_y::star::eyes:"

    assert readable(text, NAMES, locale) == said


def test_the_ids_to_look_up_are_found() -> None:
    text = "<@U1> <@W2|bob> <#C3|general> <!subteam^S4|@team> <!here> <@U1> <@nobody>"

    assert mentioned(text) == Ids(users=frozenset({"U1", "W2"}), channels=frozenset({"C3"}), groups=frozenset({"S4"}))
    assert mentioned("@ann") == Ids()


def test_emoji_are_named_before_what_cannot_be_spoken_is_dropped() -> None:
    assert speakable(readable("well 🔥", NAMES)) == "well fire"


FRAGMENTS = st.sampled_from(
    [
        *("*", "**", "_", "~", "`", "```", "> ", "&gt; ", "• ", "- ", "&lt;", "&gt;", "&amp;", "amp;", "<", ">", "|"),
        *("<@U1>", "<@U9|x_y>", "<#C1|a>", "<!here>", "<!subteam^S1|@b>", "<!date^1^{x}|y>", "<!date^1^{x}>"),
        *("https://a.b/c", "<https://a.b|c d>", "<mailto:a@b|a@b>", ":smile:", ":+1:", "::skin-tone-2:", ":", "::x"),
        *("@", "#", "@here", "a", "b1", "word", "no ", "é", "漢", "7", "😀", "🔥", "👩\u200d💻", "🇰🇷", "1️⃣", "!", "'"),
    ]
)
TYPED = st.text(max_size=200) | st.lists(FRAGMENTS | st.sampled_from([" ", "\n"]), max_size=40).map("".join)
LOCALES = st.sampled_from(["en", "ko-KR", "ja-JP", "es-ES", "de-DE", ""])


@given(TYPED, LOCALES)
def test_reading_what_was_read_changes_nothing(text: str, locale: str) -> None:
    once = readable(text, NAMES, locale)

    assert readable(once, NAMES, locale) == once
    assert once == once.strip()


@given(st.text(max_size=100), st.text(max_size=100), LOCALES)
def test_any_name_and_label_can_be_said(name: str, label: str, locale: str) -> None:
    names = Names(users={"U1": name})
    once = readable(f"<@U1><@U2|{label}><https://a.b|{label}>", names, locale)

    assert readable(once, names, locale) == once


def test_naughty_strings_are_read_and_settle() -> None:
    if not NAUGHTY.exists():
        pytest.skip("needs shared/data/blns.json")
    for text in json.loads(NAUGHTY.read_text("utf-8")):
        once = readable(text, NAMES)
        assert readable(once, NAMES) == once


HOSTILE = [
    *("*", "**", "*a", "a*", "_a", "~", "~a", "`", "`a", "`\n", "```a", "@", "@a", "#", "|", ":", ":a", ":a:", "::"),
    *("<", "<@U", "<@U1|", "<!date^1", "<!", "<https://", "<https://a|", "http://", "a://(", "&", "&amp;", "&amp;lt;"),
    *("😀", "👩\u200d", ":a:   ", "1\ufe0f", "no ", "ab", " ", "\n", " \n", "> ", ">", "• ", "- ", "---\n"),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_no_longer_than_any_other(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    began = time.monotonic()
    for end in ("", "x", ">", "`", "*"):
        readable(text + end, NAMES)

    assert time.monotonic() - began < GENEROUS


def test_entities_within_entities_without_end_are_thrown_away() -> None:
    once = readable("deep &" + "amp;" * 500 + "lt;", NAMES)

    assert once.startswith("deep")
    assert readable(once, NAMES) == once
