"""API of payments."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from purchasing.payments.api.ledger import EntryViewSet, StatementOfCompany
from purchasing.payments.api.obligations import ObligationViewSet
from purchasing.payments.api.receivables import ReceivableViewSet
from purchasing.payments.api.refunds import AdvanceRefundViewSet
from purchasing.payments.api.runs import BankMessageViewSet, BankRunViewSet

router = SimpleRouter()
router.register("obligations", ObligationViewSet, basename="api-obligation")
router.register("receivables", ReceivableViewSet, basename="api-receivable")
router.register("advance-refunds", AdvanceRefundViewSet, basename="api-advance-refund")
router.register("payment-runs", BankRunViewSet, basename="api-payment-run")
router.register("statement/entries", EntryViewSet, basename="api-statement-entry")
urlpatterns = [
    path("statement/", StatementOfCompany.as_view(), name="api-statement"),
    path("bank-messages/", BankMessageViewSet.as_view({"post": "create"}), name="api-bank-messages"),
    *router.urls,
]
