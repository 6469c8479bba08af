"""Small files, small functions."""

from __future__ import annotations

import statistics

from tests.house_rules.source import FLOORS, ROOT, functions, modules

MOST_LINES_IN_A_FILE = 400
MOST_LINES_IN_A_FUNCTION = 50
MEDIAN_FUNCTION = 10


def test_no_file_is_longer_than_400_lines() -> None:
    found = [
        f"{path}: {lines}"
        for package in (*FLOORS, "tests")
        for path in modules(package)
        if "migrations" not in path.parts  # Django writes those
        if (lines := len((ROOT / path).read_text(encoding="utf-8").splitlines()))
        > MOST_LINES_IN_A_FILE
    ]
    assert found == []


def test_no_function_is_longer_than_50_lines() -> None:
    found = [
        f"{path}: {function.name} {length}"
        for package in (*FLOORS, "tests")
        for path, tree in modules(package).items()
        for function in functions(tree)
        if (length := (function.end_lineno or 0) - function.lineno + 1)
        > MOST_LINES_IN_A_FUNCTION
    ]
    assert found == []


def test_half_of_all_functions_are_at_most_ten_lines() -> None:
    lengths = [
        (function.end_lineno or 0) - function.lineno + 1
        for package in FLOORS
        for tree in modules(package).values()
        for function in functions(tree)
    ]
    assert statistics.median(lengths) <= MEDIAN_FUNCTION
