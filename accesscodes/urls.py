from django.urls import include, path

from accesscodes.views import calls, codes, delegating, holds, linking, steps

app_name = "accesscodes"

help_line = [
    path("", calls.call_list, name="call_list"),
    path("export/", calls.call_export, name="call_export"),
    path("holds/", holds.hold_list, name="hold_list"),
    path("holds/<uuid:pk>/", holds.hold_override, name="hold_override"),
    path("calls/start/", calls.call_start, name="call_start"),
    path("calls/<uuid:pk>/", calls.call_detail, name="call_detail"),
    path("calls/<uuid:pk>/caller/", steps.call_caller, name="call_caller"),
    path("calls/<uuid:pk>/case/", steps.call_case, name="call_case"),
    path("calls/<uuid:pk>/case/choose/", steps.case_choose, name="case_choose"),
    path("calls/<uuid:pk>/identity/", steps.call_identity, name="call_identity"),
    path("calls/<uuid:pk>/code/", codes.call_code, name="call_code"),
    path("calls/<uuid:pk>/code/read-back/", codes.code_read_back, name="code_read_back"),
    path("calls/<uuid:pk>/code/revoke/", codes.code_revoke, name="code_revoke"),
    path("calls/<uuid:pk>/delegation/", delegating.call_delegation, name="call_delegation"),
    path(
        "calls/<uuid:pk>/delegation/sign/",
        delegating.call_delegation_sign,
        name="call_delegation_sign",
    ),
    path(
        "calls/<uuid:pk>/delegation/end/",
        delegating.call_delegation_end,
        name="call_delegation_end",
    ),
    path("calls/<uuid:pk>/end/", calls.call_end, name="call_end"),
]

urlpatterns = [
    path("help-line/", include(help_line)),
    path("my-case/link/", linking.case_link, name="case_link"),
]
