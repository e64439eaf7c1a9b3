"""The API of CCMS."""

from rest_framework.routers import SimpleRouter

from sharedgrowth.ccms.api.standards import (
    CcmsAssessmentViewSet,
    CcmsModuleViewSet,
    CcmsOverviewViewSet,
    CcmsResultViewSet,
)

router = SimpleRouter()
router.register("ccms-modules", CcmsModuleViewSet, basename="api-ccms-module")
router.register("ccms-overviews", CcmsOverviewViewSet, basename="api-ccms-overview")
router.register("ccms-results", CcmsResultViewSet, basename="api-ccms-result")
router.register("ccms-assessments", CcmsAssessmentViewSet, basename="api-ccms-assessment")
urlpatterns = router.urls
