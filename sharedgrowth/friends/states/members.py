"""WHEN: a company is one of the Friends. Source: domain 10."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class MemberState(TextChoices):
    ACTIVE = "active", pgettext_lazy("friends member", "Member")
    LEFT = "left", pgettext_lazy("friends member", "Left")


MEMBER_FLOW = Flow({"leave": ([MemberState.ACTIVE], MemberState.LEFT)})
