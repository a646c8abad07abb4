"""How an answer may begin: replies as data, in both languages, with the facts of one thread filled in."""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils import formats, translation

from hearthside import clock
from hearthside.errors import BadSetting
from hearthside.inbox.models import Thread
from hearthside.inbox.services.saying import answer_by
from hearthside.inbox.topics import Records, bill_number_of
from hearthside.members import selectors as members
from hearthside.organization.hours import hours_in_words
from hearthside.organization.selectors import profile

FILE = Path(__file__).parent / "replies.toml"
LANGUAGES = ("en", "es")
FACTS = frozenset({"name", "site", "phone", "hours", "answer_by", "bill_day"})


@dataclass(frozen=True, slots=True)
class Reply:
    """One way to begin: `name` is for staff; `words` by language, with {facts}."""

    slug: str
    name: str
    words: Mapping[str, str]

    @property
    def asks_for(self) -> frozenset[str]:
        """The facts its words name."""
        return frozenset(
            name
            for words in self.words.values()
            for _t, name, _f, _c in string.Formatter().parse(words)
            if name
        )


@cache
def replies(path: Path = FILE) -> Mapping[str, Reply]:
    """Every reply by its slug. Raises BadSetting for one that lacks a language or names an unknown fact."""
    found: dict[str, Reply] = {}
    for entry in tomllib.loads(path.read_text("utf-8"))["reply"]:
        reply = Reply(entry["slug"], entry["name"], {one: entry.get(one, "").strip() for one in LANGUAGES})
        if not all(reply.words.values()):
            raise BadSetting("a reply lacks a language", reply=reply.slug, expected="en and es")
        if reply.asks_for - FACTS:
            raise BadSetting("a reply names a fact there is not", found=sorted(reply.asks_for - FACTS)[0])
        found[reply.slug] = reply
    return found


def offered(facts: Mapping[str, str]) -> list[Reply]:
    """The replies whose facts are all known."""
    return [reply for reply in replies().values() if all(facts.get(name) for name in reply.asks_for)]


def facts_of(thread: Thread, records: Records) -> dict[str, str]:
    """What a reply in this thread may say, in its language; "" for what is not known."""
    org, name = profile(), members.recipient_of(thread.account_id)
    made_on = records.bills.get(bill_number_of(thread.about))
    with translation.override(thread.language):
        return {
            "name": name.partition(" ")[0], "site": org.site, "phone": org.phone,
            "hours": hours_in_words(org.hours, thread.language),
            "answer_by": formats.date_format(answer_by(clock.now()), "DATE_FORMAT"),
            "bill_day": formats.date_format(made_on, "DATE_FORMAT") if made_on else "",
        }  # fmt: skip


def begun(slug: str, facts: Mapping[str, str], language: str) -> str:
    """The words of a reply with its facts; "" for one that is not offered."""
    reply = next((one for one in offered(facts) if one.slug == slug), None)
    return reply.words[language].format_map(facts) if reply else ""
