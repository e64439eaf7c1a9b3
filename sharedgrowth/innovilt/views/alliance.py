"""Doors of the alliance: members, the agreement, benefits, insolvency."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.audit.queries import timeline_of
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.fresh import fresh
from portal.http import page, reads, writes
from portal.paging import Paginator
from portal.pdf import pdf_response, typeset
from sharedgrowth.innovilt.forms.alliance import BenefitForm, GiveForm, InsolvencyForm, MemberFilter, SignForm
from sharedgrowth.innovilt.forms.fields import ReasonForm
from sharedgrowth.innovilt.models import AllianceBenefit, AllianceMember, Certificate
from sharedgrowth.innovilt.policies import alliance as policies
from sharedgrowth.innovilt.queries import alliance as queries
from sharedgrowth.innovilt.services import alliance as services
from sharedgrowth.innovilt.states import MemberState

PER_PAGE = 30


def trail(member: AllianceMember | None = None) -> list[tuple[object, str]]:
    """Where the pages stand."""
    steps: list[tuple[object, str]] = [(_("INNOVILT Alliance"), reverse("innovilt:member-list"))]
    return [*steps, (member.company.name, at(member))] if member is not None else steps


def at(member: AllianceMember, name: str = "member-detail") -> str:
    """An address of a member."""
    return reverse(f"innovilt:{name}", args=[member.uid])


def _member(request: HttpRequest, uid: UUID) -> AllianceMember:
    return get_object_or_404(queries.members_visible_to(request.user), uid=uid)


@reads
def member_list(request: HttpRequest) -> HttpResponse:
    """The members; a supplier sees its own membership, and what the alliance gives."""
    form = MemberFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.members_listed_for(request.user, **given)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "benefits": list(queries.benefits_offered()),
        "changes": list(queries.changes_waiting(request.user)[:20]),
        "may_keep": bool(policies.may_keep_benefits(request.user)),
        "is_staff": request.user.is_internal,
    }
    return page(request, "innovilt/member_list.html", context, part="innovilt/_member_results.html")


@reads
def member_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One member: its certificates, agreement, benefits, surveillances."""
    member, user = _member(request, uid), request.user
    certificates = Certificate.objects.filter(company=member.company).select_related("product__current__class_node")
    context = {
        "member": member,
        "trail": [*trail(), (member.company.name, "")],
        "facts": _facts(member),
        "certificates": list(certificates.order_by("-pk")),
        "surveillances": list(queries.surveillances_visible_to(user).filter(certificate__company=member.company)[:20]),
        "changes": list(queries.changes_visible_to(user).filter(certificate__company=member.company)[:20]),
        "uses": list(member.uses.select_related("benefit")[:20]),
        "may_sign": member.signed_at is None
        and member.state != MemberState.LAPSED
        and bool(policies.may_sign(user, member)),
        "may_note": bool(policies.may_note_insolvency(user, member)),
        "entries": list(timeline_of(member)) if user.is_internal else None,
        "is_staff": user.is_internal,
    }
    return page(request, "innovilt/member_detail.html", context)


def _facts(member: AllianceMember) -> list[dict[str, Any]]:
    return [
        {"label": _("Member since"), "value": day_text(member.since, "day"), "note": ""},
        {"label": _("Valid certificates"), "value": member.valid, "note": ""},
        {
            "label": _("In grace until") if member.state == MemberState.GRACE else _("State"),
            "value": day_text(member.grace_until, "day") if member.grace_until else member.get_state_display(),
            "note": "",
        },
        {
            "label": pgettext("innovilt", "Agreement"),
            "value": day_text(member.signed_at, "day") if member.signed_at else _("not signed"),
            "note": member.signed_by.name if member.signed_by else "",
        },
    ]


@writes(shows_form=True)
@fresh
def agreement_sign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The administrator signs what stands on the page."""
    member = _member(request, uid)
    told = services.agreement_of(member)
    decision = Decision(
        title=_("Sign the alliance agreement"),
        text=_(
            "Read the agreement as a PDF first. With your signature its text is frozen: the benefits, the yearly "
            "surveillance, the rules of the mark, and %(months)s months of grace after the last certificate ends."
        )
        % {"months": told["grace_months"]},
        verb=_("Sign"),
        done=_("Signed. Welcome to the alliance."),
        allowed=policies.may_sign(request.user, member),
        do=lambda given: services.sign_agreement(member, sha256=given["sha256"], by=request.user),
        back=at(member),
        trail=trail(member),
        heading=member.company.name,
    )
    initial = {"sha256": services.agreement_hash(told)}
    return decide(request, decision, SignForm(posted(request), initial=initial))


@reads
@never_cache
def agreement_pdf(request: HttpRequest, uid: UUID, language: str) -> HttpResponse:
    """The agreement in Korean or English: as signed, or as it would be signed today."""
    member = _member(request, uid)
    if language not in ("ko", "en"):
        raise Http404
    told = member.agreement if member.signed_at is not None else services.agreement_of(member)
    with override(language):
        return pdf_response(typeset("innovilt/agreement.typ", _paper(member, told)), f"alliance-{language}.pdf")


def _paper(member: AllianceMember, told: dict[str, Any]) -> dict[str, Any]:
    korean = (get_language() or "ko").startswith("ko")
    name = told["name_ko"] if korean or not told["name_en"] else told["name_en"]
    signed = _("Not signed yet.")
    if member.signed_at is not None and member.signed_by is not None:
        signed = _("Signed by %(name)s on %(day)s.") % {
            "name": member.signed_by.name,
            "day": day_text(member.signed_at, "day"),
        }
    months = {"grace": told["grace_months"], "watch": told["surveillance_months"]}
    return {
        "title": _("INNOVILT Alliance agreement"),
        "brand": _("Together portal"),
        "number": told["company"],
        "footer": f"SHA-256 {member.agreement_sha256 or services.agreement_hash(told)}",
        "facts": [
            {"label": _("Member"), "value": name},
            {"label": _("Member since"), "value": told["since"]},
            {"label": _("Edition"), "value": str(told["edition"])},
        ],
        "clauses": [
            [
                _("1. Membership"),
                _(
                    "The company is a member while at least one of its products has a valid certificate. When the last "
                    "one ends it has %(grace)s months to come back; then the membership lapses."
                )
                % months,
            ],
            [
                _("2. Steel"),
                _(
                    "The steel of certified products is wholly of our mills. The member enters mill certificates, "
                    "heats and coils truthfully and keeps them for the life of the certificate."
                ),
            ],
            [
                _("3. Surveillance"),
                _(
                    "Every %(watch)s months a sample of heats is traced at the plant. The member lets the inspectors "
                    "in and answers findings in time."
                )
                % months,
            ],
            [
                _("4. Changes"),
                _(
                    "The certificate covers the versions that it names. Before steel or design change the member tells "
                    "the office; what is not covered does not carry the mark."
                ),
            ],
            [
                _("5. Mark"),
                _(
                    "The mark is shown with its certificate number, for certified products, in approved media only. "
                    "Misuse ends with a stop letter, then with suspension."
                ),
            ],
            [
                _("6. Insolvency and end"),
                _(
                    "The member tells the office at once of insolvency proceedings. Either side ends this agreement in "
                    "writing with three months' notice; certificates keep their own term."
                ),
            ],
        ],
        "benefits_title": _("What members get"),
        "benefits": [
            [each["ko"], each["text_ko"]] if korean else [each["en"] or each["ko"], each["text_en"]]
            for each in told["benefits"]
        ],
        "end": signed,
    }


@writes(shows_form=True)
def insolvency_note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Proceedings become known."""
    member = _member(request, uid)
    told = Decision(
        title=_("Note insolvency proceedings"),
        text=_("Applications and renewals of the member rest, and each of its certificates is looked at now."),
        verb=_("Note it"),
        done=_("Noted. A surveillance of each certificate is planned."),
        allowed=policies.may_note_insolvency(request.user, member),
        do=lambda given: services.note_insolvency(member, **given, by=request.user),
        back=at(member),
        trail=trail(member),
        heading=member.company.name,
        danger=True,
    )
    return decide(request, told, InsolvencyForm(posted(request)))


@writes(shows_form=True)
def insolvency_lift(request: HttpRequest, uid: UUID) -> HttpResponse:
    """They are over."""
    member = _member(request, uid)
    told = Decision(
        title=_("Insolvency proceedings are over"),
        text=_("The member may apply again."),
        quote=member.insolvency_note,
        quote_title=_("As it was noted"),
        verb=_("Lift it"),
        done=_("Lifted."),
        allowed=policies.may_note_insolvency(request.user, member),
        do=lambda given: services.lift_insolvency(member, reason=given["reason"], by=request.user),
        back=at(member),
        trail=trail(member),
        heading=member.company.name,
    )
    return decide(request, told, ReasonForm(posted(request)))


@writes(shows_form=True)
def benefit_give(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A member got a benefit."""
    member = _member(request, uid)
    told = Decision(
        title=_("Give a benefit"),
        text=_("For active members that signed the agreement."),
        verb=_("Enter"),
        done=_("Entered."),
        allowed=policies.may_give_benefit(request.user, member),
        do=lambda given: services.give_benefit(member, **given, by=request.user),
        back=at(member),
        trail=trail(member),
        heading=member.company.name,
    )
    return decide(request, told, GiveForm(posted(request)))


@writes(shows_form=True)
def benefit_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """What members get, new or changed."""
    benefit = get_object_or_404(AllianceBenefit, pk=pk) if pk is not None else AllianceBenefit()
    form = BenefitForm(posted(request), instance=benefit)
    told = Decision(
        title=_("What members get"),
        text=_("It stands in agreements that are signed from now on; signed ones keep their text."),
        verb=_("Save"),
        done=_("Saved."),
        allowed=policies.may_keep_benefits(request.user),
        do=lambda given: services.save_benefit(form.instance, by=request.user),
        back=reverse("innovilt:member-list"),
        trail=trail(),
    )
    return decide(request, told, form)
