"""DO: webhooks."""

from portal.webhooks.services.endpoints import (
    change_endpoint,
    create_endpoint,
    disable_endpoint,
    disable_endpoints_of,
    give_up_lapsed,
    is_found,
    let_go_on,
    pause_endpoint,
    remove_endpoint,
    resume_endpoint,
)
from portal.webhooks.services.replaying import replay_delivery, replay_failed, send_test
from portal.webhooks.services.secrets import end_old_secrets, keep_secrets, rotate_secret
from portal.webhooks.services.sending import forget_old_deliveries, send_due
from portal.webhooks.services.spreading import spread

__all__ = [
    "change_endpoint",
    "create_endpoint",
    "disable_endpoint",
    "disable_endpoints_of",
    "end_old_secrets",
    "forget_old_deliveries",
    "give_up_lapsed",
    "is_found",
    "keep_secrets",
    "let_go_on",
    "pause_endpoint",
    "remove_endpoint",
    "replay_delivery",
    "replay_failed",
    "resume_endpoint",
    "rotate_secret",
    "send_due",
    "send_test",
    "spread",
]
