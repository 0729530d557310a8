"""No models. With this file post_migrate is sent for the portal, the last app: see portal.apps."""
