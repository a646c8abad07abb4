"""Who among staff may help with signing in. Who asks and who calls back are never the same person."""

PERMISSIONS = {
    "recovery.ask": ("billing_agent", "supervisor"),
    "recovery.call_back": ("billing_agent", "supervisor"),
}
