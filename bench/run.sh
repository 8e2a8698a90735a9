#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# bench: what hostel costs, each figure against what it is compared with, interleaved in the same run. Not a test:
# it prints figures and what was aimed at, and fails for no number. Rows also in build/bench.json, a picture in
# build/bench.svg.
#
#   make bench [PARTS="logins images ssh work tenants fleet web many"] [ROUNDS=200] [MANY=2000] [TENANTS=100000] [FLEET=10000]
. "$(dirname "$0")/../tests/system/lib.sh"
here=$(dirname "$0") B=${B:-build} PARTS=${PARTS:-logins images ssh work tenants fleet web many} ROUNDS=${ROUNDS:-200} MANY=${MANY:-2000} TENANTS=${TENANTS:-100000} FLEET=${FLEET:-10000}
rows=$B/bench.rows samples=/tmp/samples work=/srv/bench
mkdir -p $work
B=$(readlink -f "$B") here=$(readlink -f "$here") rows=$(readlink -f "$rows")
sed -i 's/ debug$//' /etc/pam.d/{hostel,sshd,su,login,cron}
cd / # where sshd stands
: >"$rows"
# The tenant of no figure beside the ones of the table; its own shell is the one process of a session.
for name in cold-host cold-nat warm-one; do add_tenant $name; done
tenant() { printf '[session]\nshell = /usr/bin/true\n%s\n' "${2:-}" >$CONF/tenants/$1.ini; }
tenant alice; tenant bob
tenant cold-host $'[network]\nmode = host'
tenant cold-nat $'[network]\nmode = nat'
sed -i 's/^\[host\]/&\npool = 10.99.0.0\/16\npool6 = fd00:99::\/48/' $CONF/hostel.ini

wants() { case " $PARTS " in *" $1 "*) ;; *) return 1 ;; esac; }
row() { # what, subject, versus, at most, unit of the samples
	"$here/report.py" row "$rows" "$samples" "$@"
}
init_of() { sed -n 's/^pid //p' "$STATE/t/$(id -u "$1")/record"; }

make_plan() { # from a session that is there: the floor's
	local pid
	printf '[session]\nshell = /bin/bash\n' >$CONF/tenants/warm-one.ini
	S warm-one 'sleep 60' & pid=$!
	until_true 5 pgrep -U warm-one -x sleep
	"$here/plan.py" "$(pgrep -U warm-one -x sleep)" "$(pgrep -f '^sshd(-session)?: warm-one@notty')" 200000 "$(id -u warm-one)" warm-one $work/plan
	kill $pid
	until_true 5 no_sandbox
}

logins() {
	make_plan
	"$here/peers.py" $work/plan $work/peers >$work/subjects
	cat >>$work/subjects <<-X
	fork+exec 1 exec /usr/bin/true
	floor 1 floor $B/bench/floor_inside $work/plan own
	floor-host-net 1 floor $B/bench/floor_inside $work/plan host
	held 1 open hostel bob
	warm 1 session hostel bob
	cold 1 session hostel alice
	cold-host-net 1 session hostel cold-host
	cold-nat 2 session hostel cold-nat
	hostel-run 2 exec $PREFIX/sbin/hostel run bob
	su 2 exec /bin/su carol -s /bin/sh -c true
	X
	"$B/bench/measure" "$ROUNDS" <$work/subjects >$samples
	row "warm session" warm fork+exec 1.6
	row "cold sandbox, own network" cold floor 1.5
	row "cold sandbox, the host's network" cold-host-net floor-host-net 1.5
	row "cold sandbox, mode = nat" cold-nat cold -
	row "cold sandbox" cold bwrap 0.6
	row "warm session" warm bwrap 0.3
	for peer in unshare crun runc firejail nspawn; do row "cold sandbox" cold $peer "$([ $peer = unshare ] && echo - || echo 0.2)"; done
	row "warm session" warm podman-exec -
	row "warm session" warm su -
	row "hostel run" hostel-run su -
	for part in account open run close; do row "warm session: $part" warm.$part warm -; row "cold sandbox: $part" cold.$part cold -; done
}

# The same account by two sshds, of which one has no pam_hostel: sshd makes everybody wait for some milliseconds
# that it derives from the name (auth2.c, user_specific_delay()).
ssh_logins() {
	add_tenant dora /bin/bash
	cp /usr/sbin/sshd /usr/sbin/sshd-plain
	sed '/pam_hostel/d' /etc/pam.d/sshd >/etc/pam.d/sshd-plain
	/usr/sbin/sshd-plain -o Port=2022 -o PidFile=/run/sshd-plain.pid
	until_true 5 test -s /run/sshd-plain.pid
	local ssh='exec /usr/bin/ssh -F /root/.ssh/config -l dora'
	printf "%s 1 $ssh %s host true\n" ssh-plain '-p 2022' ssh-cold '-p 22' >$work/subjects
	"$B/bench/measure" "${SSH_ROUNDS:-$((ROUNDS / 2))}" <$work/subjects >$samples
	row "ssh host true, cold" ssh-cold ssh-plain 1.05
	S dora -f -N -M -S /tmp/held </dev/null
	until_true 5 pgrep -x hostel-init
	sed -i 's/cold/warm/' $work/subjects
	"$B/bench/measure" "${SSH_ROUNDS:-$((ROUNDS / 2))}" <$work/subjects >$samples
	row "ssh host true, warm" ssh-warm ssh-plain 1.02
	ssh -F /root/.ssh/config -S /tmp/held -O exit host 2>/dev/null
	kill "$(cat /run/sshd-plain.pid)"
	until_true 5 no_sandbox
}

# Rooms from an image: read-only, changed by the tenant, with a root of its own; beside one of the host's system.
images() {
	local n disk from=${IMAGES:-$B/images}/debian-13.tar
	[ -e "$from" ] && [ -n "${WORLD_DISK:-}" ] || { echo "bench: images: tests/images/base.sh and WORLD_DISK are needed" >&2; return; }
	disk=$(mktemp -d "$WORLD_DISK/images.XXXXXX"); chmod 755 "$disk"
	mkdir -p /var/lib/hostel; mount --bind "$disk" /var/lib/hostel
	hostel image import "$from" --as debian-13 || return
	for n in none own root; do
		add_tenant cold-$n; add_tenant warm-$n
		tenant cold-$n "$(printf '[filesystem]\nimage = debian-13\nwrite = %s\n' $n)"
		cp $CONF/tenants/{cold,warm}-$n.ini
		home_on_disk "$disk" cold-$n warm-$n
	done
	cat >$work/subjects <<-X
	held 1 open hostel bob
	held-none 1 open hostel warm-none
	held-own 1 open hostel warm-own
	held-root 1 open hostel warm-root
	warm 1 session hostel bob
	warm-none 1 session hostel warm-none
	warm-own 1 session hostel warm-own
	warm-root 1 session hostel warm-root
	cold 1 session hostel alice
	cold-none 1 session hostel cold-none
	cold-own 1 session hostel cold-own
	cold-root 1 session hostel cold-root
	X
	"$B/bench/measure" "$ROUNDS" <$work/subjects >$samples
	row "cold sandbox from an image" cold-none cold 0.8
	row "cold, write = own" cold-own cold -
	row "cold, write = root" cold-root cold -
	for n in none own root; do row "warm session, image, write = $n" warm-$n warm -; done
	page_cache 20
	umount -l /var/lib/hostel /home/{cold,warm}-{none,own,root}; rm -rf "$disk"
}

# All files of the image, read in so many rooms: what the host keeps of it in memory.
page_cache() { # rooms
	local i before after size
	size=$(($(stat -c %s /var/lib/hostel/images/debian-13/1/image) / 1024))
	printf '[session]\nshell = /bin/sh\n[filesystem]\nimage = debian-13\n' >$CONF/plans/basic.ini
	for i in $(seq "$1"); do add_tenant p$i; done
	sync; echo 1 >/proc/sys/vm/drop_caches
	before=$(awk '/^Cached/ { print $2 }' /proc/meminfo)
	for i in $(seq "$1"); do S p$i 'find /usr /etc -xdev -type f -exec cat {} + >/dev/null 2>&1'; done
	after=$(awk '/^Cached/ { print $2 }' /proc/meminfo)
	{ echo "cached $((after - before))"; echo "image $size"; } >$samples
	row "page cache of $1 rooms that have read the whole image" cached image 1.3 KiB
}

# The work inside against the same outside: a process of the tenant's and one of carol's, in turn.
work() {
	local kind round n
	printf '[session]\nshell = /bin/bash\n' >$CONF/tenants/alice.ini
	install -D -m 755 "$B/bench/work" /opt/bench-work
	tar -C /usr/share -cf /tmp/tree.tar perl5 python3 2>/dev/null
	for n in alice carol; do install -d -o $n "/home/$n/tree" && tar -C "/home/$n/tree" -xf /tmp/tree.tar; done
	# filtered: the host's, behind a seccomp filter of one instruction that allows everything.
	mkfifo $work/{inside,outside,filtered}.{in,out}
	ssh -F /root/.ssh/config -l alice host bash <$work/inside.in >$work/inside.out 2>&1 &
	setpriv --reuid carol --regid carol --init-groups env HOME=/home/carol bash <$work/outside.in >$work/outside.out 2>&1 &
	"$B/bench/work" filtered setpriv --reuid carol --regid carol --init-groups env HOME=/home/carol bash <$work/filtered.in >$work/filtered.out 2>&1 &
	exec {to_inside}>$work/inside.in {to_outside}>$work/outside.in {to_filtered}>$work/filtered.in
	exec {from_inside}<$work/inside.out {from_outside}<$work/outside.out {from_filtered}<$work/filtered.out
	: >$samples
	one() { # where, name, command that prints a number
		local n to=to_$1 from=from_$1
		echo "$3" >&${!to}
		read -r n <&${!from}
		echo "$2.$1 $n" >>$samples
	}
	for round in $(seq $((ROUNDS / 4))); do
		for where in inside outside filtered; do
			one $where getppid '/opt/bench-work getppid 200000'
			one $where openat '/opt/bench-work openat 20000'
			one $where fork '/opt/bench-work fork 50'
			one $where tar 's=${EPOCHREALTIME/./}; tar -C ~ -cf - tree | cat >/dev/null; echo $(((${EPOCHREALTIME/./} - s) * 1000))'
		done
	done
	for kind in getppid openat fork tar; do
		row "work inside: $kind" $kind.inside $kind.outside 1.05 ns
		row "the same, to a filter of one line" $kind.inside $kind.filtered - ns
	done
	exec {to_inside}>&- {to_outside}>&- {to_filtered}>&-
	rm /opt/bench-work
}

# One tenant's policy among ten, and among so many: the same session, from two directories.
tenants() {
	local n
	for n in few many; do
		cp -r $CONF /etc/hostel-$n
		sed "s,pam_hostel.so,& config=/etc/hostel-$n," /etc/pam.d/hostel >/etc/pam.d/hostel-$n
	done
	(cd /etc/hostel-many/tenants && seq -f '%.0f.ini' "$TENANTS" | sed 's/^/x/' | xargs -n 1000 sh -c 'for f; do echo "[tenant]" >"$f"; done' sh)
	(cd /etc/hostel-few/tenants && for n in $(seq 10); do echo '[tenant]' >x$n.ini; done)
	printf 'held 1 open hostel-few bob\nfew 1 session hostel-few bob\nmany 1 session hostel-many bob\n' >$work/subjects
	sed -i '/services/d' /etc/hostel-*/plans/basic.ini
	sed -i 's/^\[session\]/&\nservices = hostel-few, hostel-many/' /etc/hostel-{few,many}/tenants/bob.ini
	"$B/bench/measure" "$ROUNDS" <$work/subjects >$samples
	row "policy of one among $TENANTS" many few 1.03
}

# What the command line does with every tenant, beside cat and cp of the same files; and with a tenth of them, for memory.
fleet() {
	local gid i verb from=1 to
	gid=$(getent group hostel | cut -d: -f3)
	: >$samples
	for to in $((FLEET / 10)) "$FLEET"; do
		for ((i = from; i <= to; i++)); do
			echo "f$i:x:$((100000 + i)):$gid::/home/f$i:$SHELL_PATH" >&3; echo "f$i:*:19000:0:99999:7:::" >&4
			printf '[tenant]\nplan = basic\n[resources]\npids.max = 99\n' >$CONF/tenants/f$i.ini
		done 3>>/etc/passwd 4>>/etc/shadow
		seq "$from" "$to" | awk '{ print "/home/f" $1 }' | xargs -n 1000 mkdir -p -m 755
		"$here/fleet.py" 3 hostel $CONF "$([ "$to" = "$FLEET" ] || echo .tenth)" >>$samples
		from=$((to + 1))
	done
	row "tenant apply, $FLEET lines" apply cp - ms
	for verb in list check ps; do row "$verb, of $FLEET tenants" $verb cat - ms; done
	for verb in apply list check ps; do row "memory of $verb, to that with a tenth of them" kib-$verb kib-$verb.tenth - KiB; done
	rm -f $CONF/tenants/f*.ini; sed -i '/^f[0-9]/d' /etc/passwd /etc/shadow; rm -rf /home/f[0-9]*
}

# Into a cgroup beside the tenants': on a busy machine a group of one's own is a larger part of its processors.
beside() { # pids
	local group pid
	for group in /sys/fs/cgroup/cpu/$WORLD_CGROUP /sys/fs/cgroup/$WORLD_CGROUP; do
		[ -d $group ] && mkdir -p $group/host || continue
		for pid; do echo $pid >$group/host/cgroup.procs; done
		return
	done
}

# A PHP page by nginx: a pool in a room, and the same pool on the host. 40 KB are what WordPress answers, about.
web() {
	local fpm who pools=
	fpm=$(command -v /usr/sbin/php-fpm[0-9]* | head -1)
	[ -n "$fpm" ] && command -v nginx >/dev/null || { echo "bench: web: nginx and PHP-FPM are not here" >&2; return; }
	mkdir -p /tmp/web/www; chmod 777 /tmp/web
	mkdir -p /srv/site
	echo '<?php $n = 0; for ($i = 0; $i < 20000; $i++) $n += $i % 7; echo str_repeat("a line of a page\n", 2400), $n;' >/srv/site/page.php
	echo '<?php echo "hello";' >/srv/site/hello.php
	head -c 40000 /dev/zero | tr '\0' x >/srv/site/static.txt
	for who in alice host; do
		printf '[global]\nerror_log = /tmp/fpm.%s.log\n[www]\nlisten = %s\npm = static\npm.max_children = 4\n' $who \
			"$([ $who = host ] && echo /tmp/web/host.sock || echo /run/hostel-web/alice/web.sock)" >/srv/site/$who.conf
	done
	printf 'user = www-data\ngroup = www-data\nlisten.owner = www-data\n' >>/srv/site/host.conf
	cat >/srv/site/static.js <<-'X'
	const page = require('fs').readFileSync('/srv/site/static.txt');
	require('http').createServer((q, r) => r.end(page)).listen(process.argv[2] || {fd: 3});
	X
	printf '[filesystem]\nread_only = /srv/site\n[resources]\ncpu.max = max\n[service node]\ncommand = /usr/bin/node /srv/site/static.js\nlisten = unix\n[service web]\ncommand = %s -F -O -y /srv/site/alice.conf\nenvironment = FPM_SOCKETS=/run/hostel-web/alice/web.sock=3\nlisten = unix\n' "$fpm" >$CONF/tenants/alice.ini
	cat >/tmp/web/conf <<-X
	user www-data; pid /tmp/web/pid; error_log /tmp/web/error.log; worker_processes 2; events {}
	http { access_log off; server { listen 127.0.0.1:8097; root /srv/site;
		location /room/ { include /etc/nginx/fastcgi_params; rewrite ^/room/(.*) /\$1 break;
			fastcgi_param SCRIPT_FILENAME /srv/site\$fastcgi_script_name; fastcgi_pass unix:/run/hostel-web/alice/web.sock; }
		location /node-room/ { proxy_pass http://unix:/run/hostel-web/alice/node.sock; }
		location /node-host/ { proxy_pass http://unix:/tmp/web/node.sock; }
		location /host/ { include /etc/nginx/fastcgi_params; rewrite ^/host/(.*) /\$1 break;
			fastcgi_param SCRIPT_FILENAME /srv/site\$fastcgi_script_name; fastcgi_pass unix:/tmp/web/host.sock; } } }
	X
	hostel run --service web alice >/tmp/web/log 2>&1 & pools="$pools $!"
	hostel run --service node alice >/tmp/web/node.log 2>&1 & pools="$pools $!"
	(umask 0 && exec setpriv --reuid www-data --regid www-data --clear-groups node /srv/site/static.js /tmp/web/node.sock) >/tmp/web/node-host.log 2>&1 & pools="$pools $!"
	"$fpm" -F -O -y /srv/site/host.conf >/tmp/web/host.log 2>&1 & pools="$pools $!"
	nginx -c /tmp/web/conf -e /tmp/web/error.log
	until_true 20 eval '[ "$(pgrep -u www-data -c "php-fpm|node")" -ge 5 ]'
	beside $(pgrep -u www-data 'php-fpm|node')
	until_true 20 eval 'curl -sf http://127.0.0.1:8097/room/hello.php && curl -sf http://127.0.0.1:8097/host/hello.php && curl -sf http://127.0.0.1:8097/node-room/ && curl -sf http://127.0.0.1:8097/node-host/' >/dev/null
	"$here/web.py" 8097 "$((ROUNDS / 10 + 3))" 400 room=/room/page.php host=/host/page.php hello-room=/room/hello.php hello-host=/host/hello.php node-room=/node-room/ node-host=/node-host/ static=/static.txt >$samples
	row "a PHP page of 40 KB, in a room" room host 1.05 us
	row "a static page of 40 KB, by node" node-room node-host 1.05 us
	row "a PHP page of five bytes" hello-room hello-host - us
	row "processor time of the 40 KB" room.cpu host.cpu 1.05 us
	row "processor time of node's" node-room.cpu node-host.cpu - us
	row "processor time of the five bytes" hello-room.cpu hello-host.cpu - us
	kill $pools "$(cat /tmp/web/pid)"; wait $pools
	tenant alice; rm -rf /tmp/web
	until_true 10 no_sandbox
	idle_sites "$fpm" 50
	rm -rf /srv/site
}

pss_of() { # names of programs: KiB, of all of them together
	local pid
	for pid in $(pgrep -x "$1"); do sed -n 's/^Pss: *\([0-9]*\) kB/\1/p' "/proc/$pid/smaps_rollup"; done 2>/dev/null | awk '{ n += $1 } END { print n + 0 }'
}

# What a site takes that nobody asks for pages, with a pool that starts workers when there is something to do; and as
# many pools of one FPM of the host's. Each has served a page before.
idle_sites() { # program, how many
	local fpm=$1 n=$2 i pids= total before after
	printf '[global]\nerror_log = /dev/stderr\n[www]\nlisten = /run/idle.sock\npm = ondemand\npm.max_children = 4\npm.process_idle_timeout = 1s\nping.path = /ping\n' >/srv/site/idle.conf
	{
		printf '[global]\nerror_log = /dev/stderr\n'
		for i in $(seq "$n"); do
			printf '[p%s]\nuser = www-data\nlisten = /tmp/idle.%s.sock\npm = ondemand\npm.max_children = 4\npm.process_idle_timeout = 1s\nping.path = /ping\n' $i $i
		done
	} >/srv/site/pools.conf
	cp $CONF/plans/basic.ini $work/basic.ini
	printf '[filesystem]\nread_only = /srv/site\n[service web]\ncommand = %s -F -O -y /srv/site/idle.conf\nenvironment = FPM_SOCKETS=/run/idle.sock=3\nlisten = unix\n' "$fpm" >>$CONF/plans/basic.ini
	for i in $(seq "$n"); do
		echo "s$i:x:$((60000 + i)):$(getent group hostel | cut -d: -f3)::/home/s$i:$SHELL_PATH" >>/etc/passwd
		echo "s$i:*:19000:0:99999:7:::" >>/etc/shadow
		install -d -o $((60000 + i)) /home/s$i
	done
	before=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
	for i in $(seq "$n"); do hostel run --service web s$i >/tmp/idle.$i.log 2>&1 & pids="$pids $!"; done
	for i in $(seq "$n"); do until_true 60 test -S /run/hostel-web/s$i/web.sock; done
	for i in $(seq "$n"); do "$here/web.py" ping /run/hostel-web/s$i/web.sock || cat /tmp/idle.$i.log; done
	until_true 60 eval '! pgrep -f "^php-fpm: pool"'
	after=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
	for i in hostel-init "${fpm##*/}" hostel; do echo "$i: $(($(pss_of $i) / n)) KiB PSS for each idle site"; done
	echo "cgroups: $(cat $(find /sys/fs/cgroup -path "*$WORLD_CGROUP/s[0-9]*/memory.current" -o -path "*/memory/$WORLD_CGROUP/s[0-9]*/memory.usage_in_bytes") | awk -v n=$n '{ b += $1 } END { print int(b / n / 1024) }') KiB for each idle site; the host's memory: $(((before - after) / n)) KiB"
	total=$(($(pss_of hostel-init) + $(pss_of "${fpm##*/}") + $(pss_of hostel)))
	echo "idle-room $((total / n))" >$samples
	kill $pids; wait $pids
	"$fpm" -F -y /srv/site/pools.conf >/tmp/idle.log 2>&1 & pids=$!
	for i in $(seq "$n"); do until_true 20 test -S /tmp/idle.$i.sock; "$here/web.py" ping /tmp/idle.$i.sock; done
	until_true 60 eval '! pgrep -f "^php-fpm: pool"'
	echo "idle-host $(($(pss_of "${fpm##*/}") / n))" >>$samples
	row "PSS of an idle site, of $n" idle-room idle-host - KiB
	kill $pids; wait $pids
	cp $work/basic.ini $CONF/plans/basic.ini
	sed -i '/^s[0-9]*:/d' /etc/passwd /etc/shadow; rm -rf /home/s[0-9]*
}

# Memory that a process has alone, and its part of what it shares: KiB.
pss() { # name of the processes, name of the samples
	local pid
	for pid in $(pgrep -x "$1" | head -n 200); do sed -n "s/^Pss: *\([0-9]*\) kB/$2 \1/p" "/proc/$pid/smaps_rollup"; done
}
floors() { # name of the samples
	printf '%s 1 floor %s %s own\n' "$1" "$B/bench/floor_inside" $work/plan >$work/subjects
	"$B/bench/measure" 40 <$work/subjects
}

# All alive at once: the last one's time, what they take, and what it costs to list them.
many() {
	local i waiting
	make_plan
	floors floor-first >/tmp/floors
	printf '[network]\nmode = loopback\n' >>$CONF/plans/basic.ini
	for i in $(seq "$MANY"); do echo "t$i:x:$((70000 + i)):$(getent group hostel | cut -d: -f3)::/home/alice:$SHELL_PATH"; done | tee /tmp/accounts | cat >>/etc/passwd
	sed 's/:.*/:*:19000:0:99999:7:::/' /tmp/accounts >>/etc/shadow
	before=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
	coproc held { exec "$B/bench/many" hostel t "$MANY"; }
	while read -r what n <&${held[0]}; do [ "$what" = open ] && echo "$n" || break; done >/tmp/times
	after=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
	floors floor-last >>/tmp/floors
	printf '[session]\nshell = /bin/bash\n' >$CONF/tenants/bob.ini
	for i in 1 2 3 4 5 6 7 8; do S "bob" 'sleep 60' & waiting="${waiting:-} $!"; done
	until_true 20 eval '[ "$(pgrep -xc hostel-shell)" = 8 ]'
	{
		cat /tmp/floors
		head -n 51 /tmp/times | tail -n 50 | sed 's/^/first /'
		tail -n 50 /tmp/times | sed 's/^/last /'
		pss hostel-init init
		pss hostel-shell shell
		echo "aim-init 120"; echo "aim-shell 80"
	} >$samples
	kill $waiting
	row "sandbox number $(wc -l </tmp/times)" last first 1.3
	row "the floor, with so many alive" floor-last floor-first -
	row "PSS of an idle hostel-init, of so many" init aim-init 1 KiB
	row "PSS of a waiting hostel-shell, of 8" shell aim-shell 1 KiB
	echo "alive: $(sandboxes); the host's memory for one: $(((before - after) / $(sandboxes))) KiB, the login program's included"
	local list=${EPOCHREALTIME/./}
	hostel ps | wc -l
	echo "hostel ps: $(((${EPOCHREALTIME/./} - list) / 1000)) ms"
	exec {held[1]}>&-
	until_true 120 no_sandbox
}

for part in logins images ssh work tenants fleet web many; do
	wants $part || continue
	case $part in ssh) ssh_logins ;; *) $part ;; esac || echo "bench: $part failed" >&2
	until_true 10 no_sandbox
done
"$here/report.py" table "$rows" "$B/bench.json"
! command -v gnuplot >/dev/null || "$here/report.py" picture "$rows" "$B/bench.svg"
