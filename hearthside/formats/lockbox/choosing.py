"""Which layout a file is in: the one its sender is known for, else the one under which it makes sense."""

from dataclasses import dataclass
from io import BytesIO

from hearthside.formats.findings import UnreadableFile
from hearthside.formats.lockbox.layout import Layout, layouts
from hearthside.formats.lockbox.reading import read_lockbox
from hearthside.formats.lockbox.records import BatchEnd, BatchStart, Check, Coupon, FileEnd, FileStart
from hearthside.references import has_check_digit

HEAD_BYTES = 64 * 1024
KNOWN_LEAST_PERCENT = 80
CLOSE_DAYS = 400
_NACHA_SIZE = "094"


@dataclass(slots=True)
class Fit:
    """How well a layout explains the start of a file."""

    faults: int = 0
    signs: int = 0
    lines: int = 0
    unknown: int = 0
    read: int = 0
    senders: set[str] | None = None

    @property
    def is_lockbox(self) -> bool:
        known = (self.lines - self.unknown) * 100
        return self.read > 0 and known >= KNOWN_LEAST_PERCENT * self.lines


def choose_layout(head: bytes) -> Layout | None:
    """The layout of a lockbox file by its first 64 KiB or so; None when it is no lockbox file.

    Where two explain it as well, the standard one: what another bank put elsewhere is then not read, and
    its checks wait for a person. The control totals are judged again over the whole file.
    """
    whole_lines = _whole_lines(head[:HEAD_BYTES])
    if not whole_lines.strip() or _is_nacha(whole_lines):
        return None
    fits = [(layout, _fit(layout, whole_lines)) for layout in layouts()]
    fitting = [(layout, fit) for layout, fit in fits if fit.is_lockbox]
    for layout, fit in fitting:
        if layout.senders & (fit.senders or set()):
            return layout
    best = min(fitting, key=lambda pair: (pair[1].faults, -pair[1].signs), default=None)
    return best[0] if best else None


def _whole_lines(head: bytes) -> bytes:
    return head if len(head) < HEAD_BYTES or b"\n" not in head else head[: head.rindex(b"\n") + 1]


def _is_nacha(head: bytes) -> bool:
    """A Nacha file looks much alike: it begins with 101 and says that its records are 94 long."""
    return head[:3] == b"101" and head[34:37] == _NACHA_SIZE.encode()


def _fit(layout: Layout, head: bytes) -> Fit:
    fit = Fit(senders=set())
    try:
        for record in read_lockbox(BytesIO(head), layout):
            _weigh(fit, record)
    except UnreadableFile:
        fit.read = 0
    return fit


def _weigh(fit: Fit, record: object) -> None:
    assert fit.senders is not None
    if isinstance(record, FileStart):
        fit.senders.add(record.origin)
    elif isinstance(record, BatchStart):
        fit.senders.add(record.lockbox)
    elif isinstance(record, Check):
        fit.read += record.is_readable
        fit.faults += len(record.findings)
        fit.signs += _signs(record)
    elif isinstance(record, BatchEnd):
        fit.faults += len(record.findings)
    elif isinstance(record, FileEnd):
        fit.lines = record.lines
        fit.unknown = sum(one.code == "lockbox.unknown_record" for one in record.findings)
        fit.faults += fit.unknown


def _signs(check: Check) -> int:
    """Things that stand in the right place by no accident: our own numbers."""
    texts = [check.reference, *(text for coupon in check.coupons for text in _said(coupon))]
    return sum(len(text) in (10, 27) and has_check_digit(text) for text in texts)


def _said(coupon: Coupon) -> tuple[str, str, str]:
    return coupon.scan_line, coupon.invoice, coupon.text
