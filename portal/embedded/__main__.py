import sys

from portal.embedded import reset, run, site

COMMANDS = {"run": run.run, "site": site.prepare_site, "reset": reset.reset}

if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in COMMANDS]:
        sys.exit(f"Give one of: {', '.join(COMMANDS)}.")
    sys.exit(COMMANDS[sys.argv[1]]())
