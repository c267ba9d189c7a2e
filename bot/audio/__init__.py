"""Everything that reads or writes audio: recordings that people send, and clips that the speech API made.

A decoder fed by strangers crashes or worse, so it runs in sandboxed child programs (`bot.audio.child`); this process
reads nothing but the magic bytes of a file and plain 16-bit PCM.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the child programs import this package too, and shall not wait for asyncio
    from bot.audio.tools import Audio


def open_audio(*, seccomp: bool = True, warm: bool = True) -> AbstractAsyncContextManager[Audio]:
    """The port `bot.ports.AudioTools`; every child is gone afterwards.

    *warm*: a child for clips starts in the background at once, and nobody waits for it; else at the first need.
    *seccomp* False leaves the children with resource limits only, as they are where libseccomp is missing.
    """
    from bot.audio.tools import open_tools

    return open_tools(seccomp=seccomp, warm=warm)
