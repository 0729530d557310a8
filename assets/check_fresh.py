#!/usr/bin/env python3
"""Says whether the compiled look in static/ belongs to its sources. Needs no npm.

`npm run build` records, with `--record`, the hash of every source and of every file it wrote;
without arguments this compares them with what lies here now and fails when they differ.
"""

import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "static" / "build.json"
SOURCES = ["assets", "package.json", "package-lock.json"]
OUTPUTS = ["static/css", "static/fonts", "static/img", "static/js"]


def _files(names: list[str]) -> list[Path]:
    found: list[Path] = []
    for name in names:
        path = ROOT / name
        found += path.rglob("*") if path.is_dir() else [path]
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def _hashes(names: list[str]) -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _files(names)
    }


def _current() -> dict[str, dict[str, str]]:
    return {"sources": _hashes(SOURCES), "outputs": _hashes(OUTPUTS)}


def differences() -> list[str]:
    """The files that changed, came or went since the look was last compiled."""
    if not RECORD.exists():
        return [RECORD.relative_to(ROOT).as_posix()]
    recorded, current = json.loads(RECORD.read_text()), _current()
    return sorted(
        name
        for part in ("sources", "outputs")
        for name in recorded[part].keys() | current[part].keys()
        if recorded[part].get(name) != current[part].get(name)
    )


def main() -> int:
    if sys.argv[1:] == ["--record"]:
        RECORD.write_text(json.dumps(_current(), indent=1, sort_keys=True) + "\n")
        return 0
    changed = differences()
    if changed:
        print("The compiled look in static/ does not belong to its sources. Changed since:")
        print(*(f"  {name}" for name in changed), sep="\n")
        print("Run `npm ci && npm run build` and commit static/.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
