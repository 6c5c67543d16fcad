"""Leitstern: key account plans that supplier and customer write together, live."""

__version__ = "0.1.0"
