"""Who has seen and done what on a case, in plain words, from the audit events."""
