"""What each verb of the audit trail is called on the activity page: the same words whoever did it.

They stand under a person’s name and begin a sentence; what it was about comes after a colon. A verb that is
not here is shown all the same. A test holds that whatever is recorded of a case is here.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CASE_DESK = _("The case desk")
HELP_LINE = _("The Help Line")
CERTIFICATION_DESK = _("The certification desk")
STAFF = _("Staff of the portal")
NOBODY = ""
# How the reason of an event begins that followed from another, whoever set that off.
SYSTEM = "system:"


@dataclass(frozen=True)
class Words:
    """``looks``: nothing was changed by it. ``desk``: only staff do it, as that desk."""

    text: str | Promise
    looks: bool = False
    desk: str | Promise = NOBODY


def saw(text: Promise, desk: str | Promise = NOBODY) -> Words:
    return Words(text, looks=True, desk=desk)


def did(text: Promise, desk: str | Promise = NOBODY) -> Words:
    return Words(text, desk=desk)


UNKNOWN = Words(_("Did something on the case that this page has no words for yet"))

WORDS: dict[str, Words] = {
    # the record
    "case.read": saw(_("Looked at the record of the case")),
    "case.list": saw(_("Saw the case in the list of their cases")),
    "case.export": saw(_("Saved a list with the case in it as a file")),
    "case.link": did(_("Linked an account to the case")),
    "case.import": did(_("Brought the record up to date from the system of record")),
    "record.view": saw(_("Looked at it in the administration"), STAFF),
    "page.open": saw(_("Wanted to open a page of the case")),
    "admin.open": saw(_("Wanted to open the case in the administration")),
    "activity.read": saw(_("Looked at who has seen and done what")),
    "history.read": saw(_("Looked at what was done on the case")),
    # documents
    "document.list": saw(_("Looked at the list of documents")),
    "document.read": saw(_("Looked at a document")),
    "document.open_form": saw(_("Opened the form for sending a document")),
    "document.send": did(_("Sent a document")),
    "document.answer": did(_("Sent files for a document that was asked for")),
    "document.take_back_file": did(_("Took back a file")),
    "document.desk_list": saw(_("Saw the case in the list of documents"), CASE_DESK),
    "document.desk_read": saw(_("Looked at a document"), CASE_DESK),
    "case.desk_read": saw(_("Looked up whose case it is, to ask for something"), CASE_DESK),
    "document.find_case": saw(_("Looked the case up by its number"), CASE_DESK),
    "document.request": did(_("Requested a document"), CASE_DESK),
    "document.take": did(_("Took a document to look at"), CASE_DESK),
    "document.put_back": did(_("Put a document back into the queue"), CASE_DESK),
    "document.accept": did(_("Accepted a document"), CASE_DESK),
    "document.reject": did(_("Asked for a document to be sent again"), CASE_DESK),
    "document.waive": did(_("Said that a document is no longer needed"), CASE_DESK),
    "document_file.check": did(_("Checked a file")),
    "document_file.pass": did(_("Checked a file, and it can be used")),
    "document_file.refuse": did(_("Checked a file, and did not take it")),
    "document_file.download": saw(_("Opened a file of a document")),
    "document_file.preview": saw(_("Saw the small picture of a file")),
    "document_file.desk_download": saw(_("Opened a file of a document"), CASE_DESK),
    "document_file.desk_preview": saw(_("Saw the small picture of a file"), CASE_DESK),
    # changes
    "change.list": saw(_("Looked at the list of reported changes")),
    "change.read": saw(_("Looked at a reported change")),
    "change.open_form": saw(_("Opened the form for reporting a change")),
    "change.begin": did(_("Began to report a change")),
    "change.save": did(_("Saved the draft of a change")),
    "change.send": did(_("Sent a change to the case desk")),
    "change.withdraw": did(_("Withdrew a change")),
    "change.desk_list": saw(_("Saw the case in the list of reported changes"), CASE_DESK),
    "change.desk_read": saw(_("Looked at a reported change"), CASE_DESK),
    "change.apply": did(_("Took in a change"), CASE_DESK),
    "change.return": did(_("Returned a change to be corrected"), CASE_DESK),
    # the renewal
    "renewal.read": saw(_("Looked at the renewal")),
    "renewal.begin": did(_("Began the renewal")),
    "renewal.save": did(_("Saved a step of the renewal")),
    "renewal.send": did(_("Sent the renewal to the case desk")),
    "renewal.take_back": did(_("Took back the renewal, to change it")),
    "renewal.remind": did(_("Sent a reminder of the renewal")),
    "renewal.desk_list": saw(_("Saw the case in the list of renewals"), CASE_DESK),
    "renewal.desk_read": saw(_("Looked at the renewal"), CASE_DESK),
    "renewal.apply": did(_("Took in the renewal"), CASE_DESK),
    "renewal.return": did(_("Returned the renewal to be corrected"), CASE_DESK),
    # questions
    "question.open_form": saw(_("Opened the form for asking a question")),
    "question.ask": did(_("Asked a question")),
    "question.desk_ask": did(_("Asked a question"), CASE_DESK),
    "question.answer": did(_("Answered a question")),
    "question.withdraw": did(_("Withdrew a question")),
    "question.desk_withdraw": did(_("Withdrew a question"), CASE_DESK),
    "question.read": saw(_("Looked at a question")),
    "question.list": saw(_("Looked at the list of questions")),
    "question.desk_read": saw(_("Looked at a question"), CASE_DESK),
    "question.find_case": saw(_("Looked the case up by its number"), CASE_DESK),
    "question.settle": did(_("Read the answer to a question"), CASE_DESK),
    "question.desk_list": saw(_("Saw the case in the list of questions"), CASE_DESK),
    # who may help
    "delegation.sign": did(_("Chose somebody to help with the case")),
    "delegation.sign_on_phone": did(_("Wrote down, in a call, who was chosen to help"), HELP_LINE),
    "delegation.accept": did(_("Accepted to help with the case")),
    "delegation.decline": did(_("Declined to help with the case")),
    "delegation.withdraw": did(_("Withdrew the request for help")),
    "delegation.expire": did(_("Closed a request that nobody had answered")),
    "delegation.end": did(_("Ended somebody’s access to the case")),
    "delegation.end_on_phone": did(_("Ended somebody’s access, in a call"), HELP_LINE),
    "delegation.resign": did(_("Stopped helping with the case")),
    "delegation.end_by_receipt": did(_("Ended somebody’s access with the receipt")),
    "delegation.run_out": did(_("Closed an access whose year was over")),
    "delegation.warn": did(_("Reminded the assister of a request that waits")),
    "delegation.remind": did(_("Sent a reminder that the year of help ends soon")),
    "delegation.tell_consumer": did(_("Wrote about a change of who can help")),
    "delegation.delete_old": did(_("Erased what had ended years ago")),
    "delegation.list": saw(_("Looked at who has access")),
    "delegation.list_consumers": saw(_("Saw the case in a list of consumers")),
    "delegation.read": saw(_("Looked at an access to the case")),
    # the help line
    "help_line_call.find_cases": saw(_("Found the case in a search, in a call"), HELP_LINE),
    "help_line_call.choose_case": saw(_("Opened the case in a call"), HELP_LINE),
    "help_line_call.read": saw(_("Looked at the case in a call"), HELP_LINE),
    "help_line_call.identify_caller": did(_("Noted who was calling"), HELP_LINE),
    "help_line_call.start": did(_("Began a call"), HELP_LINE),
    "help_line_call.end": did(_("Ended a call about the case"), HELP_LINE),
    "help_line_call.delegate": did(_("Chose a helper for the caller, in a call"), HELP_LINE),
    "help_line_call.end_delegation": did(_("Ended an access for the caller, in a call"), HELP_LINE),
    "identity_check.check": did(_("Checked who was on the line"), HELP_LINE),
    "identity_check.override": did(_("Let identity be checked again"), HELP_LINE),
    "identity_check.list": saw(_("Saw the case in the list of held cases"), HELP_LINE),
    "identity_check.read": saw(_("Looked at why the case is held"), HELP_LINE),
    "access_code.issue": did(_("Issued an access code"), HELP_LINE),
    "access_code.read_back": did(_("Had the access code read back"), HELP_LINE),
    "access_code.revoke": did(_("Made an access code worthless")),
    "access_code.redeem": did(_("Used an access code")),
    "access_code.count_wrong_try": did(_("Entered an access code with a wrong date of birth")),
    # objections
    "objection.make": did(_("Said that something was not OK")),
    "objection.read": saw(_("Looked at what was said not to be OK")),
    "objection.desk_list": saw(_("Saw the case in the list of objections"), CERTIFICATION_DESK),
    "objection.desk_read": saw(_("Looked at an objection"), CERTIFICATION_DESK),
    "objection.answer": did(_("Answered an objection"), CERTIFICATION_DESK),
}

LOOKING = [verb for verb, words in WORDS.items() if words.looks]
OF_DESKS = [verb for verb, words in WORDS.items() if words.desk]
# What whoever helps with the case sees that others have done: the work, not who may do it, nor calls.
OF_THE_WORK = [
    verb
    for verb, words in WORDS.items()
    if not words.looks
    and verb.partition(".")[0] in {"document", "document_file", "change", "renewal", "question"}
] + ["case.import"]


def of(verb: str) -> Words:
    return WORDS.get(verb, UNKNOWN)
