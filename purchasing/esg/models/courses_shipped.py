"""The eight courses that come with the portal, in the house's own words (``shipped/courses``). Source: domain 11.8."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from purchasing.esg.models.courses import Course, CourseOption, CourseQuestion, CourseSection

COURSES = Path(__file__).parent.parent / "shipped" / "courses"


def _both(name: str, words: list[str]) -> dict[str, str]:
    korean, english = words
    return {f"{name}_ko": korean, f"{name}_en": english}


@transaction.atomic
def enter_courses(*, using="default", **_signal) -> None:
    """Enter each course of which no version is there yet."""
    known = set(Course.objects.using(using).values_list("code", flat=True).order_by())
    for order, path in enumerate(sorted(COURSES.glob("*.toml")), start=1):
        course = tomllib.loads(path.read_text(encoding="utf-8"))
        if course["code"] not in known:
            _enter(course, order, using)


def _enter(told: dict[str, Any], order: int, using: str) -> None:
    course = Course.objects.using(using).create(
        code=told["code"],
        version=told["version"],
        order=order,
        **_both("title", told["title"]),
        **_both("summary", told["summary"]),
    )
    CourseSection.objects.using(using).bulk_create(
        CourseSection(
            course=course,
            no=no,
            seconds=section["seconds"],
            **_both("title", section["title"]),
            **_both("text", section["text"]),
        )
        for no, section in enumerate(told["sections"], start=1)
    )
    for no, asked in enumerate(told["questions"], start=1):
        question = CourseQuestion.objects.using(using).create(course=course, no=no, **_both("text", asked["text"]))
        CourseOption.objects.using(using).bulk_create(
            CourseOption(question=question, no=place, is_right=place == asked["right"], **_both("text", words))
            for place, words in enumerate(asked["options"], start=1)
        )
