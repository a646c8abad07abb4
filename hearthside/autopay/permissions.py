"""Who among staff may do what in this room. Nobody may add a card or a number: there is no door for it."""

PERMISSIONS = {
    "autopay.see": ("billing_agent", "supervisor"),
    "autopay.stop": ("billing_agent", "supervisor"),
}
