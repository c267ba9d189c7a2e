"""The forms, as pure functions from values to Slack's views, and what was filled in read back.

Slack's limits: a title and its buttons 24 characters, a label and a hint 2,000, an option 75, a select 100 options.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from adapters.slack.blocks import Block, plain, unescaped
from adapters.slack.choices import Chosen
from adapters.slack.origin import Origin, metadata
from adapters.slack.words import label
from bot.flows.consent import statement_for
from bot.flows.names import LONGEST_NAME
from bot.model import Preferences
from bot.options import AUTO, EMOTIONS, LANGUAGES, PITCH, SPEED, Range

View = dict[str, Any]

SAY_FORM, CLONE_FORM, SETTINGS_FORM, RENAME_FORM = "say", "clone", "settings", "rename"
FORMS = (SAY_FORM, CLONE_FORM, SETTINGS_FORM, RENAME_FORM)
VOICE = "voice"  # the action that Slack asks for options of
VALUE = "value"
DEFAULT = "default"  # an option that forgets a choice
THREAD, CHANNEL = "thread", "channel"
FILETYPES = ("wav", "mp3", "m4a", "mp4", "ogg", "webm", "flac")
OPTIONS_SHOWN = ("voice", "language", "emotion", "speed", "pitch")
LONGEST_TEXT = 3_000  # characters that Slack takes in one input


def say_form(origin: Origin, chosen: Chosen, text: str, locale: str, max_text: int, *, ts: str = "") -> View:
    """/say as a form. *ts*: a message whose thread may take the answer as well as the channel."""
    limit = min(max_text, LONGEST_TEXT)
    element = {"type": "plain_text_input", "multiline": True, "max_length": limit}
    blocks = [
        _input("text", "text", {**element, **_initial("value", text[:limit])}, locale, optional=False),
        _voice(chosen.voice, locale),
        _select("emotion", {name: label(name, locale) for name in EMOTIONS}, chosen.emotion, locale),
        _number("speed", SPEED, chosen.speed, locale),
        _number("pitch", PITCH, chosen.pitch, locale),
        _select("language", _languages(locale), chosen.language, locale),
    ]
    if ts:
        places = {THREAD: label(THREAD, locale), CHANNEL: label(CHANNEL, locale)}
        blocks.append(_select("place", places, THREAD if origin.thread else CHANNEL, locale, kind="radio_buttons"))
    return _form(SAY_FORM, "say_title", "say_submit", metadata(origin, ts=ts), blocks, locale)


def clone_form(origin: Origin, locale: str, name: str = "", file: Mapping[str, object] | None = None) -> View:
    """/clone as a form; *file* is a recording that is known already, from a message."""
    typed = {"type": "plain_text_input", "max_length": LONGEST_NAME, **_initial("value", name[:LONGEST_NAME])}
    recording = {"type": "file_input", "filetypes": list(FILETYPES), "max_files": 1}
    agree = {"type": "checkboxes", "options": [_option("yes", label("agree", locale))]}
    blocks = [
        _input("name", "name", typed, locale, optional=False, hint="name_hint"),
        {"type": "section", "block_id": "known", "text": plain(f"🎙 {file.get('name') or '…'}", 200)}
        if file
        else _input("recording", "recording", recording, locale, optional=False, hint="recording_hint"),
        _input("speaker", "speaker", {"type": "users_select"}, locale, hint="speaker_hint"),
        {
            "type": "input",
            "block_id": "consent",
            "optional": True,  # for Slack: the core insists on it for a voice of one's own
            "label": plain(statement_for(origin.caller(locale))[1], 2_000),
            "element": {**agree, "action_id": VALUE},
        },
    ]
    held = metadata(origin, file=file) if file else metadata(origin)
    return _form(CLONE_FORM, "clone_title", "clone_submit", held, blocks, locale)


def settings_form(origin: Origin, now: Preferences, locale: str) -> View:
    """What /say uses by itself."""
    usual = {DEFAULT: label("default", locale)}
    blocks = [
        _voice(now.voice, locale),
        _select("language", usual | _languages(locale), now.language or DEFAULT, locale),
        _select("emotion", usual | {name: label(name, locale) for name in EMOTIONS}, now.emotion or DEFAULT, locale),
        _number("speed", SPEED, now.speed, locale),
        _number("pitch", PITCH, now.pitch, locale),
    ]
    return _form(SETTINGS_FORM, "settings_title", "save", metadata(origin), blocks, locale)


def rename_form(origin: Origin, voice: str, locale: str) -> View:
    """Another name for a voice."""
    typed = {"type": "plain_text_input", "max_length": LONGEST_NAME, "initial_value": voice[:LONGEST_NAME]}
    blocks = [_input("name", "name", typed, locale, optional=False)]
    return _form(RENAME_FORM, "rename_title", "rename", metadata(origin, voice=voice), blocks, locale)


def filled_in(view: Mapping[str, Any]) -> dict[str, Any]:
    """Block -> what stands in it: text, an option's value, values of a checkbox, or files; None where nothing does."""
    values = (view.get("state") or {}).get("values") or {}
    return {block: _entered(next(iter(held.values()), {})) for block, held in values.items()}


def option(name: str, words: str) -> Block:
    """An option of the voice search; the caller minds that *name* has at most 150 characters."""
    return _option(name, words)


def block_for(key: str, view: Mapping[str, Any]) -> str:
    """The input under which a refusal with this key is shown; the first one where none fits better."""
    area, _, rest = key.partition(".")
    wanted = {
        "option": rest,
        "sample": "recording",
        "voice": "name",
        "consent": "consent",
        "text": "text",
        "ask": "speaker",
    }.get(area)
    inputs = [str(block["block_id"]) for block in view.get("blocks", ()) if block.get("type") == "input"]
    return wanted if wanted in inputs else inputs[0]


def _entered(held: Mapping[str, Any]) -> Any:
    if "selected_option" in held:
        return (held["selected_option"] or {}).get("value")
    if "selected_options" in held:
        return [one.get("value") for one in held["selected_options"] or ()]
    return next((held[kind] for kind in ("files", "selected_user") if kind in held), held.get("value"))


def label_of(view: Mapping[str, Any], block: str) -> str:
    """The words over an input, as they were shown."""
    found: Mapping[str, Any] = next((each for each in view.get("blocks", ()) if each.get("block_id") == block), {})
    return unescaped(str((found.get("label") or {}).get("text") or ""))


def _form(name: str, title: str, submit: str, held: str, blocks: Iterable[Block], locale: str) -> View:
    return {
        "type": "modal",
        "callback_id": name,
        "private_metadata": held,
        "title": plain(label(title, locale), 24),
        "submit": plain(label(submit, locale), 24),
        "close": plain(label("cancel", locale), 24),
        "blocks": list(blocks),
    }


def _input(block: str, words: str, element: Block, locale: str, *, optional: bool = True, hint: str = "") -> Block:
    more = {"hint": plain(label(hint, locale), 2_000)} if hint else {}
    return {
        "type": "input",
        "block_id": block,
        "label": plain(label(words, locale), 2_000),
        "optional": optional,
        "element": {"action_id": VALUE, **element},
        **more,
    }


def _voice(chosen: str | None, locale: str) -> Block:
    element: Block = {
        "type": "external_select",
        "action_id": VOICE,
        "min_query_length": 0,
        "placeholder": plain(label("search", locale), 150),
    }
    if chosen:
        element["initial_option"] = _option(chosen, chosen)
    return _input("voice", "voice", element, locale)


def _select(
    block: str, options: Mapping[str, str], chosen: str | None, locale: str, kind: str = "static_select"
) -> Block:
    offered = [_option(value, words) for value, words in options.items()]
    element: Block = {"type": kind, "options": offered}
    if chosen in options:
        element["initial_option"] = _option(str(chosen), options[str(chosen)])
    return _input(block, block, element, locale)


def _number(block: str, allowed: Range, chosen: float | None, locale: str) -> Block:
    element: Block = {
        "type": "number_input",
        "is_decimal_allowed": not allowed.whole,
        "min_value": f"{allowed.low:g}",
        "max_value": f"{allowed.high:g}",
        **_initial("value", "" if chosen is None else f"{chosen:g}"),
    }
    return _input(block, block, element, locale, hint=f"{block}_hint")


def _languages(locale: str) -> dict[str, str]:
    return {AUTO: label("auto", locale), **LANGUAGES}


def _option(value: str, words: str) -> Block:
    return {"text": plain(words), "value": value[:150]}


def _initial(kind: str, value: str) -> Block:
    return {f"initial_{kind}": value} if value else {}
