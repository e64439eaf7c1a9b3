"""WHO: speaks, reads, takes up, answers. Source: issue 8, domain 16.1 (CP), ADR 0031."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.payments.models import Voice
from purchasing.payments.models.voice import FEWEST_FIRMS
from purchasing.payments.queries import voice as queries


def may_speak(user: User) -> Verdict:
    """People of a firm that is paid by a supplier of the buyer, or by one further down."""
    if user.is_service:
        return no(_("A program may not speak for a firm: a person does."))
    if not user.is_supplier or not user.has_role(*queries.SPEAKERS):
        return no(_("Only the administrator, finance or a user of a supplier may do this."))
    if not queries.is_lower_tier(user.company_id):
        return no(_("This page is for firms that are paid by a supplier of the buyer: a contract of tier 2 to 4."))
    return YES


def _own(user: User, voice: Voice) -> Verdict:
    if user.is_service or not user.is_supplier or user.company_id != voice.company_id:
        return no(_("Only the firm that spoke may do this."))
    if user.pk != voice.author_id and not user.has_role("SA"):
        return no(_("Only who wrote it, or the administrator of the firm, may do this."))
    return YES


def may_withdraw(user: User, voice: Voice) -> Verdict:
    """Who wrote it, or the firm's administrator."""
    return _own(user, voice)


def may_consent(user: User, voice: Voice) -> Verdict:
    """The same people: nobody else gives a firm's name away."""
    return _own(user, voice)


def may_add_word(user: User, voice: Voice) -> Verdict:
    """The firm goes on with what it said; compliance asks or answers."""
    return _compliance(user) if user.is_internal else _own(user, voice)


def _compliance(user: User) -> Verdict:
    if user.is_service or not (user.is_internal and user.has_role("CP")):
        return no(_("Only compliance may do this."))
    return YES


def may_look(user: User) -> Verdict:
    """Compliance alone reads what was said."""
    return _compliance(user)


may_answer = may_look


def may_take_up(user: User, voice: Voice, firms: int) -> Verdict:
    """Compliance, once it does not point at one firm: three have spoken, or this one consented."""
    if not (role := _compliance(user)):
        return role
    if voice.named or firms >= FEWEST_FIRMS:
        return YES
    return no(
        _(
            "So far firms that spoke about this company: %(firms)d. Naming it would point at them: wait for "
            "%(needed)d, or ask the firm for its consent."
        )
        % {"firms": firms, "needed": FEWEST_FIRMS}
    )


def may_read_sums(user: User) -> Verdict:
    """Staff who look after suppliers and payments."""
    if user.is_internal and user.has_role(*queries.SUM_READERS):
        return YES
    return no(_("Your role does not read this."))
