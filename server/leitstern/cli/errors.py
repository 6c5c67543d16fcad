"""What a command says when it cannot do its work. Caught in main, shown in one line."""


class CommandFailed(Exception):
    """What went wrong, in one sentence for the person at the terminal."""
