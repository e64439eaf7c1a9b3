"""API of contracts, under ``/api/v1/``."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from purchasing.contracts.api.contracts import ContractViewSet, LinesOfContract, SubcontractsOfContract
from purchasing.contracts.api.deliveries import (
    DeliveriesOfContract,
    DeliveryViewSet,
    InvoicesOfContract,
    InvoiceViewSet,
)
from purchasing.contracts.api.ubl import InvoiceUbl

router = SimpleRouter()
router.register("deliveries", DeliveryViewSet, basename="api-delivery")
router.register("invoices", InvoiceViewSet, basename="api-invoice")
router.register("contracts", ContractViewSet, basename="api-contract")
urlpatterns = [
    path("contracts/<uuid:uid>/lines/", LinesOfContract.as_view(), name="api-contract-lines"),
    path("contracts/<uuid:uid>/subcontracts/", SubcontractsOfContract.as_view(), name="api-subcontracts"),
    path("contracts/<uuid:uid>/deliveries/", DeliveriesOfContract.as_view(), name="api-contract-deliveries"),
    path("contracts/<uuid:uid>/invoices/", InvoicesOfContract.as_view(), name="api-contract-invoices"),
    path("invoices/<uuid:uid>/ubl/", InvoiceUbl.as_view(), name="api-invoice-ubl"),
    *router.urls,
]
