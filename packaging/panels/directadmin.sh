#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# DirectAdmin: accounts with ssh are tenants. Its hooks run as root with what user.conf says in the environment
# (docs.directadmin.com, "Hooks"). Put there once:
#
#   for hook in user_create_post user_modify_post user_suspend_post user_activate_post user_destroy_pre; do
#       mkdir -p /usr/local/directadmin/scripts/custom/$hook
#       ln -sf /usr/share/hostel/panels/directadmin.sh /usr/local/directadmin/scripts/custom/$hook/hostel.sh
#   done
#
# A package of DirectAdmin's has the plan of the same name in small letters, if there is one; else hostel.ini decides.
set -u
hook=${1:-$(basename "$(dirname "$0")")}
# shellcheck disable=SC2154 # of the environment
name=$username plan=$(printf %s "${package:-}" | tr '[:upper:]' '[:lower:]')
[ -n "$plan" ] && [ -e "/etc/hostel/plans/$plan.ini" ] || plan=
is_tenant() { # also with a mistake in the policy (5); anything else is no answer
	hostel tenant show "$name" >/dev/null 2>&1
	case $? in 0 | 5) ;; 4) return 1 ;; *) echo "hostel: is $name a tenant? hostel tenant show does not tell" >&2; exit 1 ;; esac
}

case $hook in
user_create_post | user_modify_post)
	if [ "${ssh:-OFF}" = ON ]; then
		hostel tenant adopt "$name" ${plan:+--plan "$plan"}
	elif is_tenant; then
		hostel tenant remove "$name" --confirm "$name" --keep-account --shell /usr/sbin/nologin
	fi
	;;
user_suspend_post) ! is_tenant || hostel tenant suspend "$name" --why "${reason:-The account is suspended.}" ;;
user_activate_post) ! is_tenant || hostel tenant resume "$name" ;;
# DirectAdmin removes the account itself.
user_destroy_pre) ! is_tenant || hostel tenant remove "$name" --confirm "$name" --keep-account --shell /usr/sbin/nologin ;;
*) echo "hostel: $hook: no hook that is known here" >&2; exit 2 ;;
esac
