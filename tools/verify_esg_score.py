#!/usr/bin/env python
"""Compute an ESG score again, without the portal: from the file that the scorecard offers beside each score.

    python tools/verify_esg_score.py ESG-2026-000123-1.json

The file holds the document of the question set, the snapshot of the assessment and the figures that the portal
recorded. Both texts are hashed, the score is computed from them alone (``purchasing.esg.rules.scoring``, pure), and
compared. Exit 0: the figures are what the snapshot gives. Exit 1: they are not, and it says where.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from purchasing.esg.rules import scoring  # noqa: E402 (found by the line above)


def faults_of(told: dict) -> tuple[list[str], dict[str, str | None]]:
    """What does not agree, and the figures as computed here."""
    faults = []
    if scoring.sha256(told["snapshot"]) != told["sha256"]:
        faults.append("the snapshot is not the one whose SHA-256 is named")
    try:
        result = scoring.result_of(told["document"], told["snapshot"])
    except ValueError as error:
        return [*faults, str(error)], {}
    figures: dict[str, str | None] = {
        pillar: None if points is None else str(points) for pillar, points in result.pillars.items()
    }
    figures |= {"total": None if result.total is None else str(result.total), "band": result.band}
    for name, value in figures.items():
        if told["figures"].get(name) != value:
            faults.append(f"{name}: the file says {told['figures'].get(name)}, the snapshot gives {value}")
    return faults, figures


def main() -> int:
    """Read the file, compute, say."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file
    try:
        snapshot = json.loads(file.read_text(encoding="utf-8"))
    except OSError as trouble:
        print(f"{file}: {trouble.strerror}", file=sys.stderr)
        return 2
    except ValueError:
        print(f"{file}: is not JSON in UTF-8", file=sys.stderr)
        return 1
    faults, figures = faults_of(snapshot)
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    for fault in faults:
        print(f"NOT THE SAME: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
