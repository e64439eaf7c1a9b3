"""The API of INNOVILT."""

from rest_framework.routers import SimpleRouter

from sharedgrowth.innovilt.api.applications import InnoviltApplicationViewSet
from sharedgrowth.innovilt.api.register import InnoviltCertificateViewSet, MarkUseViewSet

router = SimpleRouter()
router.register("innovilt-certificates", InnoviltCertificateViewSet, basename="api-innovilt-certificate")
router.register("innovilt-mark-uses", MarkUseViewSet, basename="api-innovilt-mark-use")
router.register("innovilt-applications", InnoviltApplicationViewSet, basename="api-innovilt-application")
urlpatterns = router.urls
