"""Every write about claims."""

from hearthside.claims.services.holds import release_waits
from hearthside.claims.services.posting import open_remittance, post_claims
from hearthside.claims.services.rematching import rematch_unknown
from hearthside.claims.services.voiding import void_charges

__all__ = ["open_remittance", "post_claims", "release_waits", "rematch_unknown", "void_charges"]
