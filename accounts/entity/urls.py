from django.urls import path

from accounts.entity import assister_views, request_views, site_views

app_name = "entity"

urlpatterns = [
    path("", assister_views.AssisterList.as_view(), name="assister_list"),
    path("assisters/<uuid:pk>/remove/", request_views.request_remove, name="request_remove"),
    path("requests/", request_views.RequestList.as_view(), name="request_list"),
    path("requests/add/", request_views.request_add, name="request_add"),
    path("requests/<uuid:pk>/", request_views.request_detail, name="request_detail"),
    path("requests/<uuid:pk>/withdraw/", request_views.request_withdraw, name="request_withdraw"),
    path("sites/", site_views.SiteList.as_view(), name="site_list"),
    path("sites/add/", site_views.site_add, name="site_add"),
    path("sites/<uuid:pk>/", site_views.site_edit, name="site_edit"),
    path("sites/<uuid:pk>/close/", site_views.site_close, name="site_close"),
    path("sites/<uuid:pk>/reopen/", site_views.site_reopen, name="site_reopen"),
]
