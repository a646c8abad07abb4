"""Who works at the staff desk, and as what: list them, add one, give or take a role.

The first supervisor of a house is made here; from then on roles are given at the desk.
"""

import argparse

from hearthside import clock
from hearthside.cli.actor import shell
from hearthside.cli.main import say_json
from hearthside.errors import HearthsideError
from hearthside.identity import selectors, services
from hearthside.identity.roles import known_roles

HELP = "list staff, add one, give or take a role"


class NoSuchLogin(HearthsideError):
    """Nobody signs in with this address."""

    code = "cli.no_such_login"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=("list", "add", "give", "take"))
    parser.add_argument("email", nargs="?", default="")
    parser.add_argument("role", nargs="?", default="", help="one of: " + ", ".join(known_roles()))
    parser.add_argument("--name", default="", help="for add: as colleagues see it")


def run(arguments: argparse.Namespace) -> int:
    if arguments.verb == "list":
        return _list(as_json=arguments.json)
    if not arguments.email:
        raise NoSuchLogin("say whose: an e-mail address", verb=arguments.verb)
    at = clock.now()
    if arguments.verb == "add":
        services.create_login(
            email=arguments.email, password=None, name=arguments.name, is_staff=True, verified=False,
            by=shell(), at=at,
        )  # fmt: skip
        done = f"{arguments.email} may sign in with a code sent there. Give a role next."
    else:
        login = selectors.login_with_email(arguments.email)
        if login is None:
            raise NoSuchLogin("nobody signs in with this address", email=arguments.email)
        change = services.give_role if arguments.verb == "give" else services.take_role
        change(login_id=login.pk, role=arguments.role, by=shell(), at=at)
        done = f"{arguments.email}: {arguments.role} {'given' if arguments.verb == 'give' else 'taken away'}."
    say_json({"ok": True, "done": done}) if arguments.json else print(done)
    return 0


def _list(*, as_json: bool) -> int:
    rows = [
        {"email": login.email, "name": login.name, "roles": roles}
        for login, roles in selectors.staff_logins()
    ]
    if as_json:
        say_json({"staff": rows})
        return 0
    for row in rows:
        print(f"{row['email']}  {row['name']}  {', '.join(row['roles']) or 'no role'}")
    return 0
