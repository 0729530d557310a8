from django.urls import include, path

from casework.views import documents, files

app_name = "casework"

own = [
    path("", documents.own_document_list, name="own_document_list"),
    path("send/", documents.own_document_send, name="own_document_send"),
    path("<uuid:pk>/", documents.own_document_detail, name="own_document_detail"),
    path("<uuid:pk>/send/", documents.own_document_answer, name="own_document_answer"),
    path("files/<uuid:pk>/", files.own_document_file, name="own_document_file"),
    path("files/<uuid:pk>/preview/", files.own_document_preview, name="own_document_preview"),
]
of_case = [
    path("", documents.document_list, name="document_list"),
    path("send/", documents.document_send, name="document_send"),
    path("<uuid:pk>/", documents.document_detail, name="document_detail"),
    path("<uuid:pk>/send/", documents.document_answer, name="document_answer"),
    path("files/<uuid:pk>/", files.document_file, name="document_file"),
    path("files/<uuid:pk>/preview/", files.document_preview, name="document_preview"),
]

urlpatterns = [
    path("my-case/documents/", include(own)),
    path("cases/<uuid:case>/documents/", include(of_case)),
]
