"""What a file is, by its first bytes. Its name and what the browser claims do not count."""

from enum import StrEnum

HEAD_BYTES = 64


class PaperKind(StrEnum):
    """Kinds we take."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"


_STARTS = (
    (b"%PDF-", PaperKind.PDF),
    (b"\xff\xd8\xff", PaperKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", PaperKind.PNG),
)
# ISO/IEC 14496-12: the first box is "ftyp" and then names the brand; ISO/IEC 23008-12 has HEIC's.
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


def kind_of(head: bytes) -> PaperKind | None:
    """The kind of a file from its first bytes; None for anything else."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    is_heic = head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS
    return PaperKind.HEIC if is_heic else None
