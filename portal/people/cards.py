"""What people enters in the menu and on the dashboard."""

from collections.abc import Iterator
from datetime import timedelta
from operator import attrgetter

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.clock import SEOUL
from portal.home.registry import SIGNED_IN, Action, Card, MenuItem, Row, actions, cards, menu
from portal.http import page_now
from portal.people import policies, queries
from portal.people.models import Certificate, Company
from portal.people.roles import JOIN_DECIDERS
from portal.people.rules.certificates import REMIND_DAYS
from portal.people.states import CertificateState, CompanyState
from portal.words import deeds

# What the history says of deeds that change no state.
for deed, words in {
    "registered": gettext_lazy("Registered"),
    "edited": gettext_lazy("Data changed"),
    "entered_by_demo": gettext_lazy("Entered by the demonstration"),
    "level_changed": gettext_lazy("Level changed"),
    "tax_status_changed": gettext_lazy("Tax status changed"),
    "proposed_to_register": gettext_lazy("Level L1 proposed"),
    "proposed_to_honour": gettext_lazy("Level L3 proposed"),
    "proposed_to_suspend": gettext_lazy("Suspension proposed"),
    "proposed_to_reinstate": gettext_lazy("Reinstatement proposed"),
    "proposed_to_parent": gettext_lazy("Parent company proposed"),
    "parent_changed": gettext_lazy("Parent company changed"),
    "proposed_to_succession": gettext_lazy("Successor proposed"),
    "merge": gettext_lazy("Merged into another company"),
    "succeeded": gettext_lazy("Took the place of another company"),
    "founded": gettext_lazy("Founded with the portal"),
    "appealed": gettext_lazy("Appealed against the rejection"),
    "appeal_declined": gettext_lazy("Appeal declined"),
    "reconsider": gettext_lazy("Appeal upheld: back in review"),
    "reverification_asked": gettext_lazy("Asked to be verified anew"),
    "reverification_declined": gettext_lazy("Not verified anew"),
}.items():
    deeds.add(f"people.company.{deed}", words)
deeds.add("people.company.reopen", gettext_lazy("Application opened again"))
deeds.add("people.joinrequest.document_added", gettext_lazy("Certificate added"))
deeds.add("people.companyappeal.uphold", gettext_lazy("Appeal upheld"))
deeds.add("people.companyappeal.decline", gettext_lazy("Appeal declined"))
deeds.add("people.companyappeal.withdraw", gettext_lazy("Appeal withdrawn"))
deeds.add("people.companyterms.entered", gettext_lazy("Terms entered"))
deeds.add("people.companyterms.approved", gettext_lazy("Terms put in force"))
deeds.add("people.certificate.added", gettext_lazy("Added"))

STAFF = frozenset({"PO", "CM", "AP", "ER", "EV", "FI", "SG", "AU", "CP"})
MOST_ROWS = 5

menu.add(
    "suppliers",
    MenuItem(
        label=gettext_lazy("Suppliers"),
        url_name="people:company-list",
        roles=STAFF,
        order=60,
        icon="building-factory-2",
    ),
)
actions.add(
    "administration",
    Action(
        label=gettext_lazy("Administration"),
        url_name="admin:index",
        icon="settings",
        roles=SIGNED_IN,
        order=10,
        allowed=attrgetter("is_staff"),
    ),
)
actions.add(
    "people-and-roles",
    Action(
        label=gettext_lazy("People and roles"),
        url_name="people:member-list",
        icon="users",
        roles=frozenset({"AD"}),
        order=11,
    ),
)


def registrations(request: HttpRequest) -> Iterator[Row]:
    """Registrations that wait for purchasing."""
    for company in queries.companies_to_review(request.user)[:MOST_ROWS]:
        yield Row(
            title=_("Review the registration of %(company)s") % {"company": company},
            consequence=_("Until then the company cannot list products or bid."),
            due=queries.review_due(company.submitted_at) if company.submitted_at else None,
            url=reverse("people:company-profile", args=[company.uid]),
            verb=_("Review"),
            kind="wait",
            icon="building",
        )


def appeals(request: HttpRequest) -> Iterator[Row]:
    """Appeals of rejected companies that wait for an approver."""
    for appeal in queries.appeals_to_decide(request.user)[:MOST_ROWS]:
        yield Row(
            title=_("Appeal of %(company)s against its rejection") % {"company": appeal.company},
            consequence=appeal.text[:140],
            due=appeal.due_on,
            url=reverse("people:appeal-decide", args=[appeal.uid]),
            verb=_("Decide"),
            kind="wait",
            icon="scale",
        )


def companies_to_wake(request: HttpRequest) -> Iterator[Row]:
    """Dormant companies that have sent a recent certificate."""
    for company in queries.companies_to_wake(request.user)[:MOST_ROWS]:
        yield Row(
            title=_("Verify %(company)s anew") % {"company": company},
            consequence=_("It was dormant and wants to take part again. Propose its reinstatement."),
            url=reverse("people:company-profile", args=[company.uid]),
            verb=_("Review"),
            kind="wait",
            icon="refresh",
        )


def join_requests(request: HttpRequest) -> Iterator[Row]:
    """People who ask to be let in."""
    for asked in queries.join_requests_to_answer(request.user)[:MOST_ROWS]:
        yield Row(
            title=_("%(person)s asks to join %(company)s") % {"person": asked.user, "company": asked.company},
            consequence=_("Without an answer purchasing decides."),
            due=asked.due_on,
            url=reverse("people:join-request-answer", args=[asked.uid]),
            verb=_("Answer"),
            kind="warn",
            icon="user-plus",
        )


def proposals(request: HttpRequest) -> Iterator[Row]:
    """Proposals that wait for an approver."""
    for proposal in queries.proposals_to_decide(request.user)[:MOST_ROWS]:
        yield Row(
            title=_("Decide: %(proposal)s") % {"proposal": proposal},
            consequence=_("Proposed by %(person)s: %(reason)s")
            % {"person": proposal.proposed_by, "reason": proposal.reason},
            url=reverse("people:proposal-decide", args=[proposal.uid]),
            verb=_("Decide"),
            kind="wait",
            icon="gavel",
        )


def certificates_to_verify(request: HttpRequest) -> Iterator[Row]:
    """Certificates that wait for verification."""
    for certificate in queries.certificates_to_verify(request.user)[:MOST_ROWS]:
        yield Row(
            title=_("Verify %(kind)s of %(company)s") % {"kind": certificate.kind, "company": certificate.company},
            consequence=_("It counts for nothing until it is verified."),
            url=reverse("people:certificate-detail", args=[certificate.uid]),
            verb=_("Verify"),
            kind="wait",
            icon="certificate",
        )


def rejected_or_dormant(user, company: Company) -> Iterator[Row]:
    """What an administrator can still do about it."""
    if not policies.may_submit_company(user, company):
        return
    if queries.takes_appeal(company):
        yield Row(
            title=_("The registration was rejected"),
            consequence=company.review_note,
            due=queries.appeal_until(company),
            url=reverse("people:company-appeal"),
            verb=_("Appeal"),
            kind="bad",
            icon="scale",
        )
    if company.state == CompanyState.DORMANT and company.reverification_asked_on is None:
        yield Row(
            title=_("The company is dormant"),
            consequence=company.review_note
            or _("It can bid and list products again once purchasing has verified it anew."),
            url=reverse("people:company-wake"),
            verb=_("Wake the company"),
            kind="warn",
            icon="refresh",
            primary=True,
            leads=True,
        )


def own_company(request: HttpRequest) -> Iterator[Row]:
    """One's own registration that is not finished, and certificates that end soon."""
    company = request.user.company
    if company is None or company.is_buyer:
        return
    if company.state in (CompanyState.DRAFT, CompanyState.RETURNED) and policies.may_submit_company(
        request.user, company
    ):
        returned = company.state == CompanyState.RETURNED
        yield Row(
            title=_("Complete the registration as purchasing asks")
            if returned
            else _("Finish registering the company"),
            consequence=company.review_note if returned else _("Only a reviewed company can list products and bid."),
            url=reverse("people:company-detail"),
            verb=_("Continue"),
            kind="warn" if returned else "draft",
            icon="building",
            primary=True,
            leads=True,
        )
    yield from rejected_or_dormant(request.user, company)
    today = page_now(request).astimezone(SEOUL).date()
    ending = Certificate.objects.filter(
        company=company, state=CertificateState.VALID, valid_to__range=(today, today + timedelta(days=max(REMIND_DAYS)))
    )
    for certificate in ending.select_related("kind").order_by("valid_to")[:MOST_ROWS]:
        left = (certificate.valid_to - today).days
        yield Row(
            title=ngettext("%(kind)s ends in %(days)d day", "%(kind)s ends in %(days)d days", left)
            % {"kind": certificate.kind, "days": left},
            consequence=_("From the day after, everything that rests on it lapses."),
            due=certificate.valid_to,
            soon=14,
            url=reverse("people:certificate-add"),
            verb=_("Renew"),
            kind="warn",
            icon="certificate",
        )


cards.add("registrations to review", Card(rows=registrations, roles=frozenset({"PO"}), order=20))
cards.add("company appeals", Card(rows=appeals, roles=frozenset({"AP"}), order=24))
cards.add("companies to wake", Card(rows=companies_to_wake, roles=frozenset({"PO"}), order=21))
cards.add("join requests", Card(rows=join_requests, roles=frozenset({"SA", "AD", *JOIN_DECIDERS}), order=15))
cards.add("company proposals", Card(rows=proposals, roles=frozenset({"AP"}), order=25))
cards.add("certificates to verify", Card(rows=certificates_to_verify, roles=frozenset({"PO", "ER"}), order=30))
cards.add("own company", Card(rows=own_company, roles=SIGNED_IN, order=10))
