"""What a program is told of itself."""

from django.utils.translation import gettext_lazy as _

from portal.partners.models import ApiClient
from portal.webhooks.registry import Subject

CLIENT = Subject(
    group=_("This API client"),
    scope="webhook.write",
    model=ApiClient,
    payload="client",
    found=lambda user: ApiClient.objects.filter(user=user),
    owners=("company",),
    tells=lambda client: {"expires_at": client.expires_at},
    order=1,
)
CLIENT.enter(
    "client.expiring",
    "partners.client_expiring",
    _("Client ends soon"),
    _("The day on which this API client ends is near; a person renews it."),
)
CLIENT.enter(
    "client.secret_rotated",
    "partners.secret_rotated",
    _("New client secret"),
    _("A person has made a new secret for this API client; the old one ends."),
)
