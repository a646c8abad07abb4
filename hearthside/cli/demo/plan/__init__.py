"""A synthetic plan's year and a half: people, care, the plan's decisions, the files it sent. Pure and seeded.

The same seed, size and day make the same bytes.
"""

from hearthside.cli.demo.plan.making import SyntheticPlan, make_plan

__all__ = ["SyntheticPlan", "make_plan"]
