"""The arithmetic behind the voice benchmark's figures."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.voice.measure import SENTENCES
from benchmarks.voice.scores import character_error_rate, cosine, distance, likeness, plain
from bot.options import LANGUAGES

np = pytest.importorskip("numpy")


@pytest.mark.parametrize(
    ("wanted", "heard", "edits"),
    [("", "", 0), ("abc", "abc", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("ab", "ba", 2)],
)
def test_a_distance_is_the_fewest_edits(wanted: str, heard: str, edits: int) -> None:
    assert distance(wanted, heard) == edits


short = st.text("abcd", max_size=12)


@given(short, short, short)
def test_a_distance_is_a_metric(one: str, two: str, three: str) -> None:
    assert distance(one, two) == distance(two, one)
    assert (distance(one, two) == 0) == (one == two)
    assert distance(one, three) <= distance(one, two) + distance(two, three)
    assert abs(len(one) - len(two)) <= distance(one, two) <= max(len(one), len(two))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Guten  Tag,\nHerr Müller!", "guten tag herr müller"),
        ("it's", "its"),
        ("９時に", "9時に"),
        ("வணக்கம்.", "வணக்கம்"),  # its vowel signs are marks, and count
        ("e\u0301te\u0301", "été"),
    ],
)
def test_what_two_spellings_may_differ_in_is_taken_away(text: str, left: str) -> None:
    assert plain(text) == left


def test_an_error_rate_is_errors_for_each_character_that_was_wanted() -> None:
    assert character_error_rate("Good day.", "good day") == 0
    assert character_error_rate("안녕하세요", "안 영하세요") == pytest.approx(1 / 5)
    assert character_error_rate("ab", "abcdef") == 2
    assert character_error_rate("abcd", "") == 1


def test_a_text_of_nothing_has_no_error_rate() -> None:
    with pytest.raises(ValueError, match="nothing"):
        character_error_rate("?!", "hello")


def test_a_cosine_ignores_length_and_takes_a_vector_of_nothing() -> None:
    assert cosine([1, 0], [5, 0]) == pytest.approx(1)
    assert cosine([1, 0], [0, 2]) == 0
    assert cosine([1, 1], [-2, -2]) == pytest.approx(-1)
    assert cosine([0, 0], [1, 1]) == 0


def test_a_clone_is_identified_when_nobody_else_is_as_near() -> None:
    people = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    clones = [[0.9, 0.1, 0.0], [0.8, 0.6, 0.0], [0.0, 1.0, 1.0]]  # right, nearer to the first, as near to the second

    found = likeness(clones, people)

    assert (found.identified, found.speakers) == (1, 3)
    assert found.own == pytest.approx((0.9 / 0.82**0.5 + 0.6 + 0.5**0.5) / 3)
    assert found.others == pytest.approx((0.1 / 0.82**0.5 + 0.8 + 0.5**0.5) / 6)


def test_one_person_alone_is_nobody_elses() -> None:
    assert likeness([[1.0, 0.0]], [[0.6, 0.8]]).identified == 1


def test_each_language_has_three_sentences() -> None:
    assert SENTENCES.keys() == LANGUAGES.keys()
    assert {len(rows) for rows in SENTENCES.values()} == {3}


def word(text: str) -> bytes:
    return b"X" + len(text).to_bytes(4, "little") + text.encode()


def saved(numbers: bytes, maker: bytes = b"ctorch._utils\n_rebuild_tensor_v2\n") -> bytes:
    """What PyTorch once wrote for `{"model_state": {"w": a 2 x 3 view of six numbers, by columns}}`."""
    storage = b"(" + word("storage") + b"ctorch\nFloatStorage\n" + word("0") + word("cpu") + b"K\x06NtQ"
    tensor = maker + b"(" + storage + b"K\x00K\x02K\x03\x86K\x01K\x02\x86\x89NtR"
    state = b"\x80\x02}" + word("model_state") + b"}" + word("w") + tensor + b"ss."
    heads = pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(1001, 2) + pickle.dumps({}, 2)
    return heads + state + pickle.dumps(["0"], 2) + (6).to_bytes(8, "little") + numbers


def test_tensors_come_out_of_a_file_of_weights_in_their_shape(tmp_path: Path) -> None:
    from benchmarks.voice.weights import tensors

    file = tmp_path / "weights.pt"
    file.write_bytes(saved(np.arange(6, dtype="<f4").tobytes()))

    assert tensors(file, "model_state")["w"].tolist() == [[0, 2, 4], [1, 3, 5]]


def test_a_file_of_weights_runs_nothing(tmp_path: Path) -> None:
    from benchmarks.voice.weights import tensors

    file = tmp_path / "weights.pt"
    file.write_bytes(saved(bytes(24), b"cbuiltins\nprint\n"))

    with pytest.raises(pickle.UnpicklingError, match=r"builtins\.print"):
        tensors(file, "model_state")


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    from benchmarks.voice.weights import tensors

    file = tmp_path / "weights.pt"
    file.write_bytes(pickle.dumps(json.loads("[1]"), 2))

    with pytest.raises(ValueError, match="old form"):
        tensors(file, "model_state")
