"""API of payments."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from purchasing.payments.api.receivables import ReceivableViewSet
from purchasing.payments.api.runs import BankMessageViewSet, BankRunViewSet

router = SimpleRouter()
router.register("receivables", ReceivableViewSet, basename="api-receivable")
router.register("payment-runs", BankRunViewSet, basename="api-payment-run")
urlpatterns = [
    path("bank-messages/", BankMessageViewSet.as_view({"post": "create"}), name="api-bank-messages"),
    *router.urls,
]
