"""API of contracts, under ``/api/v1/``."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from purchasing.contracts.api.contracts import ContractViewSet, LinesOfContract, SubcontractsOfContract

router = SimpleRouter()
router.register("contracts", ContractViewSet, basename="api-contract")
urlpatterns = [
    path("contracts/<uuid:uid>/lines/", LinesOfContract.as_view(), name="api-contract-lines"),
    path("contracts/<uuid:uid>/subcontracts/", SubcontractsOfContract.as_view(), name="api-subcontracts"),
    *router.urls,
]
