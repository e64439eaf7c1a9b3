"""WHO: may give and take back a consent, see certificates."""

from portal.privacy.policies.consents import may_give, may_withdraw

__all__ = ["may_give", "may_withdraw"]
