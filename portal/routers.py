from typing import Any


class CacheRouter:
    """The cache's table is read and written on the connection that no request's rollback undoes."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "autocommit" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == "autocommit" else None
