"""The demo workspace: a fictional supplier and customer with an exemplary plan."""

from leitstern.demo.seed import Demo, DemoPlan, Language, seed

__all__ = ["Demo", "DemoPlan", "Language", "seed"]
