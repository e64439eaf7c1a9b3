"""Doors of baselines and measurements: drawn up, signed, entered, confirmed."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, Deed, beside, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.files.states import DOCUMENTS
from portal.fresh import fresh
from portal.http import page, reads, see, writes
from portal.policy import require
from sharedgrowth.benefit.forms.measurement import BaselineForm, EmptyForm, FirstDayForm, MeasurementForm, WhyForm
from sharedgrowth.benefit.models import Baseline, Measurement
from sharedgrowth.benefit.policies import measurement as policies
from sharedgrowth.benefit.queries import sharing as queries
from sharedgrowth.benefit.queries.agreed import agreed_for, baseline_of
from sharedgrowth.benefit.services import measurement as services
from sharedgrowth.benefit.states import BaselineState, TaskState
from sharedgrowth.benefit.views.money import at, task_or_404, trail, year_or_404

SHOWN = ("period_from", "period_to", "driver", "driver_unit", "driver_qty", "volume", "volume_unit", "price_won",
         "new_price_won", "index_name", "index_base", "source")  # fmt: skip


@reads
def task_baseline(request: HttpRequest, number: str) -> HttpResponse:
    """The baselines of a task, the newest first, and its years of sharing."""
    task = task_or_404(request, number)
    user = request.user
    found = list(queries.baselines_visible_to(user).filter(task=task).prefetch_related("files"))
    drawn = next((each for each in found if each.state == BaselineState.DRAWN), None)
    signed = agreed_for(task) is not None
    deeds = []
    if drawn is not None:
        if signed and policies.may_sign_baseline(user, drawn):
            words = _("Both sides sign a change of the baseline.")
            deeds.append(Deed(_("Sign the change"), at("baseline-sign", drawn.uid), "pencil", words, primary=True))
        if policies.may_drop_baseline(user, drawn):
            deeds.append(Deed(_("Drop the draft"), at("baseline-drop", drawn.uid), "trash", danger=True))
    elif policies.may_draw_baseline(user, task) and task.state in (
        services.AFTER_SIGNING if signed else services.BEFORE_SIGNING
    ):
        words = _("Propose a change of the baseline") if signed else _("Draw up the baseline")
        deeds.append(Deed(words, at("baseline-draw", task.number), "pencil", primary=not signed))
    if task.state == TaskState.COMPLETED and policies.may_begin_measuring(user):
        deeds.append(Deed(_("Begin measuring"), at("measuring-begin", task.number), "ruler-2", primary=True))
    context = {
        "trail": trail(task),
        "task": task,
        "baselines": found,
        "signed": signed,
        "deeds": deeds,
        "money": queries.money_of(user, task),
    }
    return page(request, "benefit/baseline.html", context)


@writes(shows_form=True)
def baseline_draw(request: HttpRequest, number: str) -> HttpResponse:
    """Draw up a baseline, or propose to change the one in force."""
    task = task_or_404(request, number)
    require(policies.may_draw_baseline(request.user, task))
    newest = task.baselines.order_by("-version").first()
    initial = {name: getattr(newest, name) for name in SHOWN} if newest else {}
    if newest is not None and newest.product_id:
        initial["product"] = newest.product.number
    form = BaselineForm(posted(request), request.FILES or None, initial=initial)
    if agreed_for(task) is None:
        del form.fields["reason"]
    status = 200
    if request.method == "POST":
        if form.is_valid():
            given = dict(form.cleaned_data)
            uploads = given.pop("files")
            try:
                with transaction.atomic():
                    files = [
                        store_upload(upload, company=request.user.company, by=request.user, kinds=DOCUMENTS)
                        for upload in uploads
                    ]
                    services.draw_baseline(task, by=request.user, files=files, **given)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Drawn up and signed for your side. The other side is told."))
                return see(request, at("task-baseline", task.number))
        status = 422
    words = _("Change of the baseline") if agreed_for(task) else _("Baseline")
    context = {
        "trail": trail(task, words, at("task-baseline", task.number)),
        "title": words,
        "docno": task.number,
        "heading": task.title,
        "text": _(
            "What the old solution used under how much operation, over at least twelve months. The compensation "
            "is counted from it."
        ),
        "verb": _("Sign and send to the other side"),
        "back": at("task-baseline", task.number),
        "form": form,
    }
    return page(request, "benefit/money_form.html", context, status=status)


@writes(shows_form=True)
@fresh
def baseline_sign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The other side signs the change."""
    baseline = _baseline(request, uid)
    decision = Decision(
        title=_("Sign the change of the baseline"),
        text=_("From now on the benefit is counted from this baseline. What was verified before stays."),
        verb=_("Sign"),
        done=_("Signed. The new baseline is in force."),
        allowed=policies.may_sign_baseline(request.user, baseline),
        do=lambda given: services.sign_baseline(baseline, by=request.user),
        back=at("task-baseline", baseline.task.number),
        trail=trail(baseline.task, "", at("task-baseline", baseline.task.number)),
        docno=baseline.task.number,
        quote=baseline.reason,
        quote_title=_("Why it changes"),
        facts=[
            {"label": _("Operation"), "value": f"{baseline.driver_qty.normalize():f} {baseline.driver_unit}"},
            {"label": _("Use"), "value": f"{baseline.volume.normalize():f} {baseline.volume_unit}"},
            {"label": _("Old price"), "value": f"{baseline.price_won:,.0f}"},
            {"label": _("New price"), "value": f"{baseline.new_price_won:,.0f}"},
        ],
    )
    return decide(request, decision, EmptyForm(posted(request)))


@writes(shows_form=True)
def baseline_drop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The draft is dropped."""
    baseline = _baseline(request, uid)
    decision = Decision(
        title=_("Drop the draft"),
        text=_("The baseline in force stays, if there is one; a new one can be drawn up."),
        verb=_("Drop"),
        done=_("Dropped."),
        allowed=policies.may_drop_baseline(request.user, baseline),
        do=lambda given: services.drop_baseline(baseline, reason=given["reason"], by=request.user),
        back=at("task-baseline", baseline.task.number),
        trail=trail(baseline.task, "", at("task-baseline", baseline.task.number)),
        docno=baseline.task.number,
        danger=True,
    )
    return decide(request, decision, WhyForm(posted(request)))


def _baseline(request: HttpRequest, uid: UUID) -> Baseline:
    return get_object_or_404(queries.baselines_visible_to(request.user), uid=uid)


@writes(shows_form=True)
def measuring_begin(request: HttpRequest, number: str) -> HttpResponse:
    """The completed task is measured from now on."""
    task = task_or_404(request, number)
    decision = Decision(
        title=_("Begin measuring"),
        text=_("The years of sharing are laid down from this day as agreed; the first one can be measured at once."),
        verb=_("Begin"),
        done=_("The years of sharing are laid down. Both sides can enter the first measurement."),
        allowed=policies.may_begin_measuring(request.user),
        do=lambda given: services.begin_measuring(task, first=given["first"], by=request.user),
        back=at("task-baseline", task.number),
        trail=trail(task, "", at("task-baseline", task.number)),
        docno=task.number,
        heading=task.title,
        after=lambda years: at("settlement-detail", years[0].uid),
    )
    return decide(request, decision, FirstDayForm(posted(request)))


@writes(shows_form=True)
def measurement_enter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One side enters what was used, with its evidence."""
    year = year_or_404(request, uid)
    require(policies.may_take_part(request.user, year.task))
    baseline = baseline_of(year.task)
    if baseline is None:
        raise WrongState(_("This year is not open for measurement."))
    initial = {"price_won": baseline.price_won if year.task.soft else baseline.new_price_won}
    form = MeasurementForm(posted(request), request.FILES or None, baseline=baseline, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            given = dict(form.cleaned_data)
            uploads = given.pop("files")
            try:
                with transaction.atomic():
                    files = [
                        store_upload(upload, company=request.user.company, by=request.user, kinds=DOCUMENTS)
                        for upload in uploads
                    ]
                    services.enter_measurement(year, by=request.user, files=files, **given)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Entered. The other side looks at it and confirms."))
                return see(request, at("settlement-detail", year.uid))
        status = 422
    span = {"first": day_text(year.first, "day"), "last": day_text(year.last, "day"), "driver": baseline.driver}
    context = {
        "trail": trail(year.task, _("Measurement"), at("settlement-detail", year.uid)),
        "title": _("Measurement of year %(no)s") % {"no": year.no},
        "docno": year.task.number,
        "heading": year.task.title,
        "text": _(
            "Within %(first)s – %(last)s. Operation is measured as %(driver)s, as in the baseline; a part of the "
            "year is scaled to the whole."
        )
        % span,
        "verb": _("Send to the other side"),
        "back": at("settlement-detail", year.uid),
        "form": form,
    }
    return page(request, "benefit/money_form.html", context, status=status)


def _measurement(request: HttpRequest, uid: UUID) -> Measurement:
    return get_object_or_404(queries.measurements_visible_to(request.user), uid=uid)


@writes(shows_form=True)
def measurement_confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The other side agrees."""
    found = _measurement(request, uid)
    decision = Decision(
        title=_("Confirm the measurement"),
        text=_("You have looked at the evidence and agree with these values. A committee verifies them next."),
        verb=_("Confirm"),
        done=_("Confirmed. It goes to the verification committee."),
        allowed=policies.may_confirm(request.user, found),
        do=lambda given: services.confirm_measurement(found, by=request.user),
        **_about(found),
    )
    return decide(request, decision, EmptyForm(posted(request)))


@writes(shows_form=True)
def measurement_send_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Something is wrong with it."""
    found = _measurement(request, uid)
    may = policies.may_confirm if found.state == "entered" else _may_send_back_confirmed
    decision = Decision(
        title=_("Send the measurement back"),
        text=_("It is measured anew; what was entered stays readable."),
        verb=_("Send back"),
        done=_("Sent back. The other side is told why."),
        allowed=may(request.user, found),
        do=lambda given: services.send_measurement_back(found, reason=given["reason"], by=request.user),
        danger=True,
        **_about(found),
    )
    return decide(request, decision, WhyForm(posted(request)))


def _may_send_back_confirmed(user, found: Measurement):
    return policies.may_convene(user, found.task)


@writes(shows_form=True)
def measurement_take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The side that entered it sees a mistake."""
    found = _measurement(request, uid)
    decision = Decision(
        title=_("Take the measurement back"),
        text=_("As long as the other side has not confirmed it, it can be entered anew."),
        verb=_("Take back"),
        done=pgettext("measurement", "Taken back."),
        allowed=policies.may_take_back(request.user, found),
        do=lambda given: services.take_measurement_back(found, by=request.user),
        **_about(found),
    )
    return decide(request, decision, EmptyForm(posted(request)))


def _about(found: Measurement) -> dict:
    span = f"{day_text(found.period_from, 'day')} – {day_text(found.period_to, 'day')}"
    return {
        "back": at("settlement-detail", found.year.uid),
        "trail": trail(found.task, "", at("settlement-detail", found.year.uid)),
        "docno": found.task.number,
        "heading": found.task.title,
        "facts": [
            {"label": _("Measured"), "value": span},
            {"label": _("Operation"), "value": f"{found.driver_qty.normalize():f} {found.baseline.driver_unit}"},
            {"label": _("Use"), "value": f"{found.volume.normalize():f} {found.baseline.volume_unit}"},
            {"label": _("Price paid"), "value": f"{found.price_won:,.0f}"},
        ],
    }
