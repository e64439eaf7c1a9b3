"""What comes before the first test, in each process of tests: none of it is done for nothing, or by all of them."""

import sys
from functools import lru_cache
from pathlib import Path

import pytest
from _pytest.assertion import rewrite
from _pytest.doctest import DoctestModule
from hypothesis.internal.conjecture import providers

ROOT = Path(__file__).resolve().parents[2]


def only_with_examples(found: list[pytest.Collector], path: Path) -> list[pytest.Collector]:
    """Without the doctests of a file that has none: to look for them loads it, and reads what each of its names says.

    A package is loaded before what is in it: pytest would load twice what its ``__init__`` loads.
    """
    if path.name == "__init__.py" or ">>>" in path.read_text():
        return found
    return [each for each in found if not isinstance(each, DoctestModule)]


def try_numbers_of_rules() -> None:
    """Hypothesis also tries numbers and words that it reads in the code: the limits of rules, and those only.

    Else it reads all that is loaded, two thousand files, before the first test, and the limits drown in their words.
    """
    providers.is_local_module_file = lru_cache(4096)(is_rule)  # type: ignore[attr-defined]


def is_rule(path: str) -> bool:
    """Whether this file of ours is in a room of rules."""
    try:
        within = Path(path).relative_to(ROOT)
    except ValueError:
        return False
    return "rules" in within.with_suffix("").parts and "tests" not in within.parts and ".venv" not in within.parts


def rewrite_a_share(config: pytest.Config) -> int:
    """In a fresh checkout: rewrite the assertions of some of the files, where other processes do the rest; how many.

    pytest keeps what it has rewritten, but all processes start at once, with the same files.
    """
    given = getattr(config, "workerinput", None)
    if given is None or sys.dont_write_bytecode:
        return 0
    number, processes = int(given["workerid"].removeprefix("gw")), given["workercount"]
    fresh = [path for path in files_of_tests(config.args) if not kept_at(path).exists()]
    for path in fresh[number::processes]:
        source, code = rewrite._rewrite_test(path, config)
        kept_at(path).parent.mkdir(exist_ok=True)
        rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, source, kept_at(path))
    return len(fresh[number::processes])


def files_of_tests(asked: list[str]) -> list[Path]:
    """The files that pytest rewrites, of what it is asked for."""
    found = set()
    for name in asked:
        place = Path(name.partition("::")[0])
        found |= {place} if place.is_file() else {*place.rglob("test_*.py"), *place.rglob("conftest.py")}
    return sorted(path.resolve() for path in found)


def kept_at(path: Path) -> Path:
    """Where pytest looks for the file when it has been rewritten."""
    return rewrite.get_cache_dir(path) / (path.stem + rewrite.PYC_TAIL)
