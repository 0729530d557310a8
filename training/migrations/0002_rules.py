"""Rules over several rows: minutes that add up, and published words that stay."""

from django.db import migrations

# Deferred, since a change of one chapter's minutes is half of a change. Whoever changes a course and
# its chapters at the same time as somebody else is judged when they commit, by what is committed then.
MINUTES = """
CREATE FUNCTION course_minutes_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked uuid;
    wanted integer;
    chapters integer;
BEGIN
    IF TG_TABLE_NAME = 'training_course' THEN
        asked := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        asked := OLD.course_id;
    ELSE
        asked := NEW.course_id;
    END IF;
    SELECT minutes INTO wanted FROM training_course WHERE id = asked;
    SELECT sum(minutes) INTO chapters FROM training_chapter WHERE course_id = asked;
    IF chapters <> wanted THEN
        RAISE EXCEPTION 'course_minutes_add_up: % minutes of chapters, % of the course',
            chapters, wanted
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
                CONSTRAINT = 'course_minutes_add_up';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER course_minutes_add_up AFTER INSERT OR UPDATE ON training_course
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION course_minutes_add_up();
CREATE CONSTRAINT TRIGGER chapter_minutes_add_up AFTER INSERT OR UPDATE OR DELETE ON training_chapter
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION course_minutes_add_up();
"""
NO_MINUTES = """
DROP TRIGGER chapter_minutes_add_up ON training_chapter;
DROP TRIGGER course_minutes_add_up ON training_course;
DROP FUNCTION course_minutes_add_up();
"""

# A chapter that went to another course would leave the first one's sum unjudged.
STAYS = """
CREATE FUNCTION chapter_stays_in_its_course() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'chapter_stays_in_its_course'
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME,
            CONSTRAINT = 'chapter_stays_in_its_course';
END
$$;
CREATE TRIGGER chapter_stays_in_its_course BEFORE UPDATE OF course_id ON training_chapter
    FOR EACH ROW WHEN (OLD.course_id IS DISTINCT FROM NEW.course_id)
    EXECUTE FUNCTION chapter_stays_in_its_course();
"""
NO_STAYS = """
DROP TRIGGER chapter_stays_in_its_course ON training_chapter;
DROP FUNCTION chapter_stays_in_its_course();
"""

PUBLISHED = """
CREATE FUNCTION jobaidversion_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_published boolean;
BEGIN
    IF TG_TABLE_NAME = 'training_jobaidversion' THEN
        is_published := OLD.published_at IS NOT NULL;
    ELSE
        -- Whoever publishes at this moment is waited for.
        IF TG_OP <> 'INSERT' THEN
            SELECT published_at IS NOT NULL INTO is_published
                FROM training_jobaidversion WHERE id = OLD.version_id FOR SHARE;
        END IF;
        IF TG_OP <> 'DELETE' AND is_published IS NOT TRUE THEN
            SELECT published_at IS NOT NULL INTO is_published
                FROM training_jobaidversion WHERE id = NEW.version_id FOR SHARE;
        END IF;
    END IF;
    IF is_published THEN
        RAISE EXCEPTION 'jobaidversion_published_stays: % refused', TG_OP
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME,
                CONSTRAINT = 'jobaidversion_published_stays';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER jobaidversion_published_stays BEFORE UPDATE OR DELETE ON training_jobaidversion
    FOR EACH ROW EXECUTE FUNCTION jobaidversion_published_stays();
CREATE TRIGGER jobaidstep_published_stays BEFORE INSERT OR UPDATE OR DELETE ON training_jobaidstep
    FOR EACH ROW EXECUTE FUNCTION jobaidversion_published_stays();
"""
NOT_PUBLISHED = """
DROP TRIGGER jobaidstep_published_stays ON training_jobaidstep;
DROP TRIGGER jobaidversion_published_stays ON training_jobaidversion;
DROP FUNCTION jobaidversion_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]

    operations = [
        migrations.RunSQL(MINUTES, NO_MINUTES),
        migrations.RunSQL(STAYS, NO_STAYS),
        migrations.RunSQL(PUBLISHED, NOT_PUBLISHED),
    ]
