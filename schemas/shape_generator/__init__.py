"""Turns the JSON Schemas into the types and tables of Python and TypeScript. Run by ../generate.py."""
