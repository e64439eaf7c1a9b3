"""Real data for tests lies beside the checkout (``../shared/data``) and is never committed."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = os.environ.get("SHARED_DATA") == "none"
FOLDER = Path(os.environ.get("SHARED_DATA") or ROOT.parent / "shared" / "data")
ADVICE = "Set SHARED_DATA to the folder that holds it, or SHARED_DATA=none to go without the tests that need it."


def shared_file(name: str) -> Path:
    """The path of a real data file. Where it is not, the test fails, and is skipped only for who has said ``none``."""
    path = FOLDER / name
    if WITHOUT:
        pytest.skip(f"SHARED_DATA=none: without {name}")
    if not path.exists():
        pytest.fail(f"real data is not here: {path}. {ADVICE}", pytrace=False)
    return path


def missing() -> str:
    """What to say before the tests begin where the folder is not there and nobody has said that it is not wanted."""
    return "" if WITHOUT or FOLDER.is_dir() else f"Real data for tests is not here: {FOLDER}. {ADVICE}"


def golden(key: str) -> Any:
    """The worked examples of ``key`` in the golden vectors."""
    return json.loads(shared_file("vectors/domain_vectors.json").read_text())[key]
