"""For machines that watch this one: alive, and ready to serve."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from tempfile import TemporaryFile

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be true before this machine serves. `found` names what is wrong, never a secret."""

    name: str
    ok: bool
    found: str = ""


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    checks = list(readiness())
    is_ready = all(check.ok for check in checks)
    body = {"ok": is_ready, "checks": [asdict(check) for check in checks]}
    return JsonResponse(body, status=200 if is_ready else 503)


def readiness() -> Iterator[Check]:
    """Every check, each judged on its own; a broken one does not hide the next."""
    for name, question in CHECKS.items():
        try:
            found = question()
        except (DatabaseError, OSError) as trouble:
            found = type(trouble).__name__
        yield Check(name, not found, found)


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} not applied" if waiting else ""


def files_folder() -> str:
    settings.FILES_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryFile(dir=settings.FILES_FOLDER) as trial:
        trial.write(b"ready")
    return ""


def processor() -> str:
    named = ("PROCESSOR_API", "PROCESSOR_PAGES", "PROCESSOR_KEY", "PROCESSOR_WEBHOOK_SECRET")
    missing = [name for name in named if not getattr(settings, name)]
    return f"not set: {', '.join(missing)}" if missing else ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "files_folder": files_folder,
    "processor": processor,
}
