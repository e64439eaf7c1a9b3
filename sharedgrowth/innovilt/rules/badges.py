"""HOW MUCH: what a certificate says as an Open Badge 3.0: the member achieved the certification of a product."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.sealing.open_badges import CONTEXT_URL
from sharedgrowth.innovilt.rules.credentials import KST, VC, Told, first_moment, last_moment

CRITERIA = (
    "강재 부분 전체가 포스코 강재이고, 기술성과 시장성 심사와 현장 확인을 거쳐 브랜드위원회가 인증한 제품입니다. "
    "Its steel parts are wholly of POSCO steel; its technology and marketability were judged, its plant was looked at, "
    "and the brand committee certified it."
)
OFFICE = "동행 이노빌트 사무국 (Together, INNOVILT office)"


def in_both(ko: str, en: str) -> str:
    """A name in one text: badges have no languages beside each other.

    Source: Open Badges 3.0, Achievement (name is one string).

    >>> in_both("데크", "Deck"), in_both("", "Deck"), in_both("데크", "데크")
    ('데크 (Deck)', 'Deck', '데크')
    """
    return f"{ko} ({en})" if ko and en and ko != en else ko or en


def badge(told: Told, *, site: str, issuer: str, seal_url: str, status: Mapping[str, str]) -> dict[str, Any]:
    """The certificate as an ``OpenBadgeCredential``, not yet signed.

    Who achieved it is the member, by its number and name; the achievement is the certification of this product in
    these versions. A badge has one status: it stands in the list of what is not to be accepted now.

    Source: domain 12 (INV-08), Open Badges 3.0 (AchievementCredential, AchievementSubject, Achievement).
    """
    page = f"{site}/innovilt/certificates/{told.number}/"
    product, holder = in_both(told.product_ko, told.product_en), in_both(told.holder_ko, told.holder_en)
    office = {"id": issuer, "type": ["Profile"], "name": OFFICE, "url": site}
    return {
        "@context": [VC, CONTEXT_URL],
        "id": f"{page}badge/{told.issue}/",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"INNOVILT: {product}",
        "description": f"이노빌트 제품 인증 {told.number}, {holder}. INNOVILT product certificate.",
        "issuer": office,
        "validFrom": first_moment(told.valid_from),
        "validUntil": last_moment(told.valid_to),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}
                for value, kind in ((told.holder_number, "identifier"), (told.holder_ko or told.holder_en, "name"))
            ],
            "licenseNumber": told.number,
            "achievement": {
                "id": page,
                "type": ["Achievement"],
                "achievementType": "Certification",
                "name": told.product_ko or told.product_en,
                "description": f"INNOVILT 인증 제품 (certified product): {product}",
                "criteria": {"id": f"{site}/innovilt/", "narrative": CRITERIA},
                "creator": office,
                "humanCode": told.product_number,
                "version": ",".join(str(no) for no in told.versions),
            },
        },
        "evidence": [{"id": seal_url, "type": ["Evidence"], "name": "QR"}],
        "credentialStatus": dict(status),
    }


def day_in_korea(moment: Any) -> str:
    """The day of a moment as badges write it, in Korea; "" for what is none.

    Source: domain CNV-04.

    >>> from datetime import date
    >>> day_in_korea(first_moment(date(2026, 11, 1))), day_in_korea(last_moment(date(2028, 10, 31)))
    ('2026-11-01', '2028-10-31')
    >>> day_in_korea("soon"), day_in_korea(None)
    ('', '')
    """
    try:
        return datetime.fromisoformat(moment).astimezone(KST).date().isoformat()
    except (TypeError, ValueError, OverflowError):
        return ""
