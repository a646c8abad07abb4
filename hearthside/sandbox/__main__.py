"""`python -m hearthside.sandbox`: run the pretend payment company until it is told to stop."""

import argparse
import signal
import sqlite3
import sys
import threading
from pathlib import Path

from hearthside.sandbox.server import Options, Server


def read_options(arguments: list[str]) -> Options:
    reader = argparse.ArgumentParser(prog="python -m hearthside.sandbox", description=__doc__)
    reader.add_argument("--state", type=Path, required=True, help="the file that remembers everything")
    reader.add_argument("--secret-key", required=True, help="sk_test_..., what the shop signs in with")
    reader.add_argument("--host", default="127.0.0.1", help="this machine only")
    reader.add_argument("--port", type=int, default=0, help="0 picks a free one")
    reader.add_argument("--webhook-url", default="", help="where events are sent")
    reader.add_argument("--webhook-secret", default="", help="whsec_..., what signs them")
    reader.add_argument("--our-origin", default="", help="the shop, like http://127.0.0.1:8000")
    reader.add_argument("--business", default="Test business", help="the name on the payment page")
    reader.add_argument(
        "--bank-delay", type=float, default=30, metavar="SECONDS", help="how long a bank debit takes"
    )
    reader.add_argument("--quiet", action="store_true", help="log no requests")
    given = reader.parse_args(arguments)
    options = Options(
        state=given.state, secret_key=given.secret_key, host=given.host, port=given.port,
        webhook_url=given.webhook_url, webhook_secret=given.webhook_secret, our_origin=given.our_origin,
        business=given.business, bank_delay_seconds=given.bank_delay, quiet=given.quiet,
    )  # fmt: skip
    problems = options.problems()
    if problems:
        reader.error("; ".join(problems))
    return options


def main(arguments: list[str] | None = None) -> int:
    options = read_options(sys.argv[1:] if arguments is None else arguments)
    try:
        server = Server(options)
    except (OSError, sqlite3.Error) as problem:
        sys.stderr.write(f"The sandbox cannot start on port {options.port} with {options.state}: {problem}\n")
        return 1

    def stop(*_: object) -> None:
        # From another thread: shutdown waits for the loop that this signal interrupted.
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sys.stdout.write(f"Sandbox processor ready at {server.origin} (control: {server.origin}/_control/)\n")
    sys.stdout.flush()
    server.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
