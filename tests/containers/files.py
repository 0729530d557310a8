"""Reading the container files as their tools do, as far as ours go."""

import json
import os
import re
import shlex
from pathlib import Path

import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
GIVEN = {
    "SITE_HOST": "portal.example.org",
    "DATABASE_PASSWORD": "databasepassword",
    "WEB_DATABASE_PASSWORD": "webdatabasepassword",
    "BROKER_PASSWORD": "brokerpassword",
    "SECRET_KEY": "containers-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDE",
    "CODE_KEYS": "1:" + bytes(range(32, 64)).hex(),
    "NOTICE_KEYS": "Y29udGFpbmVycy1vbmx5LTAxMjM0NTY3ODktYWJjZGU=",
    "EMAIL_URL": "smtp://127.0.0.1:1",
}


def compose(given=GIVEN):
    """docker-compose.yml with its variables filled in; KeyError names one that is required."""
    return _filled_in(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), given)


def _filled_in(value, given):
    if isinstance(value, dict):
        return {key: _filled_in(item, given) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled_in(item, given) for item in value]
    return _filled_in_text(value, given) if isinstance(value, str) else value


def _filled_in_text(text, given):
    def replacement(found):
        name, sign, word = found["name"], found["sign"], found["word"]
        if given.get(name):
            return given[name]
        if sign == ":-":
            return word
        raise KeyError(name)

    variable = r"(?<!\$)\$\{(?P<name>\w+)(?:(?P<sign>:[-?])(?P<word>[^${}]*))?\}"
    while re.search(variable, text):  # the inner ones first
        text = re.sub(variable, replacement, text)
    return text.replace("$$", "$")


def dockerfile():
    """The stages; each a list of (instruction, rest of the line)."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line and line[0] != "#"]
    stages = []
    for instruction, rest in lines:
        if instruction == "FROM":
            stages.append([])
        stages[-1].append((instruction, rest))
    return stages


def of_stage(stage, instruction):
    return [rest for name, rest in stage if name == instruction]


def image_environment():
    """ENV of the shipped stage, as names and values."""
    said = (shlex.split(rest) for rest in of_stage(dockerfile()[-1], "ENV"))
    return dict(pair.split("=", 1) for pairs in said for pair in pairs)


def json_command(rest):
    return json.loads(rest[rest.index("[") :])


def environment_of(service, **changes):
    """What a container of the service would see, but for what is elsewhere in the tests."""
    plain = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    image = {name: value for name, value in image_environment().items() if name != "PATH"}
    return {**plain, **image, **(service.get("environment") or {}), **changes}
