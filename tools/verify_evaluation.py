#!/usr/bin/env python3
"""Check a published evaluation: `python tools/verify_evaluation.py FILE` computes it again, byte for byte.

Needs Python 3.11 and this checkout: no database, no settings, no network, no installed package. FILE is what the
portal offers on the result page of a tender, or `manage.py export_evaluation TENDER --out FILE` writes. Ends with 0
when everything follows from its inputs, else with 1 and what does not hold.
"""

import argparse
import json
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def load_rules():
    """The portal's own rules, without starting the portal: its package is entered bare, so that nothing else loads."""
    sys.path.insert(0, str(ROOT))
    if "portal" not in sys.modules:
        bare = types.ModuleType("portal")
        bare.__path__ = [str(ROOT / "portal")]
        sys.modules["portal"] = bare
    from purchasing.bidding.rules import evaluated

    return evaluated


def summary(document: dict) -> str:
    """What was evaluated and what came out, in five lines."""
    result, tender = document["result"], document["tender"]
    limit = result["limit"]
    winner = document["bids"].get(str(result["winner"])) if result["winner"] is not None else None
    shown = f"{limit['numerator']}/{limit['denominator']} = {limit['shown_won']} won" if limit else "-"
    first = f"nobody: {result['failure']}"
    if winner:
        first = f"{winner['company']} {winner.get('name', '')} ({winner['receipt']})"
    return "\n".join(
        (
            f"tender    {tender['number']} {tender.get('title_ko', '')}",
            f"rules     {result['version']}",
            f"bids      {len(document['inputs']['offers'])}",
            f"limit     {shown}",
            f"first     {first}",
        )
    )


def main(argv: list[str] | None = None) -> int:
    """Check the file that is named, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="the evaluation document")
    chosen = parser.parse_args(argv)
    evaluated = load_rules()
    try:
        text = chosen.file.read_bytes().decode("utf-8")
    except OSError as trouble:
        print(f"{chosen.file}: {trouble.strerror}", file=sys.stderr)
        return 2
    except UnicodeDecodeError:
        print(f"{chosen.file}: is not UTF-8 text", file=sys.stderr)
        return 1
    found = evaluated.faults(text)
    if found:
        for fault in found:
            print(f"DOES NOT HOLD: {fault}")
        return 1
    document = json.loads(text)
    print(summary(document))
    print(f"holds     every byte follows from the inputs; SHA-256 {document['sha256']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
