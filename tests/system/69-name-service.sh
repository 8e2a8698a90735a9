#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A tenant of a directory: the name service answers through a socket of the host's that is not on the porch, nor
# in his network. What sshd and its PAM modules ask after they have joined must not need it.
. "$(dirname "$0")/lib.sh"

wall=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$wall"' EXIT
cat >$wall/slapd.conf <<X
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
maxsize 16777216
suffix "dc=example"
rootdn "cn=admin,dc=example"
rootpw secret
directory $wall/db
X
mkdir $wall/db
cat >$wall/people.ldif <<X
dn: dc=example
objectClass: dcObject
objectClass: organization
o: example
dc: example

dn: uid=lena,dc=example
objectClass: account
objectClass: posixAccount
objectClass: shadowAccount
cn: Lena
uid: lena
uidNumber: 1879000123
gidNumber: 1879000123
homeDirectory: /home/lena
loginShell: $SHELL_PATH

dn: cn=lena,dc=example
objectClass: posixGroup
cn: lena
gidNumber: 1879000123

dn: cn=people,dc=example
objectClass: posixGroup
cn: people
gidNumber: 1879000200
memberUid: lena
X
slapadd -f $wall/slapd.conf -l $wall/people.ldif 2>/dev/null
/usr/sbin/slapd -d 0 -f $wall/slapd.conf -h ldap://127.0.0.1:3389 >/dev/null 2>&1 & pids+=($!)
printf '%s\n' 'uid root' 'gid root' 'uri ldap://127.0.0.1:3389' 'base dc=example' >/etc/nslcd.conf
chmod 600 /etc/nslcd.conf
mkdir -p /run/nslcd
nslcd -n >/dev/null 2>&1 & nslcd=$!; pids+=($nslcd)
sed -i 's/^\(passwd\|group\|shadow\):.*/\1: files ldap/' /etc/nsswitch.conf
ok "the directory answers through nslcd's socket" until_true 10 id lena
is "it is a socket of the host's" socket "$(stat -c %F /run/nslcd/socket)"
sed -i 's/^tenants = .*/tenants = @hostel, @people/; s/^@hostel = basic/&\n@people = basic/' $CONF/hostel.ini
install -d -o lena -g lena -m 700 /home/lena /home/lena/.ssh
install -o lena -g lena -m 600 $KEY.pub /home/lena/.ssh/authorized_keys

for mode in loopback nat; do
	printf '[network]\nmode = %s\n' $mode >$CONF/tenants/lena.ini
	mark=$(log_mark)
	is "$mode: his own names, and the directory's group" "lena lena people" "$(S lena 'echo $(id -un) $(id -gn) $(id -Gn | tr " " "\n" | grep people)')"
	is "$mode: not the directory itself" no "$(S lena 'test -e /run/nslcd/socket && echo yes || echo no')"
	is "$mode: nor what is not his" "" "$(S lena 'getent passwd alice')"
	is "$mode: a terminal" lena "$(S lena -tt whoami 2>/dev/null | tr -d '\r')"
	is "$mode: sftp" "Remote working directory: /home/lena" "$(sftp -q -F /root/.ssh/config -b - lena@host <<<pwd 2>&1 | tail -1)"
	is "$mode: su from root" lena "$(su - lena -c whoami </dev/null)"
	ok "$mode: what sshd has to say later is in the log" until_true 5 eval "log_since $mark | grep -q 'session closed for user lena'"
done
# The name service dies while he is inside: who is in goes on and leaves in good order.
S lena 'sleep 5; echo done' >$wall/said & inside=$!
until_true 5 pgrep -f '^sleep 5$'
kill -STOP $nslcd
wait $inside; status=$?
is "with the name service hanging: his open session goes on" 0 "$status"
is "and says" "done" "$(cat $wall/said)"
kill -CONT $nslcd
is "control: lena is no account of the host's files" "" "$(grep lena /etc/passwd)"
until_true 5 no_sandbox
sed -i 's/ ldap$//' /etc/nsswitch.conf
unlike "control: without the name service he cannot come in" lena "$(S lena whoami 2>&1)"
finish
