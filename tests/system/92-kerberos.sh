#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Logins by GSSAPI with a delegated ticket, a real KDC and real sshd: as carol, an ordinary account, and as tenants.
. "$(dirname "$0")/lib.sh"

cat >/etc/krb5.conf <<'X'
[libdefaults]
default_realm = EXAMPLE.ORG
dns_lookup_kdc = false
dns_canonicalize_hostname = false
rdns = false
[realms]
EXAMPLE.ORG = {
 kdc = 127.0.0.1:8888
}
[domain_realm]
localhost = EXAMPLE.ORG
X
mkdir -p /etc/krb5kdc /var/lib/krb5kdc
cat >/etc/krb5kdc/kdc.conf <<'X'
[kdcdefaults]
kdc_listen = 127.0.0.1:8888
kdc_tcp_listen = 127.0.0.1:8888
[realms]
EXAMPLE.ORG = {
 database_name = /var/lib/krb5kdc/principal
 key_stash_file = /etc/krb5kdc/stash
 supported_enctypes = aes256-cts:normal
}
X
kdb5_util create -s -P secret >/dev/null 2>&1
for user in alice bob carol; do kadmin.local -q "addprinc -pw secret $user" >/dev/null 2>&1; done
kadmin.local -q "addprinc -randkey host/localhost" >/dev/null 2>&1
kadmin.local -q "ktadd -k /etc/krb5.keytab host/localhost" >/dev/null 2>&1
krb5kdc -n >/var/log/kdc.log 2>&1 & kdc=$!
until_true 10 sh -c 'ss -lntH "sport = :8888" | grep -q .'
start_sshd "GSSAPIAuthentication yes" "GSSAPIStrictAcceptorCheck no"

G() { # account, delegate or not, command
	kdestroy -q 2>/dev/null; echo secret | kinit -f "$1" >/dev/null 2>&1
	timeout 30 ssh -F /dev/null -o GSSAPIAuthentication=yes -o "GSSAPIDelegateCredentials=$2" -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o PreferredAuthentications=gssapi-with-mic "$1@localhost" "$3" </dev/null 2>&1
}
left() { ls /tmp | grep -c '^krb5cc_[0-9]*_'; }

for user in carol alice; do
	like "$user: the delegated ticket can be read" "Default principal: $user@EXAMPLE.ORG" "$(G $user yes klist)"
	like "$user: and used" 'host/localhost@EXAMPLE.ORG' "$(G $user yes 'kvno -q host/localhost; klist')"
	like "$user: it is the account's own file" "^$user 600\$" "$(G $user yes 'stat -c "%U %a" ${KRB5CCNAME#FILE:}')"
	ok "$user: sshd has removed it at the end, nothing is left on the host" until_true 30 eval '[ "$(left)" = 0 ]'
	is "$user: without delegation there is none" "0" "$(G $user no 'ls /tmp | grep -c ^krb5cc_$(id -u)')"
done
is "none is left in a room that is still there" 0 "$(S alice 'sleep 30 & ls /tmp | grep -c ^krb5cc_')"

# --- a variable that names something else ---------------------------------------------------------------------------
touch /tmp/krb5cc_other; chmod 644 /tmp/krb5cc_other
echo "session optional pam_env.so readenv=1 envfile=/etc/ticket.env" >/root/line
sed -i "/^session.*pam_hostel/e cat /root/line" /etc/pam.d/su
named() { echo "KRB5CCNAME=$1" >/etc/ticket.env; su alice -c "ls ${1#FILE:} 2>/dev/null; true"; }
is "a file of somebody else's is not taken" "" "$(named FILE:/tmp/krb5cc_other)"
ok "and is still there" test -f /tmp/krb5cc_other
ln -s /tmp/krb5cc_real /tmp/krb5cc_link; install -o alice -m 600 /dev/null /tmp/krb5cc_real
is "not through a link" "" "$(named FILE:/tmp/krb5cc_link)"
ln /tmp/krb5cc_real /tmp/krb5cc_hard
is "not one that has two names" "" "$(named FILE:/tmp/krb5cc_hard)"
rm /tmp/krb5cc_hard
is "control: by its own name it is" "/tmp/krb5cc_real" "$(named FILE:/tmp/krb5cc_real)"
ok "and is gone on the host" test ! -e /tmp/krb5cc_real
install -o alice -m 600 /dev/null /srv/krb5cc_real; chmod 755 /srv
is "not elsewhere than in /tmp" "" "$(named FILE:/srv/krb5cc_real)"
ok "and is still there" test -f /srv/krb5cc_real
kill $kdc
finish
