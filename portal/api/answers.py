"""Answers that the description shows as examples: files in ``docs/examples/answers/``, named by operation and status.

The guides show the same files. A test sends each request in a world of the matrix: an example that has another shape
than the real answer fails there.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER: Path = settings.BASE_DIR / "docs" / "examples" / "answers"


def add_answers(described: dict[str, Any]) -> None:
    """Each example at its answer; a problem's at what all operations share."""
    operations = {told["operationId"]: told for methods in described["paths"].values() for told in methods.values()}
    for path in sorted(FOLDER.glob("*.json")):
        name, _dot, status = path.stem.rpartition(".")
        answer = operations.get(name, {}).get("responses", {}).get(status)
        if answer is None:
            continue  # addresses of a test alone
        if "$ref" in answer:
            answer = described["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        (kind, content), *others = answer["content"].items()
        examples = {**content.get("examples", {}), name: {"value": json.loads(path.read_text(encoding="utf-8"))}}
        answer["content"] = {kind: {**content, "examples": examples}, **dict(others)}
