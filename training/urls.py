from django.urls import path

from training import certificate_views, course_views, job_aid_views, views

app_name = "training"

urlpatterns = [
    path("", views.home, name="home"),
    path("news/", views.NewsList.as_view(), name="news_list"),
    path("files/<uuid:pk>/", views.file, name="file"),
    path("job-aids/", job_aid_views.JobAidList.as_view(), name="job_aid_list"),
    path("job-aids/<slug:slug>/", job_aid_views.job_aid, name="job_aid"),
    path(
        "job-aids/<slug:slug>/<int:number>/", job_aid_views.job_aid_version, name="job_aid_version"
    ),
    path(
        "certificates/<uuid:pk>/", certificate_views.certificate_verify, name="certificate_verify"
    ),
    path("courses/<slug:slug>/", course_views.course, name="course"),
    path("courses/<slug:slug>/certificate/", certificate_views.certificate, name="certificate"),
    path("courses/<slug:slug>/<int:number>/", course_views.chapter, name="chapter"),
    path(
        "courses/<slug:slug>/<int:number>/transcript/",
        course_views.transcript,
        name="chapter_transcript",
    ),
    path(
        "courses/<slug:slug>/<int:number>/captions/<slug:language>/",
        course_views.captions,
        name="chapter_captions",
    ),
    path("courses/<slug:slug>/<int:number>/check/", course_views.check, name="chapter_check"),
    path(
        "courses/<slug:slug>/<int:number>/check/answers/",
        course_views.check_answer,
        name="chapter_check_answer",
    ),
    path("courses/<slug:slug>/<int:number>/<int:section>/", course_views.section, name="section"),
    path(
        "courses/<slug:slug>/<int:number>/<int:section>/done/",
        course_views.section_done,
        name="section_done",
    ),
]
