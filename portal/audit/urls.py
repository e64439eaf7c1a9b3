from django.urls import path

from portal.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.entry_list, name="entry-list"),
    path("check/", views.chain_check, name="chain-check"),
]
