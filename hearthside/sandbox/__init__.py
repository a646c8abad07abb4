"""The sandbox processor: a payment company of our own, for the demo and the tests.

A separate server with its own durable state, speaking Stripe's wire format, so that the code
which runs in production is the code which runs here. No real money, and no real card number.
"""
