"""Works off a roster's job in twos, and hangs in the second two, which are written and not committed."""

import sys
import time
from dataclasses import replace
from uuid import UUID

import django


def main(job: str) -> None:
    django.setup()
    from accounts.bulk import kinds, roster
    from accounts.workflows import bulk_jobs

    def apply(job, rows):
        roster.apply(job, rows)
        if rows[0].number > 2:
            print("written", flush=True)
            time.sleep(600)

    kinds.register(replace(roster.ROSTER, apply=apply))
    bulk_jobs.CHUNK = 2
    while bulk_jobs.advance(UUID(job)):
        pass


if __name__ == "__main__":
    main(sys.argv[1])
