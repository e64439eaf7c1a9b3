"""The link in the e-mail that works without signing in: it says who, and opens nothing but that person's choice."""

from django.core import signing

from portal.people.models import User

SALT = "portal.notices.unsubscribe"


def unsubscribe_token(user: User) -> str:
    """Signed, without an end: an old e-mail's link must still work. Source: RFC 8058."""
    return signing.dumps(user.uid.hex, salt=SALT)


def owner_of_token(token: str) -> User | None:
    """Whose it is, or None when it is not one of ours."""
    try:
        uid = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(uid=uid).first()
