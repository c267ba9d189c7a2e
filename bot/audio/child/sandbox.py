"""The lock: no file, no socket, no other program, little memory, little time. It is shut once and never opens again."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
import sys
from contextlib import suppress
from typing import Any

MEMORY = 1 << 30  # bytes of address space
# What CPython, PyAV 18.1, glibc and FFmpeg's threads were seen to call while they decode and encode from memory.
_ALLOWED = (
    "read write lseek fstat newfstatat pread64 close munmap mremap brk madvise futex rt_sigaction rt_sigprocmask "
    "rt_sigreturn sigaltstack exit exit_group clock_gettime clock_nanosleep getpid gettid getrandom sched_yield "
    "sched_getaffinity sched_setaffinity restart_syscall set_robust_list rseq"
)
_CLONE_THREAD = 0x10000
_PROT_EXEC = 4
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15


def die_with(parent: int) -> None:
    """Leave no orphan: be killed when *parent* dies, even if it is killed while this program is busy."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:  # it died before the line above
        os._exit(0)


def limit(cpu_seconds: int) -> None:
    """Ask the kernel for a cap on everything it can cap."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 8),
    ):
        with suppress(ValueError, OSError):  # macOS caps no address space
            resource.setrlimit(what, (most, most))


def lock() -> bool:
    """Kill this program at the first system call that decoding does not need. False where that cannot be had."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError, AttributeError):  # not Linux, or no libseccomp
        return False
    try:
        _rules(pyseccomp).load()
    except OSError:  # a kernel without seccomp
        return False
    return True


def _rules(seccomp: Any) -> Any:
    rules = seccomp.SyscallFilter(seccomp.KILL_PROCESS)
    for name in _ALLOWED.split():
        with suppress(ValueError, OSError):  # no such call on this architecture
            rules.add_rule(seccomp.ALLOW, name)
    for name in ("mmap", "mprotect"):  # memory, but none that can be run
        rules.add_rule(seccomp.ALLOW, name, seccomp.Arg(2, seccomp.MASKED_EQ, _PROT_EXEC, 0))
    rules.add_rule(seccomp.ALLOW, "prctl", seccomp.Arg(0, seccomp.EQ, _PR_SET_NAME))
    # An encoder's resampler starts threads. clone3 hides its flags from a filter; told that there is none, glibc takes clone.
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    rules.add_rule(seccomp.ALLOW, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD))
    return rules
