#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Virtualmin: owners of virtual servers are tenants. Webmin > System Settings > Virtualmin Configuration > Actions upon
# server and user creation > "Command to run after making changes to a server": /usr/share/hostel/panels/virtualmin.sh
# and, for the removal, the same as "Command to run before making changes to a server".
#
# It is told by VIRTUALSERVER_ACTION and the server's own VIRTUALSERVER_USER, PLAN and PARENT. Sub-servers are
# their parent's.
set -u
name=${VIRTUALSERVER_USER:?} action=${VIRTUALSERVER_ACTION:?}
[ -z "${VIRTUALSERVER_PARENT:-}" ] || exit 0
plan=$(printf %s "${VIRTUALSERVER_PLAN:-}" | tr '[:upper:] ' '[:lower:]-')
[ -n "$plan" ] && [ -e "/etc/hostel/plans/$plan.ini" ] || plan=
is_tenant() { # also with a mistake in the policy (5); anything else is no answer
	hostel tenant show "$name" >/dev/null 2>&1
	case $? in 0 | 5) ;; 4) return 1 ;; *) echo "hostel: is $name a tenant? hostel tenant show does not tell" >&2; exit 1 ;; esac
}

case $action in
CREATE_DOMAIN) hostel tenant adopt "$name" ${plan:+--plan "$plan"} ;;
MODIFY_DOMAIN)
	old=${VIRTUALSERVER_OLDSERVER_USER:-$name}
	if [ "$old" != "$name" ]; then
		# The account has its new name already: the policy follows it.
		[ ! -e "/etc/hostel/tenants/$old.ini" ] || mv "/etc/hostel/tenants/$old.ini" "/etc/hostel/tenants/$name.ini"
	fi
	hostel tenant adopt "$name" ${plan:+--plan "$plan"}
	;;
DISABLE_DOMAIN) ! is_tenant || hostel tenant suspend "$name" --why "The account is suspended." ;;
ENABLE_DOMAIN) ! is_tenant || hostel tenant resume "$name" ;;
DELETE_DOMAIN) ! is_tenant || hostel tenant remove "$name" --confirm "$name" --keep-account --shell /usr/sbin/nologin ;;
esac
