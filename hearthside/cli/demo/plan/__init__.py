"""A synthetic plan's year and a half: people, care, the plan's decisions, the files it sent. Pure and seeded.

`making.make_plan` puts it together; the same seed, size and day make the same bytes.
"""
