"""`mynah`: the composition root. Reads the settings, knows every adapter, imports only what a command needs."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot import __version__
from bot.settings import BadSettings, Settings

CONFIG, INTERRUPTED = 78, 130  # sysexits.h: EX_CONFIG; 128 + SIGINT


def parser() -> argparse.ArgumentParser:
    """The commands and their flags."""
    top = argparse.ArgumentParser(prog="mynah", description="Speaks and clones voices in Discord and Slack.")
    top.add_argument("--version", action="version", version=f"mynah {__version__}")
    commands = top.add_subparsers(required=True, dest="command", metavar="COMMAND")
    commands.add_parser("run", help="bring the bot up; with no token it serves a page on this machine")
    _say(commands.add_parser("say", help="speak once, into a file or through the speakers"))
    _clone(commands.add_parser("clone", help="keep a recording as a voice"))
    voices = commands.add_parser("voices", help="list the voices")
    voices.add_argument("--json", action="store_true", help="for programs")
    doctor = commands.add_parser("doctor", help="say what works, what is missing and what to do")
    doctor.add_argument("--json", action="store_true", help="for programs")
    _speech(commands.add_parser("speech", help="run the speech server alone; it answers to Typecast's API"))
    _slack(commands.add_parser("slack", help="print what Slack needs to make the app"))
    commands.add_parser("healthcheck", help="exit with 0 when the bot on this machine is alive; for containers")
    verify = commands.add_parser(
        "verify", help="say what made a sound file, when, in whose name, and whether it was altered"
    )
    verify.add_argument("file", type=Path, help="wav, mp3, m4a or ogg")
    verify.add_argument("--json", action="store_true", help="for programs")
    _privacy(commands.add_parser("privacy", help="take along, or delete, everything that is kept about somebody"))
    _rules(commands.add_parser("rules", help="show or set what the admins of a workspace allow"))
    _clones(commands.add_parser("clones", help="list the cloned voices of a workspace, or delete one"))
    backup = commands.add_parser("backup", help="copy the bot's database, also while it runs")
    backup.add_argument("file", type=Path, help="where the copy goes; must not exist")
    restore = commands.add_parser("restore", help="bring a backup back into MYNAH_DATA_DIR, while no bot runs there")
    restore.add_argument("file", type=Path, help="what `mynah backup` wrote")
    restore.add_argument("--force", action="store_true", help="put aside what is there")
    return top


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    asked = parser().parse_args(arguments)
    wrong: list[str] = []
    try:
        settings = Settings.load()
    except BadSettings as problem:
        if asked.command != "doctor":
            print(problem, file=sys.stderr)
            sys.exit(CONFIG)
        from adapters.doctor.given import examine

        settings, wrong = examine()
    from bot.logs import configure

    quiet = asked.command in (
        "say",
        "clone",
        "voices",
        "doctor",
        "backup",
        "restore",
        "verify",
        "healthcheck",
        "privacy",
        "rules",
        "clones",
    )
    if quiet and settings.log_level == "info":  # a terminal shows sentences; who wants a log asks for one
        settings = replace(settings, log_level="error")
    configure(settings.log_level, settings.log_format)
    with contextlib.suppress(BrokenPipeError):
        try:
            sys.exit(_dispatch(settings, asked, wrong))
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)


def _dispatch(settings: Settings, asked: argparse.Namespace, wrong: Sequence[str]) -> int:
    match asked.command:
        case "run":
            from adapters.run import run

            return asyncio.run(run(settings))
        case "say" | "clone" | "voices":
            from adapters import console

            commands = {"say": console.say, "clone": console.clone, "voices": console.voices}
            return asyncio.run(commands[asked.command](settings, asked))
        case "doctor":
            from adapters.doctor import doctor

            return asyncio.run(doctor(settings, as_json=asked.json, wrong=wrong))
        case "slack":
            from adapters.slack.manifest import show

            return show(asked.url, asked.prefix)
        case "healthcheck":
            from adapters.healthcheck import healthcheck

            return healthcheck(settings)
        case "speech":
            from adapters.speech import speech

            return speech(settings, asked)
        case _:
            return asyncio.run(_admin(settings, asked))


async def _admin(settings: Settings, asked: argparse.Namespace) -> int:
    match asked.command:
        case "verify":
            from adapters.verify import verify

            return await verify(settings, asked.file, as_json=asked.json)
        case "backup":
            from adapters.backup import backup

            return await backup(settings, asked.file)
        case "restore":
            from adapters.backup import restore

            return await restore(settings, asked.file, force=asked.force)
        case "rules":
            from adapters.rules import rules

            return await rules(settings, asked)
        case "clones":
            from adapters.clones import clones

            return await clones(settings, asked)
        case _:
            from adapters.privacy import privacy

            return await privacy(settings, asked)


def _say(command: argparse.ArgumentParser) -> None:
    command.add_argument("text", help="what to say; - reads it from standard input")
    command.add_argument("-o", "--out", metavar="FILE", help="write the sound here; - writes it to standard output")
    command.add_argument("--voice", help="a name out of `mynah voices`")
    command.add_argument("--lang", dest="language", help="a language, for example en, ko-kr, french; else detected")
    command.add_argument("--emotion", help="normal, happy, sad, angry, toneup, tonedown")
    command.add_argument("--speed", help="0.5 (slow) to 2.0 (fast)")
    command.add_argument("--pitch", help="-12 to 12 semitones")
    command.add_argument("--format", help="mp3 or wav; else by the file's ending")
    command.add_argument("--json", action="store_true", help="for programs")


def _clone(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", help="a recording of one person: wav, mp3, m4a, ogg, webm or flac; 6 to 24 s are best")
    command.add_argument("--name", required=True, help="what the voice is called from now on")
    command.add_argument(
        "--consent", action="store_true", help="state that the voice is yours or its owner agreed; needed in scripts"
    )
    command.add_argument("--json", action="store_true", help="for programs")


def _privacy(command: argparse.ArgumentParser) -> None:
    asked = command.add_subparsers(required=True, dest="what", metavar="WHAT")
    export = asked.add_parser("export", help="write it into a ZIP file")
    export.add_argument("file", type=Path, help="where it goes; must not exist")
    delete = asked.add_parser("delete", help="delete it")
    delete.add_argument("--yes", action="store_true", help="do not ask again")
    for one in (export, delete):
        one.add_argument("--platform", choices=("discord", "slack"), help="left out: you, on the page and here")
        one.add_argument("--workspace", default="", help="the id of the server or the Slack workspace")
        one.add_argument("--user", default="", help="the id of the person; left out: the whole workspace")


def _rules(command: argparse.ArgumentParser) -> None:
    command.add_argument("--platform", choices=("discord", "slack"), required=True)
    command.add_argument("--workspace", required=True, help="the id of the server or the Slack workspace")
    command.add_argument("set", nargs="*", metavar="NAME=VALUE", help="for example blocked=U1,U2 or max_text=300")


def _clones(command: argparse.ArgumentParser) -> None:
    command.add_argument("--platform", choices=("discord", "slack"), required=True)
    command.add_argument("--workspace", required=True, help="the id of the server or the Slack workspace")
    command.add_argument("--owner", default="", metavar="ID", help="the member whose voice is deleted")
    command.add_argument("--remove", default="", metavar="NAME", help="the voice of theirs that is deleted")


def _slack(command: argparse.ArgumentParser) -> None:
    asked = command.add_subparsers(required=True, dest="what", metavar="WHAT")
    manifest = asked.add_parser("manifest", help="the app's manifest, and a link that makes the app with two clicks")
    manifest.add_argument(
        "--url", default="", help="the bot's public https:// address; left out: Socket Mode, no address"
    )
    manifest.add_argument("--prefix", default="", help="before each command: mynah makes /mynah-say")


def _speech(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help="address to listen on")
    command.add_argument("--port", type=int, default=8766, help="port to listen on; 0 takes a free one")
    command.add_argument("--token", default="", help="what clients must send; needed anywhere but on loopback")


if __name__ == "__main__":
    main()
