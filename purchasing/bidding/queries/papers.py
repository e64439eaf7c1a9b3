"""The papers of an evaluation and an award, ready to typeset: everything as text, from what was decided and kept."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text, korean, money_full, money_words
from purchasing.bidding.models import AwardDecision, EvaluationDocument, Ruling, TcoInput, Tender
from purchasing.bidding.queries.after import decision_in_force, objections_told, sign_by
from purchasing.bidding.queries.eco import eco_premiums_of
from purchasing.bidding.queries.explanations import why
from purchasing.bidding.queries.preference import margins_of
from purchasing.bidding.queries.results import shows_result
from purchasing.bidding.queries.step_words import step_shown
from purchasing.bidding.queries.tco import has_advantage, values_of
from purchasing.bidding.queries.tenders import reads_opened_bids
from purchasing.bidding.rules import Failure, Way, has_floor
from purchasing.bidding.rules.tco_notice import LIFE
from purchasing.bidding.states import Method, RulingState, TcoInputState, TenderState

EXTRAS: dict[str, Callable[[Decimal], str]] = {  # what the ranking went by beside the price, where it did
    "ranked_won": lambda value: str(money_full(value)),
    "points": lambda value: f"{value.normalize():f}",
}


def evaluation_document_for(user, tender: Tender, version: int | None = None) -> EvaluationDocument | None:
    """The newest evaluation document, or that of a version: for everybody with the published result, for staff as soon
    as it is there. An evaluation that was opened again has none until it is done.
    """
    if not (shows_result(user, tender) or reads_opened_bids(user, tender)):
        return None
    calcs = tender.limit_calcs.filter(version=version or tender.evaluation_no).values("sha256")
    return tender.evaluation_documents.filter(calc_sha256__in=calcs).order_by("-pk").first()


def ranking_inputs(tender: Tender) -> dict[int, dict[str, Any]]:
    """What the compared values of the bids follow from, by bid id: margin, premium, declared values, whether a life was
    proven.

    Empty where the price itself is compared.
    """
    if "tco" not in tender.params and not has_advantage(tender):
        return {}
    margins, premiums = margins_of(tender), eco_premiums_of(tender)
    by_bid: dict[int, list[TcoInput]] = {}
    for declared in TcoInput.objects.filter(tender=tender).order_by("pk"):
        by_bid.setdefault(declared.bid_id, []).append(declared)
    return {
        pk: {
            "margin": f"{margins.get(pk, Decimal(0)):f}",
            **({"premium": f"{premiums.get(pk, Decimal(0)):f}"} if "eco" in tender.params else {}),
            "declared": {
                code: {"amount": f"{value.amount:f}", "at": list(value.at)}
                for code, value in values_of(by_bid.get(pk, [])).items()
            },
            "life_proven": any(
                told.code == LIFE and told.state == TcoInputState.VERIFIED for told in by_bid.get(pk, [])
            ),
        }
        for pk in tender.rulings.filter(price_won__isnull=False).order_by("pk").values_list("pk", flat=True)
    }


def letter_decision_for(user, tender: Tender) -> AwardDecision | None:
    """The decision whose award letter this reader may have: the winner's administrators and bidders, and staff."""
    if tender.state not in (TenderState.AWARDED, TenderState.CONTRACTED):
        return None
    decision = decision_in_force(tender)
    if decision is None or not getattr(user, "is_authenticated", False):
        return None
    if reads_opened_bids(user, tender):
        return decision
    own = user.is_supplier and user.company_id == decision.bid.company_id and user.has_role("SA", "BD")
    return decision if own else None


def brand() -> str:
    """The name at the head of every paper."""
    return _("Together · supplier portal")


def _floor_fact(limit: Mapping[str, Any] | None, params: Mapping[str, Any]) -> list[dict[str, str]]:
    """The price floor, or a dash where there were too few bids for one; nothing where the award rule has none."""
    if limit is None and not has_floor(Way(params["method"]), params.get("figures") or {}):
        return []
    return [_fact(_("Price floor"), money_full(Decimal(limit["shown_won"])) if limit else "—")]


def minutes_paper(document: EvaluationDocument) -> dict[str, Any]:
    """The minutes of an evaluation, from nothing but its document: what the PDF says can be checked against it."""
    told = json.loads(document.text)
    tender, result, inputs = told["tender"], told["result"], told["inputs"]
    minutes = json.loads(told["opening"]["minutes"])
    offers = {offer["bid"]: offer for offer in inputs["offers"]}
    limit = result["limit"]
    shown = [name for name in EXTRAS if any(name in offer for offer in offers.values())]
    rows = [_verdict_row(verdict, offers, told["bids"], shown) for verdict in result["verdicts"]]
    return {
        "title": _("Minutes of the evaluation"),
        "brand": brand(),
        "number": tender["number"],
        "footer": f"SHA-256 {told['sha256']}",
        "subject": tender["title_ko"] if korean() else tender["title_en"] or tender["title_ko"],
        "facts": [
            _fact(_("Award rule"), _label(Method, inputs["params"]["method"])),
            _fact(_("Rules"), result["version"]),
            _fact(_("Terms of"), inputs["params"].get("terms", "—")),
            _fact(pgettext("tender", "Published"), _moment(tender["published_at"])),
            _fact(_("Closed"), _moment(tender["closed_at"])),
            _fact(_("Opened"), _moment(tender["opened_at"])),
            _fact(_("Base price"), money_full(Decimal(inputs["base_won"]))),
            _fact(_("Bids opened"), len(minutes["bids"])),
            *_floor_fact(limit, inputs["params"]),
        ],
        "verdicts_title": _("Bids and verdicts"),
        "verdicts_head": [
            _("Bidder"),
            _("Receipt"),
            _("Price"),
            *({"ranked_won": _("Compared value"), "points": _("Points of the board")}[name] for name in shown),
            _("Rank"),
            _("Verdict and reason"),
        ],
        "verdicts": rows,
        "trace_title": _("Calculation, step by step"),
        "trace_head": [_("Step"), _("Formula"), _("With"), _("Result")],
        "trace": [
            [step.label, step.formula, ", ".join(f"{name} = {value}" for name, value in step.numbers), step.result]
            for step in (step_shown(**line) for line in result["trace"])
        ],
        "outcome_title": _("Outcome"),
        "outcome": _outcome(told),
        "proof_title": _("How to check this paper"),
        "proof": _(
            "It was set from the evaluation document of the tender, which the portal offers beside it. Whoever has "
            "that file computes it again without the portal: python tools/verify_evaluation.py FILE."
        ),
        "prints": [
            _fact(_("Evaluation document"), told["sha256"]),
            _fact(_("Minutes of the opening"), told["opening"]["minutes_sha256"]),
            _fact(_("Base price (fingerprint in the notice)"), told["base_price"]["commitment"]),
            _fact(_("Seed of the lot"), inputs["seed"]),
        ],
    }


def _name(bid: Mapping[str, Any]) -> str:
    """In the reader's language; documents from before the second name was kept have the Korean one alone."""
    return str(bid["name"] if korean() else bid.get("name_en") or bid["name"])


def _verdict_row(
    verdict: dict[str, Any], offers: dict[int, Any], bids: dict[str, Any], shown: Sequence[str]
) -> list[str]:
    bid = bids[str(verdict["bid"])]
    words = _label(RulingState, verdict["outcome"])
    told = Ruling(
        cause=bid["cause"] or verdict["reason"],
        figures=bid["figures"] if bid["cause"] else verdict["figures"],
        tie=verdict["tie"],
        remark=bid["remark"],
    )
    reason = why(told)
    offer = offers[verdict["bid"]]
    price = money_full(Decimal(offer["price_won"]))
    extras = [EXTRAS[name](Decimal(offer[name])) if name in offer else "—" for name in shown]
    return [_name(bid), bid["receipt"], str(price), *extras, str(verdict["rank"] or "—"), f"{words}. {reason}".strip()]


def _outcome(told: dict[str, Any]) -> str:
    result = told["result"]
    if result["failure"]:
        words = {
            Failure.TOO_FEW: _("Fewer valid bids than the notice asked for: no award."),
            Failure.ALL_BELOW: _("Every bid was below the price floor (rule LPL-05): no award."),
            Failure.ALL_ABOVE: _("Every bid was above the announced ceiling: no award."),
        }
        return words.get(Failure(result["failure"]), _("No award."))
    if result["winner"] is None:
        return _("No bid is first in rank.")
    bid = told["bids"][str(result["winner"])]
    offer = next(offer for offer in told["inputs"]["offers"] if offer["bid"] == result["winner"])
    price = Decimal(offer["price_won"])
    text = _("First in rank: %(name)s, %(price)s (%(words)s), receipt %(receipt)s.")
    return text % {
        "name": _name(bid), "price": money_full(price), "words": money_words(price), "receipt": bid["receipt"],
    }  # fmt: skip


def award_letter_paper(decision: AwardDecision) -> dict[str, Any]:
    """The letter to the winner: what is awarded, at which price, and what has to be done until when."""
    tender, company = decision.tender, decision.bid.company
    due = sign_by(tender)
    awarded_at = tender.ended_at
    return {
        "title": _("Letter of award"),
        "brand": brand(),
        "number": tender.number,
        "footer": f"{settings.BASE_URL} · {decision.bid.receipt}",
        "to": company.legal_name_ko if korean() else company.legal_name_en or company.legal_name_ko,
        "to_note": company.number,
        "opening": _("Your bid in the following tender is accepted."),
        "facts": [
            _fact(_("Tender"), tender.number),
            _fact(_("Subject"), tender.title),
            _fact(_("Receipt of the bid"), decision.bid.receipt),
            _fact(_("Award price, without VAT"), money_full(decision.price_won)),
            _fact(_("in words"), money_words(decision.price_won)),
            _fact(_("Awarded"), day_text(awarded_at, "day") if awarded_at else "—"),
            _fact(_("Delivery to"), tender.delivery_place or _("as agreed")),
            _fact(_("Delivery by"), day_text(tender.delivery_on, "day") if tender.delivery_on else _("as agreed")),
            _fact(_("Contract to be signed by"), day_text(due, "day") if due else _("signed")),
        ],
        "lines_title": _("What is awarded"),
        "lines_head": [_("No."), _("Description"), _("Quantity"), _("Unit")],
        "lines": [
            [str(line.no), line.description, f"{line.qty.normalize():f}", line.uom] for line in tender.lines.all()
        ],
        "next_title": _("What follows"),
        "next": [
            _("The contract is made at exactly this price; nothing is negotiated after the opening (rule BID-L1)."),
            _("If it is not signed by the day above, the award lapses and the next in rank may be awarded."),
            _("Questions go to the purchasing officer named below."),
        ],
        "people": [_fact(_("Purchasing officer"), tender.officer.name), _fact(_("For the company"), "")],
    }


def decision_paper(tender: Tender, decision: AwardDecision) -> dict[str, Any]:
    """The record of the decision: who proposed and approved what and why, the standstill, the objections to it."""
    standstill = getattr(decision, "standstill", None)
    objections = objections_told(tender)
    contracting = getattr(decision, "contracting", None)
    company = decision.bid.company
    facts = [
        _fact(_("Winner"), company.legal_name_ko if korean() else company.legal_name_en or company.legal_name_ko),
        _fact(_("Award price, without VAT"), money_full(decision.price_won)),
        _fact(_("Receipt of the bid"), decision.bid.receipt),
        _fact(_("Proposed"), day_text(decision.proposed_at)),
        _fact(_("Approved"), day_text(decision.approved_at) if decision.approved_at else "—"),
        _fact(_("In the order of the ranking"), _("no") if decision.out_of_order else _("yes")),
        _fact(_("Standstill until"), day_text(standstill.last_day, "day") if standstill else _("none announced")),
        _fact(_("Awarded"), day_text(tender.ended_at) if tender.winner_id and tender.ended_at else "—"),
        _fact(_("Contract"), contracting.reference if contracting else "—"),
    ]
    return {
        "title": _("Record of the award decision"),
        "brand": brand(),
        "number": tender.number,
        "footer": settings.BASE_URL,
        "subject": tender.title,
        "facts": facts,
        "reason_title": _("Reason for award"),
        "reason": decision.reason,
        "few_title": _("Confirmation of a result of few bids"),
        "few": tender.few_bids_reason,
        "objections_title": _("Objections"),
        "objections_head": [_("Number"), _("Ground"), _("Decided"), _("Outcome"), _("Decision with its reasons")],
        "objections": [
            [
                objection.number,
                str(objection.get_ground_display()),
                day_text(objection.decided_at, "day") if objection.decided_at else "",
                str(objection.get_state_display()),
                objection.answer,
            ]
            for objection in objections
        ],
        "none": _("None was lodged."),
    }


def _fact(label: str, value: object) -> dict[str, str]:
    return {"label": label, "value": str(value)}


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _moment(text: str | None) -> str:
    return day_text(datetime.fromisoformat(text)) if text else "—"
