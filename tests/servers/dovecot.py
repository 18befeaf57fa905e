"""A private Dovecot on loopback for tests: an ordinary process in a short temporary directory.

Mail is Maildir; each login has a passwd-file of its own, because Dovecot looks at most once a
second whether a file that it knows has changed.

Fails: ServerMissing when no Dovecot that we can configure is installed.
Limits: Dovecot 2.3; unix sockets need a short path, so it does not live in `tmp_path`.
"""

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from inbox_triage.imap.account import Account, Security
from tests.servers.dovecot_config import CONFIG

PASSWORD = "open sesame"
_START_SECONDS = 15.0
_TRIES = 3
_ROOM_OCTETS = 1 << 30


class ServerMissing(Exception):  # noqa: N818 - it is a state of the machine, told to whoever runs the tests
    """The machine has no Dovecot that these tests can use; the text says what to install."""


@dataclass(frozen=True, slots=True)
class Login:
    """One mailbox owner on the server, with nothing in INBOX yet."""

    server: "Dovecot"
    username: str
    password: str = PASSWORD

    def account(self, **changes: Any) -> Account:
        """Return how to get in without TLS; `changes` are fields of Account."""
        account = Account(
            host="127.0.0.1",
            port=self.server.imap_port,
            security=Security.NONE,
            username=self.username,
            password=self.password,
        )
        return replace(account, **changes)

    def tls_account(self, **changes: Any) -> Account:
        """Return how to get in with TLS, trusting the server's own certificate."""
        return self.account(
            host="localhost",
            port=self.server.imaps_port,
            security=Security.TLS,
            ca_file=str(self.server.ca_file),
            **changes,
        )

    @contextlib.contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """Give another mail client's connection, as an agent would have it; nothing selected."""
        client = IMAPClient("127.0.0.1", self.server.imap_port, ssl=False, timeout=10)
        client.normalise_times = False
        client.login(self.username, self.password)
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):  # a test may have broken it on purpose
                client.logout()

    def deliver(
        self,
        raw: bytes,
        mailbox: str = "INBOX",
        flags: Iterable[str] = (),
        when: datetime | None = None,
    ) -> int:
        """APPEND one message and return its UID; `when` becomes its INTERNALDATE."""
        with self.client() as client:
            answer: bytes = client.append(mailbox, raw, tuple(flags), when)
        return int(answer.split(b"APPENDUID ")[1].split(b"]")[0].split()[1])  # RFC 4315 §3

    def fill(
        self, raws: Iterable[bytes], mailbox: str = "INBOX", when: datetime | None = None
    ) -> None:
        """Put many messages into the Maildir at once, without IMAP: seconds for ten thousand."""
        folder = self.maildir(mailbox) / "new"
        at = (when or datetime.now(UTC)).timestamp()
        for number, raw in enumerate(raws):
            file = folder / f"{int(at)}.M{number:06d}P{next(_numbers)}.test,S={len(raw)}"
            file.write_bytes(raw)
            os.utime(file, (at, at))
            self.server.hand_over(file)

    def maildir(self, mailbox: str = "INBOX") -> Path:
        """Return the mailbox's directory, created by a first look at it."""
        with self.client() as client:
            client.folder_status(mailbox, ["MESSAGES"])
        root = self.server.directory / "mail" / self.username / "Maildir"
        return root if mailbox == "INBOX" else root / f".{mailbox.replace('/', '.')}"

    def set_rights(self, mailbox: str, rights: str) -> None:
        """Leave the owner only these rights (RFC 4314 §2.1), such as `lr` for look, don't touch."""
        file = self.maildir(mailbox) / "dovecot-acl"
        file.write_text(f"owner {rights}\n")
        self.server.hand_over(file)


_numbers = count(1)


class Dovecot:
    """The server, from `start` to `stop`.

    `settings` are further lines of its configuration, such as `imap_capability = IMAP4rev1`; a
    test that needs them starts a server of its own; it is up in a twentieth of a second.
    """

    def __init__(self, *settings: str) -> None:
        self.settings = settings
        self.directory = Path(tempfile.mkdtemp(prefix="triage-dovecot-", dir=_root()))
        self.imap_port = self.imaps_port = 0
        self.ca_file = self.directory / "cert.pem"
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())

    def start(self) -> None:
        """Start it and return when it greets.

        Raises:
            ServerMissing: When it is not installed or does not come up.
        """
        program = _find_program()
        for _ in range(_TRIES):
            self.imap_port, self.imaps_port = _free_ports()
            self._prepare()
            self._launch(program)
            if self._greets():
                return
            self._kill()  # somebody else may have taken a port meanwhile
        logs = (self.directory / "start.log", self.directory / "dovecot.log")
        words = "".join(log.read_text() for log in logs if log.exists())[-500:]
        raise ServerMissing(f"dovecot does not start: {words}")

    def stop(self) -> None:
        """Stop it and remove everything it had."""
        self._kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def new_login(self, *, quota_kib: int | None = None, password: str = PASSWORD) -> Login:
        """Add a login nobody has used yet."""
        login = Login(self, f"login{next(_numbers)}", password)
        quota = "" if quota_kib is None else f"userdb_quota_rule=*:storage={quota_kib}K"
        line = f"{login.username}:{{PLAIN}}{login.password}::::::{quota}\n"
        (self.directory / "logins" / login.username).write_text(line)
        return login

    def hand_over(self, path: Path) -> None:
        """Make the server the owner of a file that the test wrote."""
        if os.getuid() == 0:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def _prepare(self) -> None:
        owner = self._owner
        for name in ("run", "mail", "logins"):
            (self.directory / name).mkdir(exist_ok=True)
        _make_certificate(self.directory)
        config = CONFIG.format(
            dir=self.directory,
            name=self.directory.name,
            owner=owner.pw_name,
            group=_group_name(owner.pw_gid),
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            imap_port=self.imap_port,
            imaps_port=self.imaps_port,
        )
        (self.directory / "dovecot.conf").write_text("\n".join([config, *self.settings, ""]))
        for path in (self.directory, *self.directory.iterdir()):
            self.hand_over(path)

    def _launch(self, program: str) -> None:
        command = [program, "-F", "-c", str(self.directory / "dovecot.conf")]
        if os.getuid() == 0:  # as a real server: mail belongs to somebody who is not root
            owner = [f"--reuid={self._owner.pw_uid}", f"--regid={self._owner.pw_gid}"]
            command = ["setpriv", *owner, "--clear-groups", *command]
        with (self.directory / "start.log").open("wb") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True
            )

    def _greets(self) -> bool:
        until = time.monotonic() + _START_SECONDS
        while self._process and self._process.poll() is None and time.monotonic() < until:
            address = ("127.0.0.1", self.imap_port)
            with contextlib.suppress(OSError), socket.create_connection(address, 1) as probe:
                return probe.recv(4) == b"* OK"
            time.sleep(0.02)
        return False

    def _kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # asked politely it waits a second
            self._process.wait()
            self._process = None


DovecotWith = Callable[..., Dovecot]
"""What the fixture `dovecot_with` gives: settings in, a started server out."""


def _root() -> str:
    """Return where small files are quickly made and removed: memory when it has room."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM_OCTETS
    return str(memory) if roomy and os.access(memory, os.W_OK) else "/tmp"


def _find_program() -> str:
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise ServerMissing("dovecot is not installed: apt-get install dovecot-imapd")
    version = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True
    ).stdout
    if not version.startswith("2.3."):
        raise ServerMissing(f"this fixture configures Dovecot 2.3, found {version.strip()}")
    return program


def _make_certificate(directory: Path) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30"
    files = ["-keyout", str(directory / "key.pem"), "-out", str(directory / "cert.pem")]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command.split(), *files, *name], check=True, capture_output=True)


def _group_name(gid: int) -> str:
    return grp.getgrgid(gid).gr_name


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        for probe in (first, second):
            probe.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]
