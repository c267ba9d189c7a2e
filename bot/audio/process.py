"""One child program: started, asked, stopped."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE

from bot.audio import wire

PROGRAM = Path(__file__).with_name("child") / "__main__.py"
DEADLINE = 15.0  # seconds, for getting ready and for each job
_BUFFER = 1 << 20  # bytes


class ChildDied(Exception):
    """The child ended, hung or talked nonsense, and is stopped.

    *status* is its exit status, negative for a signal; None when it was this side that gave up.
    *ready* False: it never came up, so it was nothing that it had been sent. *late*: it hung.
    """

    def __init__(self, status: int | None = None, *, ready: bool = True, late: bool = False) -> None:
        super().__init__(f"the audio child ended with status {status}, ready {ready}, late {late}")
        self.status = status
        self.ready = ready
        self.late = late


class Child:
    """A running child that has shut its lock. `sandbox` is `seccomp` or `rlimits`; `busy` counts seconds of work."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._stopping = asyncio.Lock()
        self.sandbox = ""
        self.served = 0
        self.busy = 0.0

    @classmethod
    async def start(cls, *, seccomp: bool, cpu_seconds: int, program: Path = PROGRAM) -> Child:
        """A child that waits for its first job. Raises `ChildDied`."""
        arguments = ("-I", str(program), "seccomp" if seccomp else "rlimits", str(cpu_seconds), str(os.getpid()))
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *arguments, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/", limit=_BUFFER
            )
        except OSError:  # no memory, no processes left
            raise ChildDied from None
        child = cls(process)
        hello, _ = await child._talk((), cap=0, deadline=DEADLINE)
        child.sandbox = "seccomp" if hello.get("sandbox") == "seccomp" else "rlimits"
        return child

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(
        self, header: wire.Header, blobs: Sequence[bytes], *, cap: int, deadline: float = DEADLINE
    ) -> tuple[wire.Header, list[bytes]]:
        """The answer, its blobs no more than *cap* bytes in all. Raises `ChildDied`; then, and when cancelled, it is stopped."""
        began = asyncio.get_running_loop().time()
        answer = await self._talk(wire.pack(header, blobs), cap=cap, deadline=deadline)
        self.served += 1
        self.busy += asyncio.get_running_loop().time() - began
        return answer

    async def stop(self) -> None:
        """Kill it, and wait until nothing is left of it."""
        with suppress(ProcessLookupError):
            self._process.kill()
        writer = self._process.stdin
        if writer is not None and not writer.transport.is_closing():
            writer.transport.abort()
        async with self._stopping:
            await self._process.communicate()

    async def _talk(
        self, pieces: Sequence[bytes | bytearray], *, cap: int, deadline: float
    ) -> tuple[wire.Header, list[bytes]]:
        try:
            async with asyncio.timeout(deadline):
                return await self._exchange(pieces, cap)
        except TimeoutError:
            await self.stop()
            raise ChildDied(late=True) from None
        except (OSError, EOFError, wire.BadMessage) as problem:
            ended = not isinstance(problem, wire.BadMessage)
            status = await self._process.wait() if ended else None
            await self.stop()
            raise ChildDied(status) from None
        except BaseException:  # cancelled half way: the next answer would be this one's
            await self.stop()
            raise

    async def _exchange(self, pieces: Sequence[bytes | bytearray], cap: int) -> tuple[wire.Header, list[bytes]]:
        reader, writer = self._process.stdout, self._process.stdin
        assert reader is not None  # noqa: S101 - for the type checker: both are pipes
        assert writer is not None  # noqa: S101 - the same
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        length = wire.length_of(await reader.readexactly(wire.LENGTH.size))
        header, sizes = wire.unpack_header(await reader.readexactly(length), cap)
        return header, [await reader.readexactly(size) for size in sizes]
