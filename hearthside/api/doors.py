"""Who each address of the API is for: machines, each proved by a signature over what it sends."""

DOORS = dict.fromkeys(
    ("api:stripe_webhook", "api:voice_answer", "api:voice_step", "api:voice_status"), "machine"
)
