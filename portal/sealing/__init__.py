"""Sealing: what nobody may read before its hour, and what nobody may change afterwards.

Only cryptography; no models, no decisions. Source: security 5.2, 5.3; decision 0026.

``documents`` canonical JSON · ``boxes`` HPKE to one public key · ``shares`` a secret for k of n people ·
``people_keys`` a person's key behind a passphrase and a recovery sheet · ``portal_keys`` the portal's own keys ·
``columns`` single values of a table · ``streams`` files · ``merkle`` one hash over a list, and proofs that something is
in it · ``receipts`` signatures
"""
