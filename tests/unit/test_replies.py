import ast
import asyncio
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import errors
from bot.errors import (
    AddressExpired,
    BotError,
    DeliveryBusy,
    JobsClosed,
    Refused,
    SpeechBusy,
    SpeechClosed,
    SpeechFailed,
    SpeechFull,
    SpeechRejected,
    SpeechSpent,
)
from bot.model import Reply
from bot.replies import explain, reply_to, sentence
from bot.replies.english import SENTENCES

ROOT = Path(__file__).parents[2]
PARTS = {"voices.none", "rules.any", "rules.none", "rules.usual", "rules.on", "rules.off", "rules.for_roles"}
"""Words that stand in the place of another sentence."""

MARK = "Kolibri-73"  # stands for what only an exception's text says
REFUSALS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Refused)}
OURS = [
    SpeechBusy(MARK, retry_after=2.2),
    SpeechFailed(MARK),
    SpeechRejected(MARK, code=MARK),
    SpeechClosed(MARK),
    SpeechClosed(MARK, entitled=False),
    SpeechSpent(MARK),
    SpeechFull(MARK),
    SpeechRejected(MARK, code="app/param/not-enough"),
    SpeechRejected(MARK, code="app/invalid/actor_id"),
    JobsClosed(MARK),
    DeliveryBusy(MARK),
    AddressExpired(MARK),
    BotError(MARK),
    ValueError(MARK),
    KeyError(MARK),
]


@cache
def sources() -> Mapping[str, ast.Module]:
    files = [path for folder in ("bot", "adapters") for path in sorted((ROOT / folder).rglob("*.py"))]
    naming = [path for path in files if path.name == "__init__.py" or path.parent != ROOT / "bot/replies"]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in naming}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Each place where a sentence is named, as `file:line`."""
    for file, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in REFUSALS | {"sentence"}:
                    yield f"{file}:{node.lineno}", node


def keys_of(node: ast.expr) -> set[str] | None:
    """The keys that *node* may stand for; None where only the running program knows."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        both = keys_of(node.body), keys_of(node.orelse)
        return both[0] | both[1] if both[0] and both[1] else None
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in node.values]
        return {key for key in SENTENCES if re.fullmatch("".join(parts), key)} or {ast.unparse(node)}
    return None


def places(key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(SENTENCES[key]) if name}


def test_every_sentence_that_the_code_names_is_there() -> None:
    named = [(where, key) for where, call in calls() for key in keys_of(call.args[0]) or ()]

    assert len(named) > 50
    assert [(where, key) for where, key in named if key not in SENTENCES] == []


def test_every_place_of_a_sentence_is_filled_where_it_is_named() -> None:
    lacking = []
    for where, call in calls():
        given_names = {keyword.arg for keyword in call.keywords}
        keys = keys_of(call.args[0]) or set()
        if None not in given_names and len(keys) == 1:  # a computed key, or values, are the flows' tests' business
            lacking += [(where, key) for key in keys if key in SENTENCES and not places(key) <= given_names]

    assert lacking == []


def test_every_sentence_is_used() -> None:
    used = set()
    for tree in sources().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                used |= keys_of(node) or set()
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                used.add(node.value)

    assert set(SENTENCES) - used == set()


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_one(key: str) -> None:
    words = SENTENCES[key]

    assert words == words.strip()
    assert len(words) < (400 if key.endswith(".help") else 160)  # help is several
    assert words[0].isupper() or words.startswith(("{", "/")) or key in PARTS
    assert "error" not in words.lower()


def test_a_language_that_is_not_there_is_answered_in_english() -> None:
    assert sentence("text.empty", "xx-YY") == sentence("text.empty", "en-GB") == SENTENCES["text.empty"]


@given(st.text(max_size=50))
def test_what_was_typed_is_quoted_and_never_read_as_a_place(typed: str) -> None:
    assert repr(typed) in sentence("voice.unknown", name=typed)


def test_a_sentence_that_is_not_there_still_ends_in_a_sentence() -> None:
    assert explain(Refused("no.such")).words == SENTENCES["bot.failed"]
    assert explain(Refused("text.too_long", length="many", limit=None)).words == SENTENCES["bot.failed"]
    assert explain(Refused("voice.unknown")).words == SENTENCES["bot.failed"]


def test_a_refusal_is_its_own_sentence() -> None:
    reply = explain(errors.BadText("text.too_long", length=5000, limit=2000), reference="abc123")

    assert reply.words == "That is 5,000 characters; the limit is 2,000. Please shorten it or send it in parts."
    assert reply.refused
    assert reply.private
    assert not reply.reference


@pytest.mark.parametrize("number", range(len(OURS)))
def test_what_went_wrong_on_our_side_is_told_in_private_with_a_reference(number: int) -> None:
    reply = explain(OURS[number], reference="abc123")

    assert reply.private
    assert not reply.refused
    assert reply.words.endswith(" (reference abc123)")
    assert MARK not in repr(reply)


def test_every_kind_of_error_is_explained() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, BotError)}

    tested = {type(error) for error in OURS} | {kind for kind in kinds if issubclass(kind, Refused)}
    assert {kind.__name__ for kind in kinds - tested} <= {
        "SpeechError",
        "DeliveryError",
        "JobsFailed",
        "JobsLocked",
        "JobGone",
    }


def test_a_busy_service_says_when_to_come_back() -> None:
    assert "in 3 s" in explain(SpeechBusy("", retry_after=2.2)).words
    assert "in 1 s" in explain(SpeechBusy("", retry_after=0)).words


def test_an_admin_is_pointed_to_where_the_keys_trouble_differs() -> None:
    assert explain(SpeechClosed("")).words != explain(SpeechClosed("", entitled=False)).words


async def fail(error: BaseException) -> Reply:
    raise error


async def test_whatever_fails_becomes_a_reply() -> None:
    for error in [*OURS, errors.BadText("text.empty")]:
        reply = await reply_to(fail(error), reference="abc123")

        assert reply.words
        assert MARK not in reply.words


async def test_what_another_try_may_mend_is_let_through() -> None:
    with pytest.raises(SpeechBusy):
        await reply_to(fail(SpeechBusy("")), but=(SpeechBusy,))


async def test_a_cancelled_command_is_not_answered_here() -> None:
    with pytest.raises(asyncio.CancelledError):
        await reply_to(fail(asyncio.CancelledError()))


async def test_an_answer_passes_as_it_is() -> None:
    async def answer() -> Reply:
        return Reply(words="fine")

    assert await reply_to(answer()) == Reply(words="fine")
