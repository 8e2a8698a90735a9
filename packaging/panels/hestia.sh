#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # ROOT_USER, HESTIA, POLICY_USER_VIEW_SUSPENDED: Hestia's own
# HestiaCP: users with a shell are tenants. Put there once:
#
#   echo '! [ -e /usr/share/hostel/panels/hestia.sh ] || source /usr/share/hostel/panels/hestia.sh' \
#       >>/etc/hestiacp/local.conf
#
# Hestia has no events of accounts: the trigger data/packages/NAME.sh is called at creation and when the package
# changes, but also by v-rebuild-user before that sets the shell, and nothing is called when a user is suspended or
# deleted. Each of its commands, however, sources /etc/hestiacp/hestia.conf first, and that local.conf, which is the
# admin's and outlasts updates. So this file is read with the arguments of the command: it acts before v-delete-user
# and, by a trap, after the others have succeeded. If hostel fails the command does, as by Hestia's check_result.
#
# The source that was read is 1.10.3 (d128cc6f); it was not seen on a real panel. The shell jailbash is a shell
# like others: the room takes its place. The panel's own account (ROOT_USER) is never a tenant.

hostel_is_tenant() { hostel tenant show "$1" >/dev/null 2>&1 || [ $? -ne 4 ]; } # a mistake is no "no"

hostel_leave() { hostel tenant remove "$1" --confirm "$1" --keep-account --shell /usr/sbin/nologin; }

hostel_value() { # user, key: what user.conf says; source_conf would set a variable of the command's
	sed -n "s/^$2='\(.*\)'\$/\1/p" "$HESTIA/data/users/$1/user.conf" 2>/dev/null | head -n 1
}

hostel_follow() { # user: a tenant if there is a shell, by the plan of the package's name in small letters
	local plan
	case $(hostel_value "$1" SHELL) in
	'' | nologin | false | rssh) ! hostel_is_tenant "$1" || hostel_leave "$1" ;;
	*)
		plan=$(hostel_value "$1" PACKAGE | tr '[:upper:] ' '[:lower:]-')
		[ -n "$plan" ] && [ -e "/etc/hostel/plans/$plan.ini" ] || plan=
		hostel tenant adopt "$1" ${plan:+--plan "$plan"}
		;;
	esac
}

hostel_after() { # exit status of the command, its name, user
	local said status=0
	[ "$1" = 0 ] && [ -n "$3" ] && [ "$3" != "${ROOT_USER:-}" ] || return 0
	said=$(
		exec 2>&1
		case $2 in
		v-suspend-user)
			# With this policy Hestia lets a suspended user in by ssh.
			[ "${POLICY_USER_VIEW_SUSPENDED:-no}" != no ] || ! hostel_is_tenant "$3" ||
				hostel tenant suspend "$3" --why "The account is suspended."
			;;
		v-unsuspend-user) ! hostel_is_tenant "$3" || hostel tenant resume "$3" ;;
		*) hostel_follow "$3" ;;
		esac
	) || status=$?
	# Silent if all is well: some of the commands are read by others.
	[ "$status" = 0 ] || check_result "$status" "$said"
}

case ${0##*/} in
v-delete-user)
	# Before the account is gone. Should Hestia stop half way nobody comes in, until v-rebuild-user.
	if [ -n "${1:-}" ] && [ -d "$HESTIA/data/users/$1" ] && hostel_is_tenant "$1"; then
		# check_result is not there yet: what it says, and its status.
		hostel_said=$(hostel_leave "$1" 2>&1) || { hostel_status=$?; echo "Error: $hostel_said"; exit $hostel_status; }
	fi
	;;
v-add-user | v-change-user-package | v-change-user-shell | v-rebuild-user | v-restore-* | \
	v-suspend-user | v-unsuspend-user)
	# shellcheck disable=SC2064 # as it is called, not as it is left
	trap "hostel_after \$? ${0##*/} $(printf %q "${1:-}")" EXIT
	;;
esac
