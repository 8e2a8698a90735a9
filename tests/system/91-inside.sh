#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What programs find inside that is not files: each as carol, an ordinary account, and as alice, a tenant.
. tests/system/lib.sh
patient

fresh() { until_true 5 no_sandbox; policy "$@"; }
names() { sed -E "s/\b(alice|carol)\b/USER/g; s/\b($(id -u alice)|$(id -u carol))\b/UID/g"; }
both() { # name, command, expected [, of a terminal: -tt]: the same seen by both
	local seen user
	for user in carol alice; do
		seen=$(S $user ${4:-} "$2" 2>&1 </dev/null | tr -d '\r' | names | paste -sd'|')
		is "$1: $([ $user = carol ] && echo control, an ordinary account || echo a tenant)" "$3" "$seen"
	done
}

# --- descriptors, opened again --------------------------------------------------------------------------
open_again='echo out >/dev/stdout; echo both | tee /dev/stderr; echo fd >/dev/fd/1; echo self >/proc/self/fd/1'
both "a terminal, by /dev/stdout and its like" "$open_again" 'out|both|both|fd|self' -tt
both "a pipe" "($open_again) 2>&1 | cat" 'out|both|both|fd|self'
both "a socket: ENXIO, as always" 'python3 -c "
import os, socket, errno
s = socket.socketpair()[0]
try: open(f\"/dev/fd/{s.fileno()}\", \"w\")
except OSError as e: print(errno.errorcode[e.errno])"' ENXIO
both "a file of one's own" 'exec >f; echo one; echo two >>/dev/stdout; exec >/dev/null; cat f >/dev/stderr; rm f' 'one|two'
is "a terminal of the host, relayed: the tenant's own, where su leaves it root's" "out both both fd self" \
	"$(script -qec "su alice -c '$open_again'" /dev/null </dev/null | tr -d '\r\000' | sed 's/\^@//' | xargs)"
for user in carol alice; do
	is "/dev/null of the host: $user" "0" "$(su $user -c 'echo x >/dev/stdout' >/dev/null; echo $?)"
	is "a file of root's: $user" "1" "$(su $user -c 'echo x >/dev/stdout' 2>/dev/null >/var/tmp/roots; echo $?)"
done

# --- ids that are not mapped --------------------------------------------------------------------------------
both "chown to others: EPERM; to oneself: done" 'python3 -c "
import os, errno
def t(name, *a):
    try: getattr(os, name)(*a); print(name, \"done\")
    except OSError as e: print(name, errno.errorcode[e.errno])
own = os.getuid(), os.getgroups()[-1]
f = os.open(\"f\", os.O_CREAT | os.O_RDWR)
for name, file in (\"chown\", \"f\"), (\"lchown\", \"f\"), (\"fchown\", f):
    t(name, file, 33, -1); t(name, file, -1, 33); t(name, file, 0, 0); t(name, file, *own); t(name, file, -1, -1)
for name in \"setuid\", \"setgid\": t(name, 33); t(name, own[0])
t(\"setreuid\", 33, -1); t(\"setresuid\", -1, -1, 33); t(\"setresgid\", -1, 33, -1); t(\"setregid\", -1, 33)
os.unlink(\"f\")"' "$(for call in chown lchown fchown; do
	printf '%s|' "$call EPERM" "$call EPERM" "$call EPERM" "$call done" "$call done"; done)$(
	for call in setuid setgid; do printf '%s|' "$call EPERM" "$call done"; done
	)setreuid EPERM|setresuid EPERM|setresgid EPERM|setregid EPERM"
both "chown(1), chgrp(1), by number" 'touch f; for who in 33 :33 0; do chown $who f 2>&1; done; chgrp $(id -g) f && rm f' \
	"$(for what in ownership group ownership; do echo "chown: changing $what of 'f': Operation not permitted"; done | paste -sd'|')"
tar -C /tmp -cf /tmp/others.tar --owner=www-data --group=33 --transform 's,.*,made,' -P /etc/hostname
chmod 644 /tmp/others.tar
for user in carol alice; do
	cp /tmp/others.tar /home/$user
	install -m 644 -o www-data /etc/hostname /home/$user/theirs
	is "files of others, copied, unpacked, sent: $user" "cp 0 USER|tar 0 USER|rsync 0 USER|tar -p 0 USER|tar --same-owner 2" \
		"$(S $user 'cp -p theirs own; echo cp $? $(stat -c %U own)
		tar xf others.tar; echo tar $? $(stat -c %U made)
		rsync -a theirs sent; echo rsync $? $(stat -c %U sent)
		rm made; tar xpf others.tar; echo tar -p $? $(stat -c %U made)
		tar x --same-owner -f others.tar 2>/dev/null; echo tar --same-owner $?' 2>&1 | names | paste -sd'|')"
done

# --- what the filter answers before the kernel ------------------------------------------------------------
# Each with an argument that the kernel refuses, or asks for a thing that no unprivileged process gets.
install -m 755 tests/system/answers.py /usr/local/bin/answers
if [ "$(uname -m)" = x86_64 ]; then
	fresh
	S carol answers >/var/tmp/natively
	alice answers >/var/tmp/inside
	like "control: the kernel says what its manual says" "^memfd_create ~0 EINVAL$" "$(cat /var/tmp/natively)"
	# Sockets of packets are as of a kernel without them, clone3 and io_setup as of an older kernel, and programs take their other way.
	is "an argument that the kernel refuses: its own error, but of what is not there" \
		"socket packet EAFNOSUPPORT|clone3 without arguments ENOSYS|io_setup ENOSYS" "$(diff /var/tmp/natively /var/tmp/inside | sed -n 's/^> //p' | paste -sd'|')"
	fresh '[seccomp]' 'profile = unconfined'
	is "control: no filter, none of these" "" "$(diff /var/tmp/natively <(alice answers) | grep -E '^> (clone3|io_setup|memfd)')"
else
	skip "answers" "numbers of x86-64"
fi
fresh '[seccomp]' 'profile = strict'
interfaces='import socket; print(*[name for number, name in socket.if_nameindex() if name == "lo"])'
is "strict: network interfaces" lo "$(alice "python3 -c '$interfaces'")"
if command -v node >/dev/null; then
	is "strict: Node's os.networkInterfaces()" 127.0.0.1 "$(alice 'node -p "os.networkInterfaces().lo[0].address"')"
else
	skip "Node's os.networkInterfaces()" "no node here"
fi
fresh '[seccomp]' 'profile = strict' 'deny = @netlink'
unlike "control: @netlink denied" '^lo$' "$(alice "python3 -c '$interfaces'" 2>&1)"

# --- small things -----------------------------------------------------------------------------------------
fresh
install -d -m 1777 /run/lock # systemd-tmpfiles' on a host that was booted
for user in alice carol; do install -d -m 700 -o $user -g $user "/run/user/$(id -u $user)"; done # pam_systemd's
both "a lock in /run/lock, and by its other name" 'flock -n /run/lock/one flock -n /var/lock/two echo locked; rm /run/lock/one /run/lock/two' locked
if command -v gpg-connect-agent >/dev/null; then
	both "gpg-agent's socket is in /run/user" 'mkdir -p -m 700 .gnupg; gpg-connect-agent "GETINFO socket_name" /bye 2>&1 | sed -n "s/^D //p"; gpgconf --kill gpg-agent' \
		/run/user/UID/gnupg/S.gpg-agent
else
	skip "gpg-agent" "no gpg here"
fi
is "control: another group may not ping" refused "$(alice 'cat /proc/sys/net/ipv4/ping_group_range' | grep -qx "$(id -g alice)[[:space:]]$(id -g alice)" && echo refused)"
if command -v ping >/dev/null; then
	both "ping of oneself" 'for to in 127.0.0.1 ::1; do ping -c 1 -W 10 $to >/dev/null && echo answered; done' 'answered|answered'
	fresh '[network]' 'mode = none'
	is "mode = none: nobody is there" 2 "$(alice 'ping -c 1 -W 1 127.0.0.1 >/dev/null 2>&1; echo $?')"
else
	skip "ping" "no ping here"
fi

# --- the parent ---------------------------------------------------------------------------------------------
fresh
is "control: natively the parent is not PID 1" no "$(S carol '[ $PPID = 1 ] && echo yes || echo no')"
is "nor inside; an orphan's is" "no yes" "$(alice '[ $PPID = 1 ] && echo yes || echo no
	sh -c "sleep 60 & echo \$! >orphan"; ps -o ppid= -p $(cat orphan) | grep -qx " *1" && echo yes; kill $(cat orphan)' | xargs)"
alice 'sed -n "s/^Name:\t//p; s/^Uid:\t\([0-9]*\).*/\1/p; s/^CapPrm:\t//p; s/^CapEff:\t//p" /proc/$PPID/status; exec sleep 50' >/var/tmp/parent &
session=$!
until_true 20 pgrep -u alice -x sleep
until_true 60 eval '[ "$(wc -l </var/tmp/parent)" = 4 ] && [ "$(pgrep -xc hostel-session)" = 1 ]'
is "it has PID 1's ids, no capability, no descriptor" \
	"hostel-session $(sed -n 's/^keeper //p' $STATE/t/$(id -u alice)/record) 0000000000000000 0000000000000000 0" \
	"$(echo $(cat /var/tmp/parent) $(ls /proc/$(pgrep -x hostel-session)/fd | wc -l))"
pkill -u alice -x sleep; wait $session
is "statuses and signals come back" "0 7 255 255 143 137" "$({ for command in true 'exit 7' 'kill -TERM $$' 'kill -KILL $$'; do alice "$command"; echo $?; done
	for number in TERM KILL; do su alice -c "kill -$number \$\$"; echo $?; done; } 2>/dev/null | xargs)"
no_parent() { ! pgrep -x hostel-session >/dev/null; }
ok "none of them stays behind" until_true 5 no_parent
alice 'sleep 30; exit 5' & session=$!
until_true 5 pgrep -u alice -x sleep
pkill -KILL -x hostel-session; pkill -u alice -x sleep
wait $session
is "killed by root, the session goes on and its status comes back" 5 $?
fresh '[session]' 'max_sessions = 100'; sed -i '/^\[host\]/a timeout = 60s' $CONF/hostel.ini
many=40; [ "${SLOW:-1}" = 1 ] || many=8 # what an emulated machine gets done before ssh gives up
for i in $(seq $many); do alice "sleep 0.\$((RANDOM % 9)); exit $i" & pids[i]=$!; done 2>/dev/null
seen=; for i in $(seq $many); do wait ${pids[i]}; [ $? = $i ] || seen="$seen $i"; done
is "$many at once: each its own status" "" "$seen"
sed -i '/^timeout/d' $CONF/hostel.ini; patient; fresh

# --- pids -----------------------------------------------------------------------------------------------------
first() { until_true 5 no_sandbox; alice 'echo $$'; }
firsts=$(for i in 1 2 3 4 5 6; do first; done)
ok "six sandboxes begin at more than four places" [ "$(sort -u <<<"$firsts" | wc -l)" -gt 4 ]
is "with at most five digits" 0 "$(grep -c ...... <<<"$firsts")"
ok "control: another new pid namespace begins at its beginning" \
	[ "$(unshare -pf --mount-proc bash -c 'true & echo $!')" -lt 10 ]

# --- a relayed terminal -----------------------------------------------------------------------------------------
on_terminal() { script -qec "$1" /dev/null </dev/null | tr -d '\r\000' | sed 's/\^@//'; }
settings='stty -a | grep -oE "\b(erase|kill|intr) = [^;]*" | paste -sd" "; stty -a | grep -oE -- "-?(ixon|echoctl)\b" | paste -sd" "; stat -c "%U:%G %a" $(tty)'
set_some='stty erase ^H intr ^T kill ^Y -ixon -echoctl'
want='intr = ^T erase = ^H kill = ^Y|-ixon -echoctl'
for user in carol alice; do
	is "settings, owner and mode of su's terminal: $user" "$want|$([ $user = carol ] && echo root || echo USER):tty 620" \
		"$(on_terminal "$set_some; su $user -c '$settings'" | names | paste -sd'|')"
done
alice 'exec sleep 60' & session=$!
until_true 5 pgrep -u alice -x sleep
is "and of hostel enter's" "$want|USER:tty 620" \
	"$(on_terminal "$set_some; $PREFIX/sbin/hostel enter alice -- sh -c '$settings'" | names | paste -sd'|')"
pkill -u alice -x sleep; wait $session
is "and the terminal has them back" "$want" "$(on_terminal "$set_some; su alice -c true; $settings" | head -n 2 | paste -sd'|')"
finish
