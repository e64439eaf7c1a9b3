"""Limits of the API. Source: security 3."""

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException

MOST_BYTES = 1_000_000
MOST_DEPTH = 32
MOST_PER_PAGE = 100
MOST_IN_FILTER = 200
MOST_ROWS_PER_CALL = 100
MOST_SEARCH = 100


class TooLarge(APIException):
    """413."""

    status_code = 413
    default_detail = _("The request is too large. Send less at a time.")
    default_code = "too_large"


class Clash(APIException):
    """409 of the API itself, such as an Idempotency-Key used for something else."""

    status_code = 409
    default_detail = _("The state has changed in the meantime. Read it again.")
    default_code = "conflict"
