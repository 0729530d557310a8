"""Which app stands on which: an app imports from lower floors only (docs/adr). Run it to check."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    {"portal"},
    {"audit"},
    {"notifications", "limiter"},
    {"accounts"},
    {"cases", "shop", "collateral", "training", "support"},
    {"delegation"},
    {"accesscodes"},
    {"casework"},
]
# The portal's own tables of contents name the apps; its code does not.
NAME_THE_APPS = {"portal/settings.py", "portal/urls.py", "portal/dev_urls.py"}


def apps() -> set[str]:
    return {name for floor in FLOORS for name in floor if (ROOT / name).is_dir()}


def unlisted_apps() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/apps.py")} - apps()


def wrong_imports(app: str) -> list[str]:
    """“delegation/views.py: line 3 imports casework”, and so on."""
    own = next(number for number, floor in enumerate(FLOORS) if app in floor)
    below = {name for floor in FLOORS[:own] for name in floor}
    forbidden = apps() - below - {app}
    return [
        f"{path.relative_to(ROOT)}: line {line} imports {imported}"
        for path in sorted((ROOT / app).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in NAME_THE_APPS
        for line, imported in _imported_packages(path)
        if imported in forbidden
    ]


def _imported_packages(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.partition(".")[0]


def main() -> int:
    problems = [f"{app} stands on no floor" for app in sorted(unlisted_apps())]
    problems += [wrong for app in sorted(apps()) for wrong in wrong_imports(app)]
    print("\n".join(problems) or "Every app imports from lower floors only.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
