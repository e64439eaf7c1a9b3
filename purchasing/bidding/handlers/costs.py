"""What follows news about total cost and preference: values are read at the opening, guarantees begin at the award."""

from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.bidding import policies, queries, services
from purchasing.bidding.handlers.telling import _tell
from purchasing.bidding.models import Guarantee, OwnWork, PreferenceTerms, TcoInput, TcoModel, Tender
from purchasing.bidding.states import TcoInputState


@on("bidding.tender_opened")
def read_costs(*, tender: int, **_later) -> None:
    """Declared values stand ready for the evaluator; certificates are looked at for the deadline."""
    opened = Tender.objects.get(pk=tender)
    services.read_tco_inputs(opened)
    services.check_preferences(opened)
    services.check_eco_offers(opened)


@on("bidding.tender_awarded")
def begin_guarantees(*, tender: int, **_later) -> None:
    """What the winner guaranteed is measured later."""
    services.open_guarantees(Tender.objects.get(pk=tender))


@on("bidding.tco_input_corrected", "bidding.tco_input_rejected")
def tell_bidder_of_value(*, input: int, **_later) -> None:  # noqa: A002 (the event's own word)
    """The bidder whose value was corrected or rejected. Source: domain 3.5."""
    told = TcoInput.objects.select_related("tender", "bid__company").get(pk=input)
    people = people_with_role(told.bid.company, *queries.READS_OWN_BIDS)
    kind = "bidding.tco_input_corrected" if told.state == "corrected" else "bidding.tco_input_rejected"
    _tell(people, kind, told.tender, line=_line_name(told), remark=told.remark)


@on("bidding.tco_correction_proposed")
def tell_second_person(*, input: int, **_later) -> None:  # noqa: A002 (the event's own word)
    """Evaluators and approvers who may confirm it."""
    told = TcoInput.objects.select_related("tender", "bid__company").get(pk=input)
    if told.state != TcoInputState.PROPOSED:
        return
    people = [each for each in buyer_people_with_role("EV", "AP") if policies.may_decide_tco_correction(each, told)]
    page = "bidding:tco-detail"
    _tell(people, "bidding.tco_correction_waits", told.tender, page=page, line=_line_name(told), remark=told.remark)


def _line_name(told: TcoInput):
    document = queries.tco_document(told.tender)
    line = next((each for each in document["lines"] if each["code"] == told.code), None) if document else None
    return bilingual(line["name_ko"], line["name_en"]) if line else bilingual("내용연수", "Service life")


def _model_told(model: TcoModel, people, kind: str) -> None:
    params = {"model": str(model), "name": bilingual(model.name_ko, model.name_en)}
    notify(people, kind, params=params, url_name="bidding:tco-model", url_args=[str(model.uid)])


@on("bidding.tco_model_approved_tech")
def tell_finance(*, model: int, **_later) -> None:
    """Finance looks at rate and prices."""
    found = TcoModel.objects.get(pk=model)
    kept_out = [pk for pk in (found.author_id, found.tech_by_id) if pk is not None]
    _model_told(found, buyer_people_with_role("FI").exclude(pk__in=kept_out), "bidding.tco_model_waits")


@on("bidding.tco_model_approved_fin")
def tell_model_approvers(*, model: int, **_later) -> None:
    """Approvers put it in use."""
    found = TcoModel.objects.get(pk=model)
    _model_told(found, buyer_people_with_role("AP").exclude(pk=found.author_id), "bidding.tco_model_waits")


@on("bidding.tco_model_activated", "bidding.tco_model_returned", "bidding.tco_model_retired")
def tell_author(*, model: int, **_later) -> None:
    """Who wrote it."""
    found = TcoModel.objects.select_related("author").get(pk=model)
    kind = {
        "active": "bidding.tco_model_activated",
        "retired": "bidding.tco_model_retired",
    }.get(found.state, "bidding.tco_model_returned")
    _model_told(found, [found.author], kind)


def _guarantee_told(guarantee: Guarantee, people, kind: str, **more) -> None:
    tender = guarantee.tender
    params = {
        "number": tender.number,
        "title": bilingual(tender.title_ko, tender.title_en),
        "line": bilingual(guarantee.name_ko, guarantee.name_en),
        **more,
    }
    notify(people, kind, params=params, url_name="bidding:guarantee", url_args=[str(guarantee.uid)])


@on("bidding.guarantees_opened")
def tell_using_department(*, tender: int, **_later) -> None:
    """The using department measures, and the supplier knows what is measured."""
    for guarantee in Guarantee.objects.select_related("tender", "bid__company").filter(tender=tender):
        _guarantee_told(guarantee, buyer_people_with_role("RQ"), "bidding.guarantee_opened")
        people = people_with_role(guarantee.bid.company, *queries.READS_OWN_BIDS)
        _guarantee_told(guarantee, people, "bidding.guarantee_opened")


@on("bidding.guarantee_planned")
def tell_supplier_of_test(*, guarantee: int, **_later) -> None:
    """The supplier, who may want to be there."""
    found = Guarantee.objects.select_related("tender", "bid__company").get(pk=guarantee)
    people = people_with_role(found.bid.company, *queries.READS_OWN_BIDS)
    _guarantee_told(found, people, "bidding.guarantee_planned", day=found.test_by)


@on("bidding.guarantee_measured")
def tell_deciders(*, guarantee: int, **_later) -> None:
    """Finance decides, who did not measure."""
    found = Guarantee.objects.select_related("tender").get(pk=guarantee)
    people = buyer_people_with_role("FI")
    if found.tested_by_id is not None:
        people = people.exclude(pk=found.tested_by_id)
    _guarantee_told(found, people, "bidding.guarantee_measured")


@on("bidding.guarantee_decided")
def tell_supplier_of_guarantee(*, guarantee: int, **_later) -> None:
    """The supplier, and the tender's officer."""
    found = Guarantee.objects.select_related("tender__officer", "bid__company").get(pk=guarantee)
    people = people_with_role(found.bid.company, *queries.READS_OWN_BIDS)
    kind = "bidding.guarantee_owed" if found.owed_won else "bidding.guarantee_met"
    _guarantee_told(found, [*people, found.tender.officer], kind)


@on("bidding.preference_terms_proposed")
def tell_terms_approvers(*, terms: int, **_later) -> None:
    """Approvers who did not write them."""
    found = PreferenceTerms.objects.get(pk=terms)
    people = buyer_people_with_role("AP").exclude(pk=found.proposed_by_id)
    notify(people, "bidding.preference_terms_proposed", params={"day": found.valid_from}, url_name="bidding:preference")


@on("bidding.own_work_entered")
def tell_own_work_approvers(*, check: int, **_later) -> None:
    """Approvers who did not enter it."""
    found = OwnWork.objects.select_related("tender").get(pk=check)
    _tell(buyer_people_with_role("AP").exclude(pk=found.entered_by_id), "bidding.own_work_entered", found.tender)


@on("bidding.preference_withdrawn")
def tell_withdrawn(*, check: int, **_later) -> None:
    """The company, and the tender's officer."""
    found = OwnWork.objects.select_related("tender__officer", "company").get(pk=check)
    people = people_with_role(found.company, *queries.READS_OWN_BIDS)
    _tell([*people, found.tender.officer], "bidding.preference_withdrawn", found.tender, until=found.blocked_until)
