"""The claims of an 835: loops 2100 and 2110, from CLP to LQ."""

import re

from hearthside.errors import UnreadableAmount
from hearthside.formats.findings import shown
from hearthside.formats.x12.remittance.heading import HeadingSegments
from hearthside.formats.x12.remittance.judging import judge_claim
from hearthside.formats.x12.remittance.records import Adjustment, Claim, Contact, Name, ServiceLine
from hearthside.formats.x12.remittance.state import NO_ELEMENTS, Procedure
from hearthside.formats.x12.values import CACHE_MAX

GROUPS = frozenset({"CO", "PR", "OA", "PI"})
_NO_PROCEDURE = Procedure()
_OTHER_COMPONENT = re.compile(r"[A-Z0-9]{2}([:>|<^\\])[A-Z0-9]")
_CLAIM_DAYS = {
    "232": "statement_from",
    "233": "statement_to",
    "050": "received_on",
    "036": "coverage_ends",
}


class ClaimSegments(HeadingSegments):
    """Fills one Claim at a time, judges it, and hands it out when the next one begins."""

    def _clp(self, e: list[str]) -> None:
        self.needs_transaction("CLP")
        self.close_claim()
        self.close_header()
        end = self.end
        assert end is not None
        e = [*e, *NO_ELEMENTS]
        number = self.number
        end.claims += 1
        if "LX" not in self.seen:
            self.tell_once(
                "note", "remittance.no_lx", "CLP", "found a claim without LX, expected LX first; harmless"
            )
        self.record_first = number
        self.claim = claim = Claim(
            end.claims,
            e[1].strip(),
            e[2].strip(),
            filing=e[6].strip(),
            payer_number=e[7].strip(),
            facility=e[8].strip(),
            frequency=e[9].strip(),
            production_on=self.production_on,
            segment_first=number,
            offset=self.batch.start(self.position),
        )
        claim.charged_cents = self.amount(e, 3, "CLP03")
        claim.paid_cents = self.amount(e, 4, "CLP04")
        if e[5]:
            claim.responsibility_cents = self.optional_amount(e, 5, "CLP05")
        if not claim.number or not claim.status:
            what = "found nothing, expected a claim number and a status; held: ask the payer for a new file"
            self.tell("error", "remittance.no_claim_number", "CLP01" if claim.status else "CLP02", what)

    def close_claim(self) -> None:
        """Judge the claim that is open, count it, hand it out."""
        claim, end = self.claim, self.end
        if claim is None or end is None:
            return
        self.line = None
        if claim.patient is None:
            what = "found no patient, expected NM1*QC; match the claim by its number or by hand"
            self.tell("warning", "remittance.no_patient", "NM1", what)
        pr_cents = judge_claim(claim, end)
        end.lines += len(claim.lines)
        end.charged_cents += claim.charged_cents
        end.paid_cents += claim.paid_cents
        end.responsibility_cents += claim.responsibility_cents
        end.pr_cents += pr_cents
        end.unreadable_claims += not claim.is_readable
        claim.segment_last = self.number - 1
        stop = self.batch.end(self.position - 1) if self.position else self.previous_end
        claim.length = stop - claim.offset
        self.out.append(claim)
        self.claim = None
        self.record_first = self.number

    def _cas(self, e: list[str]) -> None:
        if self.line is not None:
            adjustments = self.line.adjustments
        elif self.claim is not None:
            adjustments = self.claim.adjustments
        else:
            self.stray("CAS")
            return
        if len(e) == 4 and e[2] and e[1] in GROUPS:  # one trio without a quantity, as most of them are
            try:
                adjustments.append(Adjustment(e[1], e[2], self.cents[e[3]], "", self.number))
            except UnreadableAmount:
                self._trio(adjustments, e, 2)
            return
        if len(e) < 2 or e[1] not in GROUPS:
            self._tell_group(e[1] if len(e) > 1 else "")
        for place in range(2, len(e), 3):
            self._trio(adjustments, e, place)
        if len(e) > 20:
            what = f"found {len(e) - 1} elements, expected at most 19; all were read, tell the payer"
            self.tell("warning", "remittance.long_cas", "CAS", what)

    def _trio(self, adjustments: list[Adjustment], e: list[str], place: int) -> None:
        """One of the up to six of a CAS: reason at `place`, amount, quantity. An empty one is passed over."""
        code, amount, quantity = [*e[place : place + 3], "", ""][:3]
        if not amount and not code:
            return
        cents = self.amount(e, place + 1, f"CAS{place + 1:02d}")
        adjustments.append(Adjustment(e[1], code, cents, quantity, self.number))
        if not code:
            what = "found an amount without a reason, expected a code; held: ask the payer what it is for"
            self.tell("error", "remittance.no_reason", f"CAS{place:02d}", what)

    def _tell_group(self, group: str) -> None:
        if group == "CR":
            what = "found group CR, expected CO, PR, OA or PI: CR is of 4010; let a person review it"
            self.tell("warning", "remittance.group_cr", "CAS01", what)
        else:
            what = (
                f"found group {shown(group)}, expected CO, PR, OA or PI; held: nobody can tell who owes this"
            )
            self.tell("error", "remittance.unknown_group", "CAS01", what)

    def _nm1(self, e: list[str]) -> None:
        claim = self.claim
        if claim is None:
            self.stray("NM1")
            return
        e = [*e, *NO_ELEMENTS]
        role = e[1].strip()
        name = Name(
            e[3].strip(),
            e[4].strip(),
            e[5].strip(),
            e[7].strip(),
            e[8].strip(),
            e[9].strip(),
            e[2].strip() or "1",
        )
        if role == "QC":
            if claim.patient is not None and claim.patient != name:
                what = "found a second patient, expected one; held: ask the payer whose claim this is"
                self.tell("error", "remittance.second_patient", "NM1*QC", what)
                return
            claim.patient = name
        elif role == "IL":
            claim.insured = name
        elif role == "74":
            claim.corrected = name
        elif role == "82":
            claim.rendering = name
        elif role == "TT":
            claim.crossover_payer = name
        elif role == "PR":
            claim.corrected_payer = name
        elif role == "GB":
            claim.other_insured = name
        else:
            what = f"found entity {shown(role)}, expected QC, IL, 74, 82, TT, PR or GB; it was skipped"
            self.tell_once("note", "remittance.unknown_entity", "NM101", what)

    def _mia(self, e: list[str]) -> None:
        e = [*e, *NO_ELEMENTS]
        self._add_remarks("MIA", [e[5], *e[20:24]])

    def _moa(self, e: list[str]) -> None:
        e = [*e, *NO_ELEMENTS]
        self._add_remarks("MOA", e[3:8])

    def _add_remarks(self, id: str, codes: list[str]) -> None:
        if self.claim is None:
            self.stray(id)
            return
        self.claim.remarks.extend(code for text in codes if (code := text.strip()))

    def _ref(self, e: list[str]) -> None:
        if self.line is not None:
            refs = self.line.refs
        elif self.claim is not None:
            refs = self.claim.refs
        elif self.start is not None:
            start = self.start
            refs = {"PR": start.payer_refs, "PE": start.payee_refs}.get(self.party, start.refs)
        else:
            self.stray("REF")
            return
        if len(e) > 2:
            refs.setdefault(e[1], []).append(e[2].strip())

    def _dtm(self, e: list[str]) -> None:
        if len(e) < 3:
            self.tell_bad_day("DTM02", "")
            return
        qualifier, text = e[1], e[2]
        day = self.days[text]
        line, claim = self.line, self.claim
        if day is None:
            self.tell_bad_day("DTM02", text)
        elif line is not None:
            if qualifier == "472":
                line.served_from = line.served_to = day
            elif qualifier == "150":
                line.served_from = day
            elif qualifier == "151":
                line.served_to = day
            elif claim is not None and qualifier in _CLAIM_DAYS:
                setattr(claim, _CLAIM_DAYS[qualifier], day)
        elif claim is not None:
            if qualifier in _CLAIM_DAYS:
                setattr(claim, _CLAIM_DAYS[qualifier], day)
        elif self.start is not None:
            if qualifier == "405":
                self.start.production_on = day
        else:
            self.stray("DTM")

    def _per(self, e: list[str]) -> None:
        e = [*e, *NO_ELEMENTS]
        numbers = tuple(
            (e[index].strip(), e[index + 1].strip()) for index in (3, 5, 7) if e[index + 1].strip()
        )
        contact = Contact(e[1].strip(), e[2].strip(), numbers)
        if self.claim is not None:
            self.claim.contact = self.claim.contact or contact
        elif self.start is not None:
            if self.party == "PR":
                self.start.payer_contacts.append(contact)
        else:
            self.stray("PER")

    def _amt(self, e: list[str]) -> None:
        if self.line is not None:
            amounts = self.line.amounts
        elif self.claim is not None:
            amounts = self.claim.amounts
        else:
            self.stray("AMT")
            return
        qualifier = e[1] if len(e) > 1 else ""
        try:
            cents = self.cents[e[2]]
        except (UnreadableAmount, IndexError):
            cents = self.amount(e, 2, "AMT02")
        if qualifier in amounts and amounts[qualifier] != cents:
            what = f"found a second amount {shown(qualifier)}, expected one; held: ask the payer which stands"
            self.tell("error", "remittance.second_amount", "AMT", what)
            return
        amounts[qualifier] = cents

    def _svc(self, e: list[str]) -> None:
        claim = self.claim
        if claim is None:
            self.stray("SVC")
            return
        if len(e) < 8:
            e += NO_ELEMENTS[len(e) : 8]
        qualifier, code, modifiers, description = self.procedures.get(e[1]) or self.procedure(e[1])
        self.line = None
        try:
            charged_cents = self.cents[e[2]]
            paid_cents = self.cents[e[3]]
        except UnreadableAmount:
            charged_cents = self._line_amount(e[2], "SVC02")
            paid_cents = self._line_amount(e[3], "SVC03")
        original = (self.procedures.get(e[6]) or self.procedure(e[6])) if e[6] else _NO_PROCEDURE
        self.line = ServiceLine(
            len(claim.lines) + 1,
            qualifier,
            code,
            modifiers,
            description,
            charged_cents,
            paid_cents,
            e[4],
            e[5],
            original.qualifier,
            original.code,
            original.modifiers,
            e[7],
            None,
            None,
            [],
            {},
            {},
            [],
            [],
            self.number,
        )
        claim.lines.append(self.line)

    def _line_amount(self, text: str, place: str) -> int:
        """A charge or payment of a line. Left out, it is 0: the balances show whether that is right."""
        if text.strip():
            try:
                return self.cents[text]
            except UnreadableAmount:
                return self.unreadable(place, text)
        what = "found nothing, expected dollars and cents; counted as 0, which the balances confirm or refute"
        self.tell("warning", "remittance.missing_amount", place, what)
        return 0

    def procedure(self, text: str) -> Procedure:
        procedure = self.procedures.get(text)
        if procedure is None:
            parts = [part.strip() for part in text.split(self._component_of(text))] + ["", ""]
            modifiers = tuple(part for part in parts[2:6] if part)
            procedure = Procedure(parts[0], parts[1], modifiers, parts[6] if len(parts) > 8 else "")
            if len(self.procedures) >= CACHE_MAX:
                self.procedures.clear()
            self.procedures[text] = procedure
        return procedure

    def _component_of(self, text: str) -> str:
        """The component separator; where a sender uses another than ISA16 says, that one, and a finding."""
        other = None if self.component in text else _OTHER_COMPONENT.match(text)
        if other is None:
            return self.component
        what = (
            f"found component separator {other[1]!r}, expected {self.component!r} of ISA16; tell the sender"
        )
        self.tell_once("warning", "envelope.other_component", "SVC01", what)
        return other[1]

    def _lq(self, e: list[str]) -> None:
        claim, line = self.claim, self.line
        if claim is None:
            self.stray("LQ")
            return
        e = [*e, "", "", ""]
        qualifier, code = e[1].strip(), e[2].strip()
        if qualifier == "HE":
            (line.remarks if line is not None else claim.remarks).append(code)
        elif qualifier == "RX" and line is not None:
            line.rejects.append(code)
        else:
            what = f"found qualifier {shown(qualifier)}, expected HE or RX; it was skipped"
            self.tell("note", "remittance.unknown_remark_kind", "LQ01", what)
