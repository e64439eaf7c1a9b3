"""The API of support programmes."""

from django.urls import path
from django.urls.resolvers import URLPattern
from rest_framework.routers import SimpleRouter

from sharedgrowth.support.api.applications import (
    SupportApplicationViewSet,
    SupportCallViewSet,
    SupportProgrammes,
)
from sharedgrowth.support.api.drafts import SupportAnswers, SupportDrafts
from sharedgrowth.support.api.energy import (
    EnergyAuditViewSet,
    EnergyFactorViewSet,
    SmartLevelViewSet,
    SmartSystemViewSet,
    UseOfSystem,
)
from sharedgrowth.support.api.labs import LabBookingViewSet, LabEquipmentViewSet
from sharedgrowth.support.api.offers import TechLicenceViewSet, TechOfferViewSet
from sharedgrowth.support.api.projects import (
    KpiBefore,
    ProjectVisitViewSet,
    SupportClaimViewSet,
    SupportProjectViewSet,
)
from sharedgrowth.support.api.review import SupportDecisionViewSet, SupportReviewViewSet, SupportSelectionViewSet
from sharedgrowth.support.api.waves import GroupRequestViewSet

urlpatterns: list[URLPattern] = []

# Projects -------------------------------------------------------------------------------------------------------------
project_router = SimpleRouter()
project_router.register("support-projects", SupportProjectViewSet, basename="api-support-project")
project_router.register("support-visits", ProjectVisitViewSet, basename="api-support-visit")
project_router.register("support-claims", SupportClaimViewSet, basename="api-support-claim")
urlpatterns += [
    path(
        "support-projects/<uuid:uid>/indicators/<uuid:kpi>/before/", KpiBefore.as_view(), name="api-support-kpi-before"
    ),
    *project_router.urls,
]

# Laboratories ---------------------------------------------------------------------------------------------------------
lab_router = SimpleRouter()
lab_router.register("labs", LabEquipmentViewSet, basename="api-lab")
lab_router.register("lab-bookings", LabBookingViewSet, basename="api-lab-booking")
lab_router.register("offers", TechOfferViewSet, basename="api-offer")
lab_router.register("licences", TechLicenceViewSet, basename="api-licence")
lab_router.register("group-requests", GroupRequestViewSet, basename="api-group-request")
urlpatterns += lab_router.urls

# Programmes, calls, applications --------------------------------------------------------------------------------------
call_router = SimpleRouter()
call_router.register("support-calls", SupportCallViewSet, basename="api-support-call")
call_router.register("support-applications", SupportApplicationViewSet, basename="api-support-application")
urlpatterns += [
    path("support-applications/draft/", SupportDrafts.as_view(), name="api-support-draft"),
    path("support-applications/<uuid:uid>/answers/", SupportAnswers.as_view(), name="api-support-answers"),
    path("support-programmes/", SupportProgrammes.as_view(), name="api-support-programmes"),
    *call_router.urls,
]

# Energy, levels -------------------------------------------------------------------------------------------------------
energy_router = SimpleRouter()
energy_router.register("energy-factors", EnergyFactorViewSet, basename="api-energy-factor")
energy_router.register("energy-audits", EnergyAuditViewSet, basename="api-energy-audit")
energy_router.register("smart-levels", SmartLevelViewSet, basename="api-smart-level")
energy_router.register("smart-systems", SmartSystemViewSet, basename="api-smart-system")
urlpatterns += [
    path("smart-systems/<uuid:uid>/use/", UseOfSystem.as_view(), name="api-smart-use"),
    *energy_router.urls,
]

# Review and selection -------------------------------------------------------------------------------------------------
review_router = SimpleRouter()
review_router.register("support-reviews", SupportReviewViewSet, basename="api-support-review")
review_router.register("support-selections", SupportSelectionViewSet, basename="api-support-selection")
review_router.register("support-decisions", SupportDecisionViewSet, basename="api-support-decision")
urlpatterns += review_router.urls
