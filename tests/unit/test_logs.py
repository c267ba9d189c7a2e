import asyncio
import json
import logging
from collections.abc import Callable
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.logs import configure, describe, get_logger

MARK = "Kolibri-73"  # stands for what nobody may read
LIBRARY = "a.library"

Lines = Callable[[], list[str]]
Written = Callable[[], list[dict[str, object]]]


class Talkative:
    def __repr__(self) -> str:
        return MARK


def opened(form: str) -> StringIO:
    """Logging as the bot sets it up, into a stream of ours (pytest exchanges stderr between fixture and test)."""
    configure("info", form)
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = StringIO()
    handler.setStream(stream)
    return stream


@pytest.fixture(params=["json", "console"])
def lines(request: pytest.FixtureRequest) -> Lines:
    stream = opened(request.param)
    return lambda: stream.getvalue().splitlines()


@pytest.fixture
def written() -> Written:
    stream = opened("json")

    def take() -> list[dict[str, object]]:
        found = [json.loads(line) for line in stream.getvalue().splitlines()]
        stream.seek(0)
        stream.truncate()
        return found

    return take


def raised(error: Exception) -> Exception:
    try:
        raise error  # noqa: TRY301 - an exception has a place only once it was raised
    except Exception as caught:  # noqa: BLE001 - it is ours
        return caught


def test_a_line_says_when_what_and_how_much(written: Written) -> None:
    get_logger("bot.jobs").info("command ended", reference="a1b2c3", seconds=0.25)

    (line,) = written()
    assert line.pop("timestamp")
    assert line == {"event": "command ended", "level": "info", "reference": "a1b2c3", "seconds": 0.25}


def test_lines_of_libraries_have_the_same_form(written: Written) -> None:
    logging.getLogger(LIBRARY).warning("slow: %s", 3)

    (line,) = written()
    assert (line["event"], line["level"]) == ("slow: 3", "warning")


def test_a_level_holds_for_us_and_for_libraries(written: Written) -> None:
    get_logger("bot").debug("too much")
    logging.getLogger(LIBRARY).debug("too much")

    assert written() == []


@pytest.mark.parametrize(
    "name",
    ["text", "token", "speech_token", "url", "embed_url", "password", "body", "headers", "Authorization", "words"],
)
def test_what_is_private_by_name_is_never_written(name: str, lines: Lines) -> None:
    get_logger("bot").info("event", **{name: MARK})
    get_logger("bot").info("event", request={"deep": [{name: MARK}]})

    shown = lines()
    assert len(shown) == 2
    assert MARK not in "".join(shown)


@pytest.mark.parametrize(
    "value",
    [
        f"https://files.example/clip.wav?Signature={MARK}",
        f"wss://gateway.example/{MARK}",
        f"asked with Bearer {MARK}",
        f"Authorization: Basic {MARK}",
        f"/clip.wav?X-Amz-Signature={MARK}&a=b",
        f"api_key={MARK}",
        f'{{"token": "{MARK}"}}',
        ["one", f"http://127.0.0.1:1/{MARK}"],
        {"where": f"http://127.0.0.1:1/{MARK}"},
        MARK.encode(),
        ValueError(MARK),
        Talkative(),
    ],
)
def test_what_is_private_by_its_looks_is_never_written(value: object, lines: Lines) -> None:
    get_logger("bot").warning("event", value=value)
    if isinstance(value, str | Exception):
        logging.getLogger(LIBRARY).warning("it came to %s", value)

    shown = lines()
    assert "event" in shown[0]
    assert "Logging error" not in "".join(shown)
    assert MARK not in "".join(shown)


def test_an_exception_is_written_without_its_text(lines: Lines) -> None:
    error = raised(ValueError(MARK))

    get_logger("bot").error("failed", exc_info=error)
    logging.getLogger(LIBRARY).error("failed", exc_info=error)
    get_logger("bot").error("failed", error=describe(error))
    get_logger("bot").error("failed", error=error)

    shown = lines()
    assert len(shown) == 4
    assert all("ValueError at test_logs.py:" in line for line in shown)
    assert MARK not in "".join(shown)


def test_the_exception_at_hand_is_written_without_its_text(lines: Lines) -> None:
    try:
        int(MARK)
    except ValueError:
        get_logger("bot").exception("failed")
        logging.getLogger(LIBRARY).exception("failed")

    shown = lines()
    assert len(shown) == 2
    assert MARK not in "".join(shown)


async def test_a_forgotten_task_is_written_without_its_exceptions_text(lines: Lines) -> None:
    async def fail() -> None:
        raise ValueError(MARK)

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    del task

    shown = lines()
    assert any("never retrieved" in line for line in shown)
    assert MARK not in "".join(shown)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(), number=st.floats() | st.integers())
def test_a_line_of_json_is_one_line_of_json(text: str, number: float, written: Written) -> None:
    get_logger("bot").info("event", value=text, number=number)
    logging.getLogger(LIBRARY).info("%s", text)

    assert len(written()) == 2


def test_what_a_library_says_cannot_forge_a_second_line(lines: Lines) -> None:
    logging.getLogger(LIBRARY).warning("request failed\n2026-11-23 [error] forged")

    assert "forged" not in "".join(lines())


def test_an_error_is_described_with_its_causes() -> None:
    error = ValueError(MARK)
    error.__cause__ = raised(KeyError(MARK))

    shown = describe(raised(error))

    assert shown.startswith("ValueError at test_logs.py:")
    assert "; caused by KeyError at test_logs.py:" in shown


def test_a_group_is_described_by_its_members() -> None:
    shown = describe(raised(ExceptionGroup(MARK, [raised(ValueError(MARK)), OSError(MARK)])))

    assert "ExceptionGroup at test_logs.py:" in shown
    assert "ValueError at test_logs.py:" in shown
    assert "OSError at unknown" in shown


def test_a_circle_of_causes_ends() -> None:
    one, two = ValueError(MARK), KeyError(MARK)
    one.__cause__, two.__cause__ = two, one

    assert describe(one) == "ValueError at unknown; caused by KeyError at unknown"


ERRORS = st.recursive(
    st.builds(lambda kind: kind(MARK), st.sampled_from([ValueError, KeyError, OSError, UnicodeError, RuntimeError])),
    lambda inner: st.builds(lambda members: ExceptionGroup(MARK, members), st.lists(inner, min_size=1, max_size=3)),
)


@given(ERRORS, ERRORS, st.booleans())
def test_a_description_never_quotes(error: Exception, cause: Exception, suppressed: bool) -> None:  # noqa: FBT001
    error.__context__ = cause
    error.__suppress_context__ = suppressed

    shown = describe(raised(error))

    assert MARK not in shown
    assert ("caused by" in shown) or suppressed
