"""Doors of the privacy policy: in force, earlier versions, its next draft."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.clock import today
from portal.countries import country_name
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.http import page, public, reads, writes
from portal.people.queries import buyer_people_with_role
from portal.policy import require
from portal.privacy.forms.rights import NothingForm, PolicyForm
from portal.privacy.models import PolicyText
from portal.privacy.policies import rights as policies
from portal.privacy.queries import rights as queries
from portal.privacy.registry import holdings, purposes
from portal.privacy.rules.policy_text import blocks
from portal.privacy.services import duties
from portal.privacy.states import PolicyState


def _shown(request: HttpRequest, policy: PolicyText | None, on: date) -> HttpResponse:
    english = (get_language() or "ko").startswith("en")
    if policy is not None:
        text, change = (policy.text_en, policy.change_en) if english else (policy.text_ko, policy.change_ko)
    else:
        text = change = ""
    language = (get_language() or "ko")[:2]
    current = queries.policy_in_force(on)
    user = request.user if request.user.is_authenticated else None
    context: dict[str, Any] = {
        "policy": policy,
        "change": change,
        "blocks": list(blocks(text)),
        "is_current": policy is not None and current is not None and policy.pk == current.pk,
        "current": current,
        "versions": list(queries.policies_published()),
        "holdings": list(holdings),
        "purposes": list(purposes),
        "processors": [(each, country_name(each.country, language)) for each in queries.processors_on(on)],
        "officers": list(buyer_people_with_role("PR")),
        "may_keep": bool(policies.may_keep_privacy(user)),
        "on": on,
    }
    return page(request, "privacy/policy.html", context)


@public
@reads
def policy_detail(request: HttpRequest) -> HttpResponse:
    """The privacy policy in force, what is kept, who processes it."""
    on = today()
    return _shown(request, queries.policy_in_force(on), on)


@public
@reads
def policy_version(request: HttpRequest, version: int) -> HttpResponse:
    """An earlier version, or the next one before it counts; a draft is read by who keeps it."""
    found = get_object_or_404(PolicyText, version=version)
    user = request.user if request.user.is_authenticated else None
    if found.state == PolicyState.DRAFT and not policies.may_read_privacy(user):
        raise Http404
    return _shown(request, found, today())


def _trail() -> list[tuple[object, str]]:
    return [(_("Privacy policy"), reverse("privacy:policy-detail"))]


@writes(shows_form=True)
def policy_draft(request: HttpRequest) -> HttpResponse:
    """Write the next version, or change its draft."""
    draft = PolicyText.objects.filter(state=PolicyState.DRAFT).first() or queries.policy_in_force(today())
    fields = ("change_ko", "change_en", "text_ko", "text_en")
    initial = {name: getattr(draft, name) for name in fields} if draft else {}
    if draft is not None and draft.state == PolicyState.DRAFT:
        initial["valid_from"] = draft.valid_from
    elif draft is not None:
        initial |= {"change_ko": "", "change_en": ""}
    decision = Decision(
        title=_("Next version of the policy"),
        text=_("Nobody is told before a second person has published it. A published version never changes."),
        verb=_("Save the draft"),
        done=_("Saved. A second person publishes it."),
        allowed=policies.may_keep_privacy(request.user),
        do=lambda given: duties.save_policy_draft(by=request.user, **given),
        back=reverse("privacy:policy-detail"),
        after=lambda made: reverse("privacy:policy-version", args=[made.version]),
        trail=_trail(),
    )
    return decide(request, decision, PolicyForm(posted(request), initial=initial))


@writes(shows_form=True)
def policy_publish(request: HttpRequest, version: int) -> HttpResponse:
    """A second person publishes."""
    require(policies.may_read_privacy(request.user))
    found = get_object_or_404(PolicyText, version=version)
    decision = Decision(
        title=_("Publish the policy"),
        text=_("Everybody with an account is told today what changes and from when."),
        verb=_("Publish"),
        done=_("Published. Everybody is told."),
        allowed=policies.may_publish_policy(request.user, found),
        do=lambda _given: duties.publish_policy(found, by=request.user),
        back=reverse("privacy:policy-version", args=[found.version]),
        trail=_trail(),
        docno=f"v{found.version}",
        facts=[
            {"label": _("In force from"), "value": day_text(found.valid_from, "day"), "note": ""},
            {"label": _("What changes (Korean)"), "value": found.change_ko, "note": ""},
            {"label": _("What changes (English)"), "value": found.change_en, "note": ""},
        ],
    )
    return decide(request, decision, NothingForm(posted(request)))
