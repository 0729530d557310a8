"""No models: with this file post_migrate is sent for the portal, the last app, and loads the reference data."""
