"""Who acts for which company, with which roles: roles are data (domain 16)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.people.roles import DUTIES
from portal.people.states import (
    INVITATION_FLOW,
    JOIN_FLOW,
    MEMBERSHIP_FLOW,
    InvitationState,
    MembershipState,
    RequestState,
)


class Role(models.Model):
    """A role of domain 16.1, for one side of the table."""

    class Side(models.TextChoices):
        SUPPLIER = "supplier", _("Supplier")
        BUYER = "buyer", _("Buying organisation")
        PARTNER = "partner", _("Partner")

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    side = models.CharField(_("side"), max_length=10, choices=Side)
    name_ko = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    mfa_required = models.BooleanField(_("needs two-factor sign-in"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_ko

    @property
    def duty(self) -> str:
        """What it is for, in a sentence; "" for one that was entered by hand."""
        return str(DUTIES.get(self.code, ""))


class Membership(models.Model):
    """A person in a company. Rights come from its roles; a disabled membership gives none from the next request on.

    An approver without an amount (``approval_limit_won``) may approve none.
    """

    flow = MEMBERSHIP_FLOW

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey("people.User", models.PROTECT, related_name="memberships")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="memberships")
    state = models.CharField(_("state"), max_length=10, choices=MembershipState, default=MembershipState.ACTIVE)
    roles = models.ManyToManyField(Role, related_name="memberships", verbose_name=_("roles"), blank=True)
    department = models.CharField(_("department"), max_length=80, blank=True)
    approval_limit_won = models.DecimalField(
        _("may approve up to (won)"), max_digits=18, decimal_places=0, null=True, blank=True
    )
    since = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "company"],
                name="membership_once",
                violation_error_message=_("This person already belongs to the company."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.company}"

    @property
    def is_active(self) -> bool:
        """Whether it gives rights now."""
        return self.state == MembershipState.ACTIVE


class JoinRequest(models.Model):
    """Someone registered a business number that is already here: a request to its administrators. Source: CAT-05."""

    flow = JOIN_FLOW

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey("people.User", models.PROTECT, related_name="join_requests")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="join_requests")
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.OPEN)
    message = models.CharField(_("message to the administrators"), max_length=300, blank=True)
    document = models.ForeignKey(
        "files.File",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("registration certificate"),
    )
    due_on = models.DateField(_("answer due on"))
    asked_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("join request")
        verbose_name_plural = _("join requests")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "company"],
                name="join_request_open_once",
                condition=Q(state__in=[RequestState.OPEN, RequestState.ESCALATED]),
                violation_error_message=_("Your request is already waiting for an answer."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.company}"


class Invitation(models.Model):
    """A one-time link, valid 72 hours, by which a company's administrator brings a colleague in. Source: ASVS 6.4.1."""

    flow = INVITATION_FLOW

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    roles = models.ManyToManyField(Role, blank=True, related_name="+", verbose_name=_("roles"))
    department = models.CharField(_("department"), max_length=80, blank=True)
    approval_limit_won = models.DecimalField(
        _("may approve up to (won)"), max_digits=18, decimal_places=0, null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=10, choices=InvitationState, default=InvitationState.SENT)
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", editable=False)
    invited_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "email"],
                name="invitation_open_once",
                condition=Q(state=InvitationState.SENT),
                violation_error_message=_("This person has already been invited."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.company}"
