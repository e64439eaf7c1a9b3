"""`manage.py export_evaluation TENDER|--demo --out FILE`: the evaluation as the document that anybody can recompute."""

import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from purchasing.bidding import rules
from purchasing.bidding.models import Tender
from purchasing.bidding.rules import evaluated

# The example of the lower price limit (domain 2.5, LPL-a) with invented companies: needs no database.
DEMO_NUMBER = "TND-2026-000000"
DEMO_BASE_WON = Decimal(100_000_000)
DEMO_BIDS = (
    ("CMP-2026-000011", "가온정밀", 68_000_000),
    ("CMP-2026-000012", "누리기공", 78_500_000),
    ("CMP-2026-000013", "다솜테크", 88_000_000),
    ("CMP-2026-000014", "라온산업", 92_000_000),
    ("CMP-2026-000015", "마루금속", 97_000_000),
)


class Command(BaseCommand):
    help = (
        "Write the evaluation of a tender to FILE (- for the console): all inputs, the trace, the result and their "
        "SHA-256. tools/verify_evaluation.py computes it again."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("tender", nargs="?", help="its number, like TND-2026-000123")
        parser.add_argument("--demo", action="store_true", help="the example LPL-a, without a database")
        parser.add_argument("--out", required=True, help="where to write it; - for the console")

    def handle(self, *, tender: str | None, demo: bool, out: str, **_options):
        if demo == bool(tender):
            raise CommandError("Name one tender, or say --demo.")
        text = demo_text() if demo else stored_text(tender or "")
        if out == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(out).write_bytes(text.encode())
        except OSError as trouble:
            raise CommandError(f"{out}: {trouble.strerror}") from trouble
        self.stderr.write(f"{out}: {len(text.encode()):,} bytes, SHA-256 {json.loads(text)['sha256']}")


def stored_text(number: str) -> str:
    """The newest evaluation document of the tender."""
    tender = Tender.objects.filter(number=number.strip().upper()).first()
    if tender is None:
        raise CommandError(f"There is no tender {number}.")
    document = tender.evaluation_documents.order_by("-pk").first()
    if document is None:
        raise CommandError(f"{tender.number} has not been evaluated: its state is {tender.state}.")
    return document.text


def demo_text() -> str:
    """The same document for the example: everything in it follows from the figures above."""
    nonce = sha256(b"nonce of the example").hexdigest()
    price = evaluated.plain_text({"tender": DEMO_NUMBER, "amount_won": f"{DEMO_BASE_WON:.0f}", "nonce": nonce})
    commitment = sha256(f"{evaluated.BASE_PRICE}\n{price}".encode()).hexdigest()
    bids = [
        {
            "receipt": f"BID-{number:012X}",
            "company": company,
            "price_won": str(price_won),
            "commitment": sha256(f"{company} {price_won}".encode()).hexdigest(),
        }
        for number, (company, _name, price_won) in enumerate(DEMO_BIDS, start=1)
    ]
    base = {"amount_won": f"{DEMO_BASE_WON:.0f}", "nonce": nonce, "commitment": commitment}
    minutes = evaluated.plain_text({"tender": DEMO_NUMBER, "bids": bids, "base_price": base})
    minutes_sha256 = sha256(minutes.encode()).hexdigest()
    params = {"method": "LPL_POSCO", "ratio": "0.85", "min_n": 3, "min_bids": 2, "terms": "2018-04-01"}
    inputs = rules.inputs_document(
        [
            rules.Offer(number, Decimal(price_won), company)
            for number, (company, _name, price_won) in enumerate(DEMO_BIDS, start=1)
        ],
        params=params,
        base_won=DEMO_BASE_WON,
        seed=rules.tie_seed(DEMO_NUMBER, minutes_sha256),
        draw=rules.draw_seed([bid["commitment"] for bid in bids], nonce),
    )
    facts = {
        "tender": {
            "number": DEMO_NUMBER,
            "title_ko": "베어링 연간 단가 (예시)",
            "title_en": "Bearings, annual price (example)",
            "kind": "goods",
        },
        "opening": {"minutes": minutes, "minutes_sha256": minutes_sha256},
        "base_price": {"text": price, "commitment": commitment},
        "bids": {
            str(number): {"receipt": bid["receipt"], "company": bid["company"], "name": DEMO_BIDS[number - 1][1]}
            for number, bid in enumerate(bids, start=1)
        },
    }
    return evaluated.evaluation_text(facts, inputs)
