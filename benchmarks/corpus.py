"""Makes a mailbox for benchmarks: sizes, languages and structures as support mail has them.

The sizes follow what was measured on real mailboxes: median about 15 kB, mean about 48 kB, some
attachments of megabytes. The same seed gives the same octets.
"""

import base64
import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

TOPICS = {
    "en": [
        ("Charged twice for order {n}", "I was charged twice for order {n}. Please refund one."),
        (
            "App crashes on start",
            "Since the last update the app crashes when I open it. Error {n}.",
        ),
        ("Cannot log in", "My password is not accepted and the reset link does not arrive."),
        ("Where is parcel {n}?", "My parcel {n} was due last week and has not come."),
        ("How do I export my data?", "Could you tell me how to export the report of {n} as CSV?"),
        ("Site is down", "Nothing loads for any of us since this morning, error 503."),
        ("Thank you", "Your colleague helped me a lot yesterday, thank you so much!"),
    ],
    "de": [
        (
            "Rechnung {n} doppelt abgebucht",
            "Die Rechnung {n} wurde zweimal abgebucht. Bitte erstatten.",
        ),
        ("App stürzt ab", "Seit dem Update stürzt die App beim Öffnen ab, Fehler {n}."),
        ("Wo bleibt mein Paket {n}?", "Mein Paket {n} sollte letzte Woche kommen."),
        ("Kündigung", "Hiermit kündige ich meinen Vertrag {n} zum nächsten Termin."),
    ],
}
FILLER = (
    "We have used the product since last spring and are quite happy with it otherwise. "
    "Let me know if you need anything else from me, I am in the office until five.\r\n"
)


def message(number: int, when: datetime) -> bytes:
    """Return one message; `number` decides everything about it but the date."""
    chance = random.Random(number)
    language = chance.choice(["en", "en", "en", "de"])
    subject, sentence = chance.choice(TOPICS[language])
    subject, sentence = subject.format(n=number), sentence.format(n=number)
    text = f"Hello,\r\n\r\n{sentence}\r\n\r\n" + FILLER * chance.randint(0, 8)
    text += f"\r\n\r\nKind regards\r\nCustomer {number}\r\n"
    body, headers = _body(chance, text)
    head = [
        f"From: Customer {number} <customer{number % 4000}@example.net>",
        "To: support@example.com",
        f"Subject: =?utf-8?b?{base64.b64encode(subject.encode()).decode()}?=",
        f"Date: {format_datetime(when)}",
        f"Message-ID: <bench{number}@example.net>",
        "MIME-Version: 1.0",
        *[f"Received: from relay{i}.example.net by mx; {format_datetime(when)}" for i in range(6)],
        "DKIM-Signature: v=1; a=rsa-sha256; b=" + "A" * 340,
        *headers,
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def _body(chance: random.Random, text: str) -> tuple[bytes, list[str]]:
    shape = chance.random()
    if shape < 0.25:
        plain = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
        return text.encode(), plain
    html = _html(chance, text)
    parts = [
        ("text/plain; charset=utf-8", "8bit", text.encode()),
        ("text/html; charset=utf-8", "8bit", html),
    ]
    alternative = _multipart("alt", parts)
    if shape < 0.75:
        return alternative, ['Content-Type: multipart/alternative; boundary="alt"']
    octets = int(min(2_700_000, chance.lognormvariate(11.2, 1.1)))
    attachment = base64.encodebytes(chance.randbytes(octets)).replace(b"\n", b"\r\n")
    outer = [
        ('multipart/alternative; boundary="alt"', "8bit", alternative),
        ('image/jpeg; name="photo.jpg"', "base64", attachment),
    ]
    return _multipart("mix", outer), ['Content-Type: multipart/mixed; boundary="mix"']


def _html(chance: random.Random, text: str) -> bytes:
    style = (
        "<style>"
        + ".c{margin:0;padding:0;font-family:Arial}\r\n" * chance.randint(20, 420)
        + "</style>"
    )
    rows = "".join(f'<p style="margin:0;color:#333">{line}</p>\r\n' for line in text.split("\r\n"))
    return f"<html><head>{style}</head><body><div>{rows}</div></body></html>".encode()


def _multipart(boundary: str, parts: list[tuple[str, str, bytes]]) -> bytes:
    pieces = [
        f"--{boundary}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {how}\r\n\r\n".encode()
        + body
        + b"\r\n"
        for kind, how, body in parts
    ]
    return b"".join(pieces) + f"--{boundary}--\r\n".encode()


def mailbox(count: int, *, start: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)) -> list[bytes]:
    """Return `count` messages, a minute apart."""
    return [message(n, start + timedelta(minutes=n)) for n in range(count)]
