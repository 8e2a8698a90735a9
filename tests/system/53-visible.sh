#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What of the host's /etc, /var/lib and /var/cache is seen inside: what packages put there for programs, and nothing
# else. Each row as an ordinary account (carol) and as a tenant.
. "$(dirname "$0")/lib.sh"
patient

fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; }
hang() { mkdir -p "$1"; rm -f /var/tmp/hung; python3 tests/attacks/hung.py "$1" >/var/tmp/hung & hung=$!; until_true 10 grep -q mounted /var/tmp/hung; }
recover() { kill $hung; wait $hung 2>/dev/null; umount -l "$1"; }
dpkg_changed() { cp /var/lib/dpkg/status /var/lib/dpkg/status.next && mv /var/lib/dpkg/status.next /var/lib/dpkg/status; }

same() { # name, command: the same for both, and something
	local without with
	without=$(S carol "$2" 2>&1) with=$(S alice "$2" 2>&1)
	is "$1" "$without" "$with"
	like "$1: carol gets something" . "$without"
}

# --- programs find what their packages put there ------------------------------------------------------------------
mkdir -p /etc/krb5.conf.d
printf '[libdefaults]\ndefault_realm = EXAMPLE.ORG\n' >/etc/krb5.conf
printf '192.0.2.9 db.internal db # of the company\n127.0.0.5 own.internal\n0.0.0.0 blocked.internal\n' >>/etc/hosts
printf 'Host short\n  HostName long.example.org\n' >>/etc/ssh/ssh_config
mkdir -p /etc/ssh/ssh_config.d; printf 'Host other\n  HostName other.example.org\n' >/etc/ssh/ssh_config.d/other.conf
same "dpkg -S" 'dpkg -S /bin/bash'
same "dpkg -l" 'dpkg -l | wc -l'
index=/var/cache/man/index.db
if [ -e $index ]; then
	same "the index of apropos" "cksum $index; stat -c %a $index"
	! apropos -e bash >/dev/null 2>&1 || like "apropos finds a page" '^bash ' "$(S alice 'apropos -e bash')"
else
	skip "the index of apropos" "there is no man-db here"
fi
same "php's modules" 'php -m 2>/dev/null || echo no php here'
same "php's configuration" 'php --ini 2>/dev/null || echo no php here'
same "php-fpm's modules, those for databases too" 'f=$(ls /usr/sbin/php-fpm[0-9]* 2>/dev/null | head -1); ${f:-echo no php-fpm here,} -m 2>/dev/null'
same "perl's own" 'perl -MIO::Handle -e "print 1"'
same "krb5.conf" 'cat /etc/krb5.conf'
same "a name of the host's /etc/hosts" 'getent hosts db.internal'
same "ssh_config" 'ssh -G short 2>/dev/null | grep -i ^hostname'
same "fonts" 'ls -R /etc/fonts | wc -l'
is "no name of the host's own loopback addresses" "" "$(S alice 'getent hosts own.internal blocked.internal')"
like "(carol has it)" 127.0.0.5 "$(S carol 'getent hosts own.internal')"

# --- machine-id -------------------------------------------------------------------------------------------------------
[ -s /etc/machine-id ] || { echo 0123456789abcdef0123456789abcdef >/etc/machine-id; fresh; }
id=$(S alice 'cat /etc/machine-id')
like "a machine-id" '^[0-9a-f]{12}4[0-9a-f]{19}$' "$id"
unlike "not the host's" "$(cat /etc/machine-id)" "$id"
like "(carol reads the host's)" "$(cat /etc/machine-id)" "$(S carol 'cat /etc/machine-id')"
fresh
is "the same at the next login" "$id" "$(S alice 'cat /etc/machine-id')"
unlike "not a neighbour's" "$id" "$(S bob 'cat /etc/machine-id')"

# --- /sys/devices/system ----------------------------------------------------------------------------------------------
same "lscpu" 'lscpu | grep -E "^(Architecture|CPU\(s\)|On-line|Thread|Core|Socket|NUMA|L[123])" | tr -s " "'
if command -v numactl >/dev/null; then
	same "numactl -H" 'numactl -H | grep -vE "^node [0-9]+ (size|free):"'
	like "but not how much memory others leave" 'node 0 free: <not available>' "$(S alice 'numactl -H 2>&1')"
	like "(carol sees it)" 'node 0 free: [0-9]+ MB' "$(S carol 'numactl -H')"
else
	skip "numactl" "no numactl here"
fi
same "processors that are there" 'cat /sys/devices/system/cpu/{possible,present,online} /sys/devices/system/node/node0/cpulist 2>/dev/null'
others='find /sys -name time -o -name usage -o -name meminfo -o -name vmstat -o -name numastat -o -name uevent -o -name "*_cpc" 2>/dev/null'
is "nothing of what neighbours do" "" "$(S alice "$others")"
like "(carol sees it)" . "$(S carol "$others")"
is "nothing of it can be written" "" "$(S alice 'find /sys -writable ! -type l 2>/dev/null | head')"
like "the trees are shared" '^1$' "$(S bob true; ls -d $STATE/machine-* | wc -l)"

# --- what is hidden, all of it with its reason --------------------------------------------------------------------
hostel show --hidden --json >/root/hidden.json
python3 - <<'X' >/root/hidden
import json
for row in json.load(open('/root/hidden.json')):
    assert row['why']
    print(row['path'])
X
ok "hostel show --hidden tells of some" test "$(wc -l </root/hidden)" -gt 10
hidden=$(grep -v -e '^/etc/ssh$' -e '^/etc/ldap$' -e '^/etc/default$' /root/hidden) # single files of them are shown
hidden=$(grep -v -e '^/etc/at.deny$' -e '^/etc/cron.deny$' <<<"$hidden") # links to the tenant's own
like "the host's at.deny names accounts" '^bin$' "$(cat /etc/at.deny)"
is "the tenant's own names none" "/var/spool/cron/atjobs/.deny " "$(S alice 'echo "$(readlink /etc/at.deny) $(cat /etc/at.deny)"')"
is "none of them is there" "" "$(S alice 'while read -r f; do [ ! -e "$f" ] || echo "$f"; done' <<<"$hidden")"
ok "(carol sees them)" test "$(S carol 'while read -r f; do [ ! -e "$f" ] || echo "$f"; done' <<<"$hidden" | wc -l)" -gt 10
shown=$({ ls -d /etc/*; for f in /var/lib/*/ /var/cache/*/; do [ -L "${f%/}" ] || echo "${f%/}"; done; } | grep -vxFf /root/hidden |
	grep -vx -e /var/lib/dbus) # of which machine-id is the tenant's own
is "all others are" "" "$(S alice 'while read -r f; do [ -e "$f" ] || [ -L "$f" ] || echo "$f"; done' <<<"$shown")"
mkdir -p /etc/php/9.9/fpm/pool.d /etc/php/9.9/cli; echo '[bobs-shop]' >/etc/php/9.9/fpm/pool.d/bobs-shop.conf
echo 'x = 1' >/etc/php/9.9/cli/php.ini; fresh
is "no pool of php-fpm's, which names a customer" "cli" "$(S alice 'ls /etc/php/9.9; cat /etc/php/*/fpm/pool.d/* 2>/dev/null')"
like "(carol reads it)" bobs-shop "$(S carol 'cat /etc/php/*/fpm/pool.d/*')"
mkdir /etc/php/9.9/fpm/conf.d; echo 'y = 2' >/etc/php/9.9/fpm/php.ini; echo 'z = 3' >/etc/php/9.9/fpm/conf.d/z.ini
echo 'of root' >/etc/php/9.9/fpm/conf.d/r.ini; chmod 600 /etc/php/9.9/fpm/conf.d/r.ini; fresh
is "of php-fpm's its settings" "conf.d php.ini y = 2 z = 3" "$(S alice 'cd /etc/php/9.9/fpm; ls; cat php.ini conf.d/*.ini 2>/dev/null' | xargs)"
is "but php's own" "x = 1" "$(S alice 'cat /etc/php/9.9/cli/php.ini')"
mkdir -p /etc/skel.away; mount --bind /etc/skel.away /etc/skel; fresh
is "nothing that is mounted there" "" "$(S alice 'ls -d /etc/skel 2>/dev/null')"
umount /etc/skel; rmdir /etc/skel.away
# /var/cache is a comfort: whatever an admin has made of it, everybody comes in.
mkdir -p /var/cache/man; fresh
cache() { fresh; S alice 'echo in; ls /var/cache' 2>&1 | xargs; }
like "of /var/cache man" '^in (dictionaries-common )?man$' "$(cache)"
chown bin /var/cache/man
unlike "not one that is somebody else's" man "$(cache)"
like "(with its reason)" '^/var/cache/man +it is not root' "$(hostel show --hidden | grep /var/cache/man)"
chown root /var/cache/man; chmod 750 /var/cache
is "closed to others: nothing of it" in "$(cache)"
chmod 755 /var/cache; mount -t tmpfs -o mode=755 cache /var/cache; mkdir /var/cache/man
is "a file system of its own: nothing of it" in "$(cache)"
umount /var/cache; mv /var/cache /srv/cache; ln -s /srv/cache /var/cache
is "a link: nothing of it" in "$(cache)"
rm /var/cache; mv /srv/cache /var/cache; hang /var/cache
is "one that hangs: nothing of it" in "$(cache)"
recover /var/cache
mv /var/cache/man /srv/man; ln -s /srv/man /var/cache/man
unlike "a link in it is not followed" man "$(cache)"
like "(it is told)" '^/var/cache/man +it is a link' "$(hostel show --hidden | grep /var/cache/man)"
rm /var/cache/man; mv /srv/man /var/cache/man
like "as it was: man again" '^in (dictionaries-common )?man$' "$(cache)"
mkdir -p /root/private; echo secret >/root/private/rc; chmod 700 /root/private; ln -sfn /root/private/rc /etc/npmrc; fresh
is "no file in a closed directory to which a link of root's leads" "" "$(S alice 'cat /etc/npmrc 2>/dev/null')"
rm /etc/npmrc; fresh
# Files in ssh_config.d that are nobody's would end ssh(1): so the world's own / has none.
is "of /etc/ssh only what a client reads" "moduli ssh_config ssh_config.d" \
	"$(S alice 'cd /etc/ssh; find * ! -type l | sort | paste -sd" "')"
is "of the whole /etc no key and no shadow can be read" "" \
	"$(S alice 'grep -rlsE "PRIVATE KEY-----|^root:[*!$]" /etc | head')"
own_sessions=$(S alice "findmnt -no TARGET /var/lib/php/sessions")
is "nothing of it can be written" "$own_sessions" \
	"$(S alice 'find -L /etc /var/lib /var/lib/* /var/cache/* -xdev -writable ! -type l 2>/dev/null | head')"

# --- PHP's sessions -----------------------------------------------------------------------------------------------------
# As Debian has it: everybody's directory, which nobody but root lists. Inside it is the tenant's own.
sessions=/var/lib/php/sessions
mkdir -p $sessions; chmod 1733 $sessions; echo "of the host" >$sessions/sess_host; chmod 644 $sessions/sess_host
if [ "$(fresh; S alice 'ls -d /var/lib/php 2>/dev/null')" ]; then
	policy '[session]' 'linger = 1m'
	say_hello='php -r '"'"'session_id("of".trim(shell_exec("id -un"))); session_start(); $_SESSION["n"] = ($_SESSION["n"] ?? 0) + 1; echo $_SESSION["n"];'"'"' 2>&1 | tail -1'
	if command -v php >/dev/null; then
		is "a session begins, and goes on" "1 2" "$(S alice "$say_hello") $(S alice "$say_hello")"
		is "(carol's does)" "1 2" "$(S carol "$say_hello") $(S carol "$say_hello")"
	else
		skip "a session" "there is no php here"
	fi
	S alice "echo alices >$sessions/sess_alice"; S carol "echo carols >$sessions/sess_carol; chmod 644 $sessions/sess_carol"
	is "its mode is the host's" "drwx-wx-wt" "$(S alice "stat -c %A $sessions")"
	is "nothing of the host's is in it" "alices" "$(S alice "cd $sessions; cat sess_alice sess_host sess_carol 2>/dev/null")"
	is "(carol reads that)" "of the host carols" "$(S carol "cd $sessions; cat sess_host sess_carol" | xargs)"
	is "nothing of it is in the host's" "sess_carol sess_host" "$(ls $sessions | grep -e host -e alice -e '_carol$' | xargs)"
	is "two tenants do not share it" "bobs" "$(S bob "cd $sessions; echo bobs >sess_bob; cat sess_bob sess_alice 2>/dev/null")"
	is "nor do the first one's sessions come along" "alices" "$(S alice "cd $sessions; cat sess_alice sess_bob 2>/dev/null")"
	is "tmp_size bounds it" "No space left on device" \
		"$(S alice "head -c 300M /dev/zero 2>&1 >$sessions/sess_large | grep -o 'No space.*'; rm -f $sessions/sess_large")"
	policy; chmod 755 $sessions
	is "where the host's is root's alone, it is as the host has it" "of the host" "$(fresh; S alice "cat $sessions/sess_host; touch $sessions/x 2>/dev/null && echo written")"
	chmod 1733 $sessions; mv $sessions $sessions.away; ln -s sessions.away $sessions
	is "a link is followed by nobody" "in" "$(fresh; S alice "echo in; touch $sessions/x 2>/dev/null && echo written")"
	rm $sessions; mv $sessions.away $sessions; fresh
else
	skip "PHP's sessions" "no package here has /var/lib/php"
fi
rm -f $sessions/sess_*

# --- names behind which nobody answers ------------------------------------------------------------------------------
enters() { fresh; timeout 60 su "$1" -c 'echo in' </dev/null 2>/dev/null; }
hang /etc/skel
is "a listed name that is mounted and hangs is left out" in "$(enters alice)"
recover /etc/skel
hang /srv/dead
for name in nginx parlour.rc; do # one that is hidden by its name, and one that nobody lists
	[ ! -e /etc/$name ] || mv /etc/$name /etc/$name.before
	ln -s /srv/dead/$name /etc/$name
	is "a link to it that is hidden anyway is not asked: $name" in "$(enters alice)"
	rm /etc/$name
	[ ! -e /etc/$name.before ] || mv /etc/$name.before /etc/$name
done
recover /srv/dead
policy '[session]' 'linger = 1m'; su alice -c 'echo x >/tmp/x' </dev/null
hang /srv/dead; mv /etc/npmrc /etc/npmrc.before 2>/dev/null; ln -s /srv/dead/npmrc /etc/npmrc
sed -i '/^timeout/d; s/^\[host\]/&\ntimeout = 5s/' $CONF/hostel.ini
is "one that is listed: who has a room comes in" x "$(timeout 60 su alice -c 'cat /tmp/x' </dev/null 2>/dev/null)"
mark=$(log_mark); begun=$SECONDS
is "who needs one is refused" "" "$(timeout 60 su bob -c 'echo in' </dev/null 2>/dev/null)"
ok "in time" test $((SECONDS - begun)) -lt $((40 * ${SLOW:-1}))
like "and the log says what does not answer" '/etc, or a directory of programs, does not answer: waited for \[host\] timeout' "$(log_since $mark)"
hostel show --hidden >/dev/null 2>/var/tmp/hidden & shows=$!
ok "hostel show --hidden ends, too" until_true 30 sh -c "! kill -0 $shows"
like "and says why" 'leads to does not answer' "$(cat /var/tmp/hidden)"
recover /srv/dead
sed -i '/^timeout/d' $CONF/hostel.ini; patient
is "when it answers again" in "$(until_true 20 su bob -c true; su bob -c 'echo in' </dev/null)"
rm -f /etc/npmrc; [ ! -e /etc/npmrc.before ] || mv /etc/npmrc.before /etc/npmrc
policy; fresh

# --- what changes -----------------------------------------------------------------------------------------------------
mkdir -p /etc/parlour /etc/served /var/lib/parlour; echo ours >/etc/parlour/rules; echo all >/etc/served/customers
echo secret >/etc/by-hand.conf; chmod 755 /etc/parlour /etc/served; chmod 644 /etc/by-hand.conf
seen() { fresh; S alice 'cat /etc/parlour/rules /etc/served/customers /etc/by-hand.conf 2>/dev/null; ls -d /var/lib/parlour 2>/dev/null' | paste -sd' '; }
is "nothing that no package has" "" "$(seen)"
is "(carol reads it)" "ours all secret" "$(S carol 'cat /etc/parlour/rules /etc/served/customers /etc/by-hand.conf' | paste -sd' ')"
printf '%s\n' /. /etc /etc/parlour /etc/parlour/rules /var/lib /var/lib/parlour >/var/lib/dpkg/info/parlour.list
printf '%s\n' /. /etc /etc/served /etc/served/customers /lib/systemd/system/served.service >/var/lib/dpkg/info/served:amd64.list
dpkg_changed
is "a package that is installed: the next sandbox has what it put there" "ours /var/lib/parlour" "$(seen)"
like "a service's is hidden, and the reason names the package" '^/etc/served +a service of the host.s has it \(served\)' \
	"$(hostel show --hidden | grep /etc/served)"
chmod 640 /etc/parlour/rules; chmod 750 /var/lib/parlour
is "not what an account may not read" "" "$(seen)"
chmod 644 /etc/parlour/rules; chmod 755 /var/lib/parlour; chown bin /var/lib/parlour
is "not what is not root's" ours "$(seen)"
rm -rf /etc/parlour /var/lib/parlour /var/lib/dpkg/info/parlour.list; dpkg_changed
is "and after it is removed, nothing" "" "$(seen)"

# --- what is kept of dpkg's database ------------------------------------------------------------------------------
mkdir -p /etc/parlour; echo ours >/etc/parlour/rules; printf '%s\n' /etc/parlour /etc/parlour/rules >/var/lib/dpkg/info/parlour.list
dpkg_changed
is "(the package again)" ours "$(seen)"
sed -i '/parlour/d' $STATE/packages
is "what is kept is used" "" "$(seen)"
sed -i '$d' $STATE/packages
is "unless it was not written to its end" ours "$(seen)"
: >$STATE/packages
is "or is empty" ours "$(seen)"
mv /var/lib/dpkg /var/lib/dpkg.away
like "without dpkg there are logins all the same" '^bin .*' "$(fresh; S alice 'ls -d /etc/parlour 2>/dev/null; echo bin; ls -d /etc/ssl' | paste -sd' ')"
like "and the reasons say so" '^/etc/parlour +it is not listed, and without dpkg' "$(hostel show --hidden)"
mv /var/lib/dpkg.away /var/lib/dpkg
# --- whose they are ------------------------------------------------------------------------------------------
# Root's, where the file system can be shown with other ids: the world's own / cannot, so /etc becomes a tmpfs.
owners() { again 'stat -c "%u %n" /etc/ssl /etc/alternatives /etc/ssl/sub/file 2>/dev/null | xargs'; }
again() { hostel kill alice >/dev/null; until_true 10 no_sandbox; S alice "$1"; }
if [ "$(again 'stat -c %u /etc')" = 0 ]; then
	mkdir /tmp/etc; mount -t tmpfs -o mode=755 etc /tmp/etc; cp -a /etc/. /tmp/etc; mount --move /tmp/etc /etc
	mkdir -p /etc/ssl/sub
	is "root's, and what is shown of /etc is so by one mount" "0 /etc/ssl 0 /etc/alternatives" "$(owners)"
	mount -t tmpfs sub /etc/ssl/sub; echo here >/etc/ssl/sub/file
	is "with what is mounted there" "0 /etc/ssl 0 /etc/alternatives 0 /etc/ssl/sub/file" "$(owners)"
	mkdir /tmp/low /tmp/lower; echo here >/tmp/low/file; mount -t overlay -o lowerdir=/tmp/low:/tmp/lower sub /etc/ssl/sub
	is "of what cannot have other ids the host's own mount, and the others all the same" \
		"65534 /etc/ssl 0 /etc/alternatives 65534 /etc/ssl/sub/file" "$(owners)"
	umount /etc/ssl/sub; umount /etc/ssl/sub
	clients='cd /etc/ssh; find * ! -type l | sort | paste -sd" "; ssh -G other 2>&1 | grep -i -e ^hostname -e "bad owner"'
	is "ssh_config.d: not where /usr, to which links in it lead, is nobody's" "moduli ssh_config ssh_config.d|hostname other" \
		"$(again "$clients" | paste -sd'|')"
	program=$PREFIX/libexec/hostel/hostel-init
	# The world's /usr is: as if it were root's.
	python3 tests/attacks/returns_zero.py $program face_of_usr /root/init.usr; cp $program /root/init.kept
	hostel kill alice >/dev/null; until_true 10 no_sandbox; install -m 755 /root/init.usr $program
	is "else it is there, and nothing else of /etc/ssh" \
		"moduli ssh_config ssh_config.d ssh_config.d/other.conf|hostname other.example.org" "$(again "$clients" | paste -sd'|')"
	is "(carol has that, too)" "hostname other.example.org" "$(S carol 'ssh -G other | grep ^hostname')"
	chmod 750 /etc/ssh/ssh_config.d
	is "not one that is closed to others" "moduli ssh_config|hostname other" "$(again "$clients" | paste -sd'|')"
	chmod 755 /etc/ssh/ssh_config.d; mv /etc/ssh/ssh_config.d /etc/ssh/elsewhere; ln -s elsewhere /etc/ssh/ssh_config.d
	is "nor what a link leads to" "moduli ssh_config|hostname other" "$(again "$clients" | paste -sd'|')"
	rm /etc/ssh/ssh_config.d; mv /etc/ssh/elsewhere /etc/ssh/ssh_config.d
	policy '[seccomp]' 'profile = unconfined'
	is "nor where there is no face" "moduli ssh_config ssh_config.d|hostname other" "$(again "$clients" | paste -sd'|')"
	policy
	hostel kill alice >/dev/null; until_true 10 no_sandbox; install -m 755 /root/init.kept $program
	umount -l /etc
else
	skip "whose they are" "this kernel cannot show a tmpfs with other ids"
fi
finish
