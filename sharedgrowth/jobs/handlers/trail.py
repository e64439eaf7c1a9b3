"""What the trail tells of applicants: their names are masked there, and nobody searches for them. Source: PII-08."""

from portal.audit.registry import personal

for _model in (
    "application", "trainee", "review", "talk", "wishlist", "match", "interview", "offer", "placement", "allowance",
):  # fmt: skip
    personal.add(f"jobs.{_model}", f"jobs.{_model}")
