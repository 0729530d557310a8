"""The course and the job aids that come with the portal; see ``load``.

What is missing is added; what is there stays as it is, since staff may have changed it.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from training.models import (
    Chapter,
    Course,
    JobAid,
    JobAidStep,
    JobAidVersion,
    Question,
    Section,
    TrainingFile,
)

HERE = Path(__file__).parent
# Below static/.
PICTURES = "job-aids"


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


def load() -> None:
    """Idempotent; runs after every migration."""
    _load_course(_data("course"))
    present = set(JobAidVersion.objects.values_list("aid__slug", "number"))
    for place, aid in enumerate(_data("job_aids")["aids"], start=1):
        newest = max((number for slug, number in present if slug == aid["slug"]), default=0)
        if newest < aid["version"]:
            _load_aid(aid, place)


def _load_course(facts: dict[str, Any]) -> None:
    own = {name: value for name, value in facts.items() if name != "chapters"}
    course, is_new = Course.objects.get_or_create(slug=own.pop("slug"), defaults=own)
    if not is_new:
        return
    chapters, sections, questions = [], [], []
    for number, chapter in enumerate(facts["chapters"], start=1):
        words = {name: _tidy(it) for name, it in chapter.items() if not isinstance(it, list)}
        chapters.append(row := Chapter(course=course, number=number, **words))
        sections += _numbered(Section, chapter["sections"], chapter=row)
        questions += _numbered(Question, chapter["questions"], chapter=row)
    Chapter.objects.bulk_create(chapters)
    Section.objects.bulk_create(sections)
    Question.objects.bulk_create(questions)


def _numbered(model: Any, rows: list[dict[str, Any]], **of: Any) -> list[Any]:
    return [
        model(number=number, **of, **{name: _tidy(it) for name, it in row.items()})
        for number, row in enumerate(rows, start=1)
    ]


def _tidy(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _load_aid(facts: dict[str, Any], place: int) -> None:
    aid, _is_new = JobAid.objects.get_or_create(slug=facts["slug"], defaults={"order": place})
    if aid.versions.filter(published_at__isnull=True).exists():
        return  # staff are writing the next version: theirs comes first
    words = {name: facts[name] for name in ("title_en", "title_es", "summary_en", "summary_es")}
    version = JobAidVersion.objects.create(aid=aid, number=facts["version"], **words)
    JobAidStep.objects.bulk_create(
        [_step(version, number, step) for number, step in enumerate(facts["steps"], start=1)]
    )
    version.publish()


def _step(version: JobAidVersion, number: int, facts: dict[str, Any]) -> JobAidStep:
    step = {name: value for name, value in facts.items() if name != "picture"}
    if name := facts.get("picture"):
        step |= {f"picture_{language}": picture(name.format(language)) for language in ("en", "es")}
    return JobAidStep(version=version, number=number, **step)


def picture(name: str) -> TrainingFile:
    """The row of a picture that comes with the portal."""
    kind = name.rpartition(".")[2].upper()
    shipped_as = f"{PICTURES}/{name}"
    return TrainingFile.objects.get_or_create(shipped_as=shipped_as, defaults={"kind": kind})[0]
