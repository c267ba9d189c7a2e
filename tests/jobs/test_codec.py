from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.codec import address_of, json_of_address, json_of_request, request_of
from bot.model import Address, Answer, Caller, Clone, Outcome, Platform, Request, Say

TEXT = st.text(st.characters(codec=None, exclude_categories=()))
CALLER = st.builds(
    Caller,
    platform=st.sampled_from(Platform),
    workspace=TEXT,
    user=TEXT,
    locale=st.sampled_from(["en", "ko"]),
    roles=st.lists(TEXT, max_size=3).map(tuple),
)
NUMBER = st.none() | st.floats(allow_nan=False)
WORD = st.none() | TEXT
SAY = st.builds(
    Say,
    caller=CALLER,
    text=TEXT,
    voice=WORD,
    language=WORD,
    emotion=WORD,
    speed=NUMBER,
    pitch=st.none() | st.integers(),
    volume=st.none() | st.integers(),
    format=WORD,
)
CLONE = st.builds(Clone, caller=CALLER, name=TEXT, sample_key=TEXT, consent=st.booleans(), statement=TEXT, speaker=TEXT)
ANSWER = st.builds(Answer, caller=CALLER, ask=TEXT, outcome=st.sampled_from(Outcome), statement=TEXT)
ADDRESS = st.builds(Address, platform=st.sampled_from(Platform), channel=TEXT, token=TEXT, expires_at=NUMBER)


@given(SAY | CLONE | ANSWER)
def test_a_request_comes_back_as_it_was(request: Request) -> None:
    text = json_of_request(request)
    back = request_of(text)

    assert text.isascii()
    assert back == request
    assert back.caller.locale == request.caller.locale
    assert back.caller.roles == request.caller.roles


@given(ADDRESS)
def test_an_address_comes_back_as_it_was(address: Address) -> None:
    assert address_of(json_of_address(address)) == address


def test_the_form_on_disk_stays_readable() -> None:
    say = '{"kind":"say","caller":{"platform":"web","workspace":"w"},"text":"Hi","colour":"red"}'
    clone = (
        '{"kind":"clone","caller":{"platform":"slack","workspace":"T1","user":"U1","mood":1},'
        '"name":"me","sample_key":"s/1.wav"}'
    )

    assert request_of(say) == Say(caller=Caller(platform=Platform.WEB, workspace="w"), text="Hi")
    assert request_of(clone) == Clone(
        caller=Caller(platform=Platform.SLACK, workspace="T1", user="U1"), name="me", sample_key="s/1.wav"
    )
    assert address_of('{"platform":"web","channel":"c","thread":"9"}') == Address(platform=Platform.WEB, channel="c")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"kind":"sing","caller":{"platform":"web","workspace":"w"}}',
        '{"kind":"say","text":"Hi"}',
        '{"kind":"say","caller":{"platform":"fax","workspace":"w"},"text":"Hi"}',
        '{"kind":"say","caller":{"platform":"web"},"text":"Hi"}',
        '{"kind":"clone","caller":{"platform":"web","workspace":"w"}}',
    ],
)
def test_what_is_no_request_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json raises a child of it
        request_of(text)


def test_a_message_does_not_quote_what_was_said() -> None:
    text = json.dumps({"kind": "clone", "text": "a secret"})
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is what is looked at
        request_of(text)

    assert "secret" not in str(caught.value)
