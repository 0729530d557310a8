class CannotStart(Exception):
    """A service cannot run here. The message is one sentence that says what to do."""
