"""IN: what is asked about personal data."""

from portal.privacy.forms.consents import ConsentForm

__all__ = ["ConsentForm"]
