"""Doors of members: who belongs to the company, invitations, join requests, and for whom one acts."""

import hashlib

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken
from portal.http import page, public, reads, see, writes
from portal.people import policies, queries, services
from portal.people.forms import InviteForm, MemberFilter, OptionalReasonForm, ReasonForm, RolesForm
from portal.people.models import Company
from portal.people.states import InvitationState, RequestState
from portal.policy import require


@reads
def member_list(request: HttpRequest) -> HttpResponse:
    """The people of the company one acts for, and for administrators what waits: invitations and requests."""
    company = get_object_or_404(Company, pk=request.user.company_id)
    return _show(request, company)


def _show(request: HttpRequest, company: Company, form: InviteForm | None = None) -> HttpResponse:
    may_manage = policies.may_manage_members(request.user, company)
    roles = queries.roles_for(company)
    narrow = MemberFilter(request.GET, roles=list(roles), by_email=bool(may_manage))
    given = narrow.given()
    context = {
        "company": company,
        "filter": narrow,
        "members": queries.members_of(
            company, words=given.get("q", ""), role=given.get("role", ""), by_email=bool(may_manage)
        ),
        "may_manage": may_manage,
        "roles": roles,
        "may_read_rights": policies.may_read_rights(request.user),
    }
    if may_manage:
        context |= {
            "form": form or InviteForm(company=company, choices=roles),
            "invitations": queries.invitations_of(company),
            "requests": queries.join_requests_to_answer(request.user).filter(company=company),
        }
    status = 422 if form is not None and form.is_bound else 200
    return page(request, "people/member_list.html", context, part="people/_members.html", status=status)


@writes(shows_form=True)
def member_edit(request: HttpRequest, uid) -> HttpResponse:
    """The roles of one member; in the buying organisation also department and amount."""
    membership = get_object_or_404(queries.memberships_visible_to(request.user), uid=uid)
    require(policies.may_change_membership(request.user, membership))
    company = membership.company
    initial = {
        "roles": list(membership.roles.values_list("pk", flat=True)),
        "department": membership.department,
        "approval_limit_won": membership.approval_limit_won,
    }
    form = RolesForm(request.POST or None, initial=initial, company=company, choices=queries.roles_for(company))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_roles(membership, roles=form.codes(), post=form.post(), by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The roles of %(person)s are changed.") % {"person": membership.user})
            return see(request, reverse("people:member-list"))
    context = {
        "membership": membership,
        "form": form,
        "roles": queries.roles_for(company),
        "may_read_rights": policies.may_read_rights(request.user),
    }
    return page(request, "people/member_edit.html", context, status=422 if form.is_bound else 200)


@writes
def member_access(request: HttpRequest, uid) -> HttpResponse:
    """Take a member's access away (``access`` is off), or give it back (on)."""
    membership = get_object_or_404(queries.memberships_visible_to(request.user), uid=uid)
    form = OptionalReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if request.POST.get("access") == "on":
        services.enable_membership(membership, by=request.user)
        messages.success(request, _("%(person)s has access again.") % {"person": membership.user})
    else:
        services.disable_membership(membership, reason=reason, by=request.user)
        messages.success(request, _("%(person)s has no access any more.") % {"person": membership.user})
    return see(request, reverse("people:member-list"))


@writes
def invitation_add(request: HttpRequest) -> HttpResponse:
    """Invite somebody by mail."""
    company = get_object_or_404(Company, pk=request.user.company_id)
    require(policies.may_manage_members(request.user, company))
    form = InviteForm(request.POST, company=company, choices=queries.roles_for(company))
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            services.invite_person(company, email=email, roles=form.codes(), post=form.post(), by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("An invitation is on its way. Its link works once, for 72 hours."))
            return see(request, reverse("people:member-list"))
    return _show(request, company, form)


@writes
def invitation_revoke(request: HttpRequest, uid) -> HttpResponse:
    """Make an invitation's link useless."""
    invitation = get_object_or_404(queries.invitations_visible_to(request.user), uid=uid)
    services.revoke_invitation(invitation, by=request.user)
    messages.success(request, _("The invitation is taken back; its link no longer works."))
    return see(request, reverse("people:member-list"))


@public
@writes(shows_form=True)
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: sign up or sign in with the invited address, then come in."""
    invitation = queries.invitation_by_token(hashlib.sha256(token.encode()).hexdigest())
    is_open = invitation is not None and invitation.state == InvitationState.SENT and invitation.expires_at > db_now()
    if not is_open:
        return page(request, "people/invitation_over.html", status=410)
    here = request.get_full_path()
    if not request.user.is_authenticated:
        # The link came by mail to this address, so whoever holds it has read that mailbox.
        get_adapter().stash_verified_email(request, invitation.email)
        query = urlencode({"next": here})
        context = {
            "invitation": invitation,
            "signup_url": f"{reverse('account_signup')}?{urlencode({'next': here, 'email': invitation.email})}",
            "login_url": f"{reverse('account_login')}?{query}",
        }
        return page(request, "people/invitation_accept.html", context)
    refusal = ""
    if request.method == "POST":
        try:
            services.accept_invitation(invitation, by=request.user)
        except (RuleBroken, NotAllowed) as failure:
            refusal = str(failure)
        else:
            messages.success(request, _("You now act for %(company)s.") % {"company": invitation.company})
            return see(request, reverse("home:dashboard"))
    context = {"invitation": invitation, "refusal": refusal}
    return page(request, "people/invitation_accept.html", context, status=422 if refusal else 200)


@writes(shows_form=True)
def join_request_answer(request: HttpRequest, uid) -> HttpResponse:
    """Let somebody in with roles, or decline with a reason."""
    asked = get_object_or_404(queries.join_requests_visible_to(request.user), uid=uid)
    require(policies.may_answer_join_request(request.user, asked))
    decline = request.POST.get("answer") == "decline"
    choices = queries.roles_for(asked.company)
    roles_form = RolesForm(
        request.POST if request.method == "POST" and not decline else None,
        initial={"roles": ["SU"]},
        company=asked.company,
        choices=choices,
    )
    reason_form = ReasonForm(request.POST if request.method == "POST" and decline else None)
    form = reason_form if decline else roles_form
    if request.method == "POST" and form.is_valid():
        try:
            if decline:
                services.decline_join_request(asked, reason=form.cleaned_data["reason"], by=request.user)
            else:
                services.accept_join_request(asked, roles=form.codes(), post=form.post(), by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Answered. The person is told by mail."))
            is_member = asked.company_id == request.user.company_id
            return see(request, reverse("people:member-list" if is_member else "home:dashboard"))
    context = {
        "asked": asked,
        "reads_document": asked.document is not None and bool(policies.may_read_join_document(request.user, asked)),
        "roles_form": roles_form,
        "reason_form": reason_form,
        "is_open": asked.state in (RequestState.OPEN, RequestState.ESCALATED),
    }
    return page(request, "people/join_request_answer.html", context, status=422 if form.is_bound else 200)


@writes
def join_request_withdraw(request: HttpRequest, uid) -> HttpResponse:
    """Take one's own request back."""
    asked = get_object_or_404(queries.join_requests_of(request.user), uid=uid)
    services.withdraw_join_request(asked, by=request.user)
    messages.success(request, _("The request is taken back."))
    return see(request, reverse("people:start"))


@writes
def membership_switch(request: HttpRequest) -> HttpResponse:
    """Act for another of one's companies."""
    try:
        membership = queries.memberships_of(request.user).filter(uid=request.POST.get("membership", "")).first()
    except ValueError:  # not a UUID
        membership = None
    if membership is None:
        raise NotAllowed(_("You cannot act for this company."))
    services.switch_membership(membership, by=request.user)
    messages.success(request, _("You now act for %(company)s.") % {"company": membership.company})
    return see(request, reverse("home:dashboard"))
