"""Who among staff may do what in this room."""

PERMISSIONS = {
    "people.see": ("billing_agent", "supervisor"),
    "people.read_papers": ("billing_agent", "supervisor"),
    "people.agree_to_papers": ("billing_agent", "supervisor"),
    "people.log_spoken": ("billing_agent", "supervisor"),
    "people.end_access": ("billing_agent", "supervisor"),
    "people.keep_safe": ("billing_agent", "supervisor"),
    "people.clear_safety": ("supervisor",),
    "people.see_kept_address": ("supervisor",),
    "people.keep_care_private": ("billing_agent", "supervisor"),
}
WALLED = {"people.see_kept_address"}
"""Not even an auditor reads where somebody lives who may not be safe."""
