"""The demonstration's certificates after their issue: a suspension, a proposal that waits, the mark and its misuses."""

from datetime import timedelta

from django.core.files.base import ContentFile

from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import User
from portal.people.queries import people_with_role
from sharedgrowth.innovilt.models import Certificate, MarkMisuse
from sharedgrowth.innovilt.queries.register import in_force
from sharedgrowth.innovilt.services import certificate_acts, mark_misuses, mark_uses
from sharedgrowth.innovilt.states import ActKind, Medium, MisuseKind

LINE = "BT /F1 14 Tf 60 760 Td (INNOVILT) Tj ET"
ARTWORK = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
    f"4 0 obj<</Length {len(LINE)}>>stream\n{LINE}\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
).encode()
SMALL = "인증번호의 글자가 작아 읽을 수 없습니다. 표장 높이의 4분의 1로 키워 주십시오."
USES = (
    (Medium.WEB, "회사 누리집 제품 소개", "https://example.com/innovilt", "approve"),
    (Medium.BROCHURE, "2027년 종합 안내서 12쪽", "대리점과 설계사무소 300곳", "return"),
    (Medium.FAIR, "국제 건축 박람회 전시대", "고양 전시장 3홀", ""),
)


def fill(world: World) -> None:
    """On the certificates that the committee has given."""
    held = list(Certificate.objects.filter(in_force(today())).select_related("company", "product").order_by("pk"))
    if not held:
        return
    bureau = world.one("IV")
    _uses(held[0], bureau)
    _misuses(held[0], bureau)
    if len(held) > 2:
        _suspension(held[-1], bureau)
        certificate_acts.propose_act(
            held[-2],
            kind=ActKind.SUSPEND,
            reason="사후관리에서 뽑은 용강번호 두 건의 입고 기록을 찾지 못했고 기한 안에 답이 없었습니다.",
            public_reason="사후관리 지적 미해결",
            by=None,
        )


def _member(certificate: Certificate) -> User | None:
    return people_with_role(certificate.company, "SA", "SU").order_by("pk").first()


def _uses(certificate: Certificate, bureau: User) -> None:
    member = _member(certificate)
    if member is None:
        return
    for medium, purpose, place, decision in USES:
        use = mark_uses.request_use(
            certificate,
            medium=medium,
            purpose=purpose,
            place=place,
            number_shown=True,
            begins_on=today(),
            ends_on=certificate.valid_to,
            artwork=[ContentFile(ARTWORK, name="표장-도안.pdf")],
            by=member,
        )
        if decision == "approve":
            mark_uses.approve_use(use, conditions="도안 그대로, 색과 비율을 바꾸지 않습니다.", by=bureau)
        elif decision == "return":
            mark_uses.return_use(use, reason=SMALL, by=bureau)


def _misuses(certificate: Certificate, bureau: User) -> None:
    words = "인증 범위에 없는 제품 포장에 표장이 있습니다."
    seen = _report(MisuseKind.VERSION, "현장 납품 포장 사진", words, certificate.number)
    seen = mark_misuses.send_letter(
        seen, letter_text="범위 밖 제품 포장에서 표장을 지우고 결과를 알려 주십시오.", by=bureau
    )
    member = _member(certificate)
    if member is not None:
        mark_misuses.answer_letter(seen, answer="포장재 400장을 폐기하고 새 포장으로 바꾸었습니다.", by=member)
    words = "인증이 없는 판매처가 표장을 제품 사진에 붙였습니다."
    stranger = _report(MisuseKind.NO_CERTIFICATE, "온라인 판매 페이지", words)
    words = "제품 사진과 설명에서 표장을 모두 지워 주십시오."
    mark_misuses.send_letter(stranger, addressee="가온철물 온라인몰", letter_text=words, by=bureau)
    _report(MisuseKind.FORGED, "현장 반입 서류", "인증서의 유효 기한이 명부와 다릅니다.")


def _report(kind: MisuseKind, place: str, text: str, number: str = "") -> MarkMisuse:
    seen_on = today() - timedelta(days=3)
    return mark_misuses.report_misuse(kind=kind, place=place, text=text, seen_on=seen_on, number=number, by=None)


def _suspension(certificate: Certificate, bureau: User) -> None:
    act = certificate_acts.propose_act(
        certificate,
        kind=ActKind.SUSPEND,
        reason="회생절차 개시로 생산이 멈추어 품질 기록을 확인할 수 없습니다.",
        public_reason="생산 중단",
        by=None,
    )
    certificate_acts.carry_out_act(act, by=bureau)


parts.add("innovilt-marks", Part(order=98, title="INNOVILT: the mark, misuses, a suspension", fill=fill))
