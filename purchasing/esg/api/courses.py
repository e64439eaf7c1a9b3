"""Courses for a supplier's own programs: who of the company takes what, and the certificates."""

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from portal.api.doors import ApiViewSet
from portal.api.expand import Thing
from portal.api.filters import (
    ApiFilterSet,
    CodesFilter,
    choices_of,
    moments,
)
from purchasing.esg.models import CourseCertificate, Enrolment
from purchasing.esg.queries import courses as queries


class CourseCertificateOut(serializers.ModelSerializer):
    """The certificate of a passed course."""

    valid_until = serializers.DateField(source="valid_to", allow_null=True)

    class Meta:
        model = CourseCertificate
        fields = ("number", "name", "points", "issued_on", "valid_until")
        read_only_fields = fields


class CourseEnrolmentOut(Thing, serializers.ModelSerializer):
    """A person of the company takes a course."""

    page, page_by = "esg:course-detail", "code=course.code"
    door = "api-esg-enrolment-detail"

    course = serializers.SlugField(source="course.code")
    version = serializers.CharField(source="course.version")
    person = serializers.CharField(source="user.name")
    certificate = serializers.SerializerMethodField()

    class Meta:
        model = Enrolment
        fields = ("uid", "course", "version", "person", "state", "enrolled_at", "passed_at", "certificate")
        read_only_fields = fields

    @extend_schema_field(CourseCertificateOut(allow_null=True))
    def get_certificate(self, enrolment: Enrolment):
        """Null until the course is passed."""
        certificate = getattr(enrolment, "certificate", None)
        return CourseCertificateOut(certificate).data if certificate else None


class CourseEnrolmentFilter(ApiFilterSet):
    """What to ask the list for."""

    course = CodesFilter("course__code", label="Codes of courses.")
    state = choices_of(Enrolment, "state")
    enrolled_from, enrolled_before = moments("enrolled_at")
    passed_from, passed_before = moments("passed_at")

    class Meta:
        model = Enrolment
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="esg_enrolments_list", summary="Who of the company takes which course", tags=["esg"]
    ),
    retrieve=extend_schema(operation_id="esg_enrolments_retrieve", summary="One enrolment", tags=["esg"]),
)
class CourseEnrolmentViewSet(ApiViewSet):
    """Enrolments of the client's company."""

    scopes = {"read": "esg.read"}
    serializer_class = CourseEnrolmentOut
    queryset = Enrolment.objects.none()
    lookup_field = "uid"
    ordering = ("-pk",)
    ordering_fields = ("enrolled_at", "passed_at")
    filterset_class = CourseEnrolmentFilter

    def get_queryset(self):
        """The company's."""
        return queries.enrolments_visible_to(self.request.user).order_by()
