"""Doors of the officer around the draft: documents, invited suppliers, copies, further rounds; answers to splitting."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, see, writes
from portal.people.models import Company
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import DocumentForm, InviteFilter, ReasonForm
from purchasing.bidding.models import Tender
from purchasing.bidding.states import Method, Reach, TenderState
from purchasing.bidding.views.decisions import Decision, _data, _decide
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, shown


def _draft_or_refuse(request: HttpRequest, key: str) -> Tender:
    """The officer's own draft; what is handed over or published is not changed here."""
    tender = tender_or_404(request, key)
    require(policies.may_edit_tender(request.user, tender))
    if tender.state != TenderState.DRAFT:
        raise WrongState(_("This tender is no longer a draft: take it back from approval first."))
    return tender


@writes(shows_form=True)
def tender_documents(request: HttpRequest, key: str) -> HttpResponse:
    """The documents of a draft: put one in."""
    tender = _draft_or_refuse(request, key)
    posted = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES) if posted else DocumentForm()
    status = 200
    if posted:
        if form.is_valid():
            given = form.cleaned_data
            upload = given.pop("file")
            try:
                services.add_document(tender, upload, by=request.user, **given)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The document belongs to the notice."))
                return see(request, address(tender, "tender-documents"))
        status = 422
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Documents")),
        "documents": queries.documents_of(tender),
        "form": form,
    }
    return page(request, "bidding/notice_documents.html", context, status=status)


@writes
def tender_document_remove(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """Take a document out of the draft."""
    tender = tender_or_404(request, key)
    require(policies.may_edit_tender(request.user, tender))
    document = get_object_or_404(tender.documents.select_related("file"), uid=uid)
    services.remove_document(document, by=request.user)
    messages.success(request, _("The document is taken out."))
    return see(request, address(tender, "tender-documents"))


@writes(shows_form=True)
def tender_invitations(request: HttpRequest, key: str) -> HttpResponse:
    """Who is invited: suppliers found by name, or by what they offer, are added and taken out."""
    tender = _draft_or_refuse(request, key)
    if tender.reach != Reach.INVITED:
        raise WrongState(_("This tender is open to every eligible supplier: nobody is invited."))
    if request.method == "POST":
        invited = [row.company for row in queries.invitations_of(tender)]
        name = "invite" if "invite" in request.POST else "take_out"
        company = get_object_or_404(Company, uid=_uid(request.POST.get(name, "")))
        if name == "invite":
            require(policies.may_be_invited(company, tender, today()))
            invited = [*invited, company]
        else:
            invited = [each for each in invited if each != company]
        services.edit_tender(tender, by=request.user, invited=invited)
        said = _("%(name)s is invited.") if name == "invite" else _("%(name)s is no longer invited.")
        messages.success(request, said % {"name": company.name})
        return see(request, request.get_full_path())
    form = InviteFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Invited suppliers")),
        "filter": form,
        "filtered": bool(given),
        "invitations": queries.invitations_of(tender),
        "found": [
            (company, policies.may_be_invited(company, tender, today()))
            for company in queries.suppliers_to_invite(tender, **given)
        ],
    }
    return page(request, "bidding/notice_invitations.html", context, part="bidding/_invitations.html")


def _uid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Http404 from None


@writes
def tender_copy(request: HttpRequest, key: str) -> HttpResponse:
    """A draft like a past tender."""
    tender = tender_or_404(request, key)
    copy = services.copy_tender(tender, by=request.user, key=request.POST.get("key", "")[:100] or uuid4().hex)
    messages.success(request, _("Draft %(number)s is a copy; its dates are still empty.") % {"number": copy.number})
    if copy.method == Method.TCO and queries.tco_model_chosen(copy) is None:
        messages.warning(request, _("Its cost model is no longer in use: choose the new version for this draft."))
    return see(request, address(copy))


@writes
def tender_next_round(request: HttpRequest, key: str) -> HttpResponse:
    """Another round after one that failed."""
    tender = tender_or_404(request, key)
    following = services.begin_round(tender, by=request.user)
    messages.success(
        request,
        _("Draft %(number)s is the next round: items and award rule stay, the base price is not lowered.")
        % {"number": following.number},
    )
    return see(request, address(following))


@writes(shows_form=True)
def base_price_review(request: HttpRequest, key: str) -> HttpResponse:
    """An estimator says what the review of a base price found under which every bid lay too low."""
    tender = tender_or_404(request, key)
    decision = Decision(
        title=_("Review the base price"),
        text=_(
            "Every bid was below the price floor. Compare the base price with the market and with what was bid, and "
            "say what you found. A further round begins only then, and does not lower the base price."
        ),
        verb=_("Keep the review"),
        done=_("The review is kept. A further round may begin where the notice announced one."),
        allowed=policies.may_review_base_price(request.user, tender),
        do=lambda given: services.review_base_price(tender, remark=given["reason"], by=request.user),
    )
    return _decide(request, tender, decision, ReasonForm(_data(request), label=_("What the review found")))


@writes(shows_form=True)
def split_answer(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """An approver says why purchases are not split."""
    tender = tender_or_404(request, key)
    flag = get_object_or_404(queries.split_flags_of(tender).select_related("tender"), uid=uid)
    decision = Decision(
        title=_("Answer: is this purchase split?"),
        text=_("Together with %(others)s it comes to ₩%(sum)s and crosses ₩%(threshold)s. Auditors read your answer.")
        % {
            "others": ", ".join(flag.others),
            "sum": f"{flag.sum_won:,.0f}",
            "threshold": f"{flag.threshold_won:,.0f}",
        },
        verb=_("Keep the answer"),
        done=_("The answer is kept."),
        allowed=policies.may_answer_split_flag(request.user, flag),
        do=lambda given: services.answer_split_flag(flag, answer=given["reason"], by=request.user),
    )
    return _decide(request, tender, decision, ReasonForm(_data(request), label=_("Why these are separate needs")))
