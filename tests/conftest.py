"""Every test starts from nothing: no setting of this machine's user, no home folder, no skip that CI forbids."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Generator
from typing import TypeVar

import pytest
import structlog

OURS = ("MYNAH_", "TYPECAST_", "DISCORD_", "SLACK_", "SPEECH_", "OTEL_")
OTHERS = ("PUBLIC_URL", "DEFAULT_VOICE", "MAX_TEXT", "WORKERS", "CLIP_CACHE_MB", "KEEP_JOBS_HOURS")
ALSO = ("LOG_LEVEL", "LOG_FORMAT", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
FOLDERS = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
NO_SKIP = "MYNAH_CI_NO_SKIP"  # words, separated by commas: a skip whose reason holds one of them is a failure


def pytest_configure(config: pytest.Config) -> None:
    """Children inherit what is done here, so it is done to the process and not by a fixture."""
    config.stash[_BEFORE] = os.environ.copy()
    config.stash[_WORDS] = [word for word in os.environ.get(NO_SKIP, "").lower().split(",") if word]
    for name in list(os.environ):
        if (name.upper().startswith(OURS) and name != "DISCORD_OPENAPI") or name.upper() in (*OTHERS, *ALSO, *FOLDERS):
            del os.environ[name]
    os.environ["HOME"] = config.stash[_HOME] = tempfile.mkdtemp(prefix="mynah-home-")


def pytest_unconfigure(config: pytest.Config) -> None:
    before = config.stash[_BEFORE]
    os.environ.clear()
    os.environ.update(before)
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)


@pytest.fixture(autouse=True)
def logging_as_before() -> Generator[None]:
    """A test that sets the process's logging up leaves no handler behind that writes into its own, closed stream."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    if structlog.is_configured():
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _judged((yield), item.config.stash[_WORDS])


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _judged((yield), collector.config.stash[_WORDS])


def _judged(report: Report, words: list[str]) -> Report:
    reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr).lower()
    if report.skipped and not hasattr(report, "wasxfail") and any(word in reason for word in words):
        report.outcome = "failed"
        report.longrepr = f"{NO_SKIP} forbids this skip: {reason}"
    return report


_BEFORE = pytest.StashKey[dict[str, str]]()
_HOME = pytest.StashKey[str]()
_WORDS = pytest.StashKey[list[str]]()
