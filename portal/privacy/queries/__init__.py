"""FIND: consents, looks, certificates of destruction."""

from portal.privacy.queries.consents import (
    consented,
    consents_of,
    guest_consented,
    in_force,
    persons_consenting,
    words_of,
)

__all__ = ["consented", "consents_of", "guest_consented", "in_force", "persons_consenting", "words_of"]
