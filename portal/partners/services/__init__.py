"""DO: clients, their tokens and secrets, the log of their requests; answers kept for repeated requests."""

from portal.partners.services.answers import answer_given, claim_key, is_same_request, keep_answer, read_answer
from portal.partners.services.clients import (
    change_networks,
    create_client,
    expire_client,
    issue_token,
    note_use,
    renew_client,
    revoke_client,
    set_up_client,
    warn_of_end,
)
from portal.partners.services.log import note_request, store_noted_requests
from portal.partners.services.secrets import (
    end_secret,
    is_still_in_force,
    note_secret_use,
    replace_secret,
    rotate_secret,
)

__all__ = [
    "answer_given",
    "change_networks",
    "claim_key",
    "create_client",
    "end_secret",
    "expire_client",
    "is_same_request",
    "is_still_in_force",
    "issue_token",
    "keep_answer",
    "note_request",
    "note_secret_use",
    "note_use",
    "read_answer",
    "renew_client",
    "replace_secret",
    "revoke_client",
    "rotate_secret",
    "set_up_client",
    "store_noted_requests",
    "warn_of_end",
]
