"""DO: pay a shop in advance, make out vouchers, redeem them once, settle the rest. Source: domain 10, FRD-04."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.services import move, move_many, record
from portal.clock import db_now, today
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.periods import months_after
from portal.policy import require
from sharedgrowth.friends.models import Prepayment, Shop, Voucher
from sharedgrowth.friends.policies import campaigns as policies
from sharedgrowth.friends.queries import campaigns as queries
from sharedgrowth.friends.rules.codes import fingerprint
from sharedgrowth.friends.rules.money import MOST_VOUCHERS, voucher_faces
from sharedgrowth.friends.services.campaigns import new_code
from sharedgrowth.friends.states import PrepaymentState, VoucherState

B, V = PrepaymentState, VoucherState


def _held(prepayment: Prepayment) -> Prepayment:
    rows = Prepayment.objects.select_for_update(of=("self",)).select_related("shop__market__recipient", "payer")
    return rows.get(pk=prepayment.pk)


@transaction.atomic
def tell_payment(prepayment: Prepayment, *, paid_on: date, reference: str, by: User) -> Prepayment:
    """The payer has paid the shop: the day, and the reference of the bank."""
    require(policies.may_tell_payment(by, prepayment))
    prepayment = _held(prepayment)
    if paid_on > today():
        raise RuleBroken(_("This day is still to come."), field="paid_on")
    told = {"paid_on": paid_on, "reference": reference}
    move(prepayment, "pay", by=by, payload=told, paid_on=paid_on, reference=reference, paid_by=by)
    announce("friends.prepaid", prepayment=prepayment.pk)
    return prepayment


@transaction.atomic
def make_vouchers(prepayment: Prepayment, *, face_won: Decimal, by: User) -> list[tuple[Voucher, str]]:
    """A batch whose faces sum up to the prepayment, with the codes: told now and never again."""
    require(policies.may_make_vouchers(by, prepayment))
    prepayment = _held(prepayment)
    if prepayment.state != B.PAID:
        raise WrongState(_("Vouchers are made out once the shop was paid, and once."))
    if prepayment.amount_won > MOST_VOUCHERS * face_won:
        raise RuleBroken(_("This would make more than 500 vouchers: choose a higher face value."), field="face_won")
    faces = voucher_faces(prepayment.amount_won, face_won)
    market = prepayment.shop.market
    issued_on = today()
    expires_on = months_after(issued_on, market.campaign.voucher_months or 12)
    made = []
    for face in faces:
        code = new_code()
        voucher = Voucher(
            number=next_number("VCH"),
            prepayment=prepayment,
            face_won=face,
            code_sha256=fingerprint(code),
            recipient=market.recipient,
            expires_on=expires_on,
        )
        made.append((voucher, code))
    Voucher.objects.bulk_create([voucher for voucher, _code in made])
    move(
        prepayment,
        "issue",
        by=by,
        payload={"vouchers": len(made), "face_won": face_won},
        issued_on=issued_on,
        expires_on=expires_on,
    )
    return made


@transaction.atomic
def renew_codes(prepayment: Prepayment, *, by: User) -> list[tuple[Voucher, str]]:
    """When the sheet was lost before it was given: new codes, the old ones open nothing any more."""
    require(policies.may_make_vouchers(by, prepayment))
    prepayment = _held(prepayment)
    if prepayment.state != B.VOUCHERS_ISSUED:
        raise WrongState(_("Codes are renewed before the vouchers are given."))
    made = []
    for voucher in prepayment.vouchers.select_for_update(of=("self",)).order_by("pk"):
        code = new_code()
        voucher.code_sha256 = fingerprint(code)
        voucher.save(update_fields=["code_sha256"])
        made.append((voucher, code))
    record(prepayment, "codes_renewed", by=by, payload={"vouchers": len(made)})
    return made


@transaction.atomic
def give_vouchers(prepayment: Prepayment, *, given_on: date, by: User) -> Prepayment:
    """The sheet is with the organisation, which hands the vouchers on. From now on they can be redeemed."""
    prepayment = _held(prepayment)
    require(policies.may_give_vouchers(by, prepayment))
    if given_on > today():
        raise RuleBroken(_("This day is still to come."), field="given_on")
    move(prepayment, "begin", by=by, payload={"given_on": given_on})
    issued = list(prepayment.vouchers.filter(state=V.ISSUED).values_list("pk", flat=True))
    move_many(Voucher, issued, "give", by=by, about=prepayment, given_on=given_on)
    announce("friends.vouchers_given", prepayment=prepayment.pk)
    return prepayment


@transaction.atomic
def redeem(*, shop: Shop, code: str) -> Voucher:
    """A voucher is spent at its shop: once. Of two at the same moment exactly one is served.

    Who holds the code of the shop acts for it: there is no account and no person here.
    """
    rows = Voucher.objects.select_for_update(of=("self",)).select_related("prepayment__shop__market")
    voucher = rows.filter(code_sha256=fingerprint(code)).first()
    if voucher is None:
        raise RuleBroken(_("There is no voucher with this code. Compare each character with the paper."), field="code")
    if voucher.prepayment.shop_id != shop.pk:
        name = voucher.prepayment.shop.name
        raise RuleBroken(_("This voucher is for another shop: %(shop)s.") % {"shop": name}, field="code")
    if voucher.state == V.REDEEMED:
        raise RuleBroken(
            _("This voucher was already redeemed on %(when)s.")
            % {"when": day_text(voucher.redeemed_at or today(), "full")},
            field="code",
        )
    if voucher.state == V.ISSUED:
        raise RuleBroken(_("This voucher was not handed out yet."), field="code")
    if voucher.state in (V.EXPIRED, V.RETURNED) or voucher.expires_on < today():
        raise RuleBroken(
            _("This voucher was valid until %(day)s.") % {"day": day_text(voucher.expires_on, "day")}, field="code"
        )
    move(voucher, "redeem", by=None, payload={"shop": shop.pk}, redeemed_at=db_now())
    if Voucher.objects.filter(prepayment__shop=shop, redeemed_at__gt=db_now() - timedelta(minutes=5)).count() == 10:
        record(shop, "redeems_fast", by=None)
        announce("friends.redeems_fast", shop=shop.pk)
    announce("friends.voucher_redeemed", voucher=voucher.pk)
    return voucher


@transaction.atomic
def run_voucher_clock(on: date) -> int:
    """Once a day: what was not redeemed in its months expires; finance pays the rest to the organisation."""
    if not once("friends.vouchers", on.isoformat()):
        return 0
    over = queries.vouchers_over(on).select_for_update(of=("self",)).order_by("prepayment", "pk")
    batches: dict[int, list[int]] = {}
    for voucher in over:
        batches.setdefault(voucher.prepayment_id, []).append(voucher.pk)
    for prepayment in Prepayment.objects.filter(pk__in=batches).order_by("pk"):
        move_many(Voucher, batches[prepayment.pk], "expire", by=None, about=prepayment)
        if prepayment.state == B.VOUCHERS_ISSUED:  # never given: nothing else is to come
            move(prepayment, "begin", by=None)
        announce("friends.vouchers_expired", prepayment=prepayment.pk)
    return sum(len(batch) for batch in batches.values())


@transaction.atomic
def settle(prepayment: Prepayment, *, reference: str, by: User) -> Prepayment:
    """All vouchers are redeemed or expired: the rest was paid to the organisation, with its receipt."""
    prepayment = _held(prepayment)
    require(policies.may_settle_prepayment(by, prepayment))
    waiting = prepayment.vouchers.filter(state__in=[V.ISSUED, V.GIVEN]).count()
    if waiting:
        words = ngettext(
            "%(count)s voucher is still valid: it can be redeemed until %(day)s.",
            "%(count)s vouchers are still valid: they can be redeemed until %(day)s.",
            waiting,
        )
        raise RuleBroken(words % {"count": waiting, "day": day_text(prepayment.expires_on or today(), "day")})
    sums = queries.batch_sums(prepayment)
    rest = sums.get(V.EXPIRED, Decimal(0))
    if rest and not reference:
        raise RuleBroken(
            _("%(amount)s are left for %(who)s: give the receipt of its payment.")
            % {"amount": money_full(rest), "who": prepayment.shop.market.recipient.name},
            field="reference",
        )
    expired = list(prepayment.vouchers.filter(state=V.EXPIRED).values_list("pk", flat=True))
    move_many(Voucher, expired, "return", by=by, about=prepayment)
    told = {"rest_won": rest, "reference": reference}
    move(
        prepayment,
        "settle",
        by=by,
        payload=told,
        rest_won=rest,
        rest_reference=reference if rest else "",
        settled_on=today(),
    )
    announce("friends.prepayment_settled", prepayment=prepayment.pk)
    return prepayment
