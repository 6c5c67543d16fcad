"""The error of a command that cannot do its work. `run_command` prints it as one line."""


class CommandFailed(Exception):
    """What went wrong, in one sentence for the person at the terminal."""
