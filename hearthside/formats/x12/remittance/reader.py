"""The 835 reader: a remittance as typed records, in one pass, holding one claim at a time.

Source: X12 005010X221A1; 004010X091 files are read too.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from hearthside.formats.findings import UnreadableFile, add_finding, shown
from hearthside.formats.x12.remittance.claims import ClaimSegments
from hearthside.formats.x12.remittance.judging import judge_transaction
from hearthside.formats.x12.remittance.records import FileEnd, ProviderAdjustment, Record, TransactionEnd
from hearthside.formats.x12.remittance.state import NO_ELEMENTS
from hearthside.formats.x12.segments import Batch, SegmentStream

SEGMENTS_PER_RECORD_MAX = 20_000
BLOCKS_PER_RECORD_MAX = 64  # 4 MiB
PROVIDER_ADJUSTMENTS_MAX = 20_000
PLB_TEXT_MAX = 200  # four times what the format allows; what is longer is cut, for memory's sake
UNKNOWN_IDS_TOLD_MAX = 20

Handler = Callable[[list[str]], None]


def read_remittance(stream: BinaryIO) -> Iterator[Record]:
    """The records of an 835, in the order of the file: each TransactionStart is followed by its claims and
    a TransactionEnd; one FileEnd comes last.

    Memory does not grow with the file. Raises UnreadableFile for a file that is empty, binary, not X12,
    X12 of another kind, or has a segment or a claim without end. Everything else wrong is a finding.
    """
    return RemittanceReader(stream).records()


class RemittanceReader(ClaimSegments):
    """One pass over one file. Use read_remittance."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self.stream = SegmentStream(stream)
        self.file = FileEnd()
        self.kinds_skipped: list[str] = []
        self.unknown_ids: set[str] = set()  # of this transaction
        self.blocks_in_record = 0
        self.envelope_handlers: dict[str, Handler] = {
            "ISA": self._isa,
            "GS": self._gs,
            "ST": self._st,
            "SE": self._se,
            "GE": self._ge,
            "IEA": self._iea,
        }
        self.all_handlers: dict[str, Handler] = {
            **self.envelope_handlers,
            "BPR": self._bpr,
            "TRN": self._trn,
            "CUR": self._cur,
            "REF": self._ref,
            "DTM": self._dtm,
            "N1": self._n1,
            "PER": self._per,
            "LX": self._lx,
            "TS3": self._heading_ends,
            "TS2": self._heading_ends,
            "CLP": self._clp,
            "CAS": self._cas,
            "NM1": self._nm1,
            "MIA": self._mia,
            "MOA": self._moa,
            "AMT": self._amt,
            "SVC": self._svc,
            "LQ": self._lq,
            "PLB": self._plb,
            **dict.fromkeys(("N3", "N4", "RDM", "QTY", "TA1"), self._ignore),
        }
        self.handlers = self.all_handlers

    def records(self) -> Iterator[Record]:
        out = self.out
        for batch in self.stream.batches():
            self._enter(batch)
            separator = batch.delimiters.element
            for number, text in enumerate(batch.texts, batch.first_number):
                self.number = number
                elements = text.split(separator)
                handler = self.handlers.get(elements[0])
                if handler is not None:
                    handler(elements)
                else:
                    self._other(elements)
                if out:
                    yield from out
                    out.clear()
                    self.blocks_in_record = 0
            self.blocks_in_record += 1
            self.previous_end = batch.end(len(batch.texts) - 1)
            self._refuse_endless_record()
        self._finish()
        yield from out

    def _enter(self, batch: Batch) -> None:
        self.batch = batch
        if batch.delimiters.component != self.component:
            self.component = batch.delimiters.component
            self.procedures.clear()

    def _isa(self, e: list[str]) -> None:
        self._close_transaction_early()
        self.handlers = self.all_handlers
        self.envelope.open_interchange(e, self.number)

    def _gs(self, e: list[str]) -> None:
        self._close_transaction_early()
        self.envelope.open_group(e, self.number)

    def _st(self, e: list[str]) -> None:
        self._close_transaction_early()
        self.envelope.open_set(e, self.number)
        kind = e[1].strip() if len(e) > 1 else ""
        if kind == "835":
            self.handlers = self.all_handlers
            self.unknown_ids.clear()
            self.open_transaction(e)
            return
        self.handlers = self.envelope_handlers
        if len(self.kinds_skipped) < UNKNOWN_IDS_TOLD_MAX:
            self.kinds_skipped.append(kind)
            what = f"found transaction set {shown(kind)}, expected 835; skipped, import it as its own kind"
            self.tell("warning", "envelope.other_kind", "ST01", what)

    def _heading_ends(self, e: list[str]) -> None:
        self.needs_transaction(e[0])
        self.close_claim()
        self.close_header()

    def _lx(self, e: list[str]) -> None:
        self._heading_ends(e)
        self.seen.add("LX")

    def _plb(self, e: list[str]) -> None:
        end = self.needs_transaction("PLB")
        self.close_claim()
        self.close_header()
        e = [*e, *NO_ELEMENTS]
        fiscal_on = self.days[e[2]] if e[2].strip() else None
        if fiscal_on is None:
            self.tell_bad_day("PLB02", e[2])
        for index in range(3, 15, 2):
            reason_text, amount = e[index].strip(), e[index + 1].strip()
            if not reason_text and not amount:
                continue
            cents = self.amount(e, index + 1, f"PLB{index + 1:02d}")
            reason, _, reference = reason_text.partition(self.component)
            if not reason:
                what = "found an amount without a reason, expected a code; held: ask the payer what it is for"
                self.tell("error", "remittance.no_reason", f"PLB{index:02d}", what)
            end.plb_cents += cents
            reference = reference.split(self.component)[0][:PLB_TEXT_MAX]
            provider = e[1].strip()[:PLB_TEXT_MAX]
            end.plb.append(
                ProviderAdjustment(provider, fiscal_on, reason[:PLB_TEXT_MAX], reference, cents, self.number)
            )
        if len(end.plb) > PROVIDER_ADJUSTMENTS_MAX:
            raise UnreadableFile(
                "x12.record_too_long",
                f"segment {self.number}",
                f"found more than {PROVIDER_ADJUSTMENTS_MAX} provider adjustments in one transaction, "
                "expected fewer; ask the sender for a new file",
            )

    def _se(self, e: list[str]) -> None:
        if self.handlers is self.envelope_handlers:
            self.envelope.close_set(e, self.number, self.envelope.findings)
            return
        if self.end is None:
            what = "found SE, expected ST before it; tell the sender"
            self.tell("warning", "envelope.stray_se", "SE", what)
            return
        self.close_header()
        self.close_claim()
        end = self.end
        end.segments, end.segments_stated = self.envelope.close_set(e, self.number, end.findings)
        self._close_transaction(self.number)

    def _ge(self, e: list[str]) -> None:
        self._close_transaction_early()
        self.envelope.close_group(e, self.number)

    def _iea(self, e: list[str]) -> None:
        self._close_transaction_early()
        self.envelope.close_interchange(e, self.number)

    def _close_transaction_early(self) -> None:
        """At the next envelope or the end of the file, when SE is missing."""
        if self.end is None:
            return
        self.close_header()
        self.close_claim()
        self.end.is_complete = False
        self.end.segments = self.number - self.envelope.set_first_number
        self.envelope.is_set_open = False
        what = (
            "found no SE, expected one: the transaction is cut short and held; ask the payer for a new file"
        )
        self.tell("error", "envelope.no_se", "SE", what)
        self._close_transaction(self.number - 1)

    def _close_transaction(self, last: int) -> None:
        end, file = self.end, self.file
        assert end is not None
        end.segment_last = last
        self._judge(end)
        file.claims += end.claims
        file.lines += end.lines
        file.charged_cents += end.charged_cents
        file.paid_cents += end.paid_cents
        file.patient_responsibility_cents += end.responsibility_cents
        file.pr_adjustment_cents += end.pr_cents
        file.plb_cents += end.plb_cents
        file.bpr_cents += end.bpr_cents
        file.unreadable_claims += end.unreadable_claims
        file.balanced.service &= end.balanced.service
        file.balanced.claim &= end.balanced.claim
        file.balanced.transaction &= end.balanced.transaction
        self.out.append(end)
        self.end = None
        self.party = ""

    def _judge(self, end: TransactionEnd) -> None:
        if "BPR" not in self.seen:
            what = (
                "found no BPR, expected one: the amount paid is unknown; held: ask the payer for a new file"
            )
            self.tell("error", "remittance.no_bpr", "BPR", what)
        unbalanced = judge_transaction(end)
        if unbalanced:
            add_finding(end.findings, unbalanced)

    def _finish(self) -> None:
        self.number = self.batch.first_number + len(self.batch.texts)
        self._close_transaction_early()
        self.envelope.close_interchange_early(self.number)
        if not self.transactions:
            raise self._no_remittance()
        file = self.file
        file.transactions = self.transactions
        file.interchanges = self.envelope.interchanges
        file.segments = self.number - 1
        file.delimiters = self.stream.first_delimiters or self.stream.delimiters
        file.findings = [*self.stream.findings, *self.envelope.findings]
        self.out.append(file)

    def _no_remittance(self) -> UnreadableFile:
        if self.kinds_skipped:
            kinds = ", ".join(dict.fromkeys(shown(kind) for kind in self.kinds_skipped))
            what = f"found X12 transaction set {kinds}, expected 835; import it as its own kind"
            return UnreadableFile("x12.not_835", "ST01", what)
        what = "found X12 without any transaction set, expected an 835; ask the sender for a new file"
        return UnreadableFile("x12.no_transaction", f"segment {self.number - 1}", what)

    def _refuse_endless_record(self) -> None:
        """One claim, or one heading, is all that is held in memory: it may not grow without end."""
        if self.end is None:
            return
        segments = self.number - self.record_first
        if segments > SEGMENTS_PER_RECORD_MAX or self.blocks_in_record > BLOCKS_PER_RECORD_MAX:
            raise UnreadableFile(
                "x12.record_too_long",
                f"segment {self.record_first}",
                f"found {segments} segments in one claim or heading and no end, expected one within "
                f"{SEGMENTS_PER_RECORD_MAX} segments and 4 MiB; ask the sender for a new file",
            )

    def _ignore(self, e: list[str]) -> None:
        """Known, and of no use to a bill."""

    def _other(self, e: list[str]) -> None:
        id = e[0].strip()[:3]
        if self.handlers is self.envelope_handlers:
            return
        if id not in self.unknown_ids and len(self.unknown_ids) < UNKNOWN_IDS_TOLD_MAX:
            self.unknown_ids.add(id)
            what = f"found segment {shown(id)}, expected one of an 835; it was skipped"
            self.tell("note", "remittance.unknown_segment", shown(id), what)
