"""DO: keep each evaluation as the document that is published with the result. Source: issue 4 item 9, domain CNV-07."""

from hashlib import sha256
from typing import Any

from portal.audit.services import canonical, record
from purchasing.bidding import queries
from purchasing.bidding.models import BasePrice, EvaluationDocument, LimitCalc, OpeningSession, Tender
from purchasing.bidding.rules import evaluated
from purchasing.bidding.services.seals import base_price_document


def store_document(calc: LimitCalc) -> EvaluationDocument:
    """The document of an evaluation, written in its transaction; nobody can change it afterwards."""
    tender = calc.tender
    inputs = calc.document["inputs"]
    numbers = {offer["bid"]: number for number, offer in enumerate(inputs["offers"], start=1)}
    text = evaluated.evaluation_text(_facts(tender, calc, numbers), evaluated.renumbered(inputs, numbers))
    if found := evaluated.faults(text):
        raise AssertionError(f"{tender.number}: the evaluation document does not hold: {found}")
    digest = sha256(text.encode()).hexdigest()
    document = EvaluationDocument.objects.create(tender=tender, calc_sha256=calc.sha256, text=text, sha256=digest)
    record(tender, "evaluation_documented", by=None, payload={"sha256": digest})
    return document


def _facts(tender: Tender, calc: LimitCalc, numbers: dict[int, int]) -> dict[str, Any]:
    opening = OpeningSession.objects.get(tender=tender)
    price = BasePrice.objects.select_related("tender").get(tender=tender)
    rulings = tender.rulings.select_related("bid__company").order_by("bid_id")
    out = {offer["bid"] for offer in calc.document["inputs"]["offers"] if not offer["responsive"]}
    return {
        "tender": {
            "number": tender.number,
            "uid": str(tender.uid),
            "title_ko": tender.title_ko,
            "title_en": tender.title_en,
            "kind": str(tender.kind),
            "notice_version": tender.notice_version,
            "procedure": tender.procedure.number if tender.procedure else None,
            "lot": tender.lot_no,
            "published_at": _moment(tender.published_at),
            "closed_at": _moment(tender.closed_at),
            "opened_at": _moment(tender.opened_at),
        },
        "opening": {"minutes": opening.minutes, "minutes_sha256": opening.minutes_sha256},
        "base_price": {"text": canonical(base_price_document(price)), "commitment": price.commitment},
        "bids": {
            str(numbers[ruling.bid_id]): {
                "receipt": ruling.bid.receipt,
                "company": ruling.bid.company.number,
                "name": ruling.bid.company.legal_name_ko,
                "name_en": ruling.bid.company.legal_name_en,
                "cause": ruling.cause if ruling.bid_id in out else "",
                "figures": ruling.figures if ruling.bid_id in out else {},
                "remark": ruling.remark,
            }
            for ruling in rulings
            if ruling.bid_id in numbers
        },
        "sealed": [ruling.bid.receipt for ruling in rulings if ruling.bid_id not in numbers],
        "board": _board(queries.board_result(tender)),
        "ranking": {str(numbers[bid]): told for bid, told in queries.ranking_inputs(tender).items() if bid in numbers},
        "calculation_sha256": calc.sha256,
    }


def _board(told: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the board agreed on, by receipt and criterion; its words and each member's scores stay with its own file,
    whose hash is told.
    """
    if told is None:
        return None
    envelopes = {
        envelope: {
            "criteria": result["criteria"],
            "agreed": {
                receipt: {no: agreed["is"] for no, agreed in of_bid.items()}
                for receipt, of_bid in result["agreed"].items()
            },
            "sha256": result["sha256"],
        }
        for envelope, result in told["envelopes"].items()
    }
    return {"envelopes": envelopes, "points": told["points"]}


def _moment(value) -> str | None:
    return value.isoformat() if value else None
