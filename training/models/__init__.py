"""The course and how far people are in it, job aids, and news."""

from training.models.course import Chapter, Course, Question, Section
from training.models.file import TrainingFile
from training.models.job_aid import JobAid, JobAidStep, JobAidVersion
from training.models.news import NewsItem
from training.models.progress import ChapterPass, Progress, Reminder
from training.models.trainee import Trainee

__all__ = [
    "Chapter",
    "ChapterPass",
    "Course",
    "JobAid",
    "JobAidStep",
    "JobAidVersion",
    "NewsItem",
    "Progress",
    "Question",
    "Reminder",
    "Section",
    "Trainee",
    "TrainingFile",
]
