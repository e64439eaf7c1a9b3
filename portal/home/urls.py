from django.urls import path

from portal.home import sitemaps, views, well_known

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap_section, name="sitemap-section"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path(".well-known/twp-keys.json", well_known.keys, name="receipt-keys"),
    path(".well-known/did.json", well_known.did, name="did"),
    path("theme/", views.theme_set, name="theme-set"),
    path("language/", views.language_set, name="language-set"),
    path("session/", views.session, name="session"),
    path("style/", views.style, name="style"),
    path("about/start/", views.text_page, {"name": "start"}, name="start"),
    path("about/awards/", views.awards, name="awards"),
    path("about/terms/", views.text_page, {"name": "terms"}, name="terms"),
    path("about/privacy/", views.privacy, name="privacy"),
    path("about/conduct/", views.text_page, {"name": "conduct"}, name="conduct"),
    path("about/accessibility/", views.text_page, {"name": "accessibility"}, name="accessibility"),
]
