"""The API of news."""

from rest_framework.routers import SimpleRouter

from portal.news.api.news import AnnouncementViewSet, FaqViewSet, MeetingViewSet

router = SimpleRouter()
router.register("announcements", AnnouncementViewSet, basename="api-announcement")
router.register("questions", FaqViewSet, basename="api-question")
router.register("meetings", MeetingViewSet, basename="api-meeting")
urlpatterns = router.urls
