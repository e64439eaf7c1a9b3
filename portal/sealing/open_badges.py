"""Open Badges 3.0 (1EdTech): what of its JSON-LD context the portal's badges need, told as it stands there.

A verifier holds the whole context. For signing, the terms that a badge uses are enough: the statements that are signed
are the same. Three programs that others wrote hold our badges against the whole of it (``portal/sealing/tests``).
"""

from typing import Any

CONTEXT_URL = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
WORDS = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
ALWAYS = {"@protected": True, "id": "@id", "type": "@type"}


def _ours(*names: str, kind: str = "") -> dict[str, Any]:
    """Terms of the badges' own vocabulary."""
    return {name: {"@id": WORDS + name} | ({"@type": kind} if kind else {}) for name in names}


def _node(name: str, terms: dict[str, Any]) -> dict[str, Any]:
    return {name: {"@id": WORDS + name, "@context": ALWAYS | terms}}


def _set(*names: str) -> dict[str, Any]:
    return {name: {"@id": WORDS + name, "@container": "@set"} for name in names}


CONTEXT: dict[str, Any] = {
    "@context": ALWAYS
    | _ours("OpenBadgeCredential", "Criteria", "narrative")
    | _node(
        "Achievement",
        _ours("achievementType", "creator", "humanCode", "version")
        | {"criteria": {"@id": WORDS + "Criteria", "@type": "@id"}},
    )
    | _node("AchievementSubject", _ours("achievement", "licenseNumber") | _set("identifier"))
    | _node("Evidence", {})
    | _node(
        "IdentityObject",
        _ours("identityHash", "identityType") | _ours("hashed", kind="https://www.w3.org/2001/XMLSchema#boolean"),
    )
    | _node("Profile", {})
    | {
        "description": {"@id": "https://schema.org/description"},
        "name": {"@id": "https://schema.org/name"},
        "url": {"@id": "https://schema.org/url", "@type": "https://www.w3.org/2001/XMLSchema#anyURI"},
    }
}
