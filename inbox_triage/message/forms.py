"""Finds the customer whom a contact form names in its fields (`Name: …`, `Email: …`)."""

from inbox_triage.message.addresses import find_address
from inbox_triage.message.message import Address
from inbox_triage.message.word_tables import word_set

_LINES = 60
_CAPTION_LENGTH = 40
_NAMES = word_set(
    """
    name | your name | full name | customer name | contact name | first name | vorname |
    nachname | ihr name | nom | nom complet | prénom | votre nom | nombre | tu nombre |
    nombre completo | nome | nome completo | il tuo nome | seu nome | naam | uw naam | imię |
    imię i nazwisko | namn | navn | nimi | jméno | név | nume | ad soyad | adınız | имя |
    ваше имя | ім'я | όνομα | שם | الاسم | お名前 | 氏名 | 이름 | 姓名 | họ tên | nama | име |
    customer | kunde | client | kontakt | from | von | submitted by | anrede
    """
)
_ADDRESSES = word_set(
    """
    email | e-mail | e-mail address | email address | your email | your e-mail | mail |
    ihre e-mail | e-mail-adresse | email-adresse | adresse e-mail | adresse email | courriel |
    votre email | correo | correo electrónico | tu correo | indirizzo email | la tua email |
    posta elettronica | seu email | seu e-mail | e-mailadres | adres e-mail | e-postadress |
    e-post | e-mailadresse | sähköposti | e-mailová adresa | e-mail cím | adresa de email |
    e-posta | e-posta adresi | эл. почта | электронная почта | email адрес | ел. пошта |
    διεύθυνση email | אימייל | دואל | البريد الإلكتروني | メールアドレス | 이메일 | 邮箱 |
    电子邮件 | địa chỉ email | alamat email | имейл | contact email | customer email |
    reply-to email | reply to
    """
)
_MESSAGES = word_set(
    """
    message | your message | comment | comments | question | enquiry | inquiry | subject |
    description | nachricht | ihre nachricht | anfrage | betreff | mitteilung | message : |
    votre message | commentaire | objet | sujet | mensaje | asunto | comentario | consulta |
    messaggio | oggetto | richiesta | mensagem | assunto | bericht | onderwerp | vraag |
    wiadomość | temat | treść | meddelande | ämne | besked | emne | melding | viesti | aihe |
    zpráva | předmět | üzenet | tárgy | mesaj | subiect | konu | сообщение | тема |
    повідомлення | μήνυμα | θέμα | הודעה | الرسالة | お問い合わせ内容 | 内容 | 문의 | 문의 내용 |
    留言 | tin nhắn | pesan | съобщение | phone | telefon | tel | order | order number |
    bestellnummer | téléphone | teléfono | telefono | message body | details | reason
    """
)


def find_form_author(text: str) -> Address | None:
    """Return who filled in the form, or None when the text is no form.

    A form has a field for the address and a second one of a form's usual kind, both in the
    beginning; a signature with `E-mail:` in it does not.
    """
    if "@" not in text:
        return None
    fields = _fields(text)
    address = next((value for kind, value in fields if kind == "address" and "@" in value), "")
    kinds = {kind for kind, _ in fields}
    if not address or not {"name", "message"} & kinds:
        return None
    if "name" not in kinds and fields[0][0] != "address":
        return None
    found = find_address(address)
    if found is None:
        return None
    names = [value for kind, value in fields if kind == "name" and "@" not in value][:2]
    return Address(found.addr_spec, found.display_name or " ".join(names)[:200])


def _fields(text: str) -> list[tuple[str, str]]:
    """Return (kind, value) of the labelled lines; a value may stand on the line below."""
    lines = [line.strip(" *•-|") for line in text.split("\n", _LINES + 1)[:_LINES]]
    found = []
    for number, line in enumerate(lines):
        separator = next((c for c in ":：\t" if c in line), "\n")
        caption, _, value = line.partition(separator)
        kind = _kind(caption)
        if kind:
            below = next((after for after in lines[number + 1 : number + 3] if after), "")
            found.append((kind, value.strip(" \t*") or below))
    return found


def _kind(caption: str) -> str:
    if len(caption) > _CAPTION_LENGTH:
        return ""
    plain = caption.strip(" \t*_[]\xa0").lower().removesuffix("(required)").strip()
    if plain in _ADDRESSES:
        return "address"
    if plain in _NAMES:
        return "name"
    return "message" if plain in _MESSAGES else ""
