"""DO: the foundation's receipt for what was donated is entered, and confirmed by finance. Source: domain 15."""

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.people.models import User
from portal.policy import require
from purchasing.bidding.services.checks import checked
from sharedgrowth.funds.models import DonationReceipt, Fund
from sharedgrowth.funds.policies import budget as policies


@transaction.atomic
def enter_receipt(
    fund: Fund,
    *,
    number: str,
    issuer: str,
    donated_on: date,
    amount: Decimal,
    by: User,
    upload: UploadedFile | None = None,
) -> DonationReceipt:
    """A receipt with its scan."""
    require(policies.may_enter_receipt(by))
    if donated_on > today():
        raise RuleBroken(_("The day lies in the future."), field="donated_on")
    receipt = DonationReceipt(
        fund=fund, number=number.strip(), issuer=issuer.strip(), donated_on=donated_on, amount=amount, entered_by=by
    )
    checked(receipt)
    if upload is not None:
        receipt.file = store_upload(upload, company=by.company, by=by)
    receipt.save()
    record(receipt, "entered", by=by, payload={"fund": fund.code, "number": receipt.number, "amount": amount})
    return receipt


@transaction.atomic
def confirm_receipt(receipt: DonationReceipt, *, by: User) -> DonationReceipt:
    """Finance has found the donation in its books."""
    require(policies.may_confirm_receipt(by, receipt))
    receipt = DonationReceipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    move(receipt, "confirm", by=by, confirmed_by=by)
    return receipt
