"""The heading of an 835: payment, trace, payer and payee. BPR, TRN, CUR and loops 1000A and 1000B."""

from hearthside.formats.findings import Severity, shown
from hearthside.formats.x12.remittance.records import TransactionEnd, TransactionStart
from hearthside.formats.x12.remittance.state import NO_ELEMENTS, ReaderState
from hearthside.formats.x12.values import dollars_text


class HeadingSegments(ReaderState):
    """Fills a TransactionStart and hands it out when the first claim, or the summary, begins."""

    def open_transaction(self, elements: list[str]) -> None:
        envelope = self.envelope
        self.transactions += 1
        self.end = TransactionEnd(index=self.transactions)
        self.start = TransactionStart(
            index=self.transactions,
            interchange_sender=envelope.sender,
            interchange_receiver=envelope.receiver,
            interchange_control=envelope.interchange_control,
            is_test=envelope.usage == "T",
            group_control=envelope.group_control,
            st_control=envelope.set_control,
            version=envelope.version or (elements[3].strip() if len(elements) > 3 else ""),
            segment=self.number,
            offset=self.batch.start(self.position),
        )
        self.party = ""
        self.production_on = None
        self.record_first = self.number
        self.seen.clear()

    def needs_transaction(self, id: str) -> TransactionEnd:
        """The open transaction; one without ST is opened here, and is held."""
        if self.end is None:
            self.envelope.open_set(["ST", "835", ""], self.number)
            self.open_transaction([])
            what = (
                f"found {id} outside of a transaction, expected ST first; held: ask the payer for a new file"
            )
            self.tell("error", "envelope.no_st", id, what)
        assert self.end is not None
        return self.end

    def _bpr(self, e: list[str]) -> None:
        end = self.needs_transaction("BPR")
        start = self.start
        if start is None or "BPR" in self.seen:
            what = "found a second BPR, expected one a transaction; held: ask the payer for a new file"
            self.tell("error", "remittance.second_bpr", "BPR", what)
            return
        self.seen.add("BPR")
        e = [*e, *NO_ELEMENTS]
        start.handling, start.credit_debit, start.method = e[1].strip(), e[3].strip(), e[4].strip()
        start.bpr_cents = end.bpr_cents = self.amount(e, 2, "BPR02")
        if start.bpr_cents < 0:
            what = f"found {dollars_text(start.bpr_cents)}, expected zero or more; check it with the payer"
            self.tell("warning", "remittance.negative_payment", "BPR02", what)
        start.paid_on = self.days[e[16]] if e[16].strip() else None
        if start.paid_on is None:
            self.tell_bad_day("BPR16", e[16])

    def _trn(self, e: list[str]) -> None:
        self.needs_transaction("TRN")
        e = [*e, *NO_ELEMENTS]
        if self.start is None:
            return
        self.start.trace, self.start.trace_payer = e[2].strip(), e[3].strip()

    def _cur(self, e: list[str]) -> None:
        self.needs_transaction("CUR")
        currency = [*e, *NO_ELEMENTS][2].strip()
        if currency != "USD":
            what = f"found currency {shown(currency)}, expected USD; held: these amounts are not dollars"
            self.tell("error", "remittance.currency", "CUR02", what)

    def _n1(self, e: list[str]) -> None:
        self.needs_transaction("N1")
        start = self.start
        if start is None:  # a name after the heading: not the payer, not the payee
            return
        e = [*e, *NO_ELEMENTS]
        self.party = e[1].strip()
        if self.party == "PR":
            start.payer_name, start.payer_id_qualifier, start.payer_id = (
                e[2].strip(),
                e[3].strip(),
                e[4].strip(),
            )
        elif self.party == "PE":
            start.payee_name, start.payee_id_qualifier, start.payee_id = (
                e[2].strip(),
                e[3].strip(),
                e[4].strip(),
            )

    def close_header(self) -> None:
        """Hand out the TransactionStart, once all of the heading is known."""
        start, end = self.start, self.end
        if start is None or end is None:
            return
        self.party = ""
        if not start.payer_name and not start.payer_id:
            what = "found no payer, expected N1*PR; the payer is known by TRN03 only"
            self.tell("warning", "remittance.no_payer", "N1", what)
        if not start.trace:
            what = (
                "found no trace number, expected TRN02: the payment cannot be matched with the bank by itself"
            )
            self.tell("warning", "remittance.no_trace", "TRN02", what)
        self.production_on = start.production_on
        self.out.append(start)
        self.start = None
        self.record_first = self.number

    def stray(self, id: str) -> None:
        """A segment of a claim where no claim is open."""
        if self.end is None:
            self.needs_transaction(id)
        severity: Severity = "error" if id in ("CAS", "SVC") else "note"
        what = f"found {id} outside of a claim, expected CLP before it; it was skipped"
        self.tell(severity, "remittance.stray_segment", id, what)
