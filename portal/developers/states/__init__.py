"""WHEN: developer documentation has no life of its own; here stand the kinds of what is published."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    """What is made from the API's description and published."""

    OPENAPI = "openapi", _("Description (OpenAPI 3.1)")
    PYTHON = "python", _("Python client")
    POSTMAN = "postman", _("Postman collection")
    BRUNO = "bruno", _("Bruno collection")
