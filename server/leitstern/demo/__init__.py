"""The demo workspace: a fictional supplier and customer, and a plan as it should be."""

from leitstern.demo.seed import Demo, DemoPlan, Language, seed

__all__ = ["Demo", "DemoPlan", "Language", "seed"]
