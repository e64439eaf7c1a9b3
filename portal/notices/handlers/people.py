"""What happens to companies, members and certificates, and who is told. The words: ``wording.py``."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse

from portal.notices.services import bilingual, mail_address, notify
from portal.outbox.services import on
from portal.people.models import (
    Certificate,
    Company,
    CompanyAppeal,
    CompanyProposal,
    Invitation,
    JoinRequest,
    Membership,
    User,
)
from portal.people.queries import buyer_people_with_role, people_with_role
from portal.people.services import invitation_token
from portal.people.states import AppealState, CompanyState, RequestState, TaxStatus

OWN_PAGE = "people:company-detail"
ANY_PAGE = "people:company-profile"
APPEAL_PAGE = "people:appeal-decide"


def _name(company: Company) -> dict[str, str]:
    return bilingual(company.legal_name_ko, company.legal_name_en)


def _tell_company(kind: str, company: Company, *, page: str = OWN_PAGE, uid: UUID | None = None, **params) -> None:
    """The company's administrators; those of the buying organisation are system administrators."""
    params = {"company": _name(company), **params}
    notify(
        people_with_role(company, "AD" if company.is_buyer else "SA"),
        kind,
        params=params,
        url_name=page,
        url_args=[uid] if uid else [],
    )


def _tell_office(
    kind: str, company: Company, people: Iterable[User], *, page: str = ANY_PAGE, uid: UUID | None = None, **params
) -> None:
    """People of the buying organisation, who see the company from outside."""
    params = {"company": _name(company), **params}
    notify(people, kind, params=params, url_name=page, url_args=[uid or company.uid])


@on("people.company_registered")
def tell_registrant(*, company: int, **_later) -> None:
    """Who registered it. Whether a number was already here is answered by mail only, so both answers are mails."""
    _tell_company("people.company_registered", Company.objects.get(pk=company))


@on("people.company_submitted")
def tell_reviewers(*, company: int, **_later) -> None:
    """The purchasing officers who review registrations."""
    submitted = Company.objects.get(pk=company)
    _tell_office("people.company_submitted", submitted, buyer_people_with_role("PO"))


@on("people.company_approved")
def tell_approved(*, company: int, **_later) -> None:
    """The company's administrators."""
    _tell_company("people.company_approved", Company.objects.get(pk=company))


@on("people.company_returned")
def tell_returned(*, company: int, **_later) -> None:
    """The company's administrators."""
    _tell_company("people.company_returned", Company.objects.get(pk=company))


@on("people.company_rejected")
def tell_rejected(*, company: int, **_later) -> None:
    """The company's administrators."""
    _tell_company("people.company_rejected", Company.objects.get(pk=company))


@on("people.company_appealed")
def tell_of_appeal(*, appeal: int, **_later) -> None:
    """Who may decide, not who rejected; and the company's administrators, that it arrived and until when it waits."""
    filed = CompanyAppeal.objects.select_related("company").get(pk=appeal)
    approvers = buyer_people_with_role("AP").exclude(pk=filed.against_id)
    _tell_office("people.company_appealed", filed.company, approvers, page=APPEAL_PAGE, uid=filed.uid, due=filed.due_on)
    _tell_company("people.appeal_received", filed.company, due=filed.due_on)


@on("people.appeal_due")
def remind_of_appeal(*, appeal: int, reminder: str, **_later) -> None:
    """Who may decide, before the day and once after it; nobody once it is decided."""
    filed = CompanyAppeal.objects.select_related("company").get(pk=appeal)
    if filed.state != AppealState.OPEN:
        return
    approvers = buyer_people_with_role("AP").exclude(pk=filed.against_id)
    kind = "people.appeal_late" if reminder == "late" else "people.appeal_soon"
    _tell_office(kind, filed.company, approvers, page=APPEAL_PAGE, uid=filed.uid, due=filed.due_on)


@on("people.appeal_decided")
def tell_of_appeal_decision(*, appeal: int, **_later) -> None:
    """The company's administrators; who rejected; and after an upheld one the officers who can review it now."""
    decided = CompanyAppeal.objects.select_related("company", "against").get(pk=appeal)
    upheld = decided.state == AppealState.UPHELD
    _tell_company("people.appeal_upheld" if upheld else "people.appeal_declined", decided.company)
    if decided.against is not None:
        kind = "people.appeal_upheld_told" if upheld else "people.appeal_declined_told"
        _tell_office(kind, decided.company, [decided.against], page=APPEAL_PAGE, uid=decided.uid)
    if upheld:
        others = buyer_people_with_role("PO").exclude(pk=decided.against_id)
        _tell_office("people.company_submitted", decided.company, others)


@on("people.company_resting_soon")
def tell_of_rest_to_come(*, company: int, day: str, **_later) -> None:
    """The company's administrators, while something can still be done."""
    _tell_company("people.company_resting_soon", Company.objects.get(pk=company), day=date.fromisoformat(day))


@on("people.company_rested")
def tell_rested(*, company: int, **_later) -> None:
    """The company's administrators."""
    _tell_company("people.company_rested", Company.objects.get(pk=company))


@on("people.reverification_asked")
def tell_of_reverification(*, company: int, **_later) -> None:
    """The purchasing officers who verify it."""
    _tell_office("people.reverification_asked", Company.objects.get(pk=company), buyer_people_with_role("PO"))


@on("people.reverification_declined")
def tell_not_verified(*, company: int, **_later) -> None:
    """The company's administrators, who can send another certificate."""
    _tell_company("people.reverification_declined", Company.objects.get(pk=company))


@on("people.company_suspended")
def tell_suspended(*, company: int, **_later) -> None:
    """The company's administrators."""
    _tell_company("people.company_suspended", Company.objects.get(pk=company))


@on("people.company_closed")
def tell_closed(*, company: int, **_later) -> None:
    """Its own administrators, and the purchasing officers who dealt with it."""
    closed = Company.objects.get(pk=company)
    _tell_company("people.company_closed", closed)
    _tell_office("people.company_closed", closed, buyer_people_with_role("PO"))


@on("people.company_merged")
def tell_merged(*, company: int, successor: int, **_later) -> None:
    """Administrators of both companies, purchasing officers, and finance, who pay another account from now on."""
    former, heir = Company.objects.get(pk=company), Company.objects.get(pk=successor)
    people = people_with_role(heir, "SA").union(people_with_role(former, "SA"))
    _tell_office("people.company_merged", former, people, successor=_name(heir))
    _tell_office("people.company_merged", former, buyer_people_with_role("PO", "FI"), successor=_name(heir))


@on("people.company_reinstated")
def tell_reinstated(*, company: int, was: str = "", **_later) -> None:
    """The company's administrators: it is suspended or dormant no more."""
    kind = "people.company_woken" if was == CompanyState.DORMANT else "people.company_reinstated"
    _tell_company(kind, Company.objects.get(pk=company))


@on("people.company_level_changed")
def tell_level(*, company: int, level: str, **_later) -> None:
    """The company's administrators."""
    _tell_company("people.company_level_changed", Company.objects.get(pk=company), level=level)


@on("people.company_tax_status_changed")
def tell_tax_status(*, company: int, status: str, **_later) -> None:
    """Administrators and purchasing office, when a business rests or has ended. Source: domain 17, first row."""
    if status not in (TaxStatus.SUSPENDED, TaxStatus.CLOSED):
        return
    changed = Company.objects.get(pk=company)
    _tell_company("people.company_tax_closed", changed)
    _tell_office("people.company_tax_closed", changed, buyer_people_with_role("PO"))


@on("people.proposal_made")
def tell_approvers(*, proposal: int, **_later) -> None:
    """Who may decide; not who proposed."""
    made = CompanyProposal.objects.select_related("company").get(pk=proposal)
    approvers = buyer_people_with_role("AP").exclude(pk=made.proposed_by_id)
    _tell_office("people.proposal_made", made.company, approvers, page="people:proposal-decide", uid=made.uid)


@on("people.proposal_decided")
def tell_proposer(*, proposal: int, **_later) -> None:
    """Who proposed."""
    decided = CompanyProposal.objects.select_related("company", "proposed_by").get(pk=proposal)
    _tell_office("people.proposal_decided", decided.company, [decided.proposed_by])


@on("people.join_requested")
def tell_administrators(*, request: int, **_later) -> None:
    """Who can let the person in (no name in the e-mail: it stands on the page), and the person who asked."""
    asked = JoinRequest.objects.select_related("company", "user").get(pk=request)
    _tell_company("people.join_requested", asked.company, page="people:member-list", due=asked.due_on)
    notify([asked.user], "people.join_passed_on", params={"company": _name(asked.company)}, key=f"join:{asked.pk}")


@on("people.join_escalated")
def tell_office_of_request(*, request: int, **_later) -> None:
    """Catalogue managers and purchasing, when no administrator is there or none answered; and the person who asked."""
    asked = JoinRequest.objects.select_related("company", "user").get(pk=request)
    office = buyer_people_with_role("CM", "PO")
    page = "people:join-request-answer"
    _tell_office("people.join_escalated", asked.company, office, page=page, uid=asked.uid)
    notify([asked.user], "people.join_passed_on", params={"company": _name(asked.company)}, key=f"join:{asked.pk}")


@on("people.join_answered")
def tell_requester(*, request: int, **_later) -> None:
    """Who asked."""
    asked = JoinRequest.objects.select_related("company", "user").get(pk=request)
    accepted = asked.state == RequestState.ACCEPTED
    kind = "people.join_accepted" if accepted else "people.join_declined"
    notify([asked.user], kind, params={"company": _name(asked.company)}, url_name=OWN_PAGE if accepted else "")


@on("people.invitation_sent")
def mail_invitation(*, invitation: int, **_later) -> None:
    """The invited address, which may have no account yet; a revoked or used invitation is not sent any more."""
    sent = Invitation.objects.select_related("company", "invited_by").filter(pk=invitation, state="sent").first()
    if sent is None:
        return
    known = User.objects.filter(email__iexact=sent.email).values_list("language", flat=True).first()
    mail_address(
        sent.email,
        known or sent.invited_by.language,
        "people.invitation_sent",
        params={"company": _name(sent.company), "until": sent.expires_at},
        path=reverse("people:invitation-accept", args=[invitation_token(sent)]),
        number=f"{sent.uid}",
    )


@on("people.invitation_accepted")
def tell_inviter(*, invitation: int, **_later) -> None:
    """Who invited."""
    accepted = Invitation.objects.select_related("company", "invited_by").get(pk=invitation)
    params = {"company": _name(accepted.company)}
    notify([accepted.invited_by], "people.invitation_accepted", params=params, url_name=OWN_PAGE)


@on("people.roles_changed")
def tell_roles(*, membership: int, **_later) -> None:
    """Whose roles they are."""
    _tell_member("people.roles_changed", membership, OWN_PAGE)


@on("people.membership_disabled")
def tell_disabled(*, membership: int, **_later) -> None:
    """Who can no longer act; the company's page is closed to them."""
    _tell_member("people.membership_disabled", membership, "")


@on("people.membership_enabled")
def tell_enabled(*, membership: int, **_later) -> None:
    """Who can act again."""
    _tell_member("people.membership_enabled", membership, OWN_PAGE)


def _tell_member(kind: str, membership: int, url_name: str) -> None:
    member = Membership.objects.select_related("company", "user").get(pk=membership)
    notify([member.user], kind, params={"company": _name(member.company)}, url_name=url_name)


@on("people.second_factor_reset")
def tell_reset(*, user: int, **_later) -> None:
    """Whose factor it was: a thief would be noticed."""
    notify(User.objects.filter(pk=user), "people.second_factor_reset")


@on("people.certificate_added")
def tell_verifiers(*, certificate: int, **_later) -> None:
    """Who verifies certificates."""
    added = Certificate.objects.select_related("company").get(pk=certificate)
    verifiers = buyer_people_with_role("PO", "ER")
    page = "people:certificate-detail"
    _tell_office("people.certificate_added", added.company, verifiers, page=page, uid=added.uid, number=added.number)


@on("people.certificate_verified")
def tell_verified(*, certificate: int, **_later) -> None:
    """The company's administrators."""
    _tell_of_certificate("people.certificate_verified", certificate)


@on("people.certificate_revoked")
def tell_revoked(*, certificate: int, **_later) -> None:
    """The company's administrators."""
    _tell_of_certificate("people.certificate_revoked", certificate)


@on("people.certificate_expired")
def tell_expired(*, certificate: int, **_later) -> None:
    """The company's administrators."""
    _tell_of_certificate("people.certificate_expired", certificate)


@on("people.certificate_expiring")
def tell_expiring(*, certificate: int, days: int, **_later) -> None:
    """The company's administrators, 60, 30 and 7 days before the last day. Source: issue 2, people."""
    ending = Certificate.objects.get(pk=certificate)
    _tell_of_certificate("people.certificate_expiring", certificate, days=days, last=ending.valid_to)


def _tell_of_certificate(kind: str, certificate: int, **params) -> None:
    found = Certificate.objects.select_related("company").get(pk=certificate)
    page = "people:certificate-detail"
    _tell_company(kind, found.company, page=page, uid=found.uid, number=found.number, **params)
