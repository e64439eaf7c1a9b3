"""DO: say whose passports are believed: keys of other installations, compared with what these tell."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.errors import RuleBroken
from portal.passport.models import TrustedIssuer
from portal.passport.policies import passports as policies
from portal.passport.rules import package as rules
from portal.people.models import User
from portal.policy import require


@transaction.atomic
def trust_issuer(*, name: str, url: str, x: str, note: str, by: User) -> TrustedIssuer:
    """Trust the key of another installation, compared with what that installation tells."""
    require(policies.may_trust(by))
    kid = rules.kid_of(x)
    if not kid:
        raise RuleBroken(_("This is not a public key: copy the value “x” of the other portal's key."), field="x")
    try:
        with transaction.atomic():
            issuer = TrustedIssuer.objects.create(
                name=name, url=url, x=rules.plain_key(x), kid=kid, note=note, added_by=by
            )
    except IntegrityError:
        if not TrustedIssuer.objects.filter(kid=kid).exists():
            raise
        raise RuleBroken(_("This key is listed already."), field="x") from None
    record(issuer, "trusted", by=by, payload={"kid": kid, "url": url})
    return issuer


@transaction.atomic
def withdraw_issuer(issuer: TrustedIssuer, *, reason: str = "", by: User) -> None:
    """From now on nothing signed by this key is taken."""
    require(policies.may_trust(by, issuer))
    move(issuer, "withdraw", by=by, reason=reason)


@transaction.atomic
def restore_issuer(issuer: TrustedIssuer, *, reason: str = "", by: User) -> None:
    """Trust it again."""
    require(policies.may_trust(by, issuer))
    move(issuer, "restore", by=by, reason=reason)
