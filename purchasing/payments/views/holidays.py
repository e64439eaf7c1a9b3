"""Doors of bank holidays: entered by one, confirmed by another; the calendar of Korea is known without them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.payments.forms.obligations import HolidayForm, WhyForm
from purchasing.payments.models import BankHoliday
from purchasing.payments.policies import obligations as policies
from purchasing.payments.queries import bank_days as queries
from purchasing.payments.services import deadlines as services
from purchasing.payments.states import HolidayState
from purchasing.payments.views.obligations import beside, today_of

PER_PAGE = 40


@reads
def holiday_list(request: HttpRequest) -> HttpResponse:
    """The days that were entered here, and the next festivals with the day by which the buyer pays."""
    require(policies.may_see_holidays(request.user))
    return _show(request, HolidayForm())


def _show(
    request: HttpRequest, form: HolidayForm, status: int = 200, why: dict[int, WhyForm] | None = None
) -> HttpResponse:
    user, today = request.user, today_of(request)
    results = Paginator(queries.holidays_listed(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "holiday": each,
            "decide": policies.may_decide_holiday(user, each) if user.is_internal else None,
            "why": (why or {}).get(each.pk) or WhyForm(auto_id=f"id_{each.pk}_%s"),
        }
        for each in results
    ]
    closed = queries.bank_closed()
    context = {
        "trail": [(_("Obligations"), reverse("payments:obligation-list")), (_("Bank holidays"), "")],
        "results": results,
        "rows": rows,
        "proposed": HolidayState.PROPOSED,
        "festivals": [each for each in queries.festivals_near(today, closed) if each.last >= today][:3],
        "form": form if policies.may_enter_holiday(user) else None,
    }
    return page(request, "payments/holiday_list.html", context, status=status)


@writes
def holiday_propose(request: HttpRequest) -> HttpResponse:
    """Enter a day."""
    form = HolidayForm(request.POST)
    require(policies.may_enter_holiday(request.user))
    if form.is_valid():
        try:
            services.propose_holiday(**form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Entered. It counts when a second person has confirmed it."))
            return see(request, reverse("payments:holiday-list"))
    return _show(request, form, status=422)


def _holiday_or_404(uid: UUID) -> BankHoliday:
    return get_object_or_404(BankHoliday.objects, uid=uid)


@writes
def holiday_confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person confirms it; what was planned for it is paid before."""
    require(policies.may_see_holidays(request.user))
    services.decide_holiday(_holiday_or_404(uid), confirmed=True, by=request.user)
    messages.success(request, _("In force. What was planned for it is paid on the bank day before."))
    return see(request, reverse("payments:holiday-list"))


@writes
def holiday_refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is no bank holiday."""
    require(policies.may_see_holidays(request.user))
    holiday = _holiday_or_404(uid)
    form = WhyForm(request.POST, auto_id=f"id_{holiday.pk}_%s")
    if form.is_valid():
        services.decide_holiday(holiday, confirmed=False, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Refused."))
        return see(request, reverse("payments:holiday-list"))
    return _show(request, HolidayForm(), status=422, why={holiday.pk: form})
