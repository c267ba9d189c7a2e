"""The worker process: `python -m bot.speech.child --engine MODULE:FUNCTION --data DIR`.

It reads questions on stdin and answers on what was stdout; stdin's end ends it at once, also in mid-sentence.
"""

from __future__ import annotations

import argparse
import importlib
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from bot.speech import frames
from bot.speech.lifeline import die_with_parent
from bot.speech.worker import Unspeakable


def main() -> None:
    die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is the server's to handle
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", required=True)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    answers = _own_stdout()
    questions: queue.SimpleQueue[frames.Frame] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    answer = _opener(options.engine, options.data)
    while True:
        answers.write(frames.pack(*_reply(answer, *questions.get())))
        answers.flush()


def _own_stdout() -> BinaryIO:
    """What stdout was; libraries that print go to stderr from now on."""
    mine = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return mine


def _listen(questions: queue.SimpleQueue[frames.Frame]) -> None:
    while question := frames.read(sys.stdin.buffer):
        questions.put(question)
    os._exit(0)


Answer = Callable[[dict[str, Any], bytes], frames.Frame]


def _opener(engine: str, data: Path) -> Answer:
    """Nothing heavy is imported before the first question."""
    opened: list[Answer] = []

    def answer(head: dict[str, Any], blob: bytes) -> frames.Frame:
        if not opened:
            module, _, function = engine.partition(":")
            studio = importlib.import_module("bot.speech.engine.studio")
            opened.append(studio.Studio(getattr(importlib.import_module(module), function)(data)).answer)
        return opened[0](head, blob)

    return answer


def _reply(answer: Answer, head: dict[str, Any], blob: bytes) -> frames.Frame:
    try:
        return answer(head, blob)
    except Unspeakable as declined:
        return {"declined": {"code": declined.code, "msg": declined.msg}}, b""
    except Exception as problem:  # noqa: BLE001  the server counts it and asks for smaller pieces
        return {"failed": _describe(problem)}, b""


def _describe(problem: Exception) -> str:
    """Type and place; an exception's own words may quote what was said."""
    last = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{type(problem).__name__} at {Path(last.filename).name}:{last.lineno}"


if __name__ == "__main__":
    main()
