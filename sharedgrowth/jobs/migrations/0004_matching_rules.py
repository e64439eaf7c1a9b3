"""What the database itself holds of matching: the moves, what never changes, the numbers."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, Frozen, NumberSequence, Unchanging
from sharedgrowth.jobs.states.interviews import INTERVIEW_FLOW, OFFER_FLOW
from sharedgrowth.jobs.states.matching import MATCH_FLOW, ROUND_FLOW
from sharedgrowth.jobs.states.vacancies import VACANCY_FLOW


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_matching")]

    operations = [
        NumberSequence("VCY"),  # vacancies
        NumberSequence("YDR"),  # rounds
        NumberSequence("YDM"),  # matches
        NumberSequence("YDO"),  # offers
        NumberSequence("YDP"),  # placements
        AllowedMoves("Vacancy", VACANCY_FLOW.pairs()),
        AllowedMoves("Round", ROUND_FLOW.pairs()),
        AllowedMoves("Match", MATCH_FLOW.pairs()),
        AllowedMoves("Interview", INTERVIEW_FLOW.pairs()),
        AllowedMoves("Offer", OFFER_FLOW.pairs()),
        Unchanging("Vacancy", ["uid", "number", "company_id", "entered_at"]),
        Unchanging("Round", ["uid", "number", "cohort_id", "seed", "opened_by_id", "opened_at"]),
        Unchanging("Match", ["uid", "number", "round_id", "trainee_id", "vacancy_id", "source", "made_at"]),
        Unchanging(
            "Offer", ["uid", "number", "match_id", "employment", "wage_won", "starts_on", "answer_by", "made_by_id"]
        ),
        Unchanging("Placement", ["uid", "number", "cohort_id", "company_id", "started_on", "noted_by_id"]),
        Frozen("Round", ["inputs", "outcome", "sha256"], "OLD.state = 'published'"),
    ]
