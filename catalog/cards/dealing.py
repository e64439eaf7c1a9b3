"""What waits for an answer, a quote or a decision; and the words of these deeds in the trail."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from catalog.queries.inquiries import WAITING, inquiries_visible_to, last_day
from catalog.queries.quotes import requests_to_decide, waiting_invitations
from catalog.states import InquiryState
from portal.home.registry import Action, Card, Row, actions, cards
from portal.words import deeds

WRITERS = frozenset({"SA", "SU"})
BUYERS = frozenset({"RQ", "PO"})
OVERSEERS = frozenset({"PO"})
MOST = 10

actions.add(
    "inquiries",
    Action(
        label=gettext_lazy("Inquiries"),
        url_name="catalog:inquiry-list",
        icon="message-question",
        roles=WRITERS | BUYERS,
        order=70,
    ),
)
actions.add(
    "quote-requests",
    Action(
        label=gettext_lazy("Quote requests"),
        url_name="catalog:quote-request-list",
        icon="report-money",
        roles=BUYERS,
        order=72,
    ),
)
actions.add(
    "quotes",
    Action(
        label=gettext_lazy("Quote requests"),
        url_name="catalog:quote-list",
        icon="report-money",
        roles=WRITERS,
        order=72,
    ),
)


def questions_to_answer(request: HttpRequest) -> Iterable[Row]:
    """A supplier's open questions, the most urgent first."""
    if not request.user.is_supplier:
        return
    asked = inquiries_visible_to(request.user).filter(company=request.user.company, state__in=WAITING)
    for inquiry in asked.order_by("due_at")[:MOST]:
        late = inquiry.state == InquiryState.OVERDUE
        yield Row(
            title=_("Answer the question about %(product)s") % {"product": inquiry.product.current.name},
            consequence=(
                _("It is overdue: buyers read how many answers came in time.")
                if late
                else _("Buyers read how fast you usually answer.")
            ),
            due=last_day(inquiry.due_at),
            url=reverse("catalog:inquiry-detail", args=[inquiry.uid]),
            verb=_("Answer"),
            kind="late" if late else "wait",
            icon="message-question",
            soon=1,
        )


def quotes_to_give(request: HttpRequest) -> Iterable[Row]:
    """What a supplier is asked to quote."""
    for invitation in waiting_invitations(request.user)[:MOST]:
        yield Row(
            title=_("Quote: %(title)s") % {"title": invitation.request.title},
            consequence=_("After the deadline no quote is taken."),
            due=invitation.request.closes_at,
            url=reverse("catalog:quote-answer", args=[invitation.uid]),
            verb=_("Quote"),
            kind="wait",
            icon="report-money",
        )


def quotes_to_decide(request: HttpRequest) -> Iterable[Row]:
    """One's own requests that can be compared."""
    for asked in requests_to_decide(request.user)[:MOST]:
        yield Row(
            title=_("Compare the quotes: %(title)s") % {"title": asked.title},
            consequence=_("The suppliers wait for the result."),
            url=reverse("catalog:quote-request-detail", args=[asked.uid]),
            verb=_("Compare"),
            kind="info",
            icon="columns-3",
        )


def unanswered(request: HttpRequest) -> Iterable[Row]:
    """For purchasing: suppliers that let questions lie, as one line."""
    late = inquiries_visible_to(request.user).filter(state=InquiryState.OVERDUE, escalated_at__isnull=False)
    count = late.count()
    if count:
        title = ngettext("%(count)d question is left unanswered", "%(count)d questions are left unanswered", count)
        yield Row(
            title=title % {"count": count},
            consequence=_("The suppliers' administrators were told two business days after the due day."),
            url=f"{reverse('catalog:inquiry-list')}?state={InquiryState.OVERDUE}",
            verb=_("Look"),
            kind="warn",
            icon="message-question",
        )


cards.add("catalog-questions", Card(rows=questions_to_answer, roles=WRITERS, order=15))
cards.add("catalog-quotes", Card(rows=quotes_to_give, roles=WRITERS, order=16))
cards.add("catalog-quotes-decide", Card(rows=quotes_to_decide, roles=BUYERS, order=16))
cards.add("catalog-unanswered", Card(rows=unanswered, roles=OVERSEERS, order=40))

for what, words in {
    "catalog.inquiry.asked": gettext_lazy("Question asked"),
    "catalog.inquiry.answer": gettext_lazy("Answered"),
    "catalog.inquiry.ask_again": gettext_lazy("Asked again"),
    "catalog.inquiry.fall_due": gettext_lazy("Answer overdue"),
    "catalog.inquiry.reminded": gettext_lazy("Reminded"),
    "catalog.inquiry.escalated": gettext_lazy("Told to the manager"),
    "catalog.inquiry.published": gettext_lazy("Question and answer published"),
    "catalog.inquiry.unpublished": gettext_lazy("No longer published"),
    "catalog.quoterequest.asked": gettext_lazy("Quotes asked for"),
    "catalog.quoterequest.close": pgettext_lazy("deed", "Closed for quotes"),
    "catalog.quoterequest.decide": gettext_lazy("Decided"),
    "catalog.quoteinvitation.quote": gettext_lazy("Quoted"),
    "catalog.quoteinvitation.decline": pgettext_lazy("quote", "Declined"),
    "catalog.exchangerate.booked": gettext_lazy("Rate booked"),
}.items():
    deeds.add(what, words)
