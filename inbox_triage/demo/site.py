"""The configuration of the demo's shop, written as an admin would write it.

Fails: InputError when the shipped rules or templates are missing; OSError on a full disk.
"""

import shutil
from pathlib import Path

from inbox_triage.defaults import checkout_path, defaults_path
from inbox_triage.demo.samples import DOMAIN, SUPPORT
from inbox_triage.demo.world import HOST, DemoAccount, World

SHOP = "Lindenhof Outdoor"
BILLING = f"billing@{DOMAIN}"
ALICE = DemoAccount("alice", f"alice@{DOMAIN}")
BOB = DemoAccount("bob", f"bob@{DOMAIN}")
ACCOUNTS = (DemoAccount("support", SUPPORT), DemoAccount("billing", BILLING), ALICE, BOB)

_SITE = """\
# {shop}: an invented shop with two shared inboxes and two agents.

[inbox.support]
address = "{support}"
display_name = "{shop}"
product = "Lindenhof"
mode = "full"
briefs = "attention"
queue = "support"
languages = ["en", "de", "fr"]
{support_servers}
[inbox.billing]
address = "{billing}"
display_name = "{shop} Billing"
product = "Lindenhof"
mode = "assist"
queue = "billing"
languages = ["en", "de", "fr"]
{billing_servers}
[hours]
time_zone = "Europe/Berlin"

[agents.alice]
display_name = "Alice Brandt"
addresses = ["{alice}"]

[agents.bob]
display_name = "Bob Keller"
addresses = ["{bob}"]

[queues.support]
agents = ["alice", "bob"]
lead = "alice"

[queues.billing]
agents = ["alice"]
lead = "alice"

[queues.tech]
agents = ["bob"]
lead = "bob"

[queues.sales]
agents = ["alice"]

[vip]
csv = "customers.csv"
"""
_SERVERS = """
[inbox.{name}.imap]
host = "{host}"
port = {imap_port}
security = "none"
username = "{name}"
password = "{password}"
drafts = "Drafts"
sent = "Sent"

[inbox.{name}.smtp]
host = "{host}"
port = {smtp_port}
security = "none"
username = ""
"""
_CUSTOMERS = """\
address,name,company,tier,vip,why
vera.lindqvist@example.org,Vera Lindqvist,Nordfjell Mountain Guides,partner,yes,orders for 30 guides
"""


def write_site(directory: Path, world: World) -> Path:
    """Write config, rules, templates and customers into `directory`; return the config file."""
    for name in ("rules", "reply_templates"):
        shutil.copytree(defaults_path(name), directory / name)
    (directory / "customers.csv").write_text(_CUSTOMERS, "utf-8")
    config = directory / "config.toml"
    config.touch(mode=0o600)  # it holds passwords, if only the demo's
    text = _SITE.format(
        shop=SHOP,
        support=SUPPORT,
        billing=BILLING,
        alice=ALICE.address,
        bob=BOB.address,
        support_servers=_servers("support", world),
        billing_servers=_servers("billing", world),
    )
    config.write_text(text, "utf-8")
    return config


def artifact_directory(directory: Path) -> Path:
    """Return where the trained artifact is kept: in a checkout it outlives the demo."""
    checkout = checkout_path()
    return checkout / "models" / "trained" if checkout else directory / "state" / "model"


def _servers(username: str, world: World) -> str:
    password = next(a.password for a in world.accounts if a.username == username)
    return _SERVERS.format(
        name=username,
        host=HOST,
        imap_port=world.imap_port,
        smtp_port=world.smtp_port,
        password=password,
    )
