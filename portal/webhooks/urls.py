"""Addresses of webhooks, under ``/webhooks/``."""

from django.urls import path

from portal.webhooks.views import deliveries, endpoints

app_name = "webhooks"
urlpatterns = [
    path("", endpoints.endpoint_list, name="endpoint-list"),
    path("new/", endpoints.endpoint_new, name="endpoint-new"),
    path("<uuid:uid>/", endpoints.endpoint_detail, name="endpoint-detail"),
    path("<uuid:uid>/change/", endpoints.endpoint_change, name="endpoint-change"),
    path("<uuid:uid>/pause/", endpoints.endpoint_pause, name="endpoint-pause"),
    path("<uuid:uid>/resume/", endpoints.endpoint_resume, name="endpoint-resume"),
    path("<uuid:uid>/remove/", endpoints.endpoint_remove, name="endpoint-remove"),
    path("<uuid:uid>/secret/", endpoints.secret_rotate, name="secret-rotate"),
    path("<uuid:uid>/secret/end/", endpoints.secret_end, name="secret-end"),
    path("<uuid:uid>/test/", deliveries.endpoint_test, name="endpoint-test"),
    path("<uuid:uid>/replay/", deliveries.endpoint_replay, name="endpoint-replay"),
    path("deliveries/<uuid:uid>/", deliveries.delivery_detail, name="delivery-detail"),
    path("deliveries/<uuid:uid>/replay/", deliveries.delivery_replay, name="delivery-replay"),
]
