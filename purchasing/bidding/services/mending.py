"""DO: let a bidder mend formal faults of an opened bid: once, in time, and nothing but what was asked for."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time

from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Bid, MendPaper, MendRequest, Ruling
from purchasing.bidding.services.checks import locked
from purchasing.bidding.states import Mendable, MendState, RulingState, SittingState

log = logging.getLogger(__name__)

LONGEST_ANSWER = 2000
END_OF_DAY = time(18, 0)  # Korean office hours
MENDED_IN = frozenset({SittingState.SCORING, SittingState.COMPARING})
WITH_PAPER = frozenset({Mendable.PAPER, Mendable.SIGNATURE, Mendable.AUTHORITY, Mendable.TRANSLATION})


@transaction.atomic
def ask_mend(bid: Bid, *, faults: Collection[str], wanted: str, by: User) -> MendRequest:
    """Ask the bidder to mend formal faults, while the board still scores or compares. Each bid has one chance.

    Only faults of the list: what a price or a score is made of cannot be mended. The answer is due at 18:00 Korean
    time of the last of the business days that the notice promises.
    """
    require(policies.may_ask_mend(by, bid))
    tender = locked(bid.tender)
    envelope = queries.envelope_in_hand(tender)
    sitting = queries.sitting_of(tender, envelope) if envelope else None
    if envelope is None or (
        sitting is not None and sitting.state not in (SittingState.SCORING, SittingState.COMPARING)
    ):
        raise WrongState(_("Faults are mended while the board scores or compares."))
    if not Ruling.objects.filter(bid=bid, tender=tender, state=RulingState.OPENED).exists():
        raise WrongState(_("This bid is no longer judged."))
    if not faults:
        raise RuleBroken(_("Choose at least one formal fault."), field="faults")
    if unknown := set(faults) - set(Mendable.values):
        raise RuleBroken(
            _("“%(fault)s” is not a formal fault that may be mended.") % {"fault": sorted(unknown)[0]}, field="faults"
        )
    if not wanted.strip():
        raise RuleBroken(_("Say what is missing: the bidder reads it."), field="wanted")
    if MendRequest.objects.filter(bid=bid).exists():
        raise WrongState(_("This bidder has had its one chance."))
    now = db_now()
    last = business_days_after(now.astimezone(SEOUL).date(), queries.mend_days_of(tender))
    request = MendRequest.objects.create(
        bid=bid,
        envelope=envelope,
        faults=[fault for fault in Mendable.values if fault in faults],
        wanted=wanted,
        asked_by=by,
        due_at=datetime.combine(last, END_OF_DAY, SEOUL),
    )
    told = {"faults": ", ".join(request.faults), "due_at": request.due_at}
    record(request, "asked", by=by, reason=wanted, payload=told)
    announce("bidding.mend_asked", tender=tender.pk, mend=request.pk)
    return request


@transaction.atomic
def answer_mend(
    request: MendRequest,
    *,
    answers: Mapping[str, str],
    papers: Mapping[str, Sequence[UploadedFile]],
    by: User,
) -> MendRequest:
    """Answer once, before the time is over: a text, documents, or both, for every fault that was asked about."""
    require(policies.may_answer_mend(by, request))
    locked(request.bid.tender)
    request = MendRequest.objects.select_for_update(of=("self",)).select_related("bid__tender").get(pk=request.pk)
    now = db_now()
    if request.state != MendState.ASKED:
        raise WrongState(_("This request was answered already, or its time is over."))
    if now > request.due_at:
        raise WrongState(_("The time to mend is over."))
    if strange := (set(answers) | set(papers)) - set(request.faults):
        raise RuleBroken(_("Nothing but what was asked for may be mended."), field=sorted(strange)[0])
    for fault in request.faults:
        text, files = answers.get(fault, "").strip(), papers.get(fault, ())
        if len(text) > LONGEST_ANSWER:
            raise RuleBroken(
                _("An answer has at most %(most)s characters.") % {"most": f"{LONGEST_ANSWER:,}"}, field=f"text-{fault}"
            )
        if fault in WITH_PAPER and not files:
            raise RuleBroken(_("Add the document: it is what was missing."), field=f"file-{fault}")
        if fault not in WITH_PAPER and not text:
            raise RuleBroken(_("Write what is to be put right."), field=f"text-{fault}")
    for fault, files in papers.items():
        for upload in files:
            file = store_upload(upload, company=by.company, by=by)
            MendPaper.objects.create(request=request, fault=fault, file=file)
    told = {fault: answers.get(fault, "").strip() for fault in request.faults}
    move(request, "answer", by=by, answers=told, answered_by=by, answered_at=now)
    announce("bidding.mend_answered", tender=request.bid.tender_id, mend=request.pk)
    return request


@transaction.atomic
def judge_mend(request: MendRequest, *, accepted: bool, reason: str, by: User) -> MendRequest:
    """Say whether the fault is mended. Whether the bid then meets the requirement is for the board to agree on."""
    require(policies.may_judge_mend(by, request))
    locked(request.bid.tender)
    request = MendRequest.objects.select_for_update(of=("self",)).select_related("bid__tender").get(pk=request.pk)
    if not accepted and not reason.strip():
        raise RuleBroken(_("Say what is still missing: the bidder reads it."), field="reason")
    name = "accept" if accepted else "refuse"
    move(request, name, by=by, reason=reason, judged_by=by, judged_at=db_now(), judgement=reason)
    announce("bidding.mend_judged", tender=request.bid.tender_id, mend=request.pk)
    return request


@sweeps
def lapse_unmended() -> int:
    """Close every chance whose time is over; one that cannot be locked now is left for the next round."""
    lapsed = 0
    for request in MendRequest.objects.filter(state=MendState.ASKED, due_at__lt=db_now()).order_by("pk"):
        try:
            with transaction.atomic():
                move(request, "lapse", by=None)
                announce("bidding.mend_lapsed", tender=request.bid.tender_id, mend=request.pk)
        except WrongState:  # it was answered at this moment
            continue
        except OperationalError:
            log.warning("bidding: request %s could not be locked; it is tried again", request.pk)
            continue
        lapsed += 1
    return lapsed
