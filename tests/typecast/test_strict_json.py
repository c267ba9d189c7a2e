"""JSON from outside: 318 documents of a public collection, and the tricks that Python's parser lets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.typecast import NotJson, loads

COLLECTION = Path(__file__).resolve().parents[3] / "shared/data/json/test_parsing"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"NaN", b"[Infinity]", b"[-Infinity]", b"1e999", b"{", b"\xff", b"[" * 100_000,
        b"1" * 5000, b"{'a': 1}", b"[1,]", b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
def test_what_is_no_json_is_one_error_without_the_document_in_it(raw: bytes) -> None:
    with pytest.raises(NotJson) as refused:
        loads(raw)

    assert str(refused.value) == "not JSON"
    assert refused.value.__context__ is None


def test_json_is_parsed() -> None:
    assert loads(b' {"a": [1, 2.5, true, null, "\xc3\xa9"]}\n') == {"a": [1, 2.5, True, None, "é"]}


@pytest.mark.skipif(not COLLECTION.is_dir(), reason="the collection of JSON documents is not here")
def test_a_public_collection_is_judged_as_its_file_names_say() -> None:
    wrong = []
    for path in sorted(COLLECTION.glob("*.json")):
        try:
            loads(path.read_bytes())
            accepted = True
        except NotJson:
            accepted = False
        if path.name[0] in "yn" and accepted != (path.name[0] == "y"):
            wrong.append(path.name)

    assert wrong == []
