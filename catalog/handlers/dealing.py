"""Who is told of questions, answers and quotes; who opens the files of a thread; what runs by itself."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from catalog.models import Inquiry, InquiryFile, QuoteInvitation, QuoteRequest
from catalog.queries.inquiries import inquiries_visible_to, last_day
from catalog.services.inquiries import run_inquiry_hour
from catalog.services.quotes import close_due_quotes
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role

ANSWERERS = ("SA", "SU")
INQUIRY_PAGE, REQUEST_PAGE, INVITATION_PAGE = (
    "catalog:inquiry-detail",
    "catalog:quote-request-detail",
    "catalog:quote-answer",
)

for _kind in (
    Kind(
        key="catalog.inquiry_asked",
        title=_("A question about %(product)s: %(number)s"),
        text=_("Who asks expects an answer by %(due)s. Answers in time are shown on your products' pages."),
        essential=True,
    ),
    Kind(
        key="catalog.inquiry_answered",
        title=_("Your question about %(product)s is answered: %(number)s"),
    ),
    Kind(
        key="catalog.inquiry_due_soon",
        title=_("Half of the time to answer %(number)s has passed"),
        text=_("The question about %(product)s waits for an answer until %(due)s."),
    ),
    Kind(
        key="catalog.inquiry_overdue",
        title=_("The answer to %(number)s is overdue"),
        text=_("It was due on %(due)s. Late answers lower the share that buyers read on your products' pages."),
        essential=True,
    ),
    Kind(
        key="catalog.inquiry_unanswered",
        title=_("Your question %(number)s has not been answered in time"),
        text=_("Its supplier was reminded. Similar products of other suppliers stand on the product's page."),
    ),
    Kind(
        key="catalog.inquiry_escalated",
        title=_("Still no answer to %(number)s"),
        text=_("The question about %(product)s was due on %(due)s; the supplier's administrators are told, too."),
        essential=True,
    ),
    Kind(
        key="catalog.quote_requested",
        title=_("A quote is asked for: %(number)s %(title)s"),
        text=_("Answer by form or with the spreadsheet until %(closes)s. Others never see your figures."),
        essential=True,
    ),
    Kind(key="catalog.quote_given", title=_("%(company)s has answered %(number)s %(title)s")),
    Kind(
        key="catalog.quotes_closed",
        title=_("The quotes for %(number)s can be compared: %(title)s"),
        text=_("Choose one, or none, with the reason. Everybody who answered waits for the result."),
    ),
    Kind(
        key="catalog.quote_chosen",
        title=_("Your quote was chosen: %(number)s %(title)s"),
        text=_("Purchasing gets in touch through the portal. A choice is not yet an order."),
        essential=True,
    ),
    Kind(
        key="catalog.quote_not_chosen",
        title=_("Another quote was chosen: %(number)s %(title)s"),
        text=_("Figures of others stay secret, as yours do."),
    ),
    Kind(
        key="catalog.quotes_without_choice",
        title=_("No quote was chosen: %(number)s %(title)s"),
        text=_("The buyer has closed the request without a choice."),
    ),
    Kind(
        key="catalog.quotes_cancelled",
        title=_("The request for quotes was cancelled: %(number)s %(title)s"),
        text=_("Nothing has to be answered any more. The reason stands with the request."),
        essential=True,
    ),
):
    kinds.register(_kind)


def _inquiry(pk: int) -> Inquiry:
    return Inquiry.objects.select_related("product", "company", "asked_by").get(pk=pk)


def _tell(people: Iterable[User], kind: str, inquiry: Inquiry) -> None:
    params = {"number": inquiry.number, "product": inquiry.product.number, "due": last_day(inquiry.due_at)}
    notify(people, kind, params=params, url_name=INQUIRY_PAGE, url_args=[inquiry.uid])


@on("catalog.inquiry_asked")
def tell_supplier_of_question(*, inquiry: int, **_later) -> None:
    """Who answers for the supplier."""
    asked = _inquiry(inquiry)
    _tell(people_with_role(asked.company, *ANSWERERS), "catalog.inquiry_asked", asked)


@on("catalog.inquiry_answered")
def tell_asker_of_answer(*, inquiry: int, **_later) -> None:
    """Who asked."""
    answered = _inquiry(inquiry)
    _tell([answered.asked_by], "catalog.inquiry_answered", answered)


@on("catalog.inquiry_due_soon")
def remind_supplier(*, inquiry: int, **_later) -> None:
    """Half of the time is over."""
    waiting = _inquiry(inquiry)
    _tell(people_with_role(waiting.company, *ANSWERERS), "catalog.inquiry_due_soon", waiting)


@on("catalog.inquiry_overdue")
def tell_overdue(*, inquiry: int, **_later) -> None:
    """The supplier, and who asked."""
    late = _inquiry(inquiry)
    _tell(people_with_role(late.company, *ANSWERERS), "catalog.inquiry_overdue", late)
    _tell([late.asked_by], "catalog.inquiry_unanswered", late)


@on("catalog.inquiry_escalated")
def tell_managers(*, inquiry: int, **_later) -> None:
    """The administrators of the supplier, and purchasing."""
    late = _inquiry(inquiry)
    people = [*people_with_role(late.company, "SA"), *buyer_people_with_role("PO")]
    _tell(people, "catalog.inquiry_escalated", late)


@readers.register("catalog.inquiry_files")
def reads_inquiry_files(user: User, file: File) -> bool | None:
    """Files of a thread are for those who read the thread, also among colleagues."""
    inquiries = InquiryFile.objects.filter(file=file).values("message__inquiry")
    if not inquiries.exists():
        return None
    return inquiries_visible_to(user).filter(pk__in=inquiries).exists()


# Quotes --------------------------------------------------------------------------------------------------------------
def _facts(request: QuoteRequest) -> dict:
    return {"number": request.number, "title": request.title}


def _tell_company(company: Company, kind: str, invitation: QuoteInvitation, **more) -> None:
    notify(
        people_with_role(company, *ANSWERERS),
        kind,
        params=_facts(invitation.request) | more,
        url_name=INVITATION_PAGE,
        url_args=[invitation.uid],
    )


def _invitations(request: int) -> list[QuoteInvitation]:
    rows = QuoteInvitation.objects.filter(request=request).select_related("request__chosen", "company")
    return list(rows)


@on("catalog.quotes_requested")
def tell_suppliers_of_request(*, request: int, **_later) -> None:
    """Each supplier that is asked."""
    for invitation in _invitations(request):
        closes = invitation.request.closes_at
        _tell_company(invitation.company, "catalog.quote_requested", invitation, closes=closes)


@on("catalog.quote_given", "catalog.quote_declined")
def tell_buyer_of_answer(*, invitation: int, **_later) -> None:
    """Who asked; never a figure."""
    answered = QuoteInvitation.objects.select_related("request__asked_by", "company").get(pk=invitation)
    request = answered.request
    params = _facts(request) | {"company": bilingual(answered.company.legal_name_ko, answered.company.legal_name_en)}
    notify([request.asked_by], "catalog.quote_given", params=params, url_name=REQUEST_PAGE, url_args=[request.uid])


@on("catalog.quotes_closed")
def tell_buyer_of_closing(*, request: int, **_later) -> None:
    """Who asked."""
    closed = QuoteRequest.objects.select_related("asked_by").get(pk=request)
    notify(
        [closed.asked_by],
        "catalog.quotes_closed",
        params=_facts(closed),
        url_name=REQUEST_PAGE,
        url_args=[closed.uid],
    )


@on("catalog.quotes_decided")
def tell_result(*, request: int, **_later) -> None:
    """Everybody who was asked."""
    for invitation in _invitations(request):
        if invitation.request.chosen_id is None:
            kind = "catalog.quotes_without_choice"
        else:
            is_chosen = invitation.request.chosen_id == invitation.pk
            kind = "catalog.quote_chosen" if is_chosen else "catalog.quote_not_chosen"
        _tell_company(invitation.company, kind, invitation)


@on("catalog.quotes_cancelled")
def tell_cancelled(*, request: int, **_later) -> None:
    """Everybody who was asked."""
    for invitation in _invitations(request):
        _tell_company(invitation.company, "catalog.quotes_cancelled", invitation)


sweeps(run_inquiry_hour)
sweeps(close_due_quotes)
