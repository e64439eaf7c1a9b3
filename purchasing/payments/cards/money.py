"""What the pages of money enter in the menu and on the dashboard, and the words of their timelines."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.calendar import business_days_after
from portal.clock import SEOUL
from portal.display import money_full
from portal.home.registry import Card, MenuItem, Panel, Row, cards, menu, panels
from portal.http import page_now
from portal.words import deeds
from purchasing.payments.policies.money import OTHER_READERS
from purchasing.payments.queries import money as queries
from purchasing.payments.queries import tracing as tracing_queries
from purchasing.payments.queries import voice as voice_queries
from purchasing.payments.queries.receivables import bank_slot

SUPPLIERS = frozenset(queries.OWN_READERS)
STAFF = frozenset(queries.STAFF_READERS)
ANSWER_DAYS = 10  # business days in which compliance answers
MOST = 10


def _today(request: HttpRequest):
    return page_now(request).astimezone(SEOUL).date()


def voices(request: HttpRequest) -> Iterable[Row]:
    """Voices that wait for compliance."""
    for voice in voice_queries.voices_waiting(request.user)[:MOST]:
        yield Row(
            title=_("Confidential voice %(number)s: %(topic)s")
            % {"number": voice.number, "topic": voice.get_topic_display()},
            consequence=_("A firm of the lower tiers waits for an answer. It is shown to nobody else."),
            due=business_days_after(voice.sent_on, ANSWER_DAYS),
            url=reverse("payments:voice-detail", args=[voice.uid]),
            verb=_("Read"),
            kind="wait",
            icon="message",
        )


def answered(request: HttpRequest) -> Iterable[Row]:
    """Own voices with an answer of the last two weeks."""
    since = _today(request) - timedelta(days=14)
    for voice in voice_queries.answered_since(request.user, since)[:MOST]:
        yield Row(
            title=_("Compliance has answered %(number)s") % {"number": voice.number},
            consequence=_("If it is not settled, say so: it is then looked into again."),
            url=reverse("payments:voice-detail", args=[voice.uid]),
            verb=_("Read"),
            kind="ok",
            icon="message",
        )


def own_money(request: HttpRequest) -> dict[str, Any] | None:
    """The company's next payments beside its rows."""
    if not queries.reads_own_money(request.user):
        return None
    today, company = _today(request), request.user.company_id
    coming = queries.sums(company, "payee", today)
    if not coming:
        return None
    offers = queries.offers(company, bank_slot(page_now(request)).day)
    return {
        "sums": [(each, money_full(each.left, each.currency)) for each in coming],
        "next": [_next(each) for each in queries.unpaid(company, "payee", today)[:4]],
        "offer_count": len(offers),
        "offer_net": sum((each.cost.net for each in offers), queries.NOTHING.left),
    }


def _next(each: queries.Due) -> dict[str, Any]:
    owed = each.obligation
    late = each.standing == "late"
    return {
        "name": owed.payer.name,
        "amount": each.amount,
        "currency": owed.currency,
        "day": owed.due_on if late else owed.pay_on,
        "standing": each.standing,
        "days": each.days,
    }


def stuck(request: HttpRequest) -> dict[str, Any] | None:
    """For the buyer's staff: how many payments are late in which tier, without amounts below the first."""
    if not queries.reads_all_money(request.user):
        return None
    tiers = tracing_queries.late_by_tier(_today(request))
    return {"tiers": tiers, "late": sum(each.count for each in tiers)} if tiers else None


menu.add(
    "payments",
    MenuItem(
        label=gettext_lazy("Payments"),
        url_name="payments:money",
        roles=SUPPLIERS | STAFF | frozenset(OTHER_READERS),
        order=40,
        icon="coin",
    ),
)
cards.add("payments-voices", Card(rows=voices, roles=frozenset({"CP"}), order=22))
cards.add("payments-voice-answers", Card(rows=answered, roles=frozenset(voice_queries.SPEAKERS), order=45))
panels.add("payments-own", Panel(template="payments/_own_money.html", context=own_money, roles=SUPPLIERS, order=20))
panels.add("payments-stuck", Panel(template="payments/_stuck.html", context=stuck, roles=STAFF, order=20))

WORDS = {
    "obligation.call_noted": gettext_lazy("Call noted"),
    "calendarlink.made": gettext_lazy("Calendar address made"),
    "calendarlink.ended": gettext_lazy("Calendar address ended"),
    "voice.sent": gettext_lazy("Spoken in confidence"),
    "voice.look": gettext_lazy("Being looked into"),
    "voice.raise": gettext_lazy("Taken up with the company concerned"),
    "voice.answer": pgettext_lazy("voice", "Answered"),
    "voice.reply": gettext_lazy("Not settled: looked into again"),
    "voice.withdraw": pgettext_lazy("voice", "Withdrawn"),
    "voice.consented": gettext_lazy("Consented to be named"),
    "voice.word_of_firm": gettext_lazy("A word of the firm"),
    "voice.word_of_compliance": gettext_lazy("A question of compliance"),
}
for _name, _words in WORDS.items():
    deeds.add(f"payments.{_name}", _words)
