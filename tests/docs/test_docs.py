"""What the documents say is true."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.cli import parser
from adapters.commands import COMMANDS
from bot import __version__
from bot.settings import TABLE
from tests import licences

ROOT = Path(__file__).parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bot/**/*.md")])
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
VARIABLES = {name for row in TABLE for name in (row.name, row.alias, f"{row.name}_FILE" if row.secret else row.name)}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines(kind: str) -> Iterator[str]:
    """The lines of the documents' blocks of *kind*."""
    for path in DOCS:
        for language, text in BLOCK.findall(path.read_text("utf-8")):
            if language == kind:
                yield from (line for line in text.splitlines() if line.strip())


def shown(program: str) -> list[list[str]]:
    """The arguments with which *program* is called in the documents, in blocks and in the text."""
    inline = [code for path in DOCS for code in re.findall(r"`([^`\n]+)`", path.read_text("utf-8"))]
    split = [shlex.split(line, comments=True) for line in [*lines("sh"), *(c for c in inline if "'" not in c)]]
    called: dict[tuple[str, ...], None] = {tuple(words[1:]): None for words in split if words and words[0] == program}
    return list(map(list, called))


def test_the_documents_are_found() -> None:
    assert {"README.md", "CONTRIBUTING.md", "docs/index.md", "docs/licences.md"} <= {named(path) for path in DOCS}


@pytest.mark.parametrize("path", DOCS, ids=named)
def test_each_link_leads_somewhere(path: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(path.read_text("utf-8")) if "://" not in link]

    assert [link for link in links if link and not (path.parent / link).exists()] == []


def test_no_file_names_a_machine_or_where_packages_come_from() -> None:
    folders = ("work", "root", "home/[a-z]")
    places = re.compile(rf"(?<![\w.])/(?:{'|'.join(folders)})/|\bpypi\b|pythonhosted", re.IGNORECASE)
    code = [path for folder in ("bot", "adapters", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    named_in = [named(path) for path in [*DOCS, *code, ROOT / "Makefile"] if places.search(path.read_text("utf-8"))]

    assert len(code) > 100
    assert named_in == []


def test_each_make_target_in_the_documents_exists() -> None:
    asked = {words[0] for words in shown("make") if words}

    assert {"run", "test", "check", "fix"} <= asked
    assert asked <= TARGETS


def test_each_make_target_is_explained_and_is_no_file() -> None:
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())  # type: ignore[index]  # it is there
    explained = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))

    assert TARGETS == phony == explained


@pytest.mark.parametrize("arguments", [words for words in shown("mynah") if words], ids=" ".join)
def test_each_command_in_the_documents_is_understood(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    values = {"FILE": "file", "NAME": "name", "TEXT": "text"}

    parser().parse_args([values.get(word, word) for word in arguments])


def test_each_command_of_the_terminal_is_in_the_documents() -> None:
    (commands,) = [action for action in parser()._actions if action.dest == "command"]

    assert set(commands.choices or ()) == {words[0] for words in shown("mynah") if words} | {"run"}


def test_each_slash_command_in_the_documents_exists() -> None:
    asked = [line.split()[0] for line in lines("") if line.startswith("/")]

    assert {"/say", "/clone"} <= set(asked) <= {f"/{command.name}" for command in COMMANDS}


def test_each_variable_in_the_documents_exists() -> None:
    texts = "\n".join(path.read_text("utf-8") for path in DOCS if path.name != "licences.md")
    asked = set(
        re.findall(
            r"`((?:MYNAH|TYPECAST|SPEECH|LOG|DISCORD|SLACK|POCKET|SHARD)_[A-Z_]+|PUBLIC_URL|DEFAULT_VOICE|SHARDS)\b",
            texts,
        )
    )

    assert "MYNAH_DATA_DIR" in asked
    assert asked <= VARIABLES


def test_each_benchmark_in_the_documents_exists() -> None:
    table = (ROOT / "docs/index.md").read_text("utf-8").partition("## Benchmarks")[2]
    names = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)

    assert len(names) >= 6
    programs = {name: (ROOT / f"benchmarks/{name}.py", ROOT / f"benchmarks/{name}/__main__.py") for name in names}
    assert [name for name, places in programs.items() if not any(place.exists() for place in places)] == []


def test_the_version_is_one() -> None:
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_the_list_of_licences_is_current() -> None:
    current = (ROOT / "docs/licences.md").read_text("utf-8")

    assert current == licences.page(), "to renew it: python -m tests.licences > docs/licences.md"


def test_what_is_loaded_into_the_bot_is_permissive() -> None:
    mine = {row.name: row.licence for row in licences.packages() if row.runs_in == licences.BOT}
    permissive = {"Apache-2.0", "MIT", "MIT-0", "BSD-3-Clause", "BSD-2-Clause", "PSF-2.0"}

    assert {name for name, licence in mine.items() if set(re.split(r" AND | OR ", licence)) - permissive} == set()


def test_the_bot_loads_nothing_that_is_said_to_run_elsewhere() -> None:
    look = (
        "import sys, bot.app, adapters.run, adapters.web, adapters.console, adapters.doctor;"
        "from importlib.metadata import packages_distributions as p;"
        "there = p(); print(*sorted({d.lower() for m in sys.modules for d in there.get(m.partition('.')[0], [])}))"
    )
    loaded = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)

    elsewhere = {row.name for row in licences.packages() if row.runs_in != licences.BOT}
    assert set(loaded.stdout.split()) & elsewhere == set()
