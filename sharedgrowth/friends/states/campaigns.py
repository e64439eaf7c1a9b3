"""WHEN: an advance-payment campaign, its prepayments and their vouchers. Source: domain 10, FRD-03, FRD-04."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class CampaignState(TextChoices):
    DRAFT = "draft", pgettext_lazy("campaign", "Draft")
    OPEN = "open", pgettext_lazy("campaign", "Open for pledges")
    CLOSED = "closed", pgettext_lazy("campaign", "Pledges closed, matched")
    SETTLED = "settled", pgettext_lazy("campaign", "Settled")
    CANCELLED = "cancelled", pgettext_lazy("campaign", "Cancelled")


C = CampaignState

CAMPAIGN_FLOW = Flow(
    {
        "open": ([C.DRAFT], C.OPEN),
        "close": ([C.OPEN], C.CLOSED),
        "settle": ([C.CLOSED], C.SETTLED),
        "cancel": ([C.DRAFT, C.OPEN], C.CANCELLED),
    }
)
PUBLIC_CAMPAIGNS = frozenset({C.OPEN, C.CLOSED, C.SETTLED})


class PledgeState(TextChoices):
    STANDING = "standing", pgettext_lazy("pledge", "Pledged")
    WITHDRAWN = "withdrawn", pgettext_lazy("pledge", "Withdrawn")


PLEDGE_FLOW = Flow({"withdraw": ([PledgeState.STANDING], PledgeState.WITHDRAWN)})


class PrepaymentState(TextChoices):
    PLEDGED = "pledged", pgettext_lazy("prepayment", "To be paid to the shop")
    PAID = "paid", pgettext_lazy("prepayment", "Paid to the shop")
    VOUCHERS_ISSUED = "issued", pgettext_lazy("prepayment", "Vouchers made out")
    REDEEMING = "redeeming", pgettext_lazy("prepayment", "Being redeemed")
    SETTLED = "settled", pgettext_lazy("prepayment", "Settled")


B = PrepaymentState

PREPAYMENT_FLOW = Flow(
    {
        "pay": ([B.PLEDGED], B.PAID),
        "issue": ([B.PAID], B.VOUCHERS_ISSUED),
        "begin": ([B.VOUCHERS_ISSUED], B.REDEEMING),
        "settle": ([B.REDEEMING], B.SETTLED),
    }
)
PAID_OUT = frozenset({B.PAID, B.VOUCHERS_ISSUED, B.REDEEMING, B.SETTLED})


class VoucherState(TextChoices):
    ISSUED = "issued", pgettext_lazy("voucher", "Made out")
    GIVEN = "given", pgettext_lazy("voucher", "Given to the recipient")
    REDEEMED = "redeemed", pgettext_lazy("voucher", "Redeemed")
    EXPIRED = "expired", pgettext_lazy("voucher", "Expired")
    RETURNED = "returned", pgettext_lazy("voucher", "Rest paid to the recipient")


V = VoucherState

VOUCHER_FLOW = Flow(
    {
        "give": ([V.ISSUED], V.GIVEN),
        "redeem": ([V.GIVEN], V.REDEEMED),
        "expire": ([V.ISSUED, V.GIVEN], V.EXPIRED),
        "return": ([V.EXPIRED], V.RETURNED),
    }
)


class ReportState(TextChoices):
    DRAFT = "draft", pgettext_lazy("friends report", "Draft")
    PUBLISHED = "published", pgettext_lazy("friends report", "Published")


REPORT_FLOW = Flow({"publish": ([ReportState.DRAFT], ReportState.PUBLISHED)})
