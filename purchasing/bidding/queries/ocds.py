"""What everybody may know of a contracting process, as OCDS 1.1.5: the same that the public pages show, no more.

A process is a notice over several lots, or a tender that stands alone. Bids, prices and awards come from
``published_result`` as an anonymous reader gets it: whatever is sealed there is not in here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import override

from portal.people.models import Company
from purchasing.bidding.models import (
    Contracting,
    OcdsRelease,
    PlanNotice,
    Procedure,
    Tender,
)
from purchasing.bidding.queries import ocds_notice as notice
from purchasing.bidding.queries.ocds_result import Result, result_of
from purchasing.bidding.queries.ocds_sustainability import sustainability
from purchasing.bidding.queries.ocds_words import day, moment, money, named, number
from purchasing.bidding.queries.results import published_result
from purchasing.bidding.queries.tenders import tenders_visible_to
from purchasing.bidding.states import BEFORE_NOTICE, Method, Reach, TenderKind, TenderState

EXTENSIONS = [
    f"https://raw.githubusercontent.com/open-contracting-extensions/{name}/extension.json"
    for name in (
        "ocds_bid_extension/v1.1.5",
        "ocds_lots_extension/v1.1.5",
        "ocds_enquiry_extension/v1.1.5",
        "ocds_sustainability_extension/master",  # has no numbered version
    )
]
CATEGORY = {
    TenderKind.GOODS: "goods",
    TenderKind.EQUIPMENT: "goods",
    TenderKind.SERVICE: "services",
    TenderKind.WORKS: "works",
}
STATUS = {
    TenderState.AWARDED: "complete",
    TenderState.CONTRACTED: "complete",
    TenderState.FAILED: "unsuccessful",
    TenderState.CANCELLED: "cancelled",
}


@dataclass(slots=True)
class Process:
    """A contracting process: its number and the tenders in it."""

    number: str
    tenders: list[Tender]
    procedure: Procedure | None = None
    parties: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def ocid(self) -> str:
        """Its open contracting id."""
        return f"{settings.OCDS_PREFIX}-{self.number}"

    def party(self, company: Company, role: str) -> dict[str, Any]:
        """A reference to the company, which is entered among the parties with its role."""
        entry = self.parties.setdefault(company.number, _party(company))
        entry["roles"] = sorted({*entry["roles"], role})
        return {"id": company.number, "name": company.legal_name_ko}


def process_of(tender: Tender) -> Process:
    """The process that the tender belongs to, with all its lots."""
    if tender.procedure is None:
        return Process(tender.number, [tender])
    lots = tender.procedure.lots.select_related("procedure", "round_of").order_by("lot_no")
    return Process(tender.procedure.number, list(lots), tender.procedure)


def snapshot(process: Process) -> dict[str, Any] | None:
    """All that is public of the process now, without id, date and tag; None while nothing is."""
    visible = tenders_visible_to(notice.EVERYBODY).filter(published_at__isnull=False)
    seen = set(visible.filter(pk__in=[tender.pk for tender in process.tenders]).values_list("pk", flat=True))
    public = [tender for tender in process.tenders if tender.pk in seen]
    if not public:
        return _plan(process)
    results = {tender.pk: result_of(process, tender, published_result(notice.EVERYBODY, tender)) for tender in public}
    buyer = _buyer(process)
    content: dict[str, Any] = {
        "initiationType": "tender",
        "language": "ko",
        "buyer": buyer,
        "tender": _tender(process, public, results, buyer),
    }
    bids = _joined(result.bids for result in results.values())
    if bids:
        content["bids"] = {"statistics": _joined(result.statistics for result in results.values()), "details": bids}
    if awards := _joined(result.awards for result in results.values()):
        content["awards"] = awards
        content["tender"]["tenderers"] = _unique(_joined(result.tenderers for result in results.values()))
        content["tender"]["numberOfTenderers"] = len(content["tender"]["tenderers"])
    if contracts := _contracts(public, results):
        content["contracts"] = contracts
    if related := _related(process, public[0]):
        content["relatedProcesses"] = related
    content["parties"] = list(process.parties.values())
    return content


def _plan(process: Process) -> dict[str, Any] | None:
    """A plan that was announced: what it says itself; nothing of the draft behind it."""
    plan = PlanNotice.objects.filter(tender__in=process.tenders).order_by("tender", "-version").first()
    if plan is None:
        return None
    buyer = _buyer(process)
    tender = {
        "id": process.number,
        **named("title", plan.title_ko, plan.title_en),
        "status": "cancelled" if plan.withdrawn else "planned",
        "procuringEntity": buyer,
        "mainProcurementCategory": CATEGORY[TenderKind(plan.kind)],
        "tenderPeriod": {"startDate": day(plan.planned_for)},
    }
    if plan.scope:
        tender["description"] = plan.scope
    return {
        "initiationType": "tender",
        "language": "ko",
        "buyer": buyer,
        "tender": tender,
        "parties": list(process.parties.values()),
    }


def _tender(process: Process, public: list[Tender], results: dict[int, Result], buyer: dict) -> dict[str, Any]:
    running = [tender for tender in public if tender.state != TenderState.CANCELLED]
    first, shown = (running or public)[0], process.procedure or public[0]  # dates no longer move where it was cancelled
    enquiries = notice.enquiries(public)
    documents = [
        each for tender in public for each in notice.documents(tender, awarded=bool(results[tender.pk].awards))
    ]
    found: dict[str, Any] = {
        "id": process.number,
        **named("title", shown.title_ko, shown.title_en),
        "status": _status(public),
        "procuringEntity": buyer,
        "items": [item for tender in public for item in _items(tender)],
        "procurementMethod": "open" if first.reach == Reach.OPEN else "limited",
        "mainProcurementCategory": CATEGORY[TenderKind(first.kind)],
        **_criteria(first),
        "submissionMethod": ["electronicSubmission"],
        "tenderPeriod": {"startDate": moment(first.opens_at), "endDate": moment(first.closes_at)},
        "enquiryPeriod": {
            "startDate": moment(first.published_at),
            "endDate": moment(first.questions_until or first.closes_at),
        },
        "hasEnquiries": bool(enquiries),
        "documents": documents,
    }
    if shown.description:
        found["description"] = shown.description
    if first.delivery_on:
        found["contractPeriod"] = {"endDate": day(first.delivery_on)}
    if enquiries:
        found["enquiries"] = enquiries
    if amendments := notice.amendments(public):
        found["amendments"] = amendments
    if process.procedure is None:
        found |= sustainability(first)
    else:
        found["lots"] = [_lot(tender, results[tender.pk]) for tender in public]
        found["hasSustainability"] = any(lot["hasSustainability"] for lot in found["lots"])
    known = [results[tender.pk].base_won for tender in public]
    amounts = [amount for amount in known if amount is not None]
    if len(amounts) == len(public):
        found["value"] = money(sum(amounts))
    ended = [tender.ended_at for tender in public if tender.ended_at is not None]
    if len(ended) == len(public) and any(result.awards for result in results.values()):
        found["awardPeriod"] = {"startDate": moment(first.closes_at), "endDate": moment(max(ended))}
    return found


def _status(tenders: list[Tender]) -> str:
    """Of the whole: active as long as one lot is; complete if one of them was awarded."""
    found = {STATUS.get(TenderState(tender.state), "active") for tender in tenders}
    return next(status for status in ("active", "complete", "unsuccessful", "cancelled") if status in found)


def _lot(tender: Tender, result: Result) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": str(tender.lot_no),
        **named("title", tender.title_ko, tender.title_en),
        "status": STATUS.get(TenderState(tender.state), "active"),
        **sustainability(tender),
    }
    if tender.description:
        found["description"] = tender.description
    if result.base_won is not None:
        found["value"] = money(result.base_won)
    return found


def _items(tender: Tender) -> Iterable[dict[str, Any]]:
    for line in tender.lines.order_by("no"):
        item: dict[str, Any] = {
            "id": f"{tender.lot_no or 1}-{line.no}",
            **named("description", line.description_ko, line.description_en),
            "quantity": number(line.qty),
            "unit": {"name": line.uom},
        }
        if line.class_code:
            item["classification"] = {"scheme": "UNSPSC", "id": line.class_code}
        if tender.lot_no is not None:
            item["relatedLot"] = str(tender.lot_no)
        yield item


def _criteria(tender: Tender) -> dict[str, Any]:
    """The rule in words of both languages, and the kind of rule that it is."""
    kind = {"COMPOSITE": "ratedCriteria", "TCO": "costOnly"}.get(tender.method, "priceOnly")
    with override("ko"):
        korean = str(Method(tender.method).label)
    with override("en"):
        english = str(Method(tender.method).label)
    return {"awardCriteria": kind, **named("awardCriteriaDetails", korean, english)}


def _contracts(tenders: list[Tender], results: dict[int, Result]) -> list[dict[str, Any]]:
    signed = Contracting.objects.filter(tender__in=tenders).select_related("tender", "decision")
    found = []
    for contract in signed.order_by("tender"):
        if contract.decision.uid.hex not in {award["id"] for award in results[contract.tender_id].awards}:
            continue
        entry: dict[str, Any] = {
            "id": contract.tender.number,
            "awardID": contract.decision.uid.hex,
            "title": contract.reference,
            "status": "active",
            "value": money(contract.amount_won),
            "dateSigned": day(contract.signed_on),
        }
        if contract.tender.delivery_on:
            entry["period"] = {"endDate": day(contract.tender.delivery_on)}
        found.append(entry)
    return found


def _related(process: Process, tender: Tender) -> list[dict[str, Any]]:
    """The round before, if this is another one; and the plan that was announced under a number of its own."""
    found = []
    if tender.round_of is not None and tender.round_of.published_at is not None:
        before = process_of(tender.round_of)
        found.append(("unsuccessfulProcess", before.ocid))
    if process.procedure is not None:
        plans = OcdsRelease.objects.filter(tender__in=process.tenders).order_by("ocid")
        found += [("planning", ocid) for ocid in plans.values_list("ocid", flat=True).distinct()]
    return [
        {"id": str(place), "relationship": [kind], "scheme": "ocid", "identifier": ocid}
        for place, (kind, ocid) in enumerate(found, start=1)
    ]


def _buyer(process: Process) -> dict[str, Any]:
    buyer = Company.objects.get(is_buyer=True)
    process.party(buyer, "procuringEntity")
    return process.party(buyer, "buyer")


def _party(company: Company) -> dict[str, Any]:
    return {
        "id": company.number,
        **named("name", company.legal_name_ko, company.legal_name_en),
        "identifier": {"id": company.number, "legalName": company.legal_name_ko},
        "address": {"countryName": company.country},
        "roles": [],
    }


def _joined(parts: Iterable[list[Any]]) -> list[Any]:
    return [each for part in parts for each in part]


def _unique(references: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({each["id"]: each for each in references}.values())


def public_processes(since=None) -> Iterable[Process]:
    """Every process of which something is public; ``since``: only those that had not ended before it."""
    tenders = Tender.objects.select_related("procedure", "round_of").filter(published_at__isnull=False)
    planned = Tender.objects.select_related("procedure", "round_of").filter(
        published_at=None, pk__in=PlanNotice.objects.values("tender"), state__in=[*BEFORE_NOTICE, TenderState.CANCELLED]
    )
    if since is not None:
        tenders = tenders.exclude(ended_at__lt=since)
    seen: set[int] = set()
    for tender in (*tenders.order_by("pk").iterator(), *planned.order_by("pk")):
        if tender.procedure_id is None or tender.procedure_id not in seen:
            yield process_of(tender)
        if tender.procedure_id is not None:
            seen.add(tender.procedure_id)


def releases_of(ocid: str) -> QuerySet[OcdsRelease]:
    """The releases of a process, oldest first."""
    return OcdsRelease.objects.filter(ocid=ocid).order_by("seq")
