"""Doors: the confidential voice of lower tiers: speak, read, take up, answer."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.payments.forms.money import VoiceForm, WordForm
from purchasing.payments.models import Voice
from purchasing.payments.models.voice import FEWEST_FIRMS
from purchasing.payments.policies import voice as policies
from purchasing.payments.queries import voice as queries
from purchasing.payments.services import voice as services
from purchasing.payments.states import VOICE_OPEN, VoiceState, VoiceTopic

PER_PAGE = 25


def _trail(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [
        (_("Payments"), reverse("payments:money")),
        (_("Confidential voice"), reverse("payments:voice-list")),
        *more,
    ]


@reads
def voice_list(request: HttpRequest) -> HttpResponse:
    """A firm's own; for compliance all, without who spoke; for other staff only sums of at least three firms."""
    user = request.user
    if user.is_internal:
        require(policies.may_read_sums(user))
    elif not policies.may_speak(user):
        require(policies.may_speak(user))
    found = queries.voices_visible_to(user)
    context = {
        "trail": _trail()[:-1] + [(_("Confidential voice"), "")],
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "heard": [_heard(each) for each in queries.heard(user)],
        "staff": user.is_internal,
        "reads_words": bool(policies.may_look(user)),
        "may_speak": bool(policies.may_speak(user)),
        "needed": FEWEST_FIRMS,
    }
    return page(request, "payments/voice_list.html", context)


def _heard(each: queries.Heard) -> dict[str, Any]:
    topics = [f"{VoiceTopic(topic).label} ({firms})" for topic, firms in each.topics]
    return {"name": each.about.name, "firms": each.firms, "open": each.open, "topics": topics}


@writes(shows_form=True)
def voice_create(request: HttpRequest) -> HttpResponse:
    """A firm of the lower tiers tells compliance how it is paid."""
    require(policies.may_speak(request.user))
    payers = list(queries.payers_of(request.user.company_id))
    data = request.POST if request.method == "POST" else None
    form = VoiceForm(data, initial={"key": uuid4().hex}, payers=payers)
    if len(payers) == 1 and not form.is_bound:
        form.initial["about"] = str(payers[0].uid)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                voice = services.speak(**form.cleaned_data, by=request.user)
            except RuleBroken as refusal:
                _beside(form, refusal)
            else:
                messages.success(request, _("Compliance has it. Nobody learns which firm spoke."))
                return see(request, reverse("payments:voice-detail", args=[voice.uid]))
        status = 422
    context = {"trail": _trail((_("Speak"), "")), "form": form, "needed": FEWEST_FIRMS}
    return page(request, "payments/voice_form.html", context, status=status)


def _beside(form: forms.Form, refusal: RuleBroken) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _voice_or_404(request: HttpRequest, uid: UUID) -> Voice:
    return get_object_or_404(queries.voices_visible_to(request.user), uid=uid)


@reads
def voice_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was said and answered, and what can be done now."""
    return _show(request, _voice_or_404(request, uid), WordForm(initial={"key": uuid4().hex}))


def _show(request: HttpRequest, voice: Voice, form: WordForm, status: int = 200) -> HttpResponse:
    user = request.user
    open_one = voice.state in VOICE_OPEN
    firms = voice.firms if user.is_internal else 0  # type: ignore[attr-defined]
    context = {
        "trail": _trail((voice.number, "")),
        "voice": voice,
        "firm": queries.name_shown(user, voice),
        "facts": _facts(voice, firms, inside=user.is_internal),
        "words": list(queries.words_of(voice)),
        "form": form,
        "staff": user.is_internal,
        "open": open_one,
        "may_write": open_one or (voice.state == VoiceState.ANSWERED and not user.is_internal),
        "may_look": user.is_internal and voice.state == VoiceState.SENT,
        "take_up": policies.may_take_up(user, voice, firms)
        if user.is_internal and voice.state in (VoiceState.SENT, VoiceState.LOOKED_AT)
        else None,
        "may_withdraw": not user.is_internal and voice.state in (VoiceState.SENT, VoiceState.LOOKED_AT),
        "may_consent": not user.is_internal and open_one and not voice.named,
        "entries": timeline_of(voice) if user.is_internal else [],
    }
    return page(request, "payments/voice_detail.html", context, status=status)


def _facts(voice: Voice, firms: int, *, inside: bool) -> list[dict[str, Any]]:
    facts = [
        {"label": pgettext("payment", "About"), "value": voice.about.name, "note": voice.get_topic_display()},
        {"label": _("Sent on"), "value": day_text(voice.sent_on, "day"), "note": ""},
    ]
    if inside:
        note = _("may be taken up") if firms >= FEWEST_FIRMS else _("taken up from %(n)d on") % {"n": FEWEST_FIRMS}
        facts.append({"label": _("Firms that spoke about it"), "value": firms, "note": note})
    named = _("consented to be named") if voice.named else _("not named")
    facts.append({"label": _("Who spoke"), "value": named, "note": ""})
    if voice.answered_on:
        facts.append({"label": _("Answered on"), "value": day_text(voice.answered_on, "day"), "note": ""})
    return facts


@writes
def voice_word(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A further word of the firm, or a question of compliance."""
    return _say(request, uid, services.add_word, _("Sent."))


@writes
def voice_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What came of it: compliance's answer to the firm."""
    return _say(request, uid, services.answer_voice, _("The firm is told that it has an answer."))


def _say(request: HttpRequest, uid: UUID, say, done: str) -> HttpResponse:
    voice = _voice_or_404(request, uid)
    form = WordForm(request.POST)
    if form.is_valid():
        try:
            say(voice, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, done)
            return see(request, reverse("payments:voice-detail", args=[uid]))
    return _show(request, voice, form, status=422)


def _deed(request: HttpRequest, uid: UUID, do, done: str) -> HttpResponse:
    do(_voice_or_404(request, uid), by=request.user)
    messages.success(request, done)
    return see(request, reverse("payments:voice-detail", args=[uid]))


@writes
def voice_look(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Compliance begins to look into it."""
    return _deed(request, uid, services.look_into_voice, _("The firm sees that it is being looked into."))


@writes
def voice_take_up(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Compliance speaks to the company concerned."""
    return _deed(request, uid, services.take_up_voice, _("Taken up with the company concerned."))


@writes
def voice_consent(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The firm lets its name be known."""
    return _deed(request, uid, services.consent_to_be_named, _("Compliance may now name your firm."))


@writes
def voice_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The firm takes it back."""
    return _deed(request, uid, services.withdraw_voice, _("Withdrawn. It no longer counts."))
