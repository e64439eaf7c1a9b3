"""Contact data in what is published: buyers and suppliers reach each other through the portal. Source: CAT-23."""

from catalog.rules.listing import ADDRESS, BARE_MOBILE, CHAT, EMAIL, PHONE


def contact_data(text: str) -> str:
    """The first telephone number, e-mail, web address or chat name in ``text``; empty when there is none.

    Source: CAT-23.

    >>> contact_data("문의는 02-555-1234로"), contact_data("영하 4도까지 보관합니다.")
    ('02-555-1234', '')
    """
    found = [match for pattern in (EMAIL, PHONE, BARE_MOBILE, ADDRESS, CHAT) if (match := pattern.search(text))]
    return min(found, key=lambda match: match.start())[0] if found else ""
