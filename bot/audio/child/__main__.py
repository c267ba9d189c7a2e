"""`python -I __main__.py seccomp|rlimits CPU_SECONDS PARENT`: started by `bot.audio.process`, never by a person."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Serve jobs from stdin until it closes."""
    root = str(Path(__file__).resolve().parents[3])  # isolated mode puts nothing of ours on the path
    if root not in sys.path:
        sys.path.insert(0, root)
    from bot.audio.child.serve import serve

    mode, cpu_seconds, parent = sys.argv[1:]
    serve(seccomp=mode == "seccomp", cpu_seconds=int(cpu_seconds), parent=int(parent))


main()
