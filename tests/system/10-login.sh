#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a tenant gets by ssh: who he is, what he sees, what comes back.
. "$(dirname "$0")/lib.sh"

# --- identity -----------------------------------------------------------------------------------------
is "the tenant is himself" "$(id -u alice):$(id -g alice):$(id -G alice)" "$(alice 'echo $(id -u):$(id -g):$(id -G)')"
is "group names are known" "alice hostel" "$(alice 'id -Gn')"
is "passwd names root, daemon, the tenant and nobody" "$PASSWD_INSIDE" "$(alice 'cut -d: -f1 /etc/passwd | xargs')"
is "group names nobody else's groups" "root daemon alice hostel tty nogroup" "$(alice 'cut -d: -f1 /etc/group | xargs')"
unlike "no other tenant's name anywhere in /etc, /proc, /run, /home" "bob|carol" \
	"$(alice 'grep -rslE "bob|carol" /etc/passwd /etc/group /etc/hosts /proc/self/mountinfo /run 2>/dev/null; ls /home')"
is "PID 1 is hostel-init" hostel-init "$(alice 'cat /proc/1/comm')"
is "only his own processes" "" "$(alice 'ps -eo user= | grep -vE "^(alice|root|hostel)"')"
for ns in user pid mnt net ipc uts cgroup; do
	is "own $ns namespace" different "$([ "$(alice "readlink /proc/self/ns/$ns")" = "$(readlink /proc/self/ns/$ns)" ] && echo same || echo different)"
done
is "no capabilities, in five sets" "0000000000000000" "$(alice 'grep ^Cap /proc/self/status | cut -f2 | sort -u')"
is "no_new_privs" 1 "$(alice 'sed -n "s/^NoNewPrivs:\t//p" /proc/self/status')"
is "seccomp filter" 2 "$(alice 'sed -n "s/^Seccomp:\t//p" /proc/self/status')"
is "three descriptors and no more" "0 1 2" "$(alice "exec python3 -c 'import os
print(*sorted(f for f in os.listdir(\"/proc/self/fd\") if os.path.exists(f\"/proc/self/fd/{f}\")))'")"
is "SHELL is a shell" /bin/bash "$(alice 'echo $SHELL')"
is "the session starts at home" /home/alice "$(alice pwd)"
is "umask as on the host" "$(S carol umask)" "$(alice umask)"

# --- exit status, signals, data ----------------------------------------------------------------------
for code in 0 1 7 255; do
	alice "exit $code"; is "exit status $code" $code $?
done
died() { # user, signal: what sshd reports of a command that dies
	S "$1" -v "kill -$2 \$\$" 2>&1 | grep -oE 'exit-signal|exit-status|Exit status -?[0-9]+' | sort -u | xargs
}
for signal in HUP INT TERM KILL SEGV; do
	is "death by $signal as without hostel" "$(died carol $signal)" "$(died alice $signal)"
done
head -c 104857600 /dev/urandom >/root/data
is "100 MB in and out unchanged" "$(sha256sum </root/data)" "$(alice cat </root/data | sha256sum)"
rm /root/data
alice 'echo out; echo err >&2' >/tmp/out 2>/tmp/err
is "stdout apart" out "$(cat /tmp/out)"
is "stderr apart" err "$(cat /tmp/err)"
is "nothing is printed in a non-interactive session" "" "$(alice true 2>&1)"
is "end of input arrives" 3 "$(printf 'a\nb\nc\n' | alice 'wc -l')"
is "ssh -n" done "$(alice -n 'cat; echo done')"
is "a command line of 100,000 bytes" 100000 "$(alice "printf %s $(head -c 100000 /dev/zero | tr '\0' x) | wc -c")"
is "environment by SetEnv" hello "$(alice -o SetEnv=GREETING=hello 'echo $GREETING')"

# --- file transfer ------------------------------------------------------------------------------------
echo content >/root/file
for how in internal-sftp /usr/lib/openssh/sftp-server; do
	SFTP=$how start_sshd
	is "sftp ($how) put and get" content "$(printf 'put /root/file f\nget f /root/back\n' | timeout 60 sftp -q -b - alice@host >/dev/null; cat /root/back; rm -f /root/back)"
	is "sftp ($how) sees the tenant's /home" alice "$(echo 'ls -1 /home' | timeout 60 sftp -q -b - alice@host | sed -n '2,$p' | sed 's,.*/,,')"
	is "sftp ($how) sees the tenant's passwd" "$PASSWD_INSIDE" "$(printf 'get /etc/passwd /root/pw\n' | timeout 60 sftp -q -b - alice@host >/dev/null; cut -d: -f1 /root/pw | xargs; rm -f /root/pw)"
	for command in 'put /root/file /etc/x' 'rm /etc/passwd' 'rename /etc/hosts /etc/h' 'mkdir /usr/x' 'put /root/file /run/x' 'chmod 777 /etc' 'put /root/file /x'; do
		echo "$command" | timeout 60 sftp -q -b - alice@host >/dev/null 2>&1
		is "sftp ($how) cannot $command" 1 $?
	done
done
start_sshd
ok "scp (sftp protocol)" timeout 60 scp -q /root/file alice@host:a
ok "scp (old protocol)" timeout 60 scp -O -q alice@host:a /root/back
ok "the same content" cmp /root/file /root/back
ok "rsync" timeout 60 rsync -e ssh /root/file alice@host:b

# --- many sessions, one sandbox ----------------------------------------------------------------------
until_true 5 no_sandbox
is "the sandbox ends with its last session" 0 "$(sandboxes)"
for i in 1 2 3 4 5 6 7 8; do alice 'readlink /proc/self/ns/pid; exec sleep 60' & done >/tmp/namespaces
until_true 20 eval '[ "$(wc -l </tmp/namespaces)" = 8 ]'
pkill -u alice -x sleep
wait $(jobs -p | tail -8)
is "eight first logins at once" 8 "$(wc -l </tmp/namespaces)"
is "share one sandbox" 1 "$(sort -u /tmp/namespaces | wc -l)"
until_true 5 no_sandbox
is "and leave none" 0 "$(sandboxes)"
alice 'sleep 60' & pid=$!
until_true 5 pgrep -x hostel-init
until_true 5 pgrep -f '^sshd(-session)?: alice@notty'
pkill -9 -f '^sshd(-session)?: alice'
ok "sshd killed with -9: the sandbox ends" until_true 5 no_sandbox
wait $pid 2>/dev/null

# --- accounting --------------------------------------------------------------------------------------
if [ -e /var/log/wtmp ]; then
	is "wtmp has the login" alice "$(last -f /var/log/wtmp 2>/dev/null | awk '/^alice/ {print $1; exit}')"
	like "lastlog has the login" 127.0.0.1 "$(lastlog -u alice 2>/dev/null | tail -1)"
else
	skip "wtmp and lastlog have the login" "this host has neither, and none are made (Debian 13: pam_wtmpdb, pam_lastlog2)"
fi
is "the tenant sees neither" "" "$(alice 'find /var/log /run/utmp -type f 2>/dev/null')"
finish
