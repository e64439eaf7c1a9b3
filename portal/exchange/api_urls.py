"""The API of data exchange."""

from django.urls import path

from portal.exchange.api.feed import Streams, changes_view
from portal.exchange.registry.feed import streams

urlpatterns = [
    path("changes/", Streams.as_view(), name="api-changes"),
    *(path(f"changes/{key}/", changes_view(key, stream), name=f"api-changes-{key}") for key, stream in streams.items()),
]
