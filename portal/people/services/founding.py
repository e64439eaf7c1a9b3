"""The portal's first day: its buying organisation and the administrator who invites everybody else."""

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.errors import RuleBroken
from portal.numbers import next_number
from portal.people import policies, rules
from portal.people.models import Company, Membership, Role, User
from portal.people.services.members import follow_admin_role
from portal.people.states import CompanyState
from portal.policy import require
from portal.transactions import out_of_hand


@transaction.atomic
def found_portal(*, name: str, brn: str, admin_email: str, admin_name: str, name_en: str = "") -> User:
    """Enter the buying organisation and its first administrator (role AD), who has no password yet.

    Done by whoever runs the installation, once; two at once: the database lets one buying organisation in.
    """
    require(policies.may_found_portal())
    if not rules.is_brn(brn):
        raise RuleBroken(_("The check digit of this business number does not fit. Compare it digit by digit."))
    email = admin_email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise RuleBroken(_("There is an account with this e-mail address already. Name another one."))
    try:
        with transaction.atomic():
            company = Company.objects.create(
                number=next_number("CMP"),
                is_buyer=True,
                state=CompanyState.ACTIVE,
                legal_name_ko=name.strip(),
                legal_name_en=name_en.strip(),
                brn=brn,
            )
    except IntegrityError as twice:
        raise RuleBroken(_("A company with this business number is already registered.")) from twice
    admin = User.objects.create_user(email, name=admin_name.strip())
    # Counts as confirmed: without a password, only who reads this mailbox gets in.
    EmailAddress.objects.create(user=admin, email=email, verified=True, primary=True)
    membership = Membership.objects.create(user=admin, company=company)
    membership.roles.set(Role.objects.filter(code="AD"))
    admin.active_membership = membership
    admin.save(update_fields=["active_membership"])
    follow_admin_role(membership)
    record(company, "founded", by=None, payload={"brn": brn})
    record(membership, "let_in", by=None, reason="manage.py found_portal", payload={"roles": ["AD"]})
    return admin


def mail_first_password_link(admin: User) -> None:
    """Send the link by which the first administrator sets a password; it works once and not for long."""
    key = f"{user_pk_to_url_str(admin)}-{PASSWORD_RESET_TOKEN_GENERATOR().make_token(admin)}"
    adapter = get_adapter()
    with translation.override(admin.language):
        message = adapter.render_mail(
            "people/email/founded",
            admin.email,
            {
                "user": admin,
                "company": admin.company,
                "email": admin.email,
                "password_reset_url": adapter.get_reset_password_from_key_url(key),
                "again_url": settings.BASE_URL + reverse("account_reset_password"),
                "base_url": settings.BASE_URL,
            },
        )
        out_of_hand()
        message.send()
