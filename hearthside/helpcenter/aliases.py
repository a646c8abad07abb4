"""Older addresses of topics, and words people type for them; they lead to the topic for good."""

ALIASES = {
    "appeal": "start-appeal",
    "appeals": "start-appeal",
    "autopay": "autopay-paperless",
    "account-number": "find-account-number",
    "contact": "contact-us",
    "death": "member-deceased",
    "eob": "understand-bill",
    "fraud": "report-fraud",
    "hsa": "itemized-receipt",
    "cpap": "pap-instructions",
    "paperless": "autopay-paperless",
    "pay": "pay-online",
    "payment-help": "cannot-pay",
    "privacy": "privacy-practices",
    "pumps": "pump-types",
    "receipt": "itemized-receipt",
    "returns": "return-equipment",
    "scam": "official-site",
    "sign-in": "login-trouble",
}
