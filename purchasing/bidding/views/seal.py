"""Doors of the sealing: new keys for a tender, attachments of opened bids."""

from hashlib import sha256
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from portal.errors import RuleBroken, WrongState
from portal.files.services import scan_content
from portal.fresh import fresh
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from portal.sealing.boxes import DoesNotOpen
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import RekeyForm, ReplaceOpenerForm
from purchasing.bidding.models import Ruling, SealedFile
from purchasing.bidding.states import UNOPENED, Envelope, Seal, TenderState
from purchasing.bidding.views.decisions import Decision, _decide
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, shown


@writes(shows_form=True)
@fresh
def tender_rekey(request: HttpRequest, key: str) -> HttpResponse:
    """New keys for a tender that too few officers could open: an approver decides, every bidder bids again."""
    tender = tender_or_404(request, key)
    require(policies.may_rekey_tender(request.user, tender))
    if tender.seal != Seal.KEYS or tender.state != TenderState.PUBLISHED:
        raise WrongState(_("New keys are made only while bids can still be put in again."))
    form = RekeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.rekey_tender(tender, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The tender has new keys. Every bidder is told to bid again."))
            return see(request, address(tender, "opening-detail"))
    now = page_now(request)
    context = {
        "tender": tender,
        "head": shown(tender, now, inside=True),
        "trail": trail(tender, _("New keys")),
        "form": form,
        "keepers": [(keeper, keeper.is_fresh(now - queries.FRESH)) for keeper in queries.keepers_of(tender)],
        "needed": tender.openers_needed + 1,
    }
    return page(request, "bidding/tender_rekey.html", context, status=422 if form.errors else 200)


@writes(shows_form=True)
@fresh
def opener_replace(request: HttpRequest, key: str) -> HttpResponse:
    """Another person takes a seat of the opening committee; where too few could open, with new keys."""
    tender = tender_or_404(request, key)
    by_keys = tender.seal == Seal.KEYS
    require(policies.may_replace_opener(request.user, tender))
    if tender.state not in UNOPENED or (by_keys and tender.state != TenderState.PUBLISHED):
        raise WrongState(_("The committee changes only between the publication and the opening."))
    text = _("Who leaves opens nothing from now on; who comes declares to have no conflict of interest before opening.")
    if by_keys:
        text += "\n" + _(
            "The keys stay with the members who got a share at the publication. If too few of them remain, or the new "
            "member is to hold a share, set a later deadline: the tender gets new keys, all bids become void, the "
            "estimator seals the base price again. Each member needs a key that was drilled within 30 days."
        )
    if tender.procedure_id is not None:
        text += "\n" + _("The lots of a notice have one committee: the seat changes in all that are not opened yet.")
    decision = Decision(
        title=_("Replace a member of the committee"),
        text=text,
        verb=_("Replace the member"),
        done=_("The committee is changed. The new member is told; bidders learn no name."),
        allowed=policies.may_replace_opener(request.user, tender),
        do=lambda given: services.replace_opener(tender, **given, by=request.user),
        back=address(tender, "opening-detail"),
    )
    form = ReplaceOpenerForm(request.POST if request.method == "POST" else None, tender=tender, by_keys=by_keys)
    return _decide(request, tender, decision, form)


@never_cache
@reads
@sensitive_variables()
def bid_file(request: HttpRequest, key: str, file: UUID) -> HttpResponse:
    """An attachment of an opened bid, for those who may read its envelope; checked, and scanned once more.

    Its address names no bid: two envelopes have nothing in common by which a blind proposal could be told.
    """
    tender = tender_or_404(request, key)
    sealed = get_object_or_404(SealedFile.objects, uid=file, tender=tender)
    opened = Ruling.objects.filter(tender=tender, bid__company=sealed.company_id)
    ruling = opened.select_related("tender", "bid__company").first()
    if ruling is None:
        raise Http404
    envelope, place, ref = _ref(ruling, str(file))
    own = ruling.bid.company_id == request.user.company_id and request.user.has_role(*queries.READS_OWN_BIDS)
    if not own and not queries.reads_envelope(request.user, ruling, envelope):
        raise Http404
    sealed.tender, sealed.company = tender, ruling.bid.company
    try:
        content = b"".join(services.read_file(sealed, ref))
    except (DoesNotOpen, ValueError) as fault:
        raise WrongState(_("This attachment was changed after it was sealed: it does not open.")) from fault
    if sha256(content).hexdigest() != ref["sha256"]:
        raise WrongState(_("This attachment is not the one that the bid names."))
    virus = scan_content(content)
    if virus is None:
        raise WrongState(_("The virus scan has not finished. Try again in a minute."))
    if virus:
        raise WrongState(_("The virus scan found something in this attachment: nobody gets it."))
    name = ref["name"] if own or tender.opened_at or envelope != Envelope.TECHNICAL else _blind_name(ref["name"], place)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _ref(ruling: Ruling, file: str) -> tuple[str, int, Any]:
    """(envelope, place among all attachments, reference) of an attachment that an open envelope names."""
    place = 0
    for envelope, document in ruling.document.items():
        for refs in document.get("files", {}).values():
            for ref in refs:
                place += 1
                if ref.get("uid") == file:
                    return envelope, place, ref
    raise Http404


def _blind_name(name: str, place: int) -> str:
    """Technical proposals are judged without knowing whose they are: a file's own name may tell."""
    return f"document-{place}.{name.rpartition('.')[2][:8]}"
