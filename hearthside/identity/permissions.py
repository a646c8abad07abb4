"""Who among staff may do what in this room."""

PERMISSIONS = {"identity.give_roles": ("supervisor",)}
