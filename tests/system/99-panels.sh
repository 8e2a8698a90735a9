#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# packaging/panels, by a test that plays the panel: it makes and removes accounts itself and calls the hooks as the
# panel's own documentation says.
. "$(dirname "$0")/lib.sh"
panels=$PWD/packaging/panels
PATH=$PATH:$PREFIX/sbin
printf '[plan]\nextends = basic\n[resources]\nmemory.max = 333M\n' >$CONF/plans/gold.ini
account() { # as a panel makes it
	useradd -m -s /bin/bash "$1"
	install -d -o "$1" -g "$1" -m 700 "/home/$1/.ssh"
	install -o "$1" -g "$1" -m 600 $KEY.pub "/home/$1/.ssh/authorized_keys"
}
where() { S "$1" 'cat /proc/1/comm' 2>/dev/null </dev/null; }
host=$(cat /proc/1/comm)
memory() { hostel show "$1" | sed -n 's/^ *memory\.max *= *\([^ ]*\).*/\1/p'; }
played() { # panel, account, then functions of it: create plan suspend resume remove
	local panel=$1 who=$2
	account "$who"
	is "$panel: control: the account is on the host" "$host" "$(where "$who")"
	ok "$panel: created" create "$who"
	is "$panel: in a room, by the default plan" hostel-init "$(where "$who")"
	ok "$panel: another package" plan "$who" Gold
	is "$panel: the plan of its name" 333M "$(memory "$who")"
	ok "$panel: the same again" plan "$who" Gold
	ok "$panel: a package without a plan of its name changes nothing" plan "$who" Unheard
	is "$panel: still in a room" hostel-init "$(where "$who")"
	ok "$panel: suspended" suspend "$who"
	is "$panel: nobody comes in" "" "$(where "$who")"
	ok "$panel: active again" resume "$who"
	is "$panel: in" hostel-init "$(where "$who")"
	ok "$panel: about to be removed" remove "$who"
	is "$panel: no policy is left, and the shell lets nobody in" "0 /usr/sbin/nologin" \
		"$(ls $CONF/tenants | grep -c "^$who.ini") $(getent passwd "$who" | cut -d: -f7)"
	ok "$panel: the panel can remove it" userdel -r "$who" 2>/dev/null
	ok "$panel: what is no tenant of ours is let be" resume carol
	is "$panel: and is on the host" "$host" "$(where carol)"
}

hook() { env username="$2" package="${3:-}" ssh="${SSH:-ON}" "$panels/directadmin.sh" "$1"; }
create() { hook user_create_post "$1"; }
plan() { hook user_modify_post "$1" "$2"; }
suspend() { hook user_suspend_post "$1"; }
resume() { hook user_activate_post "$1"; }
remove() { hook user_destroy_pre "$1"; }
played directadmin da1
account da2
ok "directadmin: without ssh an account is no tenant" eval 'SSH=OFF hook user_create_post da2'
is "directadmin: it is none" 4 "$(hostel tenant show da2 >/dev/null 2>&1; echo $?)"

virtual() { env VIRTUALSERVER_ACTION="$1" VIRTUALSERVER_USER="$2" VIRTUALSERVER_PLAN="${3:-}" "$panels/virtualmin.sh"; }
create() { virtual CREATE_DOMAIN "$1"; }
plan() { virtual MODIFY_DOMAIN "$1" "$2"; }
suspend() { virtual DISABLE_DOMAIN "$1"; }
resume() { virtual ENABLE_DOMAIN "$1"; }
remove() { virtual DELETE_DOMAIN "$1"; }
played virtualmin vm1

cpanel() { echo "{\"context\": {}, \"data\": $2}" | "$panels/cpanel.sh" "$1"; }
create() { cpanel create "{\"user\": \"$1\", \"plan\": \"default\", \"hasshell\": \"y\"}"; }
plan() { cpanel plan "{\"user\": \"$1\", \"cur_pkg\": \"default\", \"new_pkg\": \"$2\"}"; }
suspend() { cpanel suspend "{\"args\": {\"user\": \"$1\", \"reason\": \"not paid\"}}"; }
resume() { cpanel resume "{\"args\": {\"user\": \"$1\"}}"; }
remove() { cpanel remove "{\"user\": \"$1\"}"; }
played cpanel cp1
is "cpanel: what names nobody is refused" 2 "$(cpanel create '{}' >/dev/null 2>&1; echo $?)"
is "an account's name is no command" "" "$(create '$(touch /tmp/run)' >/dev/null 2>&1; hook user_create_post '$(touch /tmp/run)' >/dev/null 2>&1; ls /tmp/run 2>/dev/null)"
finish
