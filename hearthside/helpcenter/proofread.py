"""Read every text of the help center before it goes out.

    python -m hearthside.helpcenter.proofread [--today YYYY-MM-DD]

Prints one line for each thing to mend, as `file:line: what`; leaves with 1 when there is a fault.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from hearthside.helpcenter.proofreading import Finding


def everything_wrong(today: date) -> "Iterator[Finding]":
    """Every finding in topics and in the pages about us. Raises BadTopic for a file that cannot be read."""
    from django.conf import settings

    from hearthside.helpcenter import library, paths
    from hearthside.helpcenter.about.pages import pages
    from hearthside.helpcenter.facts import facts_of
    from hearthside.helpcenter.proofreading import Finding, House, Piece, proofread, proofread_topics
    from hearthside.organization.selectors import profile

    languages = [code for code, _name in settings.LANGUAGES]
    house = House(
        facts={language: facts_of(profile(today), language) for language in languages},
        is_page=paths.is_page,
        topics={language: library.topics(language) for language in languages},
        today=today,
    )
    yield from proofread_topics(house)
    for language in languages:
        for slug in {name for code in languages for name in pages(code)}:
            page = pages(language).get(slug)
            if page is None:
                yield Finding(f"about/pages/{slug}/{language}.md", 1, "this translation is missing")
                continue
            file = f"about/pages/{slug}/{language}.md"
            yield from proofread(
                Piece(file, language, (page.title, page.short), page.sections, page.reviewed_on), house
            )


def main(arguments: list[str] | None = None) -> int:
    """0 when nothing must be mended; warnings alone do not stop anybody."""
    parser = argparse.ArgumentParser(prog="python -m hearthside.helpcenter.proofread")
    parser.add_argument("--today", type=date.fromisoformat, default=None)
    asked = parser.parse_args(arguments)

    from hearthside import clock
    from hearthside.helpcenter.library import BadTopic
    from hearthside.helpcenter.proofreading import Weight

    try:
        findings = sorted(everything_wrong(asked.today or clock.today()))
    except BadTopic as trouble:
        sys.stdout.write(f"{trouble}\n")
        return 1
    sys.stdout.writelines(f"{finding}\n" for finding in findings)
    faults = sum(finding.weight is Weight.FAULT for finding in findings)
    sys.stdout.write(f"{faults} to mend, {len(findings) - faults} to look at\n")
    return 1 if faults else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearthside.config.settings")
    django.setup()
    sys.exit(main())
