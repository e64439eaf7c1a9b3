from django.urls import path

from portal.partners import views

app_name = "partners"
urlpatterns = [
    path("api-clients/", views.client_list, name="client-list"),
    path("api-clients/new/", views.client_new, name="client-new"),
    path("api-clients/<uuid:uid>/", views.client_detail, name="client-detail"),
    path("api-clients/<uuid:uid>/revoke/", views.client_revoke, name="client-revoke"),
]
