"""Every error raised on purpose says what, where, whether it is temporary, and the remedy.

    TriageError                    exit code 70 (EX_SOFTWARE)
    ├── UsageError                 64  the command line asks for something impossible
    ├── InputError                 66  a file given by the admin cannot be read
    ├── ConfigError                78  config, rules or templates: carries every Problem at once
    ├── ServerError                69 or 75 (temporary)  a mail server refused or went away
    │   ├── MailboxError               over IMAP
    │   └── SubmissionError            over SMTP; carries the enhanced status (RFC 3463)
    ├── StoreError                 74  the database: full disk, read-only, locked, damaged
    └── ArtifactError              65  the trained artifact: unreadable, foreign, of another version

The pure core (`message`, `triage`) raises none of these for bad mail: it returns defects and
reasons. Exit codes are those of sysexits(3).
"""

from dataclasses import dataclass

EX_OK = 0
EX_USAGE = 64
EX_DATAERR = 65
EX_NOINPUT = 66
EX_UNAVAILABLE = 69
EX_SOFTWARE = 70
EX_IOERR = 74
EX_TEMPFAIL = 75
EX_CONFIG = 78


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file that an admin edits.

    Attributes:
        file: Path as the admin wrote it.
        line: 1-based, or None when no line can be named.
        key: Dotted path, such as `inbox.support.imap.port`; empty for a whole file.
        what: What is wrong, one sentence.
        remedy: What to write instead, one sentence.
    """

    file: str
    line: int | None
    key: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return `file:line: key: what; remedy`, the form editors can jump to."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}:" if self.key else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}:{key} {self.what}{remedy}"


class TriageError(Exception):
    """An error that is shown to the admin as text, never as a traceback."""

    exit_code = EX_SOFTWARE

    def __init__(self, what: str, *, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        """Return what happened and, when there is one, the remedy."""
        return f"{self.what} {self.remedy}".strip()


class UsageError(TriageError):
    """The command line asks for something impossible."""

    exit_code = EX_USAGE


class InputError(TriageError):
    """A file given by the admin cannot be read."""

    exit_code = EX_NOINPUT


class ConfigError(TriageError):
    """Mistakes in config, rules or templates, all at once."""

    exit_code = EX_CONFIG

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problem(s) found")
        self.problems = problems

    def __str__(self) -> str:
        """Return one bullet a problem."""
        return "\n".join(f"- {problem}" for problem in self.problems)


class ServerError(TriageError):
    """A mail server refused or went away.

    Attributes:
        temporary: True when the same request may succeed later, unchanged.
        code: The server's response code, such as `AUTHENTICATIONFAILED` or `452`; may be empty.
    """

    def __init__(self, what: str, *, temporary: bool, code: str = "", remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.temporary = temporary
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """EX_TEMPFAIL when retrying helps, EX_UNAVAILABLE when only a human can."""
        return EX_TEMPFAIL if self.temporary else EX_UNAVAILABLE


class MailboxError(ServerError):
    """An IMAP server refused or went away."""


class SubmissionError(ServerError):
    """An SMTP server refused or went away; `enhanced_status` as RFC 3463, may be empty.

    `accepted_unknown` is True when the connection broke after DATA was sent: the server may or
    may not have taken the message, and only a human or the Sent mailbox can tell.
    """

    def __init__(
        self,
        what: str,
        *,
        temporary: bool,
        code: str = "",
        enhanced_status: str = "",
        accepted_unknown: bool = False,
        remedy: str = "",
    ) -> None:
        super().__init__(what, temporary=temporary, code=code, remedy=remedy)
        self.enhanced_status = enhanced_status
        self.accepted_unknown = accepted_unknown


class StoreError(TriageError):
    """The database cannot be opened, read or written."""

    exit_code = EX_IOERR


class ArtifactError(TriageError):
    """The trained artifact is unreadable, not ours, or of another version."""

    exit_code = EX_DATAERR
