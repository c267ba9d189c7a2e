"""Each rule about imports is proven by breaking it in a copy of the tree."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

CORE = "adapters know the core; the core never knows adapters"
DOWN = "inside the core every arrow points down this list"
EDGES = "adapters do not know each other; only the terminal knows them all"
APP = "only app chooses the speech client, the jobs and the files"
JOBS = "only app opens the jobs and the vault, but for the admin's tools"
STORE = "only app opens the store, but for the admin's tools"
AUDIO = "only app and the speech server open the audio children, but for the doctor"
CHILD = "the audio child is a program of its own"
SPEECH = "the speech server is a program of its own: reached over HTTP, never imported"
SHARED = "the speech server shares only values, text, logs and audio with the bot"
FLOWS = "the flows need nothing but the standard library"
DECODERS = "decoders live in the child programs"
SANDBOX = "the sandbox's library lives in the audio child"
ENGINES = "speech libraries live in the speech server"
TORCH = "torch lives in one file, which only the optional engine loads"
DATABASES = "the databases live in the store"
BYTES = "kept bytes have one door"
DISCORD = "Discord's library lives in its adapter"
CIPHERS = "ciphers have two homes: Discord's signatures, and the recordings at rest"
SLACK = "Slack's libraries live in its adapter"
MARKS = "marks have one home"
FIGURES = "figures are counted in one place"
TRACES = "traces are made in one place"
SETTINGS = "settings are read in one place"
LOGS = "logs are set up in one place"

PLANTED = [
    (CORE, "bot/app.py", "adapters.server"),
    (CORE, "bot/replies/__init__.py", "adapters.commands"),
    (DOWN, "bot/model.py", "bot.ports"),
    (DOWN, "bot/options.py", "bot.errors"),
    (DOWN, "bot/text/__init__.py", "bot.replies"),
    (DOWN, "bot/logs.py", "bot.ports"),
    (DOWN, "bot/typecast/__init__.py", "bot.flows"),
    (DOWN, "bot/audio/__init__.py", "bot.typecast"),
    (DOWN, "bot/cache.py", "bot.files"),
    (DOWN, "bot/flows/__init__.py", "bot.jobs"),
    (DOWN, "bot/jobs/__init__.py", "bot.supervisor"),
    (DOWN, "bot/supervisor.py", "bot.app"),
    (DOWN, "bot/helpers.py", "json"),
    (EDGES, "adapters/web/__init__.py", "adapters.console"),
    (EDGES, "adapters/console.py", "adapters.doctor"),
    (EDGES, "adapters/server.py", "adapters.web"),
    (EDGES, "adapters/run.py", "adapters.cli"),
    (EDGES, "adapters/other.py", "json"),
    (APP, "adapters/web/__init__.py", "bot.typecast"),
    (JOBS, "adapters/console.py", "bot.jobs"),
    (APP, "adapters/speech.py", "bot.supervisor"),
    (APP, "bot/flows/say.py", "bot.files"),
    (STORE, "adapters/web/__init__.py", "bot.store"),
    (STORE, "bot/flows/voices.py", "bot.store"),
    (AUDIO, "adapters/web/__init__.py", "bot.audio"),
    (AUDIO, "bot/flows/clone.py", "bot.audio"),
    (CHILD, "bot/audio/tools.py", "bot.audio.child.decode"),
    (SPEECH, "bot/app.py", "bot.speech"),
    (SPEECH, "adapters/speech.py", "bot.speech.server"),
    (SHARED, "bot/speech/server.py", "bot.replies"),
    (SHARED, "bot/speech/server.py", "bot.store"),
    (FLOWS, "bot/flows/say.py", "aiohttp"),
    (FLOWS, "bot/text/split.py", "numpy"),
    (DECODERS, "bot/audio/tools.py", "av"),
    (DECODERS, "adapters/console.py", "av"),
    (SANDBOX, "bot/audio/process.py", "pyseccomp"),
    (ENGINES, "bot/audio/child/decode.py", "numpy"),
    (ENGINES, "bot/app.py", "onnxruntime"),
    (TORCH, "bot/speech/engine/local.py", "torch"),
    (TORCH, "bot/speech/engine/pocket/shelf.py", "pocket_tts"),
    (DATABASES, "bot/jobs/journal.py", "sqlalchemy"),
    (BYTES, "bot/cache.py", "obstore"),
    (DISCORD, "adapters/run.py", "discord"),
    (CIPHERS, "adapters/web/__init__.py", "nacl.signing"),
    (JOBS, "bot/flows/clone.py", "bot.vault"),
    (EDGES, "adapters/web/__init__.py", "adapters.discord"),
    (EDGES, "adapters/discord/accept.py", "adapters.web"),
    (SLACK, "adapters/run.py", "slack_sdk"),
    (SLACK, "adapters/web/__init__.py", "slack_bolt"),
    (EDGES, "adapters/slack/__init__.py", "adapters.discord"),
    (MARKS, "bot/app.py", "c2pa"),
    (MARKS, "adapters/discord/say.py", "cryptography.x509"),
    (FIGURES, "adapters/run.py", "prometheus_client"),
    (TRACES, "bot/app.py", "opentelemetry.trace"),
    (SETTINGS, "adapters/cli.py", "dotenv"),
    (LOGS, "bot/app.py", "structlog"),
]

Plant = Callable[[str, str], str]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source files and the rules, without anything else."""
    folder = tmp_path_factory.mktemp("layers")
    for package in ("bot", "adapters"):
        shutil.copytree(
            ROOT / package,
            folder / package,
            ignore=lambda at, names: [n for n in names if not (n.endswith(".py") or (Path(at) / n).is_dir())],
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture
def plant(copy: Path) -> Plant:
    def planted(file: str, module: str) -> str:
        path = copy / file
        before = path.read_text("utf-8") if path.exists() else None
        path.write_text(f"{before or ''}\nimport {module}\n", "utf-8")
        try:
            return lint(copy, fails=True)
        finally:
            path.unlink() if before is None else path.write_text(before, "utf-8")

    return planted


def lint(folder: Path, *, fails: bool) -> str:
    ended = subprocess.run([LINT, "--cache-dir", ".cache"], cwd=folder, capture_output=True, text=True, check=False)

    assert bool(ended.returncode) == fails, ended.stdout + ended.stderr
    return ended.stdout


def broken(report: str) -> set[str]:
    return set(re.findall(r"^(.+) BROKEN$", report, re.MULTILINE))


def test_the_tree_as_it_is_keeps_every_rule(copy: Path) -> None:
    assert "0 broken" in lint(copy, fails=False)


@pytest.mark.parametrize(("rule", "file", "module"), PLANTED, ids=lambda value: value.replace(" ", "-")[:40])
def test_a_forbidden_import_is_caught(rule: str, file: str, module: str, plant: Plant) -> None:
    assert rule in broken(plant(file, module))


def test_every_rule_is_proven() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]

    assert {rule["name"] for rule in rules} == {rule for rule, _, _ in PLANTED}


@pytest.mark.parametrize("module", ["bot.app", "adapters.cli", "adapters.run", "adapters.console"])
def test_the_bots_own_process_holds_no_decoder_and_no_engine(module: str) -> None:
    heavy = ("av", "numpy", "onnxruntime", "hibari", "pyworld", "espeakng_loader")
    look = f"import sys, {module}; print(sorted(set({heavy!r}) & set(sys.modules)))"

    seen = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)

    assert seen.stdout == "[]\n"
