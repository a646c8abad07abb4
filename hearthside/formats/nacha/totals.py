"""Running sums, and what a control record must agree with."""

from collections.abc import Iterator
from dataclasses import dataclass

from hearthside.formats.findings import Finding
from hearthside.formats.nacha import checks
from hearthside.formats.nacha.faults import fault
from hearthside.formats.nacha.layout import (
    BLOCK,
    AdvField,
    BatchControlField,
    BatchHeaderField,
    Field,
    FileControlField,
)
from hearthside.formats.nacha.lines import Line
from hearthside.money import Money

HASH_MOD = 10**10


@dataclass(slots=True)
class Sums:
    """Entries, addenda, the hash of receiving banks, debits and credits in cents."""

    entries: int = 0
    addenda: int = 0
    hash: int = 0
    debit_cents: int = 0
    credit_cents: int = 0

    def add(self, other: "Sums") -> None:
        self.entries += other.entries
        self.addenda += other.addenda
        self.hash = (self.hash + other.hash) % HASH_MOD
        self.debit_cents += other.debit_cents
        self.credit_cents += other.credit_cents

    def count(self, rdfi: str, amount: Money | None, *, is_debit: bool) -> None:
        """One more entry. An amount or bank that cannot be read adds nothing, so the control disagrees."""
        self.entries += 1
        self.hash = (self.hash + (int(rdfi) if checks.is_digits(rdfi) else 0)) % HASH_MOD
        cents = amount.cents if amount else 0
        self.debit_cents += cents if is_debit else 0
        self.credit_cents += 0 if is_debit else cents


def batch_control(line: Line, sums: Sums, header: Line | None, *, is_adv: bool) -> Iterator[Finding]:
    F = BatchControlField
    debits, credits = (AdvField.BATCH_DEBITS, AdvField.BATCH_CREDITS) if is_adv else (F.DEBITS, F.CREDITS)
    yield from _agree(
        line, "batch",
        (F.COUNT, sums.entries + sums.addenda), (F.HASH, sums.hash),
        (debits, sums.debit_cents), (credits, sums.credit_cents),
    )  # fmt: skip
    if header is not None:
        yield from _same(line, header, F.SERVICE_CLASS, BatchHeaderField.SERVICE_CLASS)
        yield from _same(line, header, F.ODFI, BatchHeaderField.ODFI)
        yield from _same(line, header, F.NUMBER, BatchHeaderField.NUMBER)
        if not is_adv and BatchHeaderField.SEC.of(header.text) != "IAT":
            yield from _same(line, header, F.COMPANY_ID, BatchHeaderField.COMPANY_ID)
        yield from _service_class(line, header, sums)


def _service_class(line: Line, header: Line, sums: Sums) -> Iterator[Finding]:
    field = BatchHeaderField.SERVICE_CLASS
    said = field.of(header.text)
    if said == checks.DEBITS_ONLY and sums.credit_cents:
        yield fault("service_class_amounts", header.number, field, said, "200 or 220, as credits follow",
                    severity="warning", do="the figures still stand")  # fmt: skip
    if said == checks.CREDITS_ONLY and sums.debit_cents:
        yield fault("service_class_amounts", header.number, field, said, "200 or 225, as debits follow",
                    severity="warning", do="the figures still stand")  # fmt: skip


def file_control(line: Line, sums: Sums, batches: int, *, is_adv: bool) -> Iterator[Finding]:
    F = FileControlField
    debits, credits = (AdvField.FILE_DEBITS, AdvField.FILE_CREDITS) if is_adv else (F.DEBITS, F.CREDITS)
    yield from _agree(
        line, "file",
        (F.BATCHES, batches), (F.COUNT, sums.entries + sums.addenda), (F.HASH, sums.hash),
        (debits, sums.debit_cents), (credits, sums.credit_cents),
    )  # fmt: skip


def blocking(control: Line, lines: int) -> Iterator[Finding]:
    """Whether the file is padded to whole blocks, and says how many. Harmless, so it is only told."""
    said = checks.digits_or_none(FileControlField.BLOCKS.of(control.text))
    blocks = -(-lines // BLOCK)
    if said != blocks:
        yield fault(
            "blocks",
            control.number,
            FileControlField.BLOCKS,
            FileControlField.BLOCKS.of(control.text),
            f"{blocks}, for {lines} lines",
            severity="warning",
            do="the figures still stand",
        )
    if lines % BLOCK:
        yield fault(
            "padding",
            control.number,
            "end of the file",
            f"{lines} lines",
            "a multiple of ten",
            severity="note",
            do="nothing needs to be done",
        )


def _agree(line: Line, of_what: str, *pairs: tuple[Field, int]) -> Iterator[Finding]:
    for field, counted in pairs:
        found = field.of(line.text)
        if checks.digits_or_none(found) != counted:
            name = field.name.replace(" ", "_")
            yield fault(
                f"{of_what}_{name}", line.number, field, found, f"{counted:0{field.width}d}, as counted"
            )


def _same(line: Line, header: Line, here: Field, there: Field) -> Iterator[Finding]:
    found, wanted = here.of(line.text), there.of(header.text)
    if found.strip() != wanted.strip():
        name = here.name.replace(" ", "_")
        yield fault(f"batch_{name}", line.number, here, found, f"{wanted.strip()}, as the batch began")
