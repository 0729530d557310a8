from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's admin on the portal's own site object."""

    default_site = "accounts.admin_site.PortalAdminSite"
