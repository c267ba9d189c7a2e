import os
import runpy
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import TABLE, BadSettings, Settings, Variable, effective, example, is_loopback, reference

SECRETS = [variable for variable in TABLE if variable.secret]
COMPANIONS = {  # what a variable cannot stand without
    "SLACK_BOT_TOKEN": {"SLACK_APP_TOKEN": "x"},
    "SLACK_APP_TOKEN": {"SLACK_BOT_TOKEN": "x"},
    "SLACK_SIGNING_SECRET": {"SLACK_BOT_TOKEN": "x"},
    "SLACK_CLIENT_SECRET": {"SLACK_CLIENT_ID": "x", "SLACK_SIGNING_SECRET": "x"},
}
ROOT = Path(__file__).parents[2]


def load(**environ: str) -> Settings:
    return Settings.load(environ, None)


def test_no_setting_at_all_is_a_valid_configuration() -> None:
    settings = load()

    assert settings.on_loopback
    assert not settings.cloud
    assert settings.port == 8765


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("MYNAH_PORT=1234\nWORKERS=7\n# a comment\nDEFAULT_VOICE='Ada Lovelace'\n")

    settings = Settings.load({"MYNAH_PORT": "4321"}, dotenv)

    assert (settings.port, settings.workers, settings.default_voice) == (4321, 7, "Ada Lovelace")


def test_a_missing_file_is_no_mistake(tmp_path: Path) -> None:
    assert Settings.load({}, tmp_path / "nothing") == load()


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(b"MYNAH_PORT=\xff\xfe\n")

    with pytest.raises(BadSettings, match=r"\.env"):
        Settings.load({}, dotenv)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load(MYNAH_PORT=" ", TYPECAST_API_TOKEN="") == load()


@pytest.mark.parametrize("variable", SECRETS, ids=lambda variable: variable.name)
def test_each_secret_can_come_from_a_file(variable: Variable, tmp_path: Path) -> None:
    path, secret = tmp_path / "secret", "ab" * 32 if variable.name == "MYNAH_KEY" else "from a file"
    path.write_text(secret + "\n")

    settings = Settings.load({f"{variable.name}_FILE": str(path), **COMPANIONS.get(variable.name, {})}, None)

    assert getattr(settings, variable.field) == secret


@pytest.mark.parametrize("variable", SECRETS, ids=lambda variable: variable.name)
def test_a_secret_and_its_twin_together_are_a_mistake(variable: Variable, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("hidden-1")

    with pytest.raises(BadSettings, match=f"{variable.name} and {variable.name}_FILE are both set") as caught:
        Settings.load({variable.name: "hidden-2", f"{variable.name}_FILE": str(path)}, None)
    assert "hidden" not in str(caught.value)


def test_a_twin_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"MYNAH_PASSWORD_FILE names .*nothing.* cannot be read"):
        load(MYNAH_PASSWORD_FILE=str(tmp_path / "nothing"))


def test_only_secrets_have_a_twin(tmp_path: Path) -> None:
    path = tmp_path / "port"
    path.write_text("99")

    assert load(MYNAH_PORT_FILE=str(path)).port == load().port


COMBINATIONS = [
    ({"MYNAH_HOST": "0.0.0.0"}, "MYNAH_PASSWORD"),  # noqa: S104 - what an admin may type
    ({"MYNAH_HOST": "::"}, "MYNAH_PASSWORD"),
    ({"MYNAH_HOST": "mynah.example"}, "MYNAH_PASSWORD"),
    ({"SPEECH_URL": "https://speech.example", "TYPECAST_API_TOKEN": "key"}, "SPEECH_URL"),
    ({"SPEECH_URL": "https://speech.example", "TYPECAST_BASE_URL": "https://cloud.example"}, "TYPECAST_BASE_URL"),
    ({"TYPECAST_BASE_URL": "https://cloud.example"}, "TYPECAST_API_TOKEN"),
    ({"TYPECAST_CALLBACK_URL": "https://mynah.example/callback"}, "TYPECAST_API_TOKEN"),
    ({"TYPECAST_API": "v1"}, "TYPECAST_API_TOKEN"),
    ({"TYPECAST_BASE_URL": "https://api.typecast.ai", "TYPECAST_API_TOKEN": "key"}, "TYPECAST_API=v1"),
    (
        {"TYPECAST_API": "v1", "TYPECAST_BASE_URL": "https://typecast.ai/api", "TYPECAST_API_TOKEN": "key"},
        "TYPECAST_API=legacy",
    ),
    (
        {"TYPECAST_API": "v1", "TYPECAST_API_TOKEN": "key", "TYPECAST_CALLBACK_URL": "https://a.example"},
        "TYPECAST_CALLBACK_URL",
    ),
    ({"TYPECAST_API_TOKEN": "key", "TYPECAST_BASE_URL": "http://cloud.example"}, "TYPECAST_BASE_URL"),
    ({"SPEECH_URL": "http://speech.example"}, "SPEECH_URL"),
    ({"PUBLIC_URL": "http://mynah.example"}, "PUBLIC_URL"),
    ({"TYPECAST_API_TOKEN": "key", "TYPECAST_CALLBACK_URL": "http://a.example"}, "TYPECAST_CALLBACK_URL"),
]


@pytest.mark.parametrize(("environ", "named"), COMBINATIONS)
def test_a_combination_that_cannot_work_names_the_variable(environ: dict[str, str], named: str) -> None:
    with pytest.raises(BadSettings, match=named):
        Settings.load(environ, None)


@pytest.mark.parametrize(
    "environ",
    [
        {"MYNAH_HOST": "0.0.0.0", "MYNAH_PASSWORD": "long enough"},  # noqa: S104 - what an admin may type
        {"MYNAH_HOST": "0.0.0.0", "MYNAH_PAGE": "no"},  # noqa: S104 - what an admin may type
        {"MYNAH_HOST": "::1"},
        {"MYNAH_HOST": "localhost"},
        {"SPEECH_URL": "http://127.0.0.1:9000", "SPEECH_TOKEN": "key"},
        {"TYPECAST_API_TOKEN": "key"},
        {"TYPECAST_API_TOKEN": "key", "TYPECAST_CALLBACK_URL": "https://mynah.example/callback"},
    ],
)
def test_what_can_work_is_let_through(environ: dict[str, str]) -> None:
    Settings.load(environ, None)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("MYNAH_PORT", "-1"),
        ("MYNAH_PORT", "65536"),
        ("MYNAH_PORT", "80.0"),
        ("MYNAH_PORT", "http"),
        ("WORKERS", "0"),
        ("WORKERS", "65"),
        ("WORKERS", "1" * 5000),
        ("MAX_TEXT", "0"),
        ("CLIP_CACHE_MB", "-1"),
        ("KEEP_JOBS_HOURS", "0"),
        ("MYNAH_PAGE", "perhaps"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("PUBLIC_URL", "mynah.example"),
        ("PUBLIC_URL", "ftp://mynah.example"),
        ("SPEECH_URL", "https://[broken"),
        ("SPEECH_URL", "http://127.0.0.1:port"),
        ("MYNAH_DATA_DIR", "~nobody-has-this-name/data"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_it_must_be(name: str, typed: str) -> None:
    with pytest.raises(BadSettings, match=rf"{name} cannot be .* it must be (a|one of) ") as caught:
        Settings.load({name: typed}, None)
    assert len(str(caught.value)) < 250


@given(st.sampled_from([v.name for v in TABLE]), st.text(st.characters(exclude_characters="\0"), max_size=30))
def test_whatever_is_set_there_are_settings_or_a_sentence(name: str, typed: str) -> None:
    try:
        Settings.load({name: typed}, None)
    except BadSettings as sentence:
        named = name in str(sentence)
    else:
        named = True

    assert named


def test_secrets_are_never_shown() -> None:
    environ = {variable.name: f"hidden-{variable.field}" for variable in SECRETS} | {"MYNAH_HOST": "127.0.0.1"}
    environ["MYNAH_KEY"] = key = "5ec4e7" + "0" * 58
    del environ["SPEECH_TOKEN"], environ["SLACK_CLIENT_SECRET"]
    settings = Settings.load(environ, None)

    assert "hidden" not in repr(settings)
    assert "hidden" not in repr(effective(settings))
    assert key not in repr(settings) + repr(effective(settings))
    assert effective(settings)["TYPECAST_API_TOKEN"] == "set"
    assert effective(settings)["SPEECH_TOKEN"] == "not set"


def test_every_field_has_a_row_and_every_default_of_a_row_is_the_default_of_its_field() -> None:
    plain = load()

    assert [variable.field for variable in TABLE] == [field.name for field in fields(Settings)]
    for variable in TABLE:
        if variable.field != "data_dir":
            assert getattr(plain, variable.field) == getattr(Settings(), variable.field)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"])
def test_loopback_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "10.0.0.1", "localhost.example", "127.0.0.1.example"])  # noqa: S104
def test_what_others_can_reach_is_no_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_the_example_is_current() -> None:
    current = (ROOT / ".env.example").read_text("utf-8")

    assert current == example(), "to renew it: python -m bot.settings > .env.example"


def test_the_configuration_reference_is_current() -> None:
    current = (ROOT / "docs/configuration.md").read_text("utf-8")

    assert current == reference(), "to renew it: python -m bot.settings docs > docs/configuration.md"


def test_the_settings_print_their_example(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["bot.settings"])
    runpy.run_module("bot.settings", run_name="__main__")

    assert capsys.readouterr().out == example()


def test_the_example_changes_nothing_when_its_lines_are_taken_as_they_stand(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("\n".join(line.removeprefix("#") for line in example().splitlines() if not line.startswith("# ")))

    assert Settings.load({}, dotenv) == load()


def test_a_bad_setting_ends_the_bot_with_a_sentence_and_status_78(tmp_path: Path) -> None:
    environ = {**os.environ, "MYNAH_DATA_DIR": str(tmp_path), "MYNAH_HOST": "0.0.0.0"}  # noqa: S104 - the mistake

    ended = subprocess.run(
        [sys.executable, "-m", "adapters", "run"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 78
    assert "Set MYNAH_PASSWORD" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"DISCORD_PUBLIC_KEY": "ab" * 32}, "DISCORD_PUBLIC_KEY is set but DISCORD_TOKEN is not"),
        ({"DISCORD_PUBLIC_KEY": "xyz", "DISCORD_TOKEN": "t"}, "DISCORD_PUBLIC_KEY cannot be 'xyz'"),
        ({"DISCORD_GUILD_ID": "my server"}, "DISCORD_GUILD_ID cannot be 'my server'"),
        ({"SHARD_IDS": "0,1"}, "SHARD_IDS is set but SHARDS is not"),
        ({"SHARDS": "2", "SHARD_IDS": "0,2"}, "SHARD_IDS go from 0 to 1"),
        ({"SHARDS": "2", "SHARD_IDS": "one"}, "SHARD_IDS cannot be 'one'"),
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together"),
        ({"SLACK_BOT_TOKEN": "b", "SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2"}, "Keep one of them"),
        ({"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2"}, "SLACK_CLIENT_ID is set, but Slack has no way in"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_SIGNING_SECRET is set but SLACK_BOT_TOKEN is not"),
        ({"MARK_KEY": "/key.pem"}, "MARK_CERTIFICATE and MARK_KEY go together"),
        ({"SLACK_API_URL": "http://slack.example"}, "SLACK_API_URL must start with https://"),
    ],
)
def test_a_platform_that_is_half_set_up_is_named(environ: dict[str, str], words: str) -> None:
    with pytest.raises(BadSettings) as caught:
        load(**environ)

    assert words in str(caught.value)


def test_a_variable_may_have_another_name() -> None:
    assert load(DISCORD_BOT_TOKEN="other").discord_token == "other"
    assert load(DISCORD_BOT_TOKEN="other", DISCORD_TOKEN="own").discord_token == "own"
    assert load(SHARDS="4", SHARD_IDS="3, 1").shard_ids == (1, 3)
