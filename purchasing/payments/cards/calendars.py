"""Days of payments in people's own calendars."""

from django.utils.translation import gettext_lazy as _

from portal.exchange.registry.calendars import Calendar, calendars
from purchasing.payments.policies.money import may_see_money
from purchasing.payments.views.calendar import payment_moments

calendars.add(
    "payments",
    Calendar(
        label=_("Payments"),
        said=_("the bank days on which money comes in or goes out"),
        may=may_see_money,
        moments=payment_moments,
        order=40,
    ),
)
