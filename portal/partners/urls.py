from django.urls import path

from portal.partners.views import clients, log

app_name = "partners"
urlpatterns = [
    path("api-clients/", clients.client_list, name="client-list"),
    path("api-clients/new/", clients.client_new, name="client-new"),
    path("api-clients/requests/", log.request_list, name="request-list"),
    path("api-clients/<uuid:uid>/", clients.client_detail, name="client-detail"),
    path("api-clients/<uuid:uid>/revoke/", clients.client_revoke, name="client-revoke"),
    path("api-clients/<uuid:uid>/renew/", clients.client_renew, name="client-renew"),
    path("api-clients/<uuid:uid>/networks/", clients.client_networks, name="client-networks"),
    path("api-clients/<uuid:uid>/secrets/", clients.secret_rotate, name="secret-rotate"),
    path("api-clients/<uuid:uid>/secrets/<int:secret>/end/", clients.secret_end, name="secret-end"),
]
