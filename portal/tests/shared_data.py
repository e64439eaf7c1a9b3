"""Real data for tests lies beside the checkout (``../shared/data``) and is never committed."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SHARED_DATA") or ROOT.parent / "shared" / "data")


def shared_file(name: str) -> Path:
    """The path of a real data file; the test says plainly that it was skipped where the folder is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"real data is not here: {name} (set SHARED_DATA to the folder that holds it)")
    return path


def golden(key: str) -> Any:
    """The worked examples of ``key`` in the golden vectors."""
    return json.loads(shared_file("vectors/domain_vectors.json").read_text())[key]
