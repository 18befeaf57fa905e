"""Turns HTML into readable lines and keeps what mail programs say about quotes and signatures.

Lexbor does the parsing; what would make it slow is refused first by counting, in linear time.
"""

import html as entities
import re
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inbox_triage.message.lines import Body, Mark
from inbox_triage.message.word_tables import word_set, words

_LENGTH = 512 * 1024
_TAG_LENGTH = 4000
_DEPTH = 2000
_QUOTES = 20
_LONG_TAG = re.compile(r"<[^<>]{4000,}>?")
_TAG = re.compile(r"<(/?)([a-zA-Z]{1,20})")
_MARKUP = re.compile(r"<[^<>]{0,4000}>")
_VOID = word_set(
    "br | hr | img | input | meta | link | p | li | td | tr | th | option | col | wbr | base"
)

_SKIPPED = word_set(
    """
    script | style | head | title | template | noscript | iframe | object | svg | select |
    -comment | -doctype | !doctype
    """
)
_BLOCKS = word_set(
    """
    p | div | h1 | h2 | h3 | h4 | h5 | h6 | ul | ol | li | table | tr | tbody | thead |
    blockquote | pre | hr | section | article | header | footer | main | nav | address | dl |
    dt | dd | form | fieldset | center | body
    """
)
_SPACED = word_set("p | h1 | h2 | h3 | h4 | h5 | h6 | pre")
_QUOTE_CLASSES = words(
    """
    gmail_attr | moz-cite-prefix | yahoo_quoted | protonmail_quote | zmail_extra |
    tutanota_quote | moz-email-headers-table
    """
)
_REST_IDS = word_set(
    """
    divRplyFwdMsg | x_divRplyFwdMsg | appendonsend | mail-editor-reference-message-container |
    OLK_SRC_BODY_SECTION | stopSpelling | reply-intro
    """
)
_SIGNATURE_IDS = word_set(
    """
    Signature | x_Signature | signature | ms-outlook-mobile-signature | ms-outlook-signature |
    composer_signature | lineBreakAtBeginningOfSignature | AppleMailSignature
    """
)
_SIGNATURE_CLASSES = words(
    """
    gmail_signature | gmail_signature_prefix | moz-signature | protonmail_signature_block |
    yahoo-signature | zimbra-signature
    """
)


@dataclass(slots=True)
class _Writer:
    """Collects words into lines under the marks that are open."""

    lines: list[str] = field(default_factory=list)
    marks: dict[int, Mark] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    open_marks: list[Mark] = field(default_factory=list)
    quotes: int = 0
    verbatim: int = 0

    def write(self, text: str) -> None:
        """Add text; outside `pre` its white space collapses."""
        if self.verbatim:
            first, *others = text.replace("\xa0", " ").split("\n")
            self.words.append(first)
            for line in others:
                self.end_line(always=True)
                self.words.append(line)
            return
        squeezed = " ".join(text.split())
        if not squeezed:
            if self.words and not self.words[-1].endswith(" "):
                self.words.append(" ")
            return
        before = (
            " " if text[0].isspace() and self.words and not self.words[-1].endswith(" ") else ""
        )
        self.words.append(f"{before}{squeezed}{' ' if text[-1].isspace() else ''}")

    def end_line(self, *, always: bool = False) -> None:
        """Begin a new line; an empty one only when `always`."""
        text = "".join(self.words).rstrip()
        self.words.clear()
        if not (text.strip() or always):
            return
        if not text and self.lines[-2:] == ["", ""]:
            return
        if self.open_marks and text:
            self.marks[len(self.lines)] = self.open_marks[-1]
        prefix = ">" * min(self.quotes, _QUOTES) + " " if self.quotes else ""
        self.lines.append(f"{prefix}{text}".rstrip())

    def gap(self) -> None:
        """Leave one blank line."""
        self.end_line()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(">" * min(self.quotes, _QUOTES))


def read_html(source: str) -> Body:
    """Return the readable lines of HTML; quoted blocks begin with `>`, hidden ones are left out."""
    source = source[:_LENGTH].replace("\0", "")
    if len(source) > _TAG_LENGTH:
        source = _LONG_TAG.sub(" ", source)
        if _is_bomb(source):
            return Body(_plain(source), {})
    try:
        root = LexborHTMLParser(source.encode("utf-8", "replace")).root
    except (ValueError, RuntimeError):
        root = None
    if root is None:
        return Body(_plain(source), {})
    writer = _Writer()
    _walk(root, writer)
    writer.end_line()
    return Body(writer.lines, writer.marks)


def _is_bomb(source: str) -> bool:
    """Return whether elements are nested so deeply that a parser needs quadratic time."""
    closing = source.count("</")
    if source.count("<") - 2 * closing < _DEPTH:
        return False
    depth = deepest = 0
    for tag in _TAG.finditer(source):
        if tag[2].lower() not in _VOID:
            depth += -1 if tag[1] else 1
            deepest = max(deepest, depth)
    return deepest > _DEPTH


def _plain(source: str) -> list[str]:
    text = entities.unescape(_MARKUP.sub("\n", source))
    return [line.strip() for line in text.splitlines() if line.strip()]


def _walk(root: LexborNode, writer: _Writer) -> None:
    """Visit all nodes in document order; a tuple on the stack says what ends there."""
    stack: list[LexborNode | tuple[str, Mark | None]] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            _leave(item[0], item[1], writer)
            continue
        tag = item.tag or ""
        if tag == "-text":
            writer.write(item.text_content or "")
        elif tag == "br":
            writer.end_line(always=True)
        elif tag not in _SKIPPED:
            attributes = item.attributes
            if attributes and _is_hidden(attributes):
                continue
            stack.append((tag, _enter(tag, attributes, writer)))
            stack.extend(reversed(list(item.iter(include_text=True))))


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = (attributes.get("style") or "")[:2000].lower().replace(" ", "")
    return "display:none" in style or "mso-hide:all" in style


def _enter(tag: str, attributes: dict[str, str | None], writer: _Writer) -> Mark | None:
    """Begin an element and return the mark that it sets on its lines."""
    if tag in _BLOCKS:
        writer.end_line()
        if tag in _SPACED and "mso" not in (attributes.get("class") or "").lower():
            writer.gap()
        if tag == "li":
            writer.write("- ")
    elif tag in {"td", "th"} and writer.words:
        writer.words.append("\t")
    if tag == "blockquote" and not _is_indent(attributes):
        writer.quotes += 1
    writer.verbatim += tag == "pre"
    mark = _mark(tag, attributes) if attributes else None
    if mark:
        writer.end_line()
        writer.open_marks.append(mark)
        if mark is Mark.REST_QUOTED:  # also where the marked element itself is empty
            writer.marks[len(writer.lines)] = mark
    return mark


def _leave(tag: str, mark: Mark | None, writer: _Writer) -> None:
    if tag in _BLOCKS or mark:
        writer.end_line()
    if mark:
        writer.open_marks.pop()
    writer.verbatim -= tag == "pre"
    if tag == "blockquote" and writer.quotes:
        writer.quotes -= 1
    if tag in _SPACED:
        writer.gap()


def _is_indent(attributes: dict[str, str | None]) -> bool:
    """Return whether a blockquote only moves text to the right, as editors do."""
    style = (attributes.get("style") or "").lower().replace(" ", "")
    return "border:none" in style and "type" not in attributes and "class" not in attributes


def _mark(tag: str, attributes: dict[str, str | None]) -> Mark | None:
    if tag == "div" and _is_outlook_line(attributes):
        return Mark.REST_QUOTED
    if attributes.get("name") == "quote":
        return Mark.QUOTED
    return _named_mark(attributes.get("id") or "", attributes.get("class") or "")


@lru_cache(maxsize=1024)
def _named_mark(identity: str, classes: str) -> Mark | None:
    """Return what the names that mail programs give to their elements say; few are in use."""
    if identity in _REST_IDS:
        return Mark.REST_QUOTED
    if identity in _SIGNATURE_IDS or any(name in classes for name in _SIGNATURE_CLASSES):
        return Mark.SIGNATURE
    return Mark.QUOTED if any(name in classes for name in _QUOTE_CLASSES) else None


def _is_outlook_line(attributes: dict[str, str | None]) -> bool:
    """Return whether this is the thin line that Outlook draws above the header block of a quote."""
    style = (attributes.get("style") or "").lower().replace(" ", "")
    if "border" not in style or "padding:3" not in style:
        return False
    return "border-top:solid" in style or "border-style:solidnone" in style
