from django.urls import include, path

from casework.views import board, book, changes, documents, files, renewals

app_name = "casework"

own = [
    path("", documents.own_document_list, name="own_document_list"),
    path("send/", documents.own_document_send, name="own_document_send"),
    path("<uuid:pk>/", documents.own_document_detail, name="own_document_detail"),
    path("<uuid:pk>/send/", documents.own_document_answer, name="own_document_answer"),
    path("files/<uuid:pk>/", files.own_document_file, name="own_document_file"),
    path("files/<uuid:pk>/preview/", files.own_document_preview, name="own_document_preview"),
]
own_changes = [
    path("", changes.own_change_list, name="own_change_list"),
    path("report/", changes.own_change_create, name="own_change_create"),
    path("<uuid:pk>/", changes.own_change_detail, name="own_change_detail"),
    path("<uuid:pk>/edit/", changes.own_change_edit, name="own_change_edit"),
    path("<uuid:pk>/review/", changes.own_change_review, name="own_change_review"),
    path("<uuid:pk>/withdraw/", changes.own_change_withdraw, name="own_change_withdraw"),
]
own_renewal = [
    path("", renewals.own_renewal_detail, name="own_renewal_detail"),
    path("begin/", renewals.own_renewal_begin, name="own_renewal_begin"),
    path("review/", renewals.own_renewal_review, name="own_renewal_review"),
    path("<slug:step>/", renewals.own_renewal_step, name="own_renewal_step"),
]
of_case = [
    path("", documents.document_list, name="document_list"),
    path("send/", documents.document_send, name="document_send"),
    path("<uuid:pk>/", documents.document_detail, name="document_detail"),
    path("<uuid:pk>/send/", documents.document_answer, name="document_answer"),
    path("files/<uuid:pk>/", files.document_file, name="document_file"),
    path("files/<uuid:pk>/preview/", files.document_preview, name="document_preview"),
]
changes_of_case = [
    path("", changes.change_list, name="change_list"),
    path("report/", changes.change_create, name="change_create"),
    path("<uuid:pk>/", changes.change_detail, name="change_detail"),
    path("<uuid:pk>/edit/", changes.change_edit, name="change_edit"),
    path("<uuid:pk>/review/", changes.change_review, name="change_review"),
    path("<uuid:pk>/withdraw/", changes.change_withdraw, name="change_withdraw"),
]
renewal_of_case = [
    path("", renewals.renewal_detail, name="renewal_detail"),
    path("begin/", renewals.renewal_begin, name="renewal_begin"),
    path("review/", renewals.renewal_review, name="renewal_review"),
    path("<slug:step>/", renewals.renewal_step, name="renewal_step"),
]

urlpatterns = [
    path("my-case/documents/", include(own)),
    path("my-case/changes/", include(own_changes)),
    path("my-case/renewal/", include(own_renewal)),
    path("cases/", book.book, name="book"),
    path("cases/export/", book.book_export, name="book_export"),
    path("cases/renewals/", board.renewal_board, name="renewal_board"),
    path("cases/<uuid:case>/documents/", include(of_case)),
    path("cases/<uuid:case>/changes/", include(changes_of_case)),
    path("cases/<uuid:case>/renewal/", include(renewal_of_case)),
]
