"""Prove a day's cash: what the bank says, what we expected there, what the ledger holds, to the cent."""

import argparse
from datetime import date

from hearthside import clock
from hearthside.banking import services
from hearthside.banking.showing import day_as_json
from hearthside.cli.actor import shell
from hearthside.cli.main import say_json
from hearthside.money import Money

HELP = "prove a day's cash against the bank"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="which day (default: today)"
    )


def run(arguments: argparse.Namespace) -> int:
    day = arguments.day or clock.today()
    services.prove_day(on=day, by=shell(), at=clock.now())
    answer = day_as_json(day)
    if arguments.json:
        say_json(answer)
    else:
        for difference in answer["differences"]:
            print(f"{Money(difference['cents'])}  {difference['what']}")
        print(f"{day}: {'proven' if answer['ok'] else 'not proven'}.")
    return 0 if answer["ok"] else 1
