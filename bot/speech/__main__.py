"""`python -m bot.speech`: listen at once, say so in one line of JSON, and go when told to.

Nothing of the engines is imported here; they are loaded by the worker when somebody speaks.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path

from aiohttp import web

from bot import logs
from bot.settings import is_loopback
from bot.speech.engine.pocket.files import FOLDER, location, present
from bot.speech.intake import Intake, open_intake
from bot.speech.lifeline import die_with_parent
from bot.speech.server import Options, create_app
from bot.speech.worker import ENGINES

logger = logs.get_logger(__name__)
_BAD_SETTINGS = 78
_GRACE = 3.0  # seconds for answers that are under way when we are told to go


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bot.speech", description="A speech server with Typecast's legacy API."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--data", type=Path, default=Path("~/.local/share/mynah/speech"), help="where everything that is written goes"
    )
    parser.add_argument("--token", default="", help="what clients must send; better in MYNAH_SPEECH_TOKEN")
    parser.add_argument("--public-url", default="", help="how others reach this server, for the links of player pages")
    parser.add_argument("--with-parent", action="store_true", help="end when stdin ends")
    parser.add_argument("--strict", action="store_true", help="refuse what Typecast's documents do not allow")
    parser.add_argument("--depth", type=int, default=64, help="open jobs before it answers 429")
    parser.add_argument(
        "--deadline",
        type=float,
        default=20.0,
        help="seconds for one call of the engine, and a quarter more per character",
    )
    parser.add_argument("--engine", default="local", help="local, pocket, or MODULE:FUNCTION that opens one")
    parser.add_argument("--pocket-model", default="", help="folder of Pocket-TTS's files, as POCKET_MODEL")
    parser.add_argument("--log-level", default="info", choices=("debug", "info", "warning", "error"))
    parser.add_argument("--log-format", default="auto", choices=("auto", "console", "json"))
    parser.add_argument("--check", action="store_true", help="say which parts are here, as JSON, and end")
    return parser.parse_args()  # fmt: skip


def main() -> int:
    """The exit code: 0, 1 for a check that found nothing to speak with, 78 for options that cannot work."""
    arguments = _arguments()
    logs.configure(arguments.log_level, arguments.log_format)
    data = arguments.data.expanduser()
    if arguments.pocket_model:
        os.environ[FOLDER] = arguments.pocket_model  # the worker inherits it
    if arguments.check:
        from bot.speech.check import report

        found = report(data)
        sys.stdout.write(json.dumps(found) + "\n")
        return 0 if found["ok"] else 1
    token = arguments.token or os.environ.get("MYNAH_SPEECH_TOKEN", "")
    if not token and not is_loopback(arguments.host):
        sys.stderr.write(f"--host {arguments.host} can be reached by others: set MYNAH_SPEECH_TOKEN.\n")
        return _BAD_SETTINGS
    options = Options(
        data=data,
        token=token,
        public_url=arguments.public_url.rstrip("/"),
        engine=ENGINES.get(arguments.engine, arguments.engine),
        strict=arguments.strict,
        depth=arguments.depth,
        deadline=arguments.deadline,
    )
    if arguments.engine == "pocket" and not present(location(data)):
        logger.warning("Pocket-TTS is not here, the local engine speaks", hint="python -m bot.speech --check")
    if arguments.with_parent:
        die_with_parent(signal.SIGTERM)
    asyncio.run(_serve(arguments, options))
    return 0


async def _serve(arguments: argparse.Namespace, options: Options) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, told.set)
    if arguments.with_parent:
        await _watch_stdin(told)
    async with open_intake() as intake:
        runner = await _listening(arguments, options, intake)
        try:
            await told.wait()
        finally:
            await runner.cleanup()


async def _listening(arguments: argparse.Namespace, options: Options, intake: Intake) -> web.AppRunner:
    # No access log: its lines would hold signed links.
    runner = web.AppRunner(create_app(options, intake), access_log=None, shutdown_timeout=_GRACE, lingering_time=_GRACE)
    await runner.setup()
    await web.TCPSite(runner, arguments.host, arguments.port).start()
    host, port = runner.addresses[0][:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(json.dumps({"ready": True, "url": f"http://{shown}:{port}"}) + "\n")
    sys.stdout.flush()
    return runner


async def _watch_stdin(told: asyncio.Event) -> None:
    """Set *told* when whoever started us is gone, however it went."""

    class Watch(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            told.set()

    with contextlib.suppress(ValueError, OSError):  # a closed stdin, or a file: there is nobody to watch
        await asyncio.get_running_loop().connect_read_pipe(Watch, sys.stdin)


if __name__ == "__main__":
    sys.exit(main())
