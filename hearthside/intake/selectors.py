"""Files, by what others need of them."""

from pathlib import Path

from hearthside.intake.models import StoredFile
from hearthside.intake.services import kept_path


def file_count() -> int:
    return StoredFile.objects.count()


def stored(file_id: int) -> StoredFile:
    return StoredFile.objects.get(pk=file_id)


def bytes_of(file_id: int, offset: int, length: int) -> bytes:
    """A slice of a stored file, as it came."""
    with kept_path(stored(file_id).sha256).open("rb") as whole:
        whole.seek(offset)
        return whole.read(length)


def finished_in_order() -> list[StoredFile]:
    """Every file that was worked on, oldest first: what a replay reads again."""
    return list(StoredFile.objects.exclude(status="received").order_by("received_at", "pk"))


def path_of(file: StoredFile) -> Path:
    return kept_path(file.sha256)
