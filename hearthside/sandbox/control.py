"""The control page: let time pass, make things go wrong, see what was told to the shop.

`/_control/` is a page; every button on it is also a POST that answers JSON to a program. It is
reachable from this machine only, and moves nothing but pretend money.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from hearthside.sandbox import webhooks, words
from hearthside.sandbox.processing import Sandbox
from hearthside.sandbox.wire import ApiError, Json, refused

FAULTS = {
    "lose_answer": "do the work, then close without an answer",
    "error_after": "do the work, then answer 500",
    "error_before": "answer 500 and do nothing",
    "refuse": "close without an answer and do nothing",
    "slow": "wait, then answer",
}
SECONDS_MAX = 400 * 86400
COUNT_MAX = 1000


class Control:
    """What the control page can do, each by name and form fields."""

    def __init__(self, sandbox: Sandbox, *, wake: Callable[[], None]) -> None:
        self._box = sandbox
        self._store = sandbox.store
        self._wake = wake
        self._doings: dict[str, Callable[[dict[str, str]], Json]] = {
            "advance": self._advance,
            "settle": self._settle,
            "faults": self._faults,
            "faults/clear": self._clear_faults,
            "dispute": self._dispute,
            "close-dispute": self._close_dispute,
            "late-return": self._late_return,
            "fail-refund": self._fail_refund,
            "webhooks": self._webhooks,
            "resend": self._resend,
        }

    def do(self, name: str, form: dict[str, str]) -> Json:
        """Do one thing. Raises ApiError for a thing or a value that makes no sense."""
        if name not in self._doings:
            raise ApiError(404, "invalid_request_error", f"No such control: {name[:60]}")
        with self._store.transaction():
            done = self._doings[name](form)
        self._wake()
        return done

    def state(self) -> Json:
        """What waits, what is broken on purpose, and what the shop was told."""
        return {
            "now": int(self._box.clock()),
            "waiting": self._store.waiting(),
            "faults": self._store.faults(),
            "deliveries": self._store.deliveries(),
            "deliveries_waiting": self._store.deliveries_waiting(),
            "webhooks": {
                name.removeprefix("webhooks."): self._store.setting(name)
                for name in (
                    webhooks.HOLD, webhooks.DUPLICATE, webhooks.DROP, webhooks.REVERSED, webhooks.DELAY,
                )
            },
        }  # fmt: skip

    def _advance(self, form: dict[str, str]) -> Json:
        return {"happened": self._box.advance(_number(form, "seconds", SECONDS_MAX))}

    def _settle(self, form: dict[str, str]) -> Json:
        if form.get("payment_intent"):
            self._box.settle(self._known("payment_intent", form["payment_intent"])["id"])
            return {"settled": 1}
        return {"settled": self._box.settle_all()}

    def _faults(self, form: dict[str, str]) -> Json:
        kind = form.get("kind", "")
        if kind not in FAULTS:
            raise refused(f"Invalid kind: must be one of {', '.join(FAULTS)}", param="kind")
        prefix, method = form.get("prefix") or "/v1/", form.get("method", "").upper()
        if not prefix.startswith("/") or method not in ("", "GET", "POST"):
            raise refused(
                "A fault takes a path prefix like /v1/refunds and a method GET or POST", param="prefix"
            )
        count = int(_number(form, "count", COUNT_MAX, default=1))
        seconds = _number(form, "seconds", 600, default=0)
        self._store.add_fault(kind=kind, prefix=prefix, method=method, count=count, seconds=seconds)
        return {"faults": self._store.faults()}

    def _clear_faults(self, form: dict[str, str]) -> Json:
        self._store.clear_faults()
        return {"faults": []}

    def _known(self, kind: str, name: str) -> Json:
        thing = self._store.find(kind, name)
        if thing is None:
            raise ApiError(404, "invalid_request_error", f"No such {kind}: '{name[:80]}'")
        return thing

    def _charge(self, form: dict[str, str]) -> str:
        """The charge a form means: by its own id or by its payment's."""
        if form.get("payment_intent"):
            charge = self._known("payment_intent", form["payment_intent"])["latest_charge"]
            return str(self._known("charge", charge or "none yet")["id"])
        return str(self._known("charge", form.get("charge", ""))["id"])

    def _dispute(self, form: dict[str, str]) -> Json:
        dispute = self._box.open_dispute(
            self._charge(form),
            reason=form.get("reason") or "fraudulent",
            inquiry=form.get("inquiry") == "true",
        )
        if dispute is None:
            raise ApiError(
                400, "invalid_request_error", "Only a paid charge without a dispute can be disputed."
            )
        return {"dispute": dispute["id"]}

    def _close_dispute(self, form: dict[str, str]) -> Json:
        dispute = self._known("dispute", form.get("dispute", ""))
        self._box.close_dispute(dispute["id"], won=form.get("won") == "true")
        return {"dispute": dispute["id"]}

    def _late_return(self, form: dict[str, str]) -> Json:
        self._box.return_late(self._charge(form), reason=form.get("reason") or "debit_not_authorized")
        return {"returned": True}

    def _fail_refund(self, form: dict[str, str]) -> Json:
        refund = self._known("refund", form.get("refund", ""))
        self._box.finish_refund(refund["id"], arrived=False)
        return {"refund": refund["id"]}

    def _webhooks(self, form: dict[str, str]) -> Json:
        """hold=true|false, reversed=true|false, duplicate=N, drop=N, delay=SECONDS."""
        for name, setting in (("hold", webhooks.HOLD), ("reversed", webhooks.REVERSED)):
            if name in form:
                self._store.set(setting, "1" if form[name] == "true" else "")
        for name, setting in (("duplicate", webhooks.DUPLICATE), ("drop", webhooks.DROP)):
            if form.get(name):
                self._store.set(setting, str(int(_number(form, name, COUNT_MAX))))
        if form.get("delay"):
            self._store.set(webhooks.DELAY, str(_number(form, "delay", 86400)))
        return dict(self.state()["webhooks"])

    def _resend(self, form: dict[str, str]) -> Json:
        event = self._known("event", form.get("event", ""))
        self._store.add_delivery(event["id"], at=self._box.clock())
        return {"event": event["id"]}

    # The page

    def page(self) -> bytes:
        state = self.state()
        payments = self._store.page("payment_intent", limit=20).objects
        rows = "".join(self._payment_row(intent) for intent in payments)
        faults = _rows(state["faults"], ("kind", "prefix", "method", "remaining", "seconds"))
        told = _rows(state["deliveries"], ("type", "state", "tries", "last", "event"))
        options = "".join(f'<option value="{name}">{escape(what)}</option>' for name, what in FAULTS.items())
        held = " (held now)" if state["webhooks"]["hold"] else ""
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>Sandbox control</title>
  <link rel="stylesheet" href="/page.css">
</head>
<body>
  <header><p class="hs-banner">Test payment company: no real money</p></header>
  <div class="hs-wrap hs-wrap--wide">
    <main id="main">
      <h1>Sandbox control</h1>
      <section class="hs-card"><h2>Time</h2>
        <p>{len(state["waiting"])} things wait for their time: bank debits, refunds, open pages.</p>
        <div class="hs-row">{_form("advance", "Let a day pass", ("seconds", "86400"))}
          {_form("advance", "Let five days pass", ("seconds", "432000"))}
          {_form("settle", "Settle every bank debit now")}</div>
      </section>
      <section class="hs-card"><h2>Payments</h2>
        {_table(("Payment", "Amount", "State", "Method", "Make it happen"), rows)}
      </section>
      <section class="hs-card"><h2>Make the next calls fail</h2>
        <form class="hs-row" action="/_control/faults" method="post">
          <div class="hs-question"><label for="kind">How</label>
            <select class="hs-field" id="kind" name="kind">{options}</select></div>
          {_question("prefix", "Path begins with", "/v1/")}
          {_question("count", "How many calls", "1")}
          {_question("seconds", "Seconds (slow)", "0")}
          <button class="hs-button">Add</button>
        </form>
        {_table(("How", "Path", "Method", "Left", "Seconds"), faults)}
        <div class="hs-row">{_form("faults/clear", "Clear all faults")}</div>
      </section>
      <section class="hs-card"><h2>Webhooks{held}</h2>
        <p>{state["deliveries_waiting"]} wait to be delivered.</p>
        <div class="hs-row">{_form("webhooks", "Hold", ("hold", "true"))}
          {_form("webhooks", "Release, oldest first", ("hold", "false"), ("reversed", "false"))}
          {_form("webhooks", "Release, newest first", ("hold", "false"), ("reversed", "true"))}
          {_form("webhooks", "Send the next one twice", ("duplicate", "1"))}
          {_form("webhooks", "Drop the next one", ("drop", "1"))}
          {_form("webhooks", "Delay by 30 seconds", ("delay", "30"))}
          {_form("webhooks", "No delay", ("delay", "0"))}</div>
        {_table(("Event", "State", "Tries", "Last answer", "Id"), told)}
      </section>
    </main>
  </div>
</body>
</html>
""".encode()

    def _payment_row(self, intent: Json) -> str:
        charge = self._store.find("charge", intent["latest_charge"] or "")
        how, buttons = "", ""
        if charge:
            details = charge["payment_method_details"]
            how = f"{details['type']} {details[details['type']]['last4']}"
            target = ("payment_intent", intent["id"])
            if intent["status"] == "processing":
                buttons = _form("settle", "Settle", target)
            elif charge["status"] == "succeeded" and not charge["disputed"]:
                bank = details["type"] == "us_bank_account"
                buttons = (
                    _form("late-return", "Return late", target)
                    if bank
                    else _form("dispute", "Dispute", target)
                )
        for dispute in self._store.page("dispute", filters={"payment_intent": intent["id"]}).objects:
            if dispute["status"] in ("needs_response", "warning_needs_response"):
                named = ("dispute", dispute["id"])
                buttons += _form("close-dispute", "Win dispute", named, ("won", "true"))
                buttons += _form("close-dispute", "Lose dispute", named, ("won", "false"))
        shown = (intent["id"], words.money(intent["amount"]), intent["status"], how)
        cells = "".join(f"<td>{escape(value)}</td>" for value in shown)
        return f"<tr>{cells}<td>{buttons}</td></tr>"


def _number(form: dict[str, str], name: str, high: float, *, default: float | None = None) -> float:
    text = form.get(name, "")
    if not text and default is not None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= high:
        raise refused(f"Invalid {name}: a number from 0 to {high:g} is expected", param=name)
    return value


def _form(action: str, label: str, *hidden: tuple[str, str]) -> str:
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden
    )
    return (
        f'<form action="/_control/{action}" method="post">{fields}'
        f'<button class="hs-button hs-button--quiet">{escape(label)}</button></form>'
    )


def _question(name: str, label: str, value: str) -> str:
    return (
        f'<div class="hs-question"><label for="{name}">{label}</label>'
        f'<input class="hs-field" id="{name}" name="{name}" value="{value}"></div>'
    )


def _table(heads: tuple[str, ...], rows: str) -> str:
    if not rows:
        return "<p>Nothing yet.</p>"
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f'<div class="hs-scroll" tabindex="0" role="region" aria-label="{heads[0]}s">'
        f'<table class="hs-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _rows(things: list[dict[str, Any]], names: tuple[str, ...]) -> str:
    return "".join(
        "<tr>" + "".join(f"<td>{escape(str(thing[name]))}</td>" for name in names) + "</tr>"
        for thing in things
    )
