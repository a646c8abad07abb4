"""What waits for a person or a plan: each with its reason, its age and its place in its file."""

import argparse

from hearthside import clock
from hearthside.claims import selectors as claims
from hearthside.claims.holding import staff_words
from hearthside.cli.main import say_json

HELP = "list what is held, and why"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--most", type=int, default=200, metavar="N", help="how many to list (default 200)")


def run(arguments: argparse.Namespace) -> int:
    today = clock.today()
    rows = [
        {
            "reason": item.reason,
            "days": (today - item.held_on).days,
            "claim": item.number,
            "payer": item.payer,
            "amount_cents": item.amount.cents,
            "account": item.account,
            "file": item.file_name,
            "segment": item.segment,
            "do": staff_words(item.reason),
        }
        for item in claims.queue(most=arguments.most)
    ]
    if arguments.json:
        say_json({"held": rows})
        return 0
    for row in rows:
        print(f"{row['days']} days, {row['reason']}: claim {row['claim']} of {row['payer']}")
        print(f"  {row['file']}, segment {row['segment']}; account {row['account'] or 'none'}")
        print(f"  {row['do']}")
    print(f"{len(rows)} held.")
    return 0
