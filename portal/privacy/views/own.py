"""Doors of one's own data: what is kept, who looked, consents, a copy, questions, erasure."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, beside, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, public, reads, see, writes
from portal.paging import by_id
from portal.policy import require
from portal.privacy.forms.rights import AskForm, EraseForm, NothingForm
from portal.privacy.models import RightsRequest
from portal.privacy.policies import rights as policies
from portal.privacy.queries import rights as queries
from portal.privacy.queries.consents import consents_of
from portal.privacy.registry import automated, purposes
from portal.privacy.services import consents, copies, destruction, rights
from portal.privacy.services.copies import shown
from portal.privacy.states import RightKind, RightState
from portal.throttles import throttled

PER_PAGE = 50


def _trail(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("My data"), reverse("privacy:own-detail")), *more]


@reads
def own_detail(request: HttpRequest) -> HttpResponse:
    """Everything that is kept of the person who reads it, with basis and time."""
    user = request.user
    require(policies.may_ask(user))
    kept = sorted(queries.kept_of(user), key=lambda each: each.holding.key != "people.account")  # oneself first
    context = {
        "kept": [
            {
                "holding": each.holding,
                "stays": each.stays,
                "rows": each.rows,
                "sections": [
                    {
                        "title": section.title,
                        "note": section.note,
                        "files": section.files,
                        "rows": [[(label, shown(value)) for label, value in row.items()] for row in section.rows],
                    }
                    for section in each.sections
                ],
            }
            for each in kept
            if each.sections or each.stays
        ],
        "nothing": [each.holding for each in kept if not each.sections and not each.stays],
        "consents": [(each, purposes.get(each.purpose)) for each in consents_of(user) if not each.is_withdrawn],
        "requests": list(queries.requests_of(user)[:10]),
        "looks": queries.looks_at(user).count(),
        "automated": [(each, list(each.of(user))) for each in automated],
        "may_erase": policies.may_erase_oneself(user),
    }
    return page(request, "privacy/own.html", context)


@writes
@fresh
@throttled("export", methods=("POST",))
def own_copy(request: HttpRequest) -> HttpResponse:
    """A ZIP of everything, for the person alone."""
    archive = copies.copy_of_own_data(by=request.user)
    return HttpResponse(
        archive,
        content_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="my-data.zip"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


@reads
def own_looks(request: HttpRequest) -> HttpResponse:
    """Who looked at my data, when, at what, and why."""
    require(policies.may_ask(request.user))
    found = by_id(queries.looks_at(request.user), request.GET.get("cursor", ""), PER_PAGE)
    trail = _trail((_("Who looked at my data"), ""))
    return page(request, "privacy/own_looks.html", {"slice": found, "trail": trail})


@writes(shows_form=True)
def consent_withdraw(request: HttpRequest, uid) -> HttpResponse:
    """Take a consent back, after reading what follows."""
    consent = get_object_or_404(consents_of(request.user), uid=uid)
    purpose = purposes.get(consent.purpose)
    title = purpose.title if purpose else consent.purpose
    decision = Decision(
        title=_("Take a consent back"),
        heading=title,
        text=purpose.refusal if purpose else _("It counts from now on and changes nothing that was done before."),
        verb=pgettext("privacy", "Take it back"),
        done=_("Taken back. It counts from now on."),
        allowed=policies.may_ask(request.user),
        do=lambda _given: consents.withdraw(consent, by=request.user),
        back=reverse("privacy:own-detail"),
        trail=_trail(),
        quote=consent.text,
        quote_title=_("What you agreed to"),
        danger=True,
    )
    return decide(request, decision, NothingForm(posted(request)))


@writes(shows_form=True)
@fresh
def own_ask(request: HttpRequest) -> HttpResponse:
    """Ask to correct, erase, stop, explain."""
    require(policies.may_ask(request.user))
    initial = {"kind": request.GET.get("kind", ""), "holding": request.GET.get("holding", "")}
    form = AskForm(posted(request), initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = rights.ask(**form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("It has arrived. You get an answer within ten days."))
                return see(request, reverse("privacy:own-request", args=[made.number]))
        status = 422
    context = {"form": form, "trail": _trail((_("Ask about my data"), ""))}
    return page(request, "privacy/own_ask.html", context, status=status)


def _own(request: HttpRequest, number: str) -> RightsRequest:
    return get_object_or_404(queries.requests_of(request.user), number=number.upper()[:20])


@reads
def own_request(request: HttpRequest, number: str) -> HttpResponse:
    """What was asked, until when it is answered, and the answer."""
    found = _own(request, number)
    context = {
        "asked": found,
        "about": queries.holding_label(found.holding) if found.holding else _("Everything that is kept of me"),
        "trail": _trail((found.number, "")),
        "may_withdraw": bool(policies.may_withdraw_request(request.user, found)),
        "is_stopped": found.kind == RightKind.SUSPENSION
        and found.state in (RightState.GRANTED, RightState.PARTLY)
        and found.lifted_at is None,
    }
    return page(request, "privacy/own_request.html", context)


@writes
def own_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the request back."""
    found = _own(request, number)
    rights.withdraw(found, by=request.user)
    messages.success(request, _("Taken back."))
    return see(request, reverse("privacy:own-request", args=[found.number]))


@writes
def own_lift(request: HttpRequest, number: str) -> HttpResponse:
    """The use of the data may go on."""
    found = _own(request, number)
    rights.lift(found, by=request.user)
    messages.success(request, _("The use goes on from now."))
    return see(request, reverse("privacy:own-request", args=[found.number]))


@writes(shows_form=True)
@fresh
def own_erase(request: HttpRequest) -> HttpResponse:
    """Close the account and erase all that no law keeps; at once and for good."""
    user = request.user
    require(policies.may_erase_oneself(user))
    form = EraseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        certificates = destruction.erase_oneself(by=user)
        logout(request)
        messages.success(request, _("Your data is erased, and you are signed out."))
        uids = ",".join(str(certificate.uid) for certificate in certificates)
        return see(request, f"{reverse('privacy:erased')}?certificates={uids}")
    kept = queries.kept_of(user)
    context = {
        "form": form,
        "goes": [each for each in kept if each.sections and not each.stays and not each.holding.nameless],
        "nameless": [each for each in kept if each.sections and not each.stays and each.holding.nameless],
        "stays": [each for each in kept if each.stays],
        "trail": _trail((_("Erase my data"), "")),
    }
    return page(request, "privacy/own_erase.html", context, status=422 if form.is_bound else 200)


def _uids(text: str) -> list[UUID]:
    found = []
    for each in text.split(",")[:50]:
        with suppress(ValueError):  # a broken address names fewer certificates
            found.append(UUID(each))
    return found


@public
@reads
def erased(request: HttpRequest) -> HttpResponse:
    """What was destroyed, by certificate: nobody can tell any more whose it was."""
    found = list(queries.certificates().filter(uid__in=_uids(request.GET.get("certificates", ""))))
    shown_rows = [(each, queries.holding_label(each.holding), day_text(each.at)) for each in found]
    return page(request, "privacy/erased.html", {"certificates": shown_rows})
