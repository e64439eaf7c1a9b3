"""Doors of donations: pledged, checked, approved, handed over, receipted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, Deed, decide, posted
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from sharedgrowth.friends.forms import money as forms
from sharedgrowth.friends.forms.fields import NothingForm, ReasonForm
from sharedgrowth.friends.models import Donation
from sharedgrowth.friends.policies import donations as policies
from sharedgrowth.friends.queries import donations as queries
from sharedgrowth.friends.services import donations as services
from sharedgrowth.friends.states import DonationState
from sharedgrowth.friends.views.shown import PER_PAGE, home, paper, today_of

D = DonationState


def donations_home() -> tuple[object, str]:
    """The list."""
    return (_("Donations"), reverse("friends:donation-list"))


def _at(donation: Donation, name: str = "donation-detail", *args) -> str:
    return reverse(f"friends:{name}", args=[donation.number, *args])


def _donation(request: HttpRequest, number: str) -> Donation:
    return get_object_or_404(queries.donations_visible_to(request.user), number=number)


def _facts(donation: Donation) -> list[dict[str, Any]]:
    amount = f"{donation.quantity.normalize():f} {donation.unit}" if donation.quantity else ""
    return [
        {"label": _("Donor"), "value": donation.donor.name},
        {"label": _("Recipient organisation"), "value": donation.recipient.name},
        {"label": pgettext("donation", "What"), "value": donation.what, "note": amount},
        {"label": pgettext("friends", "Value"), "value": money_full(donation.value_won)},
    ]


def _deciding(donation: Donation, **words: Any) -> Decision:
    trail = [home(), donations_home(), (donation.number, _at(donation))]
    words.setdefault("back", _at(donation))
    return Decision(trail=trail, docno=donation.number, heading=donation.what, facts=_facts(donation), **words)


@reads
def donation_list(request: HttpRequest) -> HttpResponse:
    """The company's own; for the office all."""
    form = forms.DonationFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    context = {
        "trail": [home(), (_("Donations"), "")],
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(queries.donations_found(request.user, **given), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "may_pledge": bool(policies.may_pledge_donation(request.user)),
    }
    return page(request, "friends/donation_list.html", context, part="friends/_donation_results.html")


@writes(shows_form=True)
def donation_pledge(request: HttpRequest) -> HttpResponse:
    """What the company gives."""
    what = Decision(
        title=_("Pledge a donation"),
        text=_(
            "Nobody at the buyer asks for donations, and none has a drawback or an advantage in tenders. Above one "
            "million won compliance checks whether public officials are concerned."
        ),
        verb=_("Pledge"),
        done=_("Pledged. The office answers."),
        allowed=policies.may_pledge_donation(request.user),
        do=lambda given: services.pledge(**given, by=request.user),
        back=reverse("friends:donation-list"),
        trail=[home(), donations_home()],
        after=_at,
    )
    return decide(request, what, forms.DonationForm(posted(request)))


@reads
def donation_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Where it stands."""
    donation = _donation(request, number)
    context = {
        "trail": [home(), donations_home(), (donation.number, "")],
        "donation": donation,
        "facts": _facts(donation),
        "deeds": _deeds(request, donation),
        "check": queries.check_of(donation),
        "entries": list(timeline_of(donation)),
    }
    return page(request, "friends/donation_detail.html", context)


def _deeds(request: HttpRequest, donation: Donation) -> list[Deed]:
    user, state, found = request.user, donation.state, []
    check = queries.check_of(donation)
    if state == D.PLEDGED and donation.check_needed and policies.may_check_graft(user):
        text = _("Does the donation reach public officials on whose duties the donor depends?")
        found.append(Deed(_("Note the check"), _at(donation, "donation-check"), "scale", text, primary=True))
    if state == D.PLEDGED and policies.may_approve_donation(user, donation):
        if not donation.check_needed or (check and check.clear):
            verb = _("Approve")
            found.append(Deed(verb, _at(donation, "donation-step", "approve"), "circle-check", post=True, primary=True))
        found.append(Deed(_("Do not accept"), _at(donation, "donation-refuse"), "x", danger=True))
    if state == D.APPROVED and policies.may_hand_over(user, donation):
        found.append(Deed(_("It is handed over"), _at(donation, "donation-hand-over"), "truck-delivery", primary=True))
    if state == D.DELIVERED and policies.may_hand_over(user, donation):
        found.append(Deed(_("Keep the receipt"), _at(donation, "donation-receipt"), "paperclip", primary=True))
    if state == D.RECEIPTED and policies.may_approve_donation(user, donation):
        found.append(
            Deed(
                pgettext("friends", "Close"),
                _at(donation, "donation-step", "close"),
                "circle-check",
                post=True,
                primary=True,
            )
        )
    if state in (D.PLEDGED, D.APPROVED) and policies.may_withdraw_donation(user, donation):
        found.append(Deed(pgettext("friends", "Take it back"), _at(donation, "donation-take-back"), "arrow-back-up"))
    if state in (D.DELIVERED, D.RECEIPTED, D.CLOSED):
        found.append(Deed(_("Confirmation (PDF)"), _at(donation, "donation-pdf"), "file-text"))
    return found


@writes
def donation_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Approve, close."""
    donation = _donation(request, number)
    act = {"approve": services.approve, "close": services.close}[step]
    try:
        act(donation, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done."))
    return see(request, _at(donation))


@writes(shows_form=True)
def donation_check(request: HttpRequest, number: str) -> HttpResponse:
    """What compliance finds."""
    donation = _donation(request, number)
    told = _deciding(
        donation,
        title=_("Check for gifts to officials"),
        text=_("Improper Solicitation and Graft Act. The finding stays on record and the office reads it."),
        verb=_("Note the check"),
        done=_("Noted."),
        allowed=policies.may_check_graft(request.user),
        do=lambda given: services.check_graft(donation, **given, by=request.user),
    )
    return decide(request, told, forms.GraftForm(posted(request)))


@writes(shows_form=True)
def donation_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Not accepted."""
    donation = _donation(request, number)
    told = _deciding(
        donation,
        title=_("Do not accept the donation"),
        text=_("The donor reads the reason."),
        verb=_("Do not accept"),
        done=_("The donor is told."),
        allowed=policies.may_approve_donation(request.user, donation),
        do=lambda given: services.refuse(donation, **given, by=request.user),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


@writes(shows_form=True)
def donation_take_back(request: HttpRequest, number: str) -> HttpResponse:
    """The donor gives nothing after all."""
    donation = _donation(request, number)
    told = _deciding(
        donation,
        title=_("Take the donation back"),
        text=_("Without a reason and without a drawback."),
        verb=pgettext("friends", "Take it back"),
        done=_("Taken back."),
        allowed=policies.may_withdraw_donation(request.user, donation),
        do=lambda given: services.take_back(donation, by=request.user),
    )
    return decide(request, told, NothingForm(posted(request)))


@writes(shows_form=True)
def donation_hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """It is with the organisation."""
    donation = _donation(request, number)
    told = _deciding(
        donation,
        title=pgettext("friends", "Handed over"),
        text=_("The organisation then writes a receipt."),
        verb=_("Keep the day"),
        done=_("Kept. Now the receipt."),
        allowed=policies.may_hand_over(request.user, donation),
        do=lambda given: services.hand_over(donation, **given, by=request.user),
    )
    return decide(request, told, forms.HandOverForm(posted(request), initial={"handed_on": today_of(request)}))


@writes(shows_form=True)
def donation_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The organisation's receipt."""
    donation = _donation(request, number)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    told = _deciding(
        donation,
        title=pgettext("friends", "Receipt"),
        text=_("It is kept for five years, then destroyed by itself."),
        verb=_("Keep the receipt"),
        done=_("The receipt is kept."),
        allowed=policies.may_hand_over(request.user, donation),
        do=lambda given: services.keep_receipt(donation, **given, by=request.user),
    )
    return decide(request, told, forms.ReceiptForm(data, files, initial={"receipted_on": today_of(request)}))


@reads
def donation_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Our confirmation for the donor and the organisation."""
    donation = _donation(request, number)
    if donation.handed_on is None:
        raise Http404
    quantity = f"{donation.quantity.normalize():f} {donation.unit}" if donation.quantity else "—"
    return paper(
        "donation",
        f"{donation.number}.pdf",
        title=_("Confirmation of a donation"),
        number=donation.number,
        footer=_("This confirmation is no receipt for tax purposes: that one is written by the organisation."),
        statement=_("%(donor)s has given to %(recipient)s through the Corporate Citizenship Friends:")
        % {"donor": donation.donor.name, "recipient": donation.recipient.name},
        facts=[
            {"label": pgettext("donation", "What"), "value": donation.what},
            {"label": _("Quantity"), "value": quantity},
            {"label": pgettext("friends", "Value"), "value": str(money_full(donation.value_won))},
            {"label": _("Handed over on"), "value": day_text(donation.handed_on)},
            {"label": _("Receipt number"), "value": donation.receipt_no or "—"},
            {"label": _("Pledged"), "value": day_text(donation.pledged_at.astimezone(SEOUL))},
        ],
    )
