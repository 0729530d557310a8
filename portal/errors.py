class Refusal(Exception):
    """A rule said no. The message is written for the user: what happened, and what to do now."""
