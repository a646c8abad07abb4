"""The one family of errors a person can cause. Each class carries facts; templates word them."""

from typing import Any


class HearthsideError(Exception):
    """Base of every refusal. `code` is stable: staff read it out, tests match it."""

    code = "unexpected"

    def __init__(self, *args: object, **facts: Any) -> None:
        super().__init__(*args)
        self.facts = facts

    def __str__(self) -> str:
        words = [str(arg) for arg in self.args] or [self.code]
        return ", ".join([*words, *(f"{name}: {value}" for name, value in self.facts.items())])


class UnreadableAmount(HearthsideError):
    """An amount that is not dollars and cents. It is refused, never guessed."""

    code = "money.unreadable"

    def __init__(self, found: str) -> None:
        super().__init__(
            "not an amount of money", found=repr(found[:40]), expected="dollars and cents, like 12.50"
        )
        self.found = found


class IllegalMove(HearthsideError):
    """A state change that its table does not hold."""

    code = "states.illegal_move"

    def __init__(self, subject: str, was: str, asked: str) -> None:
        super().__init__("this cannot happen now", subject=subject, was=was, asked=asked)


class BadSetting(HearthsideError):
    """An environment variable that makes no sense. Refused at start."""

    code = "config.bad_setting"
