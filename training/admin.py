"""What staff do about training: words and videos of courses, job aids, news, and who has learnt what."""

from training.course_admin import ChapterAdmin, CourseAdmin
from training.job_aid_admin import JobAidAdmin, JobAidVersionAdmin
from training.news_admin import NewsItemAdmin
from training.trainee_admin import TraineeAdmin

__all__ = [
    "ChapterAdmin",
    "CourseAdmin",
    "JobAidAdmin",
    "JobAidVersionAdmin",
    "NewsItemAdmin",
    "TraineeAdmin",
]
