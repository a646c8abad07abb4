"""Which help topics answer a question, best first. `-` reads a question a line and answers a line each."""

import argparse
import sys
from collections.abc import Sequence

from hearthside.cli.main import say_json
from hearthside.helpcenter import library
from hearthside.helpcenter.searching import selectors
from hearthside.helpcenter.searching.ranking import LANGUAGES, Ranked, ranker

HELP = "find the help topic that answers a question"
SHOWN_MOST = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="+", help="in English or Spanish, in any words; - reads one a line")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the titles that are printed")


def run(arguments: argparse.Namespace) -> int:
    sayings = selectors.sayings() if selectors.is_ready() else ()
    asked = " ".join(arguments.question)
    for question in (line.rstrip("\n") for line in sys.stdin) if asked == "-" else (asked,):
        found = ranker().rank(question, sayings)[:SHOWN_MOST]
        if arguments.json:
            say_json({"results": [{"topic": one.topic, "score": round(one.score, 4)} for one in found]})
            sys.stdout.flush()
        else:
            _print(question, found, arguments.language)
    return 0


def _print(question: str, found: Sequence[Ranked], language: str) -> None:
    titles = library.topics(language)
    if not found:
        print(f"Nothing here knows a word of: {question[:80]}")
    for one in found[:3]:
        print(f"{one.score:4.0%}  {titles[one.topic].title}  /help/{one.topic}/")
