import pytest

from inbox_triage.message.message import Kind, Message
from inbox_triage.message.parsing import parse


def message(text: str = "hello", **fields: str) -> Message:
    lines = {"From": "Ann <ann@example.net>", "Subject": "lamp", "Message-ID": "<a@example.net>"}
    lines.update({name.replace("_", "-"): value for name, value in fields.items()})
    head = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return parse(f"{head}\n{text}\n".encode())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"X_Auto_Response_Suppress": "All"},
        {"Auto_Submitted": "no"},
        {"Subject": "Re: offer", "List_Unsubscribe": "<mailto:leave@example.net>"},
        {"From": "postmaster@example.net", "Subject": "your server sends spam"},
        {"Auto_Submitted": "auto-generated", "Subject": "New voicemail from +49 30 5550"},
        {"Precedence": "bulk", "Reply_To": "bob@example.org", "From": "shop@example.com"},
        {"Subject": "Undelivered parcel"},
        {"Subject": "Absent since Monday: my order"},
        {"Subject": "Re: Returned mail: see transcript"},
        {"Subject": "Out of office hours, whom do I call?"},
        {"Subject": "Automatic reply does not work"},
        {"Subject": "Mail delivery failed, what should I do?"},
        {"List_Id": "<support.example.com>", "X_Google_Group_Id": "1", "Precedence": "list"},
        {"Auto_Submitted": "auto-generated", "X_JIRA_FingerPrint": "1"},
    ],
)
def test_a_person_is_not_taken_for_a_program(fields: dict[str, str]) -> None:
    read = message(**fields)
    assert read.kind is Kind.PERSON
    assert read.kind_reason == ""
    assert read.answerable


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.AUTO_REPLY, {"Auto_Submitted": "auto-replied"}),
        (Kind.AUTO_REPLY, {"Precedence": "auto_reply"}),
        (Kind.AUTO_REPLY, {"X_Autoreply": "yes"}),
        (Kind.AUTO_REPLY, {"Subject": "Réponse automatique : lampe"}),
        (Kind.AUTO_REPLY, {"Subject": "自動応答: ランプ"}),
        (Kind.AUTO_REPLY, {"From": "noreply@example.org", "In_Reply_To": "<b@example.com>"}),
        (Kind.AUTO_REPLY, {"Subject": "Afwezig", "Return_Path": "<>"}),
        (Kind.LIST, {"List_Id": "<lamps.example.net>"}),
        (Kind.LIST, {"Precedence": "list"}),
        (Kind.LIST, {"List_Unsubscribe": "<mailto:leave@example.net>", "Precedence": "bulk"}),
        (Kind.NOTIFICATION, {"Auto_Submitted": "auto-generated"}),
        (Kind.NOTIFICATION, {"From": "do-not-reply@example.org"}),
        (
            Kind.ABUSE_REPORT,
            {"Content_Type": "multipart/report; report-type=feedback-report; boundary=b"},
        ),
    ],
)
def test_a_program_is_recognised_and_never_answered(kind: Kind, fields: dict[str, str]) -> None:
    read = message(**fields)
    assert read.kind is kind
    assert read.kind_reason
    assert not read.answerable


def test_a_person_with_a_null_sender_is_not_answered_automatically() -> None:
    read = message(Return_Path="<>")
    assert read.kind is Kind.PERSON
    assert not read.answerable


def test_bulk_mail_without_a_list_is_shown_to_people_and_not_answered() -> None:
    read = message(Precedence="bulk")
    assert read.kind is Kind.PERSON
    assert not read.answerable


def test_a_bounce_attached_by_a_person_is_a_persons_message() -> None:
    inner = "From: mailer-daemon@example.org\nSubject: failure notice\n\nuser unknown"
    text = f"--b\n\nWhat is this?\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--"
    assert message(text, Content_Type="multipart/mixed; boundary=b").kind is Kind.PERSON


def test_a_delayed_report_names_nobody_as_failed() -> None:
    text = "The following message will continue to be tried.\n<bob@example.org>: delivery delayed"
    read = message(
        text, From="mailer-daemon@example.org", Subject="Warning: message delayed 4 hours"
    )
    assert read.kind is Kind.DELIVERY_DELAYED
    assert read.report is not None
    assert read.report.failed_recipients == ()
