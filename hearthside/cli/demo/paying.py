"""People of the demo pay their bills: through the same flow as everyone, at the sandbox processor."""

from datetime import date

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.bills import selectors as bills
from hearthside.cli.demo.errors import NotForTheDemo
from hearthside.cli.demo.plan.months import month_of
from hearthside.cli.demo.plan.people import Habit, Household
from hearthside.errors import HearthsideError
from hearthside.money import ZERO, Money
from hearthside.payments import flows, rules, selectors, services, standing
from hearthside.payments.standing import Standing
from hearthside.sandbox.payer import Payer
from hearthside.sandbox.process import SandboxProcess

GUEST = Actor(ActorKind.GUEST, "", door="web")
DEMO = job("demo")
CARDS = (
    "4242 4242 4242 4242",
    "5555 5555 5555 4444",
    "3782 822463 10005",
    "6011 1111 1111 1117",
    "4000 0566 5566 5556",
)
WAITING_AT_BANK = "processing"
CAN_BE_PAID = ("started", "open", "unclear")


def pay_bill(household: Household, account_id: int, *, place: int, last_month: int) -> bool:
    """What this household does with its open bill today. True if a payment was made or sent to the bank.

    Safe to repeat: a day's payment has one request key, and a hosted page takes one payment.
    """
    today = clock.today()
    if not _pays_now(household.habit, today, last_month):
        return False
    bill = bills.open_bill(account_id)
    if bill is None:
        return False
    key = _key(household, today)
    attempt = selectors.attempt_of_form(account_id, key)
    if attempt is None:
        choice = _choice(household, standing.of_bill(account_id, bill, at=clock.now()))
        if choice is None:
            return False
        wanted = services.Wanted(
            account_id=account_id,
            bill_id=bill.pk,
            choice=choice,
            method="bank" if household.pays_by_bank else "card",  # type: ignore[arg-type]
            request_key=key,
            door="guest",
            language=household.language,
        )
        attempt = flows.begin(wanted=wanted, by=GUEST, at=clock.now()).attempt
    if attempt.state in CAN_BE_PAID:
        _at_the_hosted_page(household, attempt.page_url, place)
        attempt = flows.ask(attempt, by=GUEST, at=clock.now())
    if attempt.state in CAN_BE_PAID:
        raise NotForTheDemo("a payment of the demo did not arrive", confirmation=attempt.reference)
    return True


def hear_from_the_bank(household: Household, account_id: int, *, paid_on: date) -> None:
    """The bank has answered about the debit of that day."""
    attempt = selectors.attempt_of_form(account_id, _key(household, paid_on))
    if attempt is not None and attempt.state == WAITING_AT_BANK:
        flows.ask(attempt, by=DEMO, at=clock.now())


def bank_takes_back(account_id: int, sandbox: SandboxProcess) -> None:
    """The bank takes the newest payment of an account back, weeks after it had paid."""
    for attempt in selectors.payments_of(account_id):
        payment = selectors.payment_of(attempt)
        if payment is not None and payment.state == "received":
            sandbox.control("late-return", payment_intent=payment.processor_id)
            flows.ask(attempt, by=DEMO, at=clock.now())
        return


def _at_the_hosted_page(household: Household, url: str, place: int) -> None:
    payer = Payer(url)
    if payer.view.action is None:
        return  # a run that was killed had paid already
    if household.pays_by_bank:
        payer.pay_by_bank(holder=household.name)
    else:
        number = CARDS[place % len(CARDS)]
        payer.pay(number=number, name=household.name, code="1234" if number.startswith("3") else "123")


def _choice(household: Household, now: Standing) -> rules.Choice | None:
    """What they pay; None where nothing is due, or too little to pay online."""
    payable = now.payable
    amount = Money(payable.cents // 2) if household.habit is Habit.HALF else payable
    try:
        return rules.choose_part(amount, payable=payable, smallest_part=now.smallest_part)
    except HearthsideError:
        # Half of a small bill is less than the smallest part: then all of it, or nothing at all.
        return rules.choose_all(payable) if payable > ZERO and payable >= rules.PROCESSOR_LEAST else None


def _pays_now(habit: Habit, today: date, last_month: int) -> bool:
    month = month_of(today)
    if habit is Habit.EVERY_FOURTH:
        return month % 4 == last_month % 4
    if habit in (Habit.LATEST_OPEN, Habit.BANK_RETURNED):
        return month < last_month
    return habit is not Habit.NEVER


def _key(household: Household, on: date) -> str:
    return f"demo:{household.key}:{on.isoformat()}"
