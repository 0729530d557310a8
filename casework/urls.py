from django.urls import include, path

from casework.views import (
    activity,
    board,
    book,
    changes,
    documents,
    files,
    overview,
    questions,
    renewals,
)

app_name = "casework"

own = [
    path("", documents.own_document_list, name="own_document_list"),
    path("send/", documents.own_document_send, name="own_document_send"),
    path("<uuid:pk>/", documents.own_document_detail, name="own_document_detail"),
    path("<uuid:pk>/send/", documents.own_document_answer, name="own_document_answer"),
    path("files/<uuid:pk>/", files.own_document_file, name="own_document_file"),
    path("files/<uuid:pk>/preview/", files.own_document_preview, name="own_document_preview"),
    path("files/<uuid:pk>/take-back/", files.own_document_take_back, name="own_document_take_back"),
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
    path("take-back/", renewals.own_renewal_take_back, name="own_renewal_take_back"),
    path("<slug:step>/", renewals.own_renewal_step, name="own_renewal_step"),
]
own_questions = [
    path("", questions.own_question_list, name="own_question_list"),
    path("<uuid:pk>/", questions.own_question_answer, name="own_question_answer"),
]
of_case = [
    path("", documents.document_list, name="document_list"),
    path("send/", documents.document_send, name="document_send"),
    path("<uuid:pk>/", documents.document_detail, name="document_detail"),
    path("<uuid:pk>/send/", documents.document_answer, name="document_answer"),
    path("files/<uuid:pk>/", files.document_file, name="document_file"),
    path("files/<uuid:pk>/preview/", files.document_preview, name="document_preview"),
    path("files/<uuid:pk>/take-back/", files.document_take_back, name="document_take_back"),
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
    path("take-back/", renewals.renewal_take_back, name="renewal_take_back"),
    path("<slug:step>/", renewals.renewal_step, name="renewal_step"),
]
questions_of_case = [
    path("", questions.question_list, name="question_list"),
    path("ask/", questions.question_ask, name="question_ask"),
    path("<uuid:pk>/", questions.question_answer, name="question_answer"),
    path("<uuid:pk>/withdraw/", questions.question_withdraw, name="question_withdraw"),
]

urlpatterns = [
    path("my-case/documents/", include(own)),
    path("my-case/changes/", include(own_changes)),
    path("my-case/renewal/", include(own_renewal)),
    path("my-case/questions/", include(own_questions)),
    path("my-case/activity/", activity.activity, name="activity"),
    path("my-case/activity/<int:event>/", activity.objection, name="objection"),
    path("cases/<uuid:case>/history/", activity.history, name="history"),
    path("cases/", book.book, name="book"),
    path("cases/export/", book.book_export, name="book_export"),
    path("cases/renewals/", board.renewal_board, name="renewal_board"),
    path("cases/<uuid:case>/", overview.case_page, name="case_page"),
    path("cases/<uuid:case>/documents/", include(of_case)),
    path("cases/<uuid:case>/changes/", include(changes_of_case)),
    path("cases/<uuid:case>/renewal/", include(renewal_of_case)),
    path("cases/<uuid:case>/questions/", include(questions_of_case)),
]
