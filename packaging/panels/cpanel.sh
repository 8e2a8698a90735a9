#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# cPanel: accounts with a shell are tenants, by its standardized hooks (api.docs.cpanel.net), which give one JSON
# object on standard input. Put there once:
#
#   add() { /usr/local/cpanel/bin/manage_hooks add script "/usr/share/hostel/panels/cpanel.sh $2" --manual \
#       --category Whostmgr --event "$1" --stage "$3"; }
#   add Accounts::Create create post;          add Accounts::change_package plan post
#   add Accounts::suspendacct suspend post;    add Accounts::unsuspendacct resume post
#   add Accounts::Remove remove pre
set -u
fields=$(python3 -c '
import json, sys
data = json.load(sys.stdin).get("data", {})
data = data.get("args", data)
for key in ("user", "new_pkg", "plan", "hasshell", "reason"):
    print(str(data.get(key) or "").replace("\n", " "))') || exit 1
{ read -r name; read -r new; read -r plan; read -r shell; read -r reason; } <<FIELDS
$fields
FIELDS
[ -n "$name" ] || { echo "hostel: no user in what cPanel says" >&2; exit 2; }
plan=$(printf %s "${new:-$plan}" | tr '[:upper:] ' '[:lower:]-')
[ -n "$plan" ] && [ -e "/etc/hostel/plans/$plan.ini" ] || plan=
is_tenant() { # also with a mistake in the policy (5); anything else is no answer
	hostel tenant show "$name" >/dev/null 2>&1
	case $? in 0 | 5) ;; 4) return 1 ;; *) echo "hostel: is $name a tenant? hostel tenant show does not tell" >&2; exit 1 ;; esac
}

case ${1:-} in
create) case $shell in y | Y | 1) hostel tenant adopt "$name" ${plan:+--plan "$plan"} ;; esac ;;
plan) ! is_tenant || hostel tenant adopt "$name" ${plan:+--plan "$plan"} ;;
suspend) ! is_tenant || hostel tenant suspend "$name" --why "${reason:-The account is suspended.}" ;;
resume) ! is_tenant || hostel tenant resume "$name" ;;
remove) ! is_tenant || hostel tenant remove "$name" --confirm "$name" --keep-account --shell /usr/sbin/nologin ;;
*) echo "hostel: ${1:-nothing}: create, plan, suspend, resume or remove" >&2; exit 2 ;;
esac
