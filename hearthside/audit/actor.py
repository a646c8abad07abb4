"""Who is acting: always given to a service, never looked up from inside it."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    LOGIN = "login"
    STAFF = "staff"
    GUEST = "guest"
    JOB = "job"
    SHELL = "shell"
    PROCESSOR = "processor"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or job that does something. Holds references, never names or contact values.

    `ident` is a login id, a job's name or an operating-system user; `door` says which way they came
    (web, cli, worker, webhook, phone); `address_prefix` is an IPv4 /24 or IPv6 /48, empty for tips.
    """

    kind: ActorKind
    ident: str
    door: str = ""
    acting_for: str = ""
    request_id: str = ""
    address_prefix: str = ""


def job(name: str) -> Actor:
    return Actor(ActorKind.JOB, name, door="worker")
