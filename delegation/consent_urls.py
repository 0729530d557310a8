from django.urls import path

from delegation.views import answers, consent, entity_counts, mine, receipt_end

app_name = "consent"

urlpatterns = [
    path("find-help/<uuid:assister_id>/delegate/", consent.delegate, name="delegate"),
    path("my-case/delegation/", mine.my_delegation, name="my_delegation"),
    path("my-case/delegation/<uuid:pk>/", mine.receipt, name="receipt"),
    path("my-case/delegation/<uuid:pk>/end/", mine.delegation_end, name="delegation_end"),
    path("end-help/", receipt_end.end_by_receipt, name="end_by_receipt"),
    path("end-help/done/", receipt_end.ended, name="ended"),
    path("cases/requests/", answers.request_list, name="request_list"),
    path("cases/requests/<uuid:pk>/accept/", answers.request_accept, name="request_accept"),
    path("cases/requests/<uuid:pk>/decline/", answers.request_decline, name="request_decline"),
    path("cases/consumers/<uuid:pk>/end/", answers.consumer_end, name="consumer_end"),
    path("entity/consumers/", entity_counts.entity_consumers, name="entity_consumers"),
]
