"""A vacancy never has more matches than seats, whoever writes. Source: YDC-05."""

from django.db import migrations

from sharedgrowth.jobs.states.matching import SEATED

TAKING = ", ".join(f"'{state}'" for state in sorted(SEATED))
FORWARD = f"""
CREATE FUNCTION jobs_match_has_a_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    offered integer;
    taken integer;
BEGIN
    SELECT seats INTO offered FROM jobs_vacancy WHERE id = NEW.vacancy_id FOR NO KEY UPDATE;  -- others wait here
    SELECT count(*) INTO taken FROM jobs_match WHERE vacancy_id = NEW.vacancy_id AND state IN ({TAKING});
    IF taken > offered THEN
        RAISE EXCEPTION 'jobs_match: % matches for % seats', taken, offered USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER jobs_match_seat_taken AFTER INSERT ON jobs_match
    FOR EACH ROW WHEN (NEW.state IN ({TAKING})) EXECUTE FUNCTION jobs_match_has_a_seat();
CREATE TRIGGER jobs_match_seat_kept AFTER UPDATE OF state, vacancy_id ON jobs_match
    FOR EACH ROW WHEN (NEW.state IN ({TAKING})
                       AND (OLD.state NOT IN ({TAKING}) OR OLD.vacancy_id <> NEW.vacancy_id))
    EXECUTE FUNCTION jobs_match_has_a_seat();
CREATE FUNCTION jobs_vacancy_keeps_its_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seats < (SELECT count(*) FROM jobs_match WHERE vacancy_id = NEW.id AND state IN ({TAKING})) THEN
        RAISE EXCEPTION 'jobs_vacancy: fewer seats than matches' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER jobs_vacancy_seats AFTER UPDATE OF seats ON jobs_vacancy
    FOR EACH ROW WHEN (NEW.seats < OLD.seats) EXECUTE FUNCTION jobs_vacancy_keeps_its_seats();
"""  # noqa: S608 (constants of this file)
BACK = """
DROP TRIGGER jobs_vacancy_seats ON jobs_vacancy;
DROP FUNCTION jobs_vacancy_keeps_its_seats();
DROP TRIGGER jobs_match_seat_kept ON jobs_match;
DROP TRIGGER jobs_match_seat_taken ON jobs_match;
DROP FUNCTION jobs_match_has_a_seat();
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0007_terms_ranges")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
