"""Who sets a letter on paper: we, from its words, or the room whose document it is.

A room that sets its own holds, in its `letters.py`:

    PAPERS = {"bill": bill_pdf_of}      # reference in, PDF bytes out
"""

import re
from collections.abc import Callable

from hearthside import clock
from hearthside.mailroom.errors import NoSuchPaper
from hearthside.mailroom.models import Message
from hearthside.mailroom.paper import Letter, render_letter
from hearthside.organization.selectors import profile
from hearthside.rooms import parts_of_rooms

Paper = Callable[[str], bytes]


def pdf_of(message: Message) -> bytes:
    """The letter as PDF; the same bytes each time. Raises NoSuchPaper."""
    if message.paper:
        return paper_named(message.paper)(message.reference)
    return render_letter(letter_of(message), profile(clock.day_of(message.made_at)))


def letter_of(message: Message) -> Letter:
    """What a letter of words says."""
    return Letter(
        number=message.number,
        made_on=clock.day_of(message.made_at),
        name=message.to,
        address_lines=tuple(message.to_lines),
        subject=message.subject,
        paragraphs=paragraphs_of(message.body),
        language=message.language,
        large_print=message.large_print,
        account_number=message.account.number if message.account is not None else "",
    )


def paragraphs_of(body: str) -> tuple[str, ...]:
    """Paragraphs, and items of a list each for itself."""
    found: list[str] = []
    # A browser ends its lines with both marks.
    for block in re.split(r"\n\s*\n", body.replace("\r\n", "\n")):
        run: list[str] = []
        for line in (line.strip() for line in block.splitlines()):
            if line.startswith("- "):
                found += [" ".join(run)] if run else []
                found.append(line)
                run = []
            elif line:
                run.append(line)
        found += [" ".join(run)] if run else []
    return tuple(found)


def paper_named(name: str) -> Paper:
    """The room's function that sets this paper. Raises NoSuchPaper."""
    for module in parts_of_rooms("letters"):
        papers: dict[str, Paper] = getattr(module, "PAPERS", {})
        if name in papers:
            return papers[name]
    raise NoSuchPaper("no room sets this paper", paper=name)
