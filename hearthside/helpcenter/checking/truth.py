"""Every true way to reach us, from the organization's profile, and whether a typed one is among them.

Only what is written there is ours: no pattern, no ending, no "looks like". Pure: no database, no clock.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from hearthside.organization.profile import Profile

Kind = Literal["phone", "email", "site"]
TYPED_MAX = 320
_NOT_DIALED = re.compile(r"[\s().\-\u2010-\u2015+]")
# What stands before <…> is only a name, even where it looks like an address.
_EMAIL = re.compile(r"(?:[^<>]*<(?P<shown>[^<>\s@/]+@[^<>\s@/]+)>|(?P<bare>[^<>\s@/]+@[^<>\s@/]+))")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class TrueList:
    """What is ours: sites, phones to call, addresses and numbers that we write from, where mail goes."""

    sites: tuple[str, ...]
    phones: tuple[str, ...]
    email_senders: tuple[str, ...]
    text_senders: tuple[str, ...]
    payment_mail: tuple[str, ...]
    letter_mail: tuple[str, ...]
    payee: str
    processor: str

    @property
    def letters_go_elsewhere(self) -> bool:
        return self.letter_mail != self.payment_mail


@dataclass(frozen=True, slots=True)
class Compared:
    """What somebody typed, what it is, and whether it is on the list. `kind` is None if it is unreadable."""

    kind: Kind | None
    is_ours: bool
    typed: str


def true_list(org: Profile) -> TrueList:
    """The list for the day of this profile. The machine's own names (127.0.0.1) are nobody's site."""
    hosts = [host for host in org.hosts if "." in host and not _is_address(host)]
    return TrueList(
        sites=tuple(dict.fromkeys([org.site.lower(), *(host.lower() for host in hosts)])),
        phones=(org.phone,),
        email_senders=(org.sender_email,),
        text_senders=(org.sender_text,),
        payment_mail=org.mail_lines,
        letter_mail=org.return_lines,
        payee=org.payee,
        processor=org.processor_name,
    )


def compare(typed: str, ours: TrueList) -> Compared:
    """Whether a phone number, an e-mail address or a web address is one of ours.

    A web address counts by its host alone, as a browser reads it: what stands before an @ or after the
    first / can say anything. Letters of other alphabets that look like ours make it another host.
    """
    text = typed[:TYPED_MAX].strip()
    if number := phone_digits(text):
        return Compared("phone", number in map(phone_digits, (*ours.phones, *ours.text_senders)), text)
    if address := _email(text):
        return Compared("email", address in map(str.casefold, ours.email_senders), text)
    if host := host_of(text):
        return Compared("site", host in ours.sites, text)
    return Compared(None, False, text)


def phone_digits(text: str) -> str:
    """Ten digits of a number in the United States, without the 1 before them; "" if it is something else."""
    digits = _NOT_DIALED.sub("", text)
    if not (digits.isascii() and digits.isdigit()):
        return ""
    ten = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    return ten if len(ten) == 10 else digits if 3 <= len(digits) <= 8 else ""


def host_of(text: str) -> str:
    """The host that a browser would go to, in small letters; "" where this is no web address."""
    text = text.replace("\\", "/")
    if any(character.isspace() for character in text) or "." not in text:
        return ""
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    if not host.isascii():
        # Shown as it is: it is a host, and none of ours.
        return host
    return host if _HOST.fullmatch(host) else ""


def _email(text: str) -> str:
    """The address of `Name <name@host>` or `name@host`; "" for a web address with an @ in it."""
    found = _EMAIL.fullmatch(text)
    return found.group("shown" if found.group("shown") else "bare").casefold() if found else ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
