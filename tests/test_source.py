"""How YAML is read: what is taken, what is refused, and where each thing was written."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from flagship import FLAGSHIP
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.errors import Problem, ScenarioError
from supplychain_sim.scenario.located import Place, Source
from supplychain_sim.scenario.source import read, read_setting


def taken(folder: Path, content: str | bytes) -> Source:
    path = folder / "s.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path)


def refused(folder: Path, content: str | bytes) -> list[str]:
    """Return every problem of the content, whether or not anything could be made of it."""
    try:
        problems: tuple[Problem, ...] = taken(folder, content).problems
    except ScenarioError as error:
        problems = error.problems
    return [str(problem).removeprefix(f"{folder}/") for problem in problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("true", True),
        ("FALSE", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("0x1F", 31),
        ("0o17", 15),
        ("1e3", 1000),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("-0.05", -0.05),
        ("1_000", "1_000"),
        ("14 days", "14 days"),
        ("2003-01-06", date(2003, 1, 6)),
        ("'2003-01-06'", "2003-01-06"),
        ("'010'", "010"),
        ('"1"', "1"),
        ("2003-01-06 12:00", "2003-01-06 12:00"),
    ],
)
def test_scalars_mean_what_the_core_schema_says(tmp_path: Path, text: str, value: Any) -> None:
    source = taken(tmp_path, f"a: {text}\n")

    assert (source.tree, type(source.tree["a"])) == ({"a": value}, type(value))
    assert source.problems == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "a: 010",
            (
                "s.yaml:1:4: a: found 010, which some read as octal; expected a number without "
                "leading zeros, or text in quotes"
            ),
        ),
        (
            "a: 1:30",
            (
                "s.yaml:1:4: a: found 1:30, which some read in base sixty; expected a quantity "
                "such as '90 minutes', or text in quotes"
            ),
        ),
        ("a: .inf", "s.yaml:1:4: a: found .inf, expected a finite number"),
        ("a: -.INF", "s.yaml:1:4: a: found -.INF, expected a finite number"),
        ("a: .nan", "s.yaml:1:4: a: found .nan, expected a finite number"),
        ("a: 1e999", "s.yaml:1:4: a: found 1e999, expected a finite number"),
        (
            "a: 2003-02-30",
            "s.yaml:1:4: a: found 2003-02-30, expected a day of the calendar, or text in quotes",
        ),
        (
            "a: " + "1" * 5000,
            f"s.yaml:1:4: a: found {'1' * 57}..., expected at most 100 digits",
        ),
        ("a: !!str 1", "s.yaml:1:4: a: found the tag '!!str', expected a value without a tag"),
        (
            "a: !!python/object/apply:os.system [x]",
            (
                "s.yaml:1:4: a: found the tag '!!python/object/apply:os.system', "
                "expected a value without a tag"
            ),
        ),
        ("a: 1\nb: 2\na: 3", "s.yaml:3:1: a: found the key 'a' twice, first in line 1"),
        ("a: 1\n'a': 3", "s.yaml:2:1: a: found the key 'a' twice, first in line 1"),
        ("1: 2", "s.yaml:1:1: found 1 as a key, expected text; put it in quotes"),
        ("? [a]\n: 2", "s.yaml:1:3: found a list as a key, expected text; put it in quotes"),
        (
            "a: {<<: {b: 1}}",
            "s.yaml:1:5: a: found the merge key '<<', expected the keys themselves",
        ),
        ("a: &x [*x]", "s.yaml:1:8: a.0: the anchor 'x' contains itself"),
        ("a: *x", "s.yaml:1:4: a: no anchor 'x' above"),
        ("a: 1\n---\nb: 1", "s.yaml:2:1: found a second document, expected one"),
        ("", "s.yaml:1:1: found nothing, expected a mapping"),
        ("# nothing here\n", "s.yaml:1:1: found nothing, expected a mapping"),
        ("- a\n- b\n", "s.yaml:1:1: found a list, expected a mapping"),
        ("text", "s.yaml:1:1: found 'text', expected a mapping"),
        (
            "a: caf\xe9".encode("latin-1"),
            "s.yaml:1:7: found the byte 0xe9, expected text in UTF-8",
        ),
        (
            "a: b".encode("utf-16"),
            "s.yaml:1:1: found the byte 0xff, expected text in UTF-8",
        ),
        ("a:\n  \x07", "s.yaml:2:3: found the character U+0007, expected printable text"),
        (
            'a: "\\e[2J"',
            "s.yaml:1:4: a: found a control character, expected printable text",
        ),
        (
            'a: "\\ud800"',
            "s.yaml:1:4: a: found a control character, expected printable text",
        ),
        ('a: "\\UFFFFFFFF"', "s.yaml:1:2: not YAML: found a number that is out of range"),
        (
            "a: {b: 1",
            (
                "s.yaml:1:9: not YAML: while parsing a flow mapping, "
                "expected ',' or '}', but got '<stream end>'"
            ),
        ),
        (
            "a: " + "[" * 100_000,
            f"s.yaml:1:54: a{'.0' * 50}: nested too deeply, expected at most 50 levels",
        ),
        ("a:\n" + "- 1\n" * 10_001, "s.yaml:9999:3: a.9997: found more than 10000 values"),
        ("#" * 1_000_001, "s.yaml: found more than 1 MB, expected at most 1 MB"),
    ],
)
def test_what_reads_two_ways_or_none_is_refused_at_its_place(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    assert refused(tmp_path, content) == [message]


def test_aliases_are_copies_and_may_not_multiply(tmp_path: Path) -> None:
    billion = "a: &a [1, 1]\n" + "".join(
        f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, after in zip("abcdef", "bcdefg", strict=True)
    )

    assert taken(tmp_path, "a: &x [1]\nb: *x\n").tree == {"a": [1], "b": [1]}
    (message,) = refused(tmp_path, billion)
    assert message.endswith("found more than 10000 values once aliases are unfolded")


def test_keys_values_and_items_have_places(tmp_path: Path) -> None:
    source = taken(tmp_path, "# first\na:\n  b: [x,\n    y]\n")
    file = str(tmp_path / "s.yaml")

    assert source.places == {
        (): Place(file, 2, 1),
        ("a",): Place(file, 2, 1),
        ("a", "b"): Place(file, 3, 3),
        ("a", "b", 0): Place(file, 3, 7),
        ("a", "b", 1): Place(file, 4, 5),
    }
    assert source.values["a", "b"] == Place(file, 3, 6)


def test_a_mark_and_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    text = "a: 1\nb: |\n  two\n  lines\n"

    windows = taken(tmp_path, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    plain = taken(tmp_path, text)
    assert windows == plain


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for path, message in (
        (pipe, f"{pipe}: expected a regular file"),
        (tmp_path, f"{tmp_path}: expected a regular file"),
        (tmp_path / "none", f"{tmp_path}/none: cannot be read: no such file or directory"),
    ):
        with pytest.raises(ScenarioError) as caught:
            read(path)
        assert str(caught.value) == f"{message}\n1 problem; nothing was run"


def test_a_setting_is_read_by_the_same_rules() -> None:
    assert read_setting("[1, NO, 2 days]", ("a",)).tree == [1, "NO", "2 days"]
    assert read_setting("", ("a",)).tree is None
    (problem,) = read_setting("010", ("a", "b")).problems
    assert str(problem) == (
        "--set: a.b: found 010, which some read as octal; expected a number without leading "
        "zeros, or text in quotes"
    )


YAML_LIKE = st.lists(
    st.sampled_from(
        [
            *"abc:-?[]{},&*!|>'\"%@#\\~<0179._+ \n\t",
            "\n  ",
            ": ",
            "- ",
            "---\n",
            "...\n",
            "<<: ",
            "&a ",
            "*a",
            "!!str ",
            "\\x41",
            "\r\n",
            "\x85",
            "\u2028",
            "\ufeff",
            "%YAML 1.1\n",
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=80) | YAML_LIKE.map(str.encode))
def test_no_bytes_raise_anything_but_problems(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()

    problems = refused(folder, content)

    assert all(problem.startswith("s.yaml:") and "\n" not in problem for problem in problems)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="this PyYAML comes without libyaml")
def test_a_file_means_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read(FLAGSHIP)

    monkeypatch.setattr(yaml, "__with_libyaml__", False)

    assert read(FLAGSHIP) == fast


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "[a,\n" * 100_000]
)
@pytest.mark.parametrize("fast", [True, False])
def test_nothing_is_nested_deeply_enough_to_end_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, *, fast: bool
) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", fast and yaml.__with_libyaml__)
    path = tmp_path / "s.yaml"
    path.write_text(text)

    with pytest.raises(ScenarioError, match="nested too deeply, expected at most 50 levels"):
        read(path)


@settings(max_examples=200, deadline=None)
@given(text=st.text("ab:,-?[]{}&*!|>'\"#\n ", max_size=40))
def test_both_parsers_find_the_same_in_any_text(text: str) -> None:
    def outcome() -> object:
        try:
            return read_setting(text, ("x",))
        except ScenarioError as error:
            return str(error)

    fast = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "__with_libyaml__", False)

        assert outcome() == fast
