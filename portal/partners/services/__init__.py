"""DO: clients, their tokens and secrets; answers kept for repeated requests."""

from portal.partners.services.answers import answer_given, is_same_request, keep_answer, read_answer
from portal.partners.services.clients import create_client, issue_token, note_use, revoke_client, set_up_client

__all__ = [
    "answer_given",
    "create_client",
    "is_same_request",
    "issue_token",
    "keep_answer",
    "note_use",
    "read_answer",
    "revoke_client",
    "set_up_client",
]
