#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Hosts that are set up as many are: limits of pam_limits, links of root's, homes elsewhere, names and groups as
# directories have them. What an ordinary account (carol) gets there is the control of each row.
. "$(dirname "$0")/lib.sh"

patient
fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; policy "$@"; }
by_ssh() { S "$@" </dev/null 2>&1; }
by_su() { timeout 30 su "$1" -c "$2" </dev/null 2>&1; }
by_cron() { # of both at once, in the same minute: what it prints is left in the home
	local out=/home/$1/cron.out
	until_true 90 grep -q END "$out"
	grep -v END "$out"
}

# --- limits of the login program ---------------------------------------------------------------------------
LIMITS=/etc/security/limits.conf
limits() { printf '%s\n' "$@" >$LIMITS; rm -f /etc/security/limits.d/*; } # lines of limits.conf(5)
may_raise() { ((0x$(awk '/^CapEff/ { print $2 }' /proc/self/status) >> 24 & 1)); } # CAP_SYS_RESOURCE
both() { # name, way, -S or -H, lines of `ulimit -a` that are compared, as carol must have them
	local carol alice said try
	for try in 1 2 3; do # a login of either fails now and then where a library finds no memory
		said=$($2 alice "ulimit $3 -a")
		! grep -Eq "^($4) " <<<"$said" || break
		hostel kill alice >/dev/null # cold is cold
	done
	for try in 1 2 3; do
		carol=$($2 carol "ulimit $3 -a")
		! grep -Eq "^($4) " <<<"$carol" || { carol=$(sed -nE "s/^($4) +\([^)]*\)/\1/p" <<<"$carol"); break; }
	done
	alice=$(sed -nE "s/^($4) +\([^)]*\)/\1/p" <<<"$said")
	[ -n "$alice" ] || alice=$said
	is "control: $1" "$5" "$(paste -sd, <<<"$carol" | tr -s ' ')"
	is "$1" "$carol" "$alice"
}
init_limit() { awk -v n="$1" 'index($0, n) == 1 { print substr($0, 27, 20) + 0 }' "/proc/$(pgrep -x hostel-init)/limits"; }
groupadd students
usermod -a -G students alice
usermod -a -G students carol
is "control: sshd, su and cron ask pam_limits here" 3 "$(grep -l '^session.*pam_limits' /etc/pam.d/{sshd,su,cron} | wc -l)"

rm -f $LIMITS; mkdir -p /etc/security/limits.d; : >$LIMITS
printf '%s\n' '*          soft    nproc     4096' 'root       soft    nproc     unlimited' >/etc/security/limits.d/20-nproc.conf
policy '[ulimits]' 'nproc = 8192' # or the policy's is the lower one
for way in by_ssh by_su; do both "as Red Hat ships it, $way" $way -S 'max user processes' 'max user processes 4096'; done

fresh '[ulimits]' 'nproc = 200' 'core = 0:max' 'nofile = 1024:4096'
limits '* hard nproc 100' '@students hard nofile 256' '* hard fsize 1000000' '* hard core 0' '* hard as 4000000' \
	'* hard maxlogins 20'
wanted='core file size|file size|open files|max user processes|virtual memory'
for way in by_ssh by_su; do
	for type in -S -H; do
		both "as university hosts have it, $way $type" $way $type "$wanted" \
			'core file size 0,file size 1000000,open files 256,max user processes 100,virtual memory 4000000'
	done
	[ $way = by_ssh ] && hostel kill alice >/dev/null
done
like "hostel show says which holds" '^nofile = 256 +/etc/security/limits.conf:2$' "$(hostel show alice)"
like "and which is the policy's" '^nofile += 1024:4096 ' "$(hostel show alice)"
is "as JSON" "100 $LIMITS:1" "$(hostel show --json alice | python3 -c 'import json,sys
for o in json.load(sys.stdin):
    if o["key"] == "nproc": print(o["lower_on_this_host"], o["lower_origin"])')"
like "hostel doctor names the line" "limits.conf:5: as, for alice" "$(hostel doctor host-limits)"
for user in alice carol; do
	printf '* * * * * { ulimit -Ha; echo END; } >/home/%s/cron.out\n' $user >/var/spool/cron/crontabs/$user
	echo 'SHELL=/bin/bash' | cat - /var/spool/cron/crontabs/$user >/tmp/tab; cat /tmp/tab >/var/spool/cron/crontabs/$user
	chown $user:crontab /var/spool/cron/crontabs/$user; chmod 600 /var/spool/cron/crontabs/$user
done
cron
both "by cron" by_cron '' "$wanted" \
	'core file size 0,file size 1000000,open files 256,max user processes 100,virtual memory 4000000'
kill "$(cat /run/crond.pid)"; rm /var/spool/cron/crontabs/*
is "hostel run: the service has no pam_limits, the policy's" 4096 "$(hostel run alice -- bash -c 'ulimit -Hn')"
is "hostel enter under a limit of its caller's" 200 "$(alice 'sleep 60' & until_true 30 pgrep -u alice -f '^sleep 60'
	(ulimit -n 200; hostel enter alice -- bash -c 'ulimit -Hn'); pkill -u alice -f '^sleep 20'; wait)"
is "a policy's lower one holds" 50 "$(fresh '[ulimits]' 'nofile = 50'; by_ssh alice 'ulimit -Hn')"

# As many as maxlogins lets in: by terminals, which an account's utmp entries are of.
[ -e /run/utmp ] || : >/run/utmp
come_in() { # account, ssh's option: how many of four are in at one time
	local n in=0 pids=()
	for n in 1 2 3 4; do
		: >/root/came$n
		ssh -F /root/.ssh/config $2 "$1@host" 'echo INSIDE; exec sleep 600' </dev/null >/root/came$n 2>&1 & pids+=($!)
		until_true 60 sh -c "grep -q INSIDE /root/came$n || ! kill -0 $! 2>/dev/null"
		! grep -q INSIDE /root/came$n || in=$((in + 1))
	done
	kill "${pids[@]}" 2>/dev/null; wait "${pids[@]}" 2>/dev/null
	pkill -u $1 -x sleep # natively a command without a terminal goes on
	until_true 20 eval "! pgrep -u $1 -x sleep && ! pgrep -f '^sshd(-session)?: $1[ @]'" # whose entries count
	echo $in
}
fresh; limits '@students hard maxlogins 20'
for option in -tt -T; do is "maxlogins 20, ssh $option: carol, alice" "4 4" "$(come_in carol $option) $(come_in alice $option)"; done
limits '* hard maxlogins 1'
is "maxlogins 1, with terminals: carol, alice" "1 1" "$(come_in carol -tt) $(come_in alice -tt)"
# Root writes the entry before it is known whether there will be a terminal: hostel-clients(7), "Logins that are counted".
is "without: carol, alice, whose every connection counts" "4 1" "$(come_in carol -T) $(come_in alice -T)"
sed -i 's/^\[host\]/&\nutmp = none/' $CONF/hostel.ini
is "control: without utmp none does" "4 4" "$(come_in alice -T) $(come_in alice -tt)"
sed -i '/^utmp = none/d' $CONF/hostel.ini
limits '* hard maxlogins 0'
for user in carol alice; do is "maxlogins 0: nobody, $user" "" "$(by_ssh $user 'echo INSIDE' | grep INSIDE)"; done

limits '# none'
is "hostel show: no lower one" "" "$(hostel show alice | grep 'lower on this host')"
fresh
limits '@students soft nofile 64' '@students soft fsize 0' '@students soft as 100000' '@students soft data 200000' \
	'@students soft stack 256' '@students soft nproc 50'
wanted='file size|data seg size|open files|max user processes|virtual memory|stack size'
for way in by_ssh by_su; do
	both "tiny soft ones, cold, $way" $way -S "$wanted" \
		'data seg size 200000,file size 0,open files 64,stack size 256,max user processes 50,virtual memory 100000'
	fresh
done
for try in 1 2 3; do # as in both()
	S alice 'sleep 90' & until_true 60 sh -c "pgrep -u alice -f '^sleep 90' || ! kill -0 $!"
	! pgrep -u alice -f '^sleep 90' >/dev/null || break
done
is "PID 1 of that login is not bound by them" "1 1" "$([ "$(init_limit 'Max open files')" -ge 1024 ] && echo 1) $(grep -c '^Max file size *unlimited' /proc/$(pgrep -x hostel-init)/limits)"
limits '# none'
is "nor is another session beside it" "1024 unlimited unlimited" "$(by_ssh alice 'echo $(ulimit -n) $(ulimit -f) $(ulimit -v)')"
is "control: nor is carol's" "unlimited unlimited" "$(by_ssh carol 'echo $(ulimit -f) $(ulimit -v)')"
pkill -u alice -f '^sleep 90'; wait
fresh
limits '@hostel hard data 200000' # SECURITY.md
usermod -a -G hostel dora 2>/dev/null
is "what SECURITY.md advises: she is in" "in 200000" "$(by_ssh alice 'echo in $(ulimit -Hd)')"
fresh
limits '@students hard fsize 0' '@students hard nofile 32' '@students hard as 100000'
is "control: carol is in under the least limits" in "$(by_su carol 'echo in')"
if may_raise; then
	for way in by_su by_su by_ssh; do is "so is alice, $way" "in 32 0" "$($way alice 'echo in $(ulimit -n) $(ulimit -f)')"; done
else
	like "a root without CAP_SYS_RESOURCE: refused, and the log says why" 'files of 0 bytes only.*CAP_SYS_RESOURCE' \
		"$(mark=$(log_mark); by_su alice 'echo in' >/dev/null; until_true 5 eval "log_since $mark | grep -q bytes.only"; log_since $mark)"
fi
limits '# none'

# --- what check says, a login says ----------------------------------------------------------------------------
mkdir -p /srv/shown/deep /srv/closed/in /opt/shown
chmod 700 /srv/closed; echo text >/srv/file
ln -s deep /srv/shown/link
agree() { # name, line of [filesystem], extended regular expression
	local mark; mark=$(log_mark)
	fresh '[filesystem]' "$2"
	is "$1: no login" "" "$(by_su alice 'echo in' | grep '^in')"
	until_true 5 eval "log_since $mark | grep -qE '$3'"
	like "$1: the log says where and why" "tenants/alice.ini:2: \[filesystem\] ${2%% *} = .*$3" "$(log_since $mark)"
	like "$1: hostel check, too" "tenants/alice.ini:2: \[filesystem\] ${2%% *} = .*$3" "$(hostel check 2>&1)"
	like "$1: and hostel doctor" "alice.ini:2: .*$3" "$(hostel doctor policies)"
}
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("/srv/socket")'
agree "a source that is a socket" 'read_only = /srv/socket' '/srv/socket is neither a directory nor a regular file: nothing else can be shown'
agree "one below a file" 'read_only = /srv/file/in' '/srv/file/in.*Not a directory'
agree "a file where a directory is" 'read_only = /srv/file:/opt/shown' '/opt/shown, where it would be seen, is no regular file'
agree "a directory where nothing is" 'read_only = /srv/shown:/opt/nothing' \
	'/opt/nothing, where it would be seen, is not there: make an empty directory'
agree "a file in a directory that is shown and has none" 'read_only = /srv/shown:/x, /srv/file:/x/deep/file' \
	'/srv/shown/deep/file, where it would be seen, is not there: make an empty file'
agree "one that is not there" 'read_write = /srv/nothing' '/srv/nothing is not there'
agree "one that she may not reach" 'read_only = /srv/closed/in' '/srv/closed/in cannot be reached with the rights of alice'
agree "a hide that is a link" 'hide = /usr/games, /usr/local/man' 'a symbolic link stands there'
agree "a hide that is a file" 'hide = /usr/bin/env' '/usr/bin/env is not a directory: only directories can be hidden'
agree "a hide that is not there" 'hide = /usr/gmaes' '/usr/gmaes is not there'
fresh '[filesystem]' 'read_only = /srv/shown:/shown' 'hide = /shown/deep'
is "control: what can be shown and hidden is" "in link" "$(by_su alice 'echo in $(ls /shown | grep link) $(ls /shown/deep)')"
ok "and hostel check is content" hostel check
fresh '[filesystem]' 'read_only = /srv/shown:/shown' 'hide = /shown/link'
is "a hide in a source that is a link: no login" "" "$(by_su alice 'echo in' | grep '^in')"
like "and hostel check says so" 'alice.ini:3: \[filesystem\] hide = /shown/link: a symbolic link' "$(hostel check 2>&1)"
fresh
mv /home/alice /home/alice.away
is "a home that is not there: no login" "" "$(by_su alice 'echo in' | grep '^in')"
like "and hostel check says so" 'home directory /home/alice is not there' "$(hostel check alice 2>&1)"
mv /home/alice.away /home/alice

# --- shapes of a host --------------------------------------------------------------------------------------------
fresh
head -c 40M /dev/zero >/etc/profile.d/odd.txt # shown as it is
head -c 5M /dev/zero >/etc/mime.types; head -c 40M /dev/zero >/etc/magic
is "an entry of /etc of 5 MiB is copied, one of 40 is left out, and she is in" "in 5242880 no" \
	"$(by_su alice 'echo in $(stat -c %s /etc/mime.types) $([ -e /etc/magic ] && echo yes || echo no)')"
is "control: carol has both" "in 41943040" "$(by_su carol 'echo in $(stat -c %s /etc/magic)')"
: >/etc/mime.types; : >/etc/magic; rm /etc/profile.d/odd.txt

cp -a /etc/group /etc/group.before
members() { # first, count, step: groups that carol and alice are in
	cp -a /etc/group.before /etc/group
	seq "$1" "$3" $(($1 + ($2 - 1) * $3)) | sed 's/.*/dir&:x:&:alice,carol/' >>/etc/group
}
members 70000 500 1
fresh
is "500 groups with consecutive gids: control" 500 "$(by_su carol 'id -G | tr " " "\n" | grep -c "^70[0-9][0-9][0-9]$"')"
for way in by_su by_ssh; do
	is "she is in all of them, $way" 500 "$($way alice 'id -G | tr " " "\n" | grep -c "^70[0-9][0-9][0-9]$"')"
done
is "by name, too" dir70499 "$(by_su alice 'id -Gn | tr " " "\n" | grep dir70499')"
ids='cd; touch own; python3 -c "
import errno, os, sys
for who in (33, -1), (-1, 33), (-1, int(sys.argv[1])):
    try: os.chown(\"own\", *who); print(\"done\")
    except OSError as e: print(errno.errorcode[e.errno])"'
is "ids of others, an account: control" "EPERM EPERM done" "$(by_su carol "$ids 70499" | xargs)"
is "of a tenant in more than 256 groups the kernel is asked, and says EINVAL to ids that are nobody's inside" \
	"EINVAL EINVAL done" "$(by_su alice "$ids 70499" | xargs)"
members 70000 250 1
fresh
is "in 250: as an account" "EPERM EPERM done" "$(by_su alice "$ids 70249" | xargs)"
members 1200000000 160 7
fresh
is "160 apart, as a directory numbers them" 160 "$(by_su alice 'id -G | tr " " "\n" | grep -c "^1200......$"')"
members 1200000000 300 7
fresh
is "300 of them: no login" "" "$(by_su alice 'echo in' | grep '^in')"
like "hostel check says which bound it is" 'alice: in 30[0-9] groups, whose numbers do not fit into a gid_map: it has 340 lines' \
	"$(hostel check alice 2>&1)"
mv /etc/group.before /etc/group

mkdir -p /export
fresh
mv /home /export/home; ln -s /export/home /home
for way in by_su by_ssh; do
	is "/home a link of root's, $way" "in /home/alice" "$($way alice 'cd && echo in $(pwd)')"
done
ok "and hostel check is content" hostel check alice
fresh
mkdir /net; ln -s ../export/home/alice /net/alice; all_gone alice; usermod -d /net/alice alice
is "a home that is such a link itself" "in /net/alice" "$(by_su alice 'cd && echo in $(pwd) | tee proof')"
is "it is that directory" "in /net/alice" "$(cat /export/home/alice/proof)"
fresh
all_gone alice; usermod -d /home/alice alice; rm /home; mv /export/home /home

mkdir -p /data/local /data/opt/tool /data/profile.d
cp -a /usr/local/. /data/local/; cp -a /etc/profile.d/. /data/profile.d/
echo tool >/data/opt/tool/file; echo 'FROM_PROFILE=yes' >/data/profile.d/z.sh
mv /usr/local /usr/local.before; ln -s /data/local /usr/local
mv /opt /opt.before; ln -s /data/opt /opt
mv /etc/profile.d /etc/profile.d.before; ln -s ../data/profile.d /etc/profile.d
stop_sshd; start_sshd
for way in by_su by_ssh; do
	is "/opt, /usr/local and /etc/profile.d are links of root's: control, $way" "in tool yes yes" \
		"$($way carol '. /etc/profile; echo in $(cat /opt/tool/file) $([ -x /usr/local/bin/hostel-shell ] && echo yes) $FROM_PROFILE')"
	is "she is in, and they lead where they do outside, $way" "in tool yes yes" \
		"$($way alice '. /etc/profile; echo in $(cat /opt/tool/file) $([ -x /usr/local/bin/hostel-shell ] && echo yes) $FROM_PROFILE')"
done
is "nothing there can be written, nor is more of it shown" "no opt local" \
	"$(by_su alice 'touch /data/opt/x 2>/dev/null && echo yes || echo no; ls -U /data | sort -r' | paste -sd' ')"
is "on the porch nothing of it runs but hostel-shell" "in" "$(by_ssh alice 'echo in')"
ok "hostel check is content" hostel check
fresh
rm /opt; ln -s /etc/ssh /opt
is "a link to what must not be shown: she is in, it is not" "in no" \
	"$(by_su alice 'echo in $([ -e /opt/sshd_config ] && echo yes || echo no)')"
fresh
rm /opt /usr/local /etc/profile.d
mv /opt.before /opt; mv /usr/local.before /usr/local; mv /etc/profile.d.before /etc/profile.d

# --- names as directories have them --------------------------------------------------------------------------------
number=$(($(id -u carol) + 10))
for name in 'DOM\user' 'svc$' müller first.last user@dom.example 20231234; do
	printf '%s:x:%s:%s::/home/n%s:%s\n' "$name" $number $number $number /bin/bash >>/etc/passwd
	printf '%s:*:20000:0:99999:7:::\n' "$name" >>/etc/shadow
	install -d -o $number -g $number -m 700 /home/n$number
	is "an account $name: control" "in $name" "$(timeout 30 su "$name" -c 'echo in $(id -un)' </dev/null)"
	sed -i '/^domain users:/d' /etc/group; printf 'domain users:x:65100:%s\n' "$name" >>/etc/group
	default_config
	sed -i 's/^tenants = .*/tenants = @hostel, @domain users/; $a @domain users = named' $CONF/hostel.ini
	printf '[session]\nlogin_rate = max\nkeep_room = no\nhostname = named\n' >$CONF/plans/named.ini
	is "tenant $name, by a group with a space, with its plan" "in $name hostel-init named" \
		"$(timeout 30 su "$name" -c 'echo in $(id -un) $(cat /proc/1/comm) $(hostname)' </dev/null)"
	printf '[session]\nhostname = own\n[tenant]\nplan = named\n' >"$CONF/tenants/$name.ini"
	is "and by its own file" "in own" "$(timeout 30 su "$name" -c 'echo in $(hostname)' </dev/null)"
	ok "hostel check $name" hostel check "$name"
	is "hostel run" "$name" "$(hostel run "$name" -- id -un </dev/null)"
	number=$((number + 1))
done
default_config

# --- entries as they come ------------------------------------------------------------------------------------------
entry() { # account, number of a field of passwd(5), its value
	awk -F: -v OFS=: -v name="$1" -v n="$2" -v value="$3" '$1 == name { $n = value } { print }' /etc/passwd >/tmp/passwd
	cat /tmp/passwd >/etc/passwd
}
cp -p /etc/passwd /tmp/passwd.before
for home in %s/ /%s // /./; do
	for who in carol alice; do
		case $home in
		//) entry $who 6 "/home//$who" ;;
		/./) entry $who 6 "/home/./$who" ;;
		*) entry $who 6 "$(printf "$home" "/home/$who")" ;;
		esac
		echo $who >/home/$who/name
	done
	fresh
	is "a home written $home: control" "in carol" "$(by_su carol 'cd && echo in $(cat name)')"
	is "a home written $home" "in alice /home/alice" "$(by_su alice 'cd && echo in $(cat name) $(readlink -f .)')"
	is "and by ssh" "in alice" "$(by_ssh alice 'echo in $(cat name)')"
	ok "hostel check is content" hostel check alice
done
entry alice 6 /home/../home/alice
fresh
is "a home with .. in it: no login" "" "$(by_su alice 'echo in' | grep '^in')"
like "hostel check says so" "cannot be a tenant's home" "$(hostel check alice 2>&1)"
cat /tmp/passwd.before >/etc/passwd

for who in carol alice; do entry $who 7 ""; entry $who 5 'A. Example'; done
fresh
is "no shell, which is /bin/sh: control" "in A. Example" "$(by_su carol 'echo in $(getent passwd carol | cut -d: -f5)')"
is "no shell; the name in full is inside" "in A. Example sh" \
	"$(by_su alice 'echo in $(getent passwd alice | cut -d: -f5) $(basename $0)')"
is "and by ssh" "in" "$(by_ssh alice 'echo in')"
entry alice 7 /usr/lib/openssh/sftp-server
fresh
is "a shell that is in no directory of programs: no login" "" "$(by_su alice 'echo in' | grep '^in')"
like "hostel check says so" 'sftp-server is not in a directory of programs' "$(hostel check alice 2>&1)"
cat /tmp/passwd.before >/etc/passwd

usermod -s $SHELL_PATH alice
printf 'echo "$0" "$@"\n' >/home/carol/script; cp /home/carol/script /home/alice/script
fresh
words() { timeout 30 su - "$1" -- "${@:2}" </dev/null 2>&1; }
usermod -s /bin/bash carol
is "a script and its words behind the shell: control" "script a b" "$(words carol script a b)"
is "a script and its words behind hostel-shell" "script a b" "$(words alice script a b)"
is "-c with words" "x y" "$(words alice -c 'echo $0 $1' x y)"
cat /tmp/passwd.before >/etc/passwd

# --- tenants without a file of their own: check and doctor ask what their logins ask --------------------------------
printf '[filesystem]\nread_only = /srv/courses\n' >>$CONF/plans/basic.ini
is "a plan's directory that is not there: no login" "" "$(by_su alice 'echo in' | grep '^in')"
like "hostel check says so" 'read_only = /srv/courses: /srv/courses is not there' "$(hostel check 2>&1)"
like "and doctor" '/srv/courses is not there' "$(hostel doctor policies 2>&1)"
mkdir -p /srv/courses
is "control: it is there" in "$(by_su alice 'echo in' | grep '^in')"
ok "hostel check is content" hostel check
default_config; rmdir /srv/courses; fresh
useradd -u 700 -m -G hostel -s /bin/bash old
like "a member with a system account's uid is named" 'old: .*uid 700, below 1000, is a system account' "$(hostel check 2>&1)"
userdel -r old 2>/dev/null

# --- names: a resolv.conf that a service wrote --------------------------------------------------------------------
cp /etc/resolv.conf /tmp/resolv.conf
mkdir -p /run/resolve; echo 'nameserver 198.51.100.7' >/run/resolve/stub; chown 101 /run/resolve/stub
rm /etc/resolv.conf; ln -s /run/resolve/stub /etc/resolv.conf
for mode in host loopback; do
	fresh '[network]' "mode = $mode"
	is "resolv.conf is a link to a service's file, mode = $mode" 'nameserver 198.51.100.7' "$(by_su alice 'cat /etc/resolv.conf')"
done
chown carol /run/resolve/stub; fresh
is "control: an account's file is not shown" "no" "$(by_su alice '[ -s /etc/resolv.conf ] && echo yes || echo no')"
rm /etc/resolv.conf; cp /tmp/resolv.conf /etc/resolv.conf

# --- one dead link in /etc ---------------------------------------------------------------------------------------
mkdir -p /srv/dead
python3 tests/attacks/hung.py /srv/dead >/tmp/dead & dead=$!
until_true 20 grep -q mounted /tmp/dead
kill $dead; wait $dead 2>/dev/null
[ ! -e /etc/npmrc ] || mv /etc/npmrc /tmp/npmrc
ln -s /srv/dead/rc /etc/npmrc; ln -s /srv/dead/x /etc/profile.d/x.sh
like "control: what it leads to is a file system that has died" 'not connected' "$(cat /etc/npmrc 2>&1)"
fresh
is "links of /etc to a file system that has died: not shown, the login is as ever" "in no" \
	"$(by_su alice '[ -e /etc/npmrc ] && echo in yes || echo in no')"
umount /srv/dead; rm /etc/npmrc /etc/profile.d/x.sh
[ ! -e /tmp/npmrc ] || mv /tmp/npmrc /etc/npmrc

finish
