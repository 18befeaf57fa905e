"""Messages a second from Dovecot to finished marks, briefs and drafts, beside a raw download.

    python benchmarks/throughput.py [--counts 1000 10000] [--rounds 3]

Every round downloads the same mailbox raw (one pipelined UID FETCH, octets drained), then reads
it in shadow and in assist mode with `inbox-triage once` as a process of its own: wall and CPU
seconds and peak memory of that process, from which the same process on an empty inbox (start-up:
imports and loading the model) is subtracted for the figures per message. Medians over the rounds.
Needs Dovecot; everything stays on loopback.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from corpus import mailbox  # noqa: E402 - found by the path set above

from tests.servers.dovecot import PASSWORD, Dovecot, Login  # noqa: E402

CONFIG = """
state_dir = "state"
rules = "{root}/rules"
templates = "{root}/reply_templates"
[inbox.support]
address = "support@example.com"
mode = "{mode}"
queue = "support"
languages = ["en", "de"]
[inbox.support.imap]
host = "127.0.0.1"
port = {port}
security = "none"
username = "{username}"
password = "{password}"
[queues.support]
[queues.billing]
[queues.tech]
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process cost: seconds and MB."""

    wall: float
    cpu: float
    peak_mb: float


def measured(command: list[str]) -> Cost:
    """Run a command to its end and return its cost; an error ends the benchmark."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    began = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        peak_kb = 0
        while not (found := os.wait4(process.pid, os.WNOHANG))[0]:
            peak_kb = max(peak_kb, _peak_kb(process.pid))
            time.sleep(0.01)
        _, status, usage = found
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            sys.exit(f"{command} ended with {process.returncode}: {log.read()[-2000:].decode()}")
    wall = time.perf_counter() - began
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak_kb / 1024)


def _peak_kb(pid: int) -> int:
    """Return VmHWM of a process: ru_maxrss would count the parent it was forked from."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def raw_download(port: int, username: str) -> int:
    """Fetch the whole INBOX in one command and drain it; return the octets."""
    octets = 0
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(f'a LOGIN {username} "{PASSWORD}"\r\nb SELECT INBOX\r\n'.encode())
        line.sendall(b"c UID FETCH 1:* BODY.PEEK[]\r\nd LOGOUT\r\n")
        while chunk := line.recv(1 << 18):
            octets += len(chunk)
    return octets


def write_site(directory: Path, login: Login, mode: str) -> list[str]:
    """Write a site for this login and return the command that takes one turn there."""
    directory.mkdir(parents=True)
    config = directory / "config.toml"
    config.write_text(
        CONFIG.format(
            root=ROOT,
            mode=mode,
            port=login.server.imap_port,
            username=login.username,
            password=PASSWORD,
        )
    )
    config.chmod(0o600)
    return [sys.executable, "-m", "inbox_triage", "once", "--config", str(config)]


def triage(directory: Path, login: Login, mode: str, raws: list[bytes]) -> tuple[Cost, Cost]:
    """Return the costs of a look at an empty inbox and of reading `raws`."""
    once = write_site(directory, login, mode)
    measured(once)  # trains the model and takes the baseline
    start_up = measured(once)
    login.fill(raws)
    return start_up, measured(once)


def first_start(directory: Path, login: Login, raws: list[bytes]) -> tuple[Cost, int]:
    """Return the cost of a first start on old mail, and how many of its messages were changed.

    The model is trained before, on another site, as it is on a machine where the daemon runs.
    """
    trained = write_site(directory / "trained", login.server.new_login(), "assist")
    measured(trained)
    once = write_site(directory / "fresh", login, "assist")
    shutil.copytree(directory / "trained/state/model", directory / "fresh/state/model")
    login.fill(raws)
    with login.client() as client:
        client.select_folder("INBOX", readonly=True)  # the server indexes, whoever comes first
    cost = measured(once)
    with login.client() as client:
        client.select_folder("INBOX", readonly=True)
        flags = client.get_flags(client.search(["ALL"]))
        drafts = client.folder_status("Drafts", ["MESSAGES"])[b"MESSAGES"]
    touched = sum(bool(set(found) - {b"\\Recent"}) for found in flags.values())
    return cost, touched + drafts + len(flags) - len(raws)


def report(name: str, count: int, cost: Cost, raw: Cost) -> None:
    per_message = 1000 / count
    print(
        f"{name:<8} {count:>6} messages  {count / cost.wall:8.0f}/s  "
        f"wall {cost.wall * per_message:6.2f} ms  client CPU {cost.cpu * per_message:6.2f} ms  "
        f"peak {cost.peak_mb:5.0f} MB  wall/raw {cost.wall / raw.wall:6.1f}",
        flush=True,
    )


def median_of(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
        max(c.peak_mb for c in costs),
    )


def run(server: Dovecot, count: int, rounds: int, work: Path) -> None:
    raws = mailbox(count)
    costs: dict[str, list[Cost]] = {"raw": [], "shadow": [], "assist": []}
    for number in range(rounds):
        for mode in ("shadow", "assist"):
            login = server.new_login()
            start_up, whole = triage(work / f"{mode}{count}-{number}", login, mode, raws)
            wall, cpu = whole.wall - start_up.wall, whole.cpu - start_up.cpu
            costs[mode].append(Cost(wall, cpu, whole.peak_mb))
        downloader = [sys.executable, __file__, "--raw", str(server.imap_port), login.username]
        raw_download(server.imap_port, login.username)  # as warm as the daemon found it
        costs["raw"].append(measured(downloader))
    raw = median_of(costs["raw"])
    for name, found in costs.items():
        report(name, count, median_of(found), raw)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", nargs="+", type=int, default=[1000, 10000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--raw", nargs=2, metavar=("PORT", "USERNAME"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.raw:
        raw_download(int(arguments.raw[0]), arguments.raw[1])
        return
    server = Dovecot()
    server.start()
    try:
        with tempfile.TemporaryDirectory() as work:
            old = mailbox(10_000)
            cost, changed = first_start(Path(work) / "first", server.new_login(), old)
            print(f"first start on 10000 old messages: {cost.wall:.1f} s, {changed} written")
            for count in arguments.counts:
                run(server, count, arguments.rounds, Path(work))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
