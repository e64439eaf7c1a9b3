"""Doors of misuses of the mark: anybody reports one, the office writes a stop letter, the member answers."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.deciding import Decision, beside, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken
from portal.http import page, public, reads, see, writes
from portal.pdf import pdf_response, typeset
from portal.throttles import throttled
from sharedgrowth.innovilt.forms import marks as forms
from sharedgrowth.innovilt.models import MarkMisuse, terms_on
from sharedgrowth.innovilt.policies import marks as policies
from sharedgrowth.innovilt.queries import marks as queries
from sharedgrowth.innovilt.queries.marks import reads_all
from sharedgrowth.innovilt.services import mark_misuses
from sharedgrowth.innovilt.states import MisuseState
from sharedgrowth.innovilt.views.act_deeds import misuse_deeds
from sharedgrowth.innovilt.views.certificate_paper import BRAND
from sharedgrowth.innovilt.views.marks import mark_home
from sharedgrowth.innovilt.views.register import day_of, home


@public
@writes(shows_form=True)
@throttled("alert", methods=("POST",))
def misuse_report(request: HttpRequest) -> HttpResponse:
    """Anybody tells of a mark without right; nothing about who tells it is asked for."""
    number = request.GET.get("number", "")[:20]
    form = forms.MisuseForm(posted(request), request.FILES or None, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        who = request.user if request.user.is_authenticated else None
        try:
            misuse = mark_misuses.report_misuse(**form.cleaned_data, by=who)
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            words = _("Thank you. The INNOVILT office looks into it under the number %(number)s.")
            messages.success(request, words % {"number": misuse.number})
            return see(request, reverse("innovilt:register"))
    title = _("Report a misuse of the mark")
    context = {
        "trail": [home(), (title, "")],
        "title": title,
        "lede": _("A mark without a certificate, on another product, after its end, or changed."),
        "docno": "",
        "form": form,
        "back": reverse("innovilt:register"),
        "verb": _("Report it"),
    }
    return page(request, "innovilt/mark_form.html", context, status=422 if form.errors else 200)


def _misuse(request: HttpRequest, number: str) -> MarkMisuse:
    return get_object_or_404(queries.misuses_visible_to(request.user), number=number)


def _misuse_url(misuse: MarkMisuse) -> str:
    return reverse("innovilt:misuse-detail", args=[misuse.number])


@reads
def misuse_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One misuse: what was seen, the letter, the answer."""
    misuse = _misuse(request, number)
    inside = reads_all(request.user)
    context = {
        "trail": [home(), mark_home(), (misuse.number, "")],
        "misuse": misuse,
        "evidence": list(misuse.evidence.all()) if inside else [],
        "late": misuse.state == MisuseState.LETTER and misuse.stop_by is not None and misuse.stop_by < day_of(request),
        "deeds": misuse_deeds(misuse, request.user),
        "inside": inside,
        "entries": timeline_of(misuse) if inside else None,
    }
    return page(request, "innovilt/misuse_detail.html", context)


@reads
@throttled("export")
def misuse_paper(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The stop letter as PDF, in one of both languages."""
    misuse = _misuse(request, number)
    if misuse.letter_at is None or language not in ("ko", "en"):
        raise Http404
    with override(language):
        pdf = _letter(misuse)
    return pdf_response(pdf, f"{misuse.number}-{language}.pdf")


def _letter(misuse: MarkMisuse) -> bytes:
    to = misuse.company.name if misuse.company else misuse.addressee
    certificate = misuse.certificate
    data = {
        "brand": BRAND,
        "title": _("Stop letter: use of the INNOVILT mark"),
        "number": misuse.number,
        "footer": _("Stop letter %(number)s of the INNOVILT office.") % {"number": misuse.number},
        "to_label": pgettext("innovilt", "To"),
        "to": to,
        "opening": _(
            "You show the INNOVILT mark in a way that its rules do not allow: it is shown for a certified product "
            "only, with the certificate number, while the certificate is valid."
        ),
        "facts": [
            {"label": _("Date"), "value": day_text(misuse.letter_at, "day")},
            {"label": _("What is wrong"), "value": misuse.get_kind_display()},
            {"label": _("Certificate"), "value": certificate.number if certificate else "—"},
            {"label": _("Seen on"), "value": day_text(misuse.seen_on)},
            {"label": _("Where it was seen"), "value": misuse.place},
            {"label": _("Stopped by"), "value": day_text(misuse.stop_by) if misuse.stop_by else ""},
        ],
        "demand_title": _("What has to stop"),
        "demand": misuse.letter_text,
        "end_title": _("What follows"),
        "end": [
            _("Tell the office by the day above what you have done; members answer on the page of this letter."),
            _("Otherwise the certificate is suspended, and the right to the mark ends with it (INV-07)."),
        ],
        "address": f"{settings.BASE_URL}{_misuse_url(misuse)}" if misuse.company else "",
        "signatures": [{"label": _("For the buyer"), "value": _("INNOVILT office")}],
    }
    return typeset("innovilt/stop_letter.typ", {**data, "lang": (get_language() or "ko")[:2]})


def _misuse_decision(misuse: MarkMisuse, **told: Any) -> Decision:
    facts = [
        {"label": _("What is wrong"), "value": misuse.get_kind_display(), "note": misuse.place},
        {"label": _("Seen on"), "value": day_text(misuse.seen_on), "note": ""},
        {"label": _("Member"), "value": misuse.company.name if misuse.company else misuse.addressee or "—", "note": ""},
    ]
    trail = [home(), mark_home(), (misuse.number, _misuse_url(misuse))]
    return Decision(
        back=_misuse_url(misuse),
        trail=trail,
        docno=misuse.number,
        facts=facts,
        quote=misuse.text,
        quote_title=_("What was seen"),
        **told,
    )


@writes(shows_form=True)
def misuse_letter(request: HttpRequest, number: str) -> HttpResponse:
    """The office sends a stop letter."""
    misuse = _misuse(request, number)
    days = {"days": terms_on(day_of(request)).stop_days}
    told = _misuse_decision(
        misuse,
        title=_("Send a stop letter"),
        text=_("It has to stop within %(days)s business days. The member reads the letter here; print it for others.")
        % days,
        verb=_("Send the letter"),
        done=_("Sent."),
        allowed=policies.may_handle_misuse(request.user, misuse),
        do=lambda given: mark_misuses.send_letter(misuse, **given, by=request.user),
    )
    return decide(request, told, forms.LetterForm(posted(request), initial={"addressee": misuse.addressee}))


@writes(shows_form=True)
def misuse_answer(request: HttpRequest, number: str) -> HttpResponse:
    """The member answers."""
    misuse = _misuse(request, number)
    told = _misuse_decision(
        misuse,
        title=_("Answer the letter"),
        text=misuse.letter_text,
        verb=_("Send the answer"),
        done=_("Sent to the office."),
        allowed=policies.may_answer_misuse(request.user, misuse),
        do=lambda given: mark_misuses.answer_letter(misuse, **given, by=request.user),
    )
    return decide(request, told, forms.AnswerForm(posted(request)))


@writes(shows_form=True)
def misuse_close(request: HttpRequest, number: str) -> HttpResponse:
    """The office has seen that it stopped."""
    misuse = _misuse(request, number)
    told = _misuse_decision(
        misuse,
        title=_("It has stopped"),
        text=misuse.answer or _("You have seen for yourself that the mark is no longer shown."),
        verb=_("Close the case"),
        done=pgettext("innovilt", "Closed."),
        allowed=policies.may_handle_misuse(request.user, misuse),
        do=lambda given: mark_misuses.close_misuse(misuse, **given, by=request.user),
    )
    return decide(request, told, forms.ReasonForm(posted(request)))


@writes(shows_form=True)
def misuse_dismiss(request: HttpRequest, number: str) -> HttpResponse:
    """It was no misuse."""
    misuse = _misuse(request, number)
    told = _misuse_decision(
        misuse,
        title=_("No misuse"),
        text=_("The mark was shown rightly, or nothing can be found."),
        verb=_("Close the case"),
        done=pgettext("innovilt", "Closed."),
        allowed=policies.may_handle_misuse(request.user, misuse),
        do=lambda given: mark_misuses.dismiss_misuse(misuse, **given, by=request.user),
    )
    return decide(request, told, forms.ReasonForm(posted(request)))


@writes(shows_form=True)
def misuse_escalate(request: HttpRequest, number: str) -> HttpResponse:
    """The letter did not help."""
    misuse = _misuse(request, number)
    told = _misuse_decision(
        misuse,
        title=_("Propose a suspension"),
        text=_("A colleague of the office decides. The misuse stays open until it has stopped."),
        verb=pgettext("innovilt", "Propose"),
        done=_("Proposed. A colleague of the office decides."),
        allowed=policies.may_handle_misuse(request.user, misuse),
        do=lambda given: mark_misuses.escalate_misuse(misuse, **given, by=request.user),
        danger=True,
    )
    return decide(request, told, forms.ReasonForm(posted(request)))
