"""API of ESG purchasing, under ``/api/v1/``."""

from django.urls import path
from django.urls.resolvers import URLPattern
from rest_framework.routers import SimpleRouter

from purchasing.esg.api.actions import CorrectiveActionViewSet, EvidenceOfAction, LimitationViewSet, RedFlagViewSet
from purchasing.esg.api.minerals import ContentsOfDeclaration, MineralDeclarationViewSet, SmeltersOfDeclaration

urlpatterns: list[URLPattern] = []

# Responsible minerals -------------------------------------------------------------------------------------------------
mineral_router = SimpleRouter()
mineral_router.register("minerals", MineralDeclarationViewSet, basename="api-mineral")
urlpatterns += [
    path("minerals/<uuid:uid>/contents/", ContentsOfDeclaration.as_view(), name="api-mineral-contents"),
    path("minerals/<uuid:uid>/smelters/", SmeltersOfDeclaration.as_view(), name="api-mineral-smelters"),
    *mineral_router.urls,
]

# Corrective actions, red flags, limitations ---------------------------------------------------------------------------
action_router = SimpleRouter()
action_router.register("esg/actions", CorrectiveActionViewSet, basename="api-esg-action")
action_router.register("esg/flags", RedFlagViewSet, basename="api-esg-flag")
action_router.register("esg/limitations", LimitationViewSet, basename="api-esg-limitation")
urlpatterns += [
    path("esg/actions/<uuid:uid>/evidence/", EvidenceOfAction.as_view(), name="api-esg-action-evidence"),
    *action_router.urls,
]
