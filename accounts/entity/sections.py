"""The parts of an entity's pages: upper floors register theirs in ``AppConfig.ready()``."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Section:
    """A part by the name of its first page; ``prefixes`` of view names tell which belong to it."""

    url_name: str
    label: str | Promise
    order: int
    prefixes: tuple[str, ...]

    def holds(self, view_name: str) -> bool:
        return view_name.startswith(self.prefixes)


_sections: list[Section] = []


def register(section: Section) -> None:
    _sections.append(section)
    _sections.sort(key=lambda one: one.order)


def all_of_them() -> list[Section]:
    return list(_sections)
