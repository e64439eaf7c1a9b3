"""DO: who writes an application together: colleagues of the company, companies of a consortium."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.support.models import Application, ApplicationEditor, Partner
from sharedgrowth.support.policies import applications as policies
from sharedgrowth.support.queries.applications import sheet_of
from sharedgrowth.support.queries.calls import programme_of
from sharedgrowth.support.services.answers import locked
from sharedgrowth.support.states import ApplicationState, PartnerState

MOST_PARTNERS = 9


@transaction.atomic
def add_editor(application: Application, user: User, *, by: User) -> ApplicationEditor:
    """Let a colleague write it, too."""
    require(policies.may_manage_editors(by, application))
    held = locked(application, by=by)
    active = user.memberships.filter(company=held.company_id, state="active", roles__code__in=policies.WRITERS)
    if not active.exists():
        raise RuleBroken(_("Choose an administrator or user of your own company."), field="user")
    made, new = ApplicationEditor.objects.get_or_create(application=held, user=user, defaults={"added_by": by})
    if new:
        record(held, "editor_added", by=by, payload={"user": user.pk})
        announce("support.editor_added", application=held.pk, user=user.pk, by=by.pk)
    return made


@transaction.atomic
def remove_editor(editor: ApplicationEditor, *, by: User) -> None:
    """The colleague writes it no longer; what was written stays."""
    require(policies.may_manage_editors(by, editor.application))
    held = locked(editor.application, by=by)
    deleted, _rows = ApplicationEditor.objects.filter(pk=editor.pk).delete()
    if deleted:
        record(held, "editor_removed", by=by, payload={"user": editor.user_id})


@transaction.atomic
def invite_partner(application: Application, company: Company, *, part: str, by: User) -> Partner:
    """Ask a company into the consortium: it reads the application and signs the text."""
    require(policies.may_manage_editors(by, application))
    held = locked(application, by=by)
    programme = programme_of(held.call)
    if programme is None or not programme.stages.consortium:
        raise RuleBroken(_("This programme takes applications of single companies only."))
    if company.pk == held.company_id or company.is_buyer or not company.is_active:
        raise RuleBroken(_("Choose another active company."), field="company")
    if not part.strip():
        raise RuleBroken(_("Say what this company does in the project."), field="part")
    if held.partners.exclude(state=PartnerState.REMOVED).count() >= MOST_PARTNERS:
        raise RuleBroken(_("A consortium has at most %(most)s partners.") % {"most": MOST_PARTNERS})
    try:
        with transaction.atomic():
            made = Partner.objects.create(application=held, company=company, part=part.strip()[:300], invited_by=by)
    except IntegrityError as twice:
        raise WrongState(_("This company is a partner already.")) from twice
    record(held, "partner_invited", by=by, payload={"company": company.number})
    announce("support.partner_invited", partner=made.pk)
    return made


def _held_for(partner: Partner, *, by: User) -> Partner:
    Application.objects.select_for_update(of=("self",)).get(pk=partner.application_id)
    found = Partner.objects.select_related("application__call", "application__company", "application__form", "company")
    held = found.get(pk=partner.pk)
    verdict = policies.may_sign_as_partner(by, held)
    if not verdict and policies.may_sign_as_partner(by, partner):
        raise WrongState(verdict.reason)
    require(verdict)
    return held


@transaction.atomic
def sign_as_partner(partner: Partner, *, sha256: str, by: User) -> Partner:
    """Sign the text that was read. When it changed in between, the partner reads it again first."""
    require(policies.may_sign_as_partner(by, partner))
    held = _held_for(partner, by=by)
    now_sha256 = sheet_of(held.application).text_sha256
    if sha256 != now_sha256:
        raise WrongState(_("The application has changed since this page was opened. Read it again, then sign."))
    move(held, "sign", by=by, payload={"sha256": sha256}, signed_by=by, signed_at=db_now(), signed_sha256=sha256)
    announce("support.partner_signed", partner=held.pk)
    return held


@transaction.atomic
def decline_as_partner(partner: Partner, *, reason: str, by: User) -> Partner:
    """Not with us."""
    require(policies.may_sign_as_partner(by, partner))
    held = _held_for(partner, by=by)
    if held.application.state != ApplicationState.DRAFT:
        raise WrongState(_("This application was sent, or your company is no longer part of it."))
    if not reason.strip():
        raise RuleBroken(_("Say why: the applicant reads it."), field="reason")
    words = reason.strip()[:300]
    move(held, "decline", by=by, reason=words, signed_by=None, signed_at=None, signed_sha256="")
    Partner.objects.filter(pk=held.pk).update(reason=words)
    announce("support.partner_declined", partner=held.pk)
    return held


@transaction.atomic
def remove_partner(partner: Partner, *, by: User) -> None:
    """Out of the consortium."""
    require(policies.may_manage_editors(by, partner.application))
    locked(partner.application, by=by)
    held = Partner.objects.get(pk=partner.pk)
    move(held, "remove", by=by)
