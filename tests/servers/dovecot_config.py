"""How the private Dovecot 2.3 of the tests is set up; braces are doubled for `str.format`."""

CONFIG = """
base_dir = {dir}/run
state_dir = {dir}/run
log_path = {dir}/dovecot.log
instance_name = {name}
default_internal_user = {owner}
default_internal_group = {group}
default_login_user = {owner}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{dir}/cert.pem
ssl_key = <{dir}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = {uid}
last_valid_uid = {uid}
first_valid_gid = 0
mail_uid = {uid}
mail_gid = {gid}
mail_home = {dir}/mail/%Lu
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 50
mail_plugins = quota acl
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = create
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = create
  }}
  mailbox Archive {{
    special_use = \\Archive
    auto = create
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%Lu {dir}/logins/%Lu
}}
userdb {{
  driver = passwd-file
  args = username_format=%Lu {dir}/logins/%Lu
  default_fields = uid={uid} gid={gid} home={dir}/mail/%Lu
}}
plugin {{
  acl = vfile
  quota = count:User quota
  quota_vsizes = yes
}}
protocol imap {{
  mail_plugins = $mail_plugins imap_quota imap_acl
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service auth {{
  user = {owner}
}}
service auth-worker {{
  user = {owner}
}}
"""
