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
others() { resume "$1"; }
mkdir /tmp/answers
show_answers() { # STATUS, command...: with a `hostel tenant show` that ends so
	printf '#!/bin/sh\n[ "$1 $2" != "tenant show" ] || exit %s\nexec %s "$@"\n' "$1" "$(command -v hostel)" >/tmp/answers/hostel
	chmod 755 /tmp/answers/hostel
	PATH=/tmp/answers:$PATH "${@:2}"
}
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
	# 1: hostel cannot tell, which is no "no".
	if show_answers 1 suspend "$who" >/tmp/said 2>&1 && [ ! -s /tmp/said ]; then
		is "$panel: who may be a tenant is suspended" "" "$(where "$who")"
	else
		like "$panel: where hostel cannot tell, the panel is told" "hostel: is $who a tenant\?" "$(cat /tmp/said)"
	fi
	resume "$who"
	if [ "$panel" != ispconfig ]; then # which sets /bin/false itself
		show_answers 4 suspend "$who"
		is "$panel: control: who is none is let be" hostel-init "$(where "$who")"
		resume "$who"
	fi
	ok "$panel: about to be removed" remove "$who"
	is "$panel: no policy is left, and the shell lets nobody in" "0 /usr/sbin/nologin" \
		"$(ls $CONF/tenants | grep -c "^$who.ini") $(getent passwd "$who" | cut -d: -f7)"
	ok "$panel: the panel can remove it" userdel -r "$who" 2>/dev/null
	ok "$panel: what is no tenant of ours is let be" others carol
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

# --- HestiaCP: commands that source /etc/hestiacp/hestia.conf, as its own do, and do of the rest what an account sees.
export HESTIA=/usr/local/hestia
BIN=$HESTIA/bin
mkdir -p $BIN $HESTIA/{func,conf,log,data/users,data/packages} /etc/hestiacp
echo "ROOT_USER='hestiaadmin'" >$HESTIA/conf/hestia.conf
printf '%s\n' "export HESTIA='$HESTIA'" '[[ -f /etc/hestiacp/local.conf ]] && source /etc/hestiacp/local.conf' \
	>/etc/hestiacp/hestia.conf
line=$(sed -n "s/^#   echo '\(.*\)' .*/\1/p" "$panels/hestia.sh")
like "hestia: its head has the line" '^! .* source ' "$line"
echo "${line//\/usr\/share\/hostel\/panels/$panels}" >/etc/hestiacp/local.conf
cat >$HESTIA/func/main.sh <<'X'
BIN=$HESTIA/bin OK=0 E_NOTEXIST=3 E_EXISTS=4 E_SUSPENDED=5 E_DB=17 ARGUMENTS="'$*'"
source_conf() { while IFS='= ' read -r lhs rhs; do rhs=${rhs%\'*}; declare -g "$lhs=${rhs#\'*}"; done <"$1"; }
log_event() { echo "${0##*/} $2 [Error $1]" >>$HESTIA/log/error.log; }
check_result() { if [ $1 -ne 0 ]; then echo "Error: $2"; log_event "${3:-$1}" "$ARGUMENTS"; exit "${3:-$1}"; fi; }
is_user() { [ -d "$HESTIA/data/users/$user" ]; check_result $? "user $user doesn't exist" $E_NOTEXIST; }
set_value() { sed -i "s/^$2=.*/$2='$3'/" "$HESTIA/data/users/$1/user.conf"; }
source_conf "$HESTIA/conf/hestia.conf"
X
command_of_hestia() { # name: the rest of it on standard input
	{ echo '#!/bin/bash'; echo 'user=$1'; echo 'source /etc/hestiacp/hestia.conf'; echo 'source $HESTIA/func/main.sh'; cat; } >"$BIN/$1"
	chmod 755 "$BIN/$1"
}
command_of_hestia v-add-user <<'X'
[ -n "$3" ] && package=${4-default}
[ ! -e "$HESTIA/data/users/$user" ]; check_result $? "user $user exists" $E_EXISTS
shell_conf=$(grep -m1 SHELL $HESTIA/data/packages/$package.pkg | cut -f 2 -d \')
id "$user" >/dev/null 2>&1 || useradd "$user" -s "$(grep -w "$shell_conf" /etc/shells | head -n1)" -c "$3" -m -U
mkdir $HESTIA/data/users/$user
printf "NAME='%s'\nPACKAGE='%s'\nSHELL='%s'\nSUSPENDED='no'\n" "$5" "$package" "$shell_conf" >$HESTIA/data/users/$user/user.conf
exit
X
command_of_hestia v-change-user-shell <<'X'
is_user
chsh -s "$(grep -w "$2" /etc/shells | head -n1)" "$user" >/dev/null 2>&1
set_value "$user" SHELL "$2"
exit
X
command_of_hestia v-change-user-package <<'X'
is_user
set_value "$user" PACKAGE "$2"
$BIN/v-change-user-shell "$user" "$(grep -m1 SHELL $HESTIA/data/packages/$2.pkg | cut -f 2 -d \')"
exit
X
command_of_hestia v-rebuild-user <<'X'
is_user
source_conf $HESTIA/data/users/$user/user.conf
chsh -s "$(grep -w "$SHELL" /etc/shells | head -n1)" "$user" >/dev/null 2>&1
exit
X
command_of_hestia v-suspend-user <<'X'
is_user
if [ -z "$POLICY_USER_VIEW_SUSPENDED" ] || [ "$POLICY_USER_VIEW_SUSPENDED" = no ]; then usermod --lock "$user"; fi
set_value "$user" SUSPENDED yes
exit
X
command_of_hestia v-unsuspend-user <<'X'
is_user
usermod --unlock "$user" 2>/dev/null
set_value "$user" SUSPENDED no
exit
X
command_of_hestia v-delete-user <<'X'
is_user
[ "$user" != "$ROOT_USER" ] || exit
[ -z "$NO_DATABASE" ]; check_result $? "database deletion failed" $E_DB
$BIN/v-unsuspend-user "$user"
userdel -f "$user" >>/dev/null 2>&1
rm -rf "/home/$user" "$HESTIA/data/users/$user"
exit
X
for package in default Gold Unheard 'Two Words'; do echo "SHELL='bash'" >"$HESTIA/data/packages/$package.pkg"; done
echo "SHELL='nologin'" >$HESTIA/data/packages/mail.pkg
grep -qx /usr/sbin/nologin /etc/shells || echo /usr/sbin/nologin >>/etc/shells
nothing_said() { local said; said=$("$@" 2>&1) && [ -z "$said" ] || { echo "$said"; return 1; }; }
create() { nothing_said $BIN/v-add-user "$1" 'P4$$w@rD' "$1@example.org" default "It's me"; }
plan() { nothing_said $BIN/v-change-user-package "$1" "$2"; }
suspend() { nothing_said $BIN/v-suspend-user "$1" no; }
resume() { nothing_said $BIN/v-unsuspend-user "$1" no; }
# Hestia stops half way: the account is still there.
remove() { NO_DATABASE=1 $BIN/v-delete-user "$1" yes; [ $? = 17 ]; }
mkdir $HESTIA/data/users/carol
echo "SUSPENDED='no'" >$HESTIA/data/users/carol/user.conf
played hestia he1

shell_of() { getent passwd "$1" | cut -d: -f7; }
tenant_or_not() { hostel tenant show "$1" >/dev/null 2>&1; echo $?; }
ok "hestia: a user whom the panel makes" create he2
is "hestia: has the room's shell" $SHELL_PATH "$(shell_of he2)"
ok "hestia: rebuilt, which sets the shell" nothing_said $BIN/v-rebuild-user he2 yes
is "hestia: has the room's shell still" $SHELL_PATH "$(shell_of he2)"
ok "hestia: another shell" nothing_said $BIN/v-change-user-shell he2 nologin
is "hestia: without a shell a user is no tenant" "4 /usr/sbin/nologin" "$(tenant_or_not he2) $(shell_of he2)"
ok "hestia: a shell again" nothing_said $BIN/v-change-user-shell he2 bash
is "hestia: a tenant again" "0 $SHELL_PATH" "$(tenant_or_not he2) $(shell_of he2)"
ok "hestia: a package without a shell" plan he2 mail
is "hestia: no tenant" 4 "$(tenant_or_not he2)"
ok "hestia: back" plan he2 Gold
echo "POLICY_USER_VIEW_SUSPENDED='yes'" >>$HESTIA/conf/hestia.conf
ok "hestia: suspended, but the panel's policy lets him look" suspend he2
unlike "hestia: is not suspended here" 'suspended *= *yes' "$(hostel show he2)"
sed -i /POLICY_USER/d $HESTIA/conf/hestia.conf
ok "hestia: deleted" nothing_said $BIN/v-delete-user he2 yes
is "hestia: account and policy are gone" "2 0" "$(getent passwd he2 >/dev/null; echo $?) $(ls $CONF/tenants | grep -c '^he2')"
useradd -m -s /bin/bash -G sudo he3
said=$($BIN/v-add-user he3 x he3@example.org); status=$?
is "hestia: what is refused fails the panel's command" 8 "$status"
like "hestia: as the panel says errors, with the reason" '^Error: hostel: he3 is in a group of administrators' "$said"
like "hestia: and is in its log" '^v-add-user .*\[Error 8\]' "$(tail -1 $HESTIA/log/error.log)"
is "hestia: a command that failed makes no tenant" "3 4" \
	"$($BIN/v-change-user-package nobody-here Gold >/dev/null; echo $?) $(tenant_or_not nobody-here)"
account hestiaadmin
ok "hestia: the panel's own account" create hestiaadmin
is "hestia: is never a tenant" 4 "$(tenant_or_not hestiaadmin)"

# --- ISPConfig: its loader of plugins and its plugin of shell users, played; one event is one run of server.php.
web=/var/www/clients/client1/web1
ispconfig=/usr/local/ispconfig/server
mkdir -p $ispconfig/plugins-enabled $web/{web,home}
groupadd client1
useradd -M -d $web -g client1 -s /bin/false web1
chown web1:client1 $web/web
(cd $ispconfig/plugins-enabled && eval "$(sed -n 's/^ \*   \(ln -s .*\)/\1/p' "$panels/ispconfig.php" | sed "s,/usr/share/hostel/panels,$panels,")")
is "ispconfig: its head has the links" "hostel_plugin.inc.php z_hostel_plugin.inc.php" "$(ls $ispconfig/plugins-enabled | xargs)"
cat >$ispconfig/plugins-enabled/shelluser_base_plugin.inc.php <<'X'
<?php
class shelluser_base_plugin {
	function onLoad() {
		foreach(array('insert', 'update', 'delete') as $what)
			$GLOBALS['app']->plugins->registerEvent("shell_user_$what", 'shelluser_base_plugin', $what);
	}
	function insert($event_name, $data) {
		$u = $data['new'];
		if(!preg_match('/^[a-z][a-z0-9]*$/', $u['username'])) return;
		$home = $u['dir'].'/home/'.$u['username'];
		$id = posix_getpwnam($u['puser'])['uid'];
		exec("id {$u['username']} 2>&1 || { useradd -d $home -g {$u['pgroup']} -o -s {$u['shell']} -u $id {$u['username']}; mkdir -p $home/.ssh; }");
		$this->keys($u, $home);
	}
	function update($event_name, $data) {
		$u = $data['new'];
		if($u['active'] != 'y') $u['shell'] = '/bin/false';
		exec("sed -i 's,^{$data['old']['username']}:\\(.*\\):[^:]*\$,{$u['username']}:\\1:{$u['shell']},' /etc/passwd");
		exec("sed -i 's,^{$data['old']['username']}:,{$u['username']}:,' /etc/shadow");
		exec("sed -i 's,\\([:\\,]\\){$data['old']['username']}\$,\\1{$u['username']},' /etc/group /etc/gshadow");
		$this->keys($u, posix_getpwnam($u['username'])['dir']);
	}
	function delete($event_name, $data) {
		file_put_contents('/tmp/policies-at-delete', count(glob("/etc/hostel/tenants/{$data['old']['username']}.ini")));
		if(getenv('LET_LIVE') === false) exec('userdel -f '.$data['old']['username']);
	}
	function keys($u, $home) {
		copy('/root/.ssh/hostel-test.pub', "$home/.ssh/authorized_keys");
		exec("chown -R {$u['puser']}:{$u['pgroup']} $home/.ssh; chmod 700 $home/.ssh; chmod 600 $home/.ssh/authorized_keys");
	}
}
X
cat >$ispconfig/server.php <<'X'
<?php // event, data as JSON, name of the client's template
error_reporting(E_ALL);
set_error_handler(function($n, $text, $file, $line) { echo "PHP: $text ($file:$line)\n"; exit(1); });
define('LOGLEVEL_ERROR', 2);
class plugins {
	var $subscribed = array();
	function loadPlugins() {
		$found = array();
		foreach(scandir(__DIR__.'/plugins-enabled') as $file)
			if(substr($file, -8) == '.inc.php') $found[substr($file, 0, -8)] = $file;
		ksort($found);
		foreach($found as $name => $file) {
			include_once __DIR__.'/plugins-enabled/'.$file;
			$GLOBALS['app']->loaded_plugins[$name] = new $name;
			$GLOBALS['app']->loaded_plugins[$name]->onLoad();
		}
	}
	function registerEvent($event, $plugin, $function) { $this->subscribed[$event][] = array($plugin, $function); }
	function raiseEvent($event, $data) {
		foreach($this->subscribed[$event] as $e)
			call_user_func(array($GLOBALS['app']->loaded_plugins[$e[0]], $e[1]), $event, $data);
	}
}
class db {
	function queryOneRecord($sql, $group) { return $GLOBALS['argv'][3] == '' ? null : array('template_name' => $GLOBALS['argv'][3]); }
	function queryAllRecords($sql, $client, $server) { return array(json_decode(getenv('SHELL_USER'), true)); }
}
class app {
	var $plugins, $db, $loaded_plugins = array(), $errors = 0;
	function log($text, $level) { echo "$level $text\n"; if($level == LOGLEVEL_ERROR) $this->errors++; }
}
$conf = array('server_id' => 1);
$app = new app;
$app->plugins = new plugins;
$app->db = new db;
$app->plugins->loadPlugins();
$app->plugins->raiseEvent($argv[1], json_decode($argv[2], true));
exit($app->errors ? 1 : 0);
X
record() { # account, active, chroot
	echo "{\"username\": \"$1\", \"active\": \"${2:-y}\", \"chroot\": \"${3:-no}\", \"puser\": \"web1\", \"pgroup\": \"client1\"," \
		"\"shell\": \"/bin/bash\", \"dir\": \"$web\", \"sys_groupid\": \"1\", \"shell_user_id\": \"${1//[!0-9]/}\"}"
}
event() { php $ispconfig/server.php "$1" "{\"old\": $2, \"new\": $3}" "${4:-}"; }
account() { # as ISPConfig has it: with the site's uid
	useradd -o -u "$(id -u web1)" -g client1 -M -d "$web/home/$1" -s /bin/bash "$1"
	install -d -o web1 -g client1 -m 750 "$web/home/$1"
	install -d -o web1 -g client1 -m 700 "$web/home/$1/.ssh"
	install -o web1 -g client1 -m 600 $KEY.pub "$web/home/$1/.ssh/authorized_keys"
}
create() { event shell_user_insert '[]' "$(record "$1")"; }
plan() {
	SHELL_USER=$(record "$1") event client_update '{"client_id": "1", "template_master": "1"}' '{"client_id": "1", "template_master": "2"}' "$2"
}
suspend() { event shell_user_update "$(record "$1")" "$(record "$1" n)" Gold; }
resume() { event shell_user_update "$(record "$1" n)" "$(record "$1")" Gold; }
remove() { LET_LIVE=1 event shell_user_delete "$(record "$1")" '[]'; }
# Who becomes active becomes a tenant.
others() { remove "$1"; }
played ispconfig isp1

# As PHP-FPM: usermod(8) gives nobody another uid while it has processes.
setpriv --reuid=web1 --regid=client1 --clear-groups sleep 600 &
fpm=$!
ok "ispconfig: a shell user whom the panel makes" create isp2
is "ispconfig: in a room" hostel-init "$(where isp2)"
is "ispconfig: he has a uid of his own" 20002 "$(id -u isp2)"
kill $fpm
S isp2 "echo his >$web/web/his" </dev/null
is "ispconfig: he writes to the site" his "$(cat $web/web/his 2>&1)"
as_site() { setpriv --reuid=web1 --regid=client1 --clear-groups sh -c "$1"; }
ok "ispconfig: the site changes what he wrote, and makes a file" as_site "echo site >>$web/web/his && echo its >$web/web/its"
ok "ispconfig: and he that" S isp2 "echo his >>$web/web/its" </dev/null
ok "ispconfig: a change of something else" event shell_user_update "$(record isp2)" "$(record isp2)" Gold
is "ispconfig: he comes in by his key, to his room" hostel-init "$(where isp2)"
hostel tenant suspend isp2 --why "Not the panel." >/dev/null
ok "ispconfig: a change of a tenant whom others suspended" event shell_user_update "$(record isp2)" "$(record isp2)" Gold
like "ispconfig: he stays suspended" 'suspended *= *yes' "$(hostel show isp2)"
hostel tenant resume isp2 >/dev/null
ok "ispconfig: another name" event shell_user_update "$(record isp2)" "$(record isp3)" Gold
is "ispconfig: the policy follows it" "isp3.ini 333M" "$(ls $CONF/tenants | grep '^isp') $(memory isp3)"
ok "ispconfig: deleted" event shell_user_delete "$(record isp3)" '[]'
is "ispconfig: the policy goes before the account, which is gone" "0 2" \
	"$(cat /tmp/policies-at-delete) $(getent passwd isp3 >/dev/null; echo $?)"
is "ispconfig: what he made is the site's" web1 "$(stat -c %U $web/web/his)"
ok "ispconfig: a shell user in a jailkit" event shell_user_insert '[]' "$(record isp4 y jailkit)"
is "ispconfig: is left to it" 4 "$(tenant_or_not isp4)"
account isp5
usermod -aG sudo isp5
said=$(create isp5); status=$?
is "ispconfig: what is refused is an error in its log" 1 "$status"
like "ispconfig: with the reason and its name" '^2 hostel: hostel tenant adopt isp5 .*administrators.* \([a-z_]+\)$' "$said"
account isp6
usermod -d $web isp6
like "ispconfig: whose home is the site's is no tenant, and nothing of the site's becomes his" 'the home .* is not below .* web1 4$' \
	"$(create isp6 | xargs -0) $(stat -c %U $web/web) $(tenant_or_not isp6)"
ok "ispconfig: a name that is an option is let be" event shell_user_insert '[]' "$(record --force)"

is "ispconfig: an account's name is no command" "" "$(event shell_user_insert '[]' "$(record '$(touch /tmp/run)')" >/dev/null 2>&1; ls /tmp/run 2>/dev/null)"
finish
