"""Long work on many rows: prepared in a preview, confirmed, done by the worker in chunks."""
