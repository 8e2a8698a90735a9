#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel sync over https: git-http-backend behind a web server with a certificate of a CA that this host knows, or not.
. "$(dirname "$0")/lib.sh"
patient
export NO_COLOR=1 GIT_CONFIG_GLOBAL=/root/gitconfig GIT_TERMINAL_PROMPT=0
R=/srv/git/policies.git W=/root/work HOME_OF=/var/lib/hostel-sync M=/usr/lib/apache2/modules
status() { timeout 120 hostel "$@" </dev/null >/tmp/said 2>&1; echo $?; }
state_of() { hostel sync status --json | python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["code"] or "fine", (d["in_force"] or {}).get("commit"))'; }
head_of() { git -C $W rev-parse HEAD; }
push() { sed -i "s/^pids.max.*/pids.max = $1/" $W/tenants/alice.ini; git -C $W add -A && git -C $W commit -q -m "$1" && git -C $W push -q origin main; }
host_ca() { git config --system --replace-all http.sslCAInfo "$1"; } # root's file, for every git of the host
url() { printf '[sync]\nurl = %s\n' "$1" >$CONF/sync.ini; }

useradd --system --home-dir $HOME_OF --shell /usr/sbin/nologin hostel-sync
useradd --system --home-dir /var/lib/hostel-verify --no-create-home --shell /usr/sbin/nologin hostel-verify
ssh-keygen -q -t ed25519 -N '' -C admin -f /root/admin
for setting in user.name=Admin user.email=admin@example.org gpg.format=ssh user.signingKey=/root/admin.pub commit.gpgSign=true init.defaultBranch=main; do
	git config --global "${setting%%=*}" "${setting#*=}"
done
git init -q --bare $R; git clone -q $R $W 2>/dev/null; git -C $W checkout -q -b main 2>/dev/null
mkdir -p $W/plans $W/tenants; cp $CONF/plans/basic.ini $W/plans/
for who in alice bob; do printf '[tenant]\nplan = basic\n[resources]\npids.max = 61\n' >$W/tenants/$who.ini; done
push 62
echo "admin@example.org $(cat /root/admin.pub)" >$CONF/allowed_signers

# --- two CAs, a server's certificate of the first -------------------------------------------------------------------
mkdir -p /srv/tls; cd /srv/tls || exit 1
for ca in ca other; do
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $ca.key -out $ca.pem -subj "/CN=$ca" -days 2 2>/dev/null
done
certificate() { # name, which name it is for
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" 2>/dev/null
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out "$1.pem" \
		-extfile <(echo "subjectAltName = $2") 2>/dev/null
}
certificate server IP:127.0.0.1
certificate elsewhere DNS:git.example.org
cd / || exit 1
htpasswd -bc /srv/tls/passwords host token >/dev/null 2>&1
cat >/srv/tls/apache.conf <<-X
ServerName 127.0.0.1
PidFile /run/apache-git.pid
ErrorLog /var/log/apache-git.log
User nobody
Group nogroup
$(for m in mpm_prefork:mpm_prefork authz_core:authz_core authz_user:authz_user authn_core:authn_core authn_file:authn_file \
	auth_basic:auth_basic alias:alias env:env cgi:cgi socache_shmcb:socache_shmcb ssl:ssl; do echo "LoadModule ${m%:*}_module $M/mod_${m#*:}.so"; done)
Listen 127.0.0.1:8443
Listen 127.0.0.1:8444
SetEnv GIT_PROJECT_ROOT /srv/git
SetEnv GIT_HTTP_EXPORT_ALL 1
ScriptAlias /git/ /usr/lib/git-core/git-http-backend/
ScriptAlias /private/ /usr/lib/git-core/git-http-backend/
SSLEngine on
SSLCertificateFile /srv/tls/server.pem
SSLCertificateKeyFile /srv/tls/server.key
<Directory />
Require all granted
</Directory>
<Location /private/>
AuthType Basic
AuthName policies
AuthUserFile /srv/tls/passwords
Require valid-user
</Location>
<VirtualHost 127.0.0.1:8444>
SSLEngine on
SSLCertificateFile /srv/tls/elsewhere.pem
SSLCertificateKeyFile /srv/tls/elsewhere.key
</VirtualHost>
X
git config --system safe.directory '*' # of the server, which is another account than the repository's
apache2 -f /srv/tls/apache.conf
until_true 10 eval 'ss -ltn | grep -q :8443'
G=https://127.0.0.1:8443/git/policies.git

# --- who is believed --------------------------------------------------------------------------------------------------
url $G
is "a server whose CA this host does not know" 1 "$(status sync now)"
like "is told" '[Cc]ertificate' "$(cat /tmp/said)"
is "nothing is in force" "fetch None" "$(state_of)"
host_ca /srv/tls/ca.pem
is "with its CA in a file of the host's" 0 "$(status sync now)"
is "the commit is in force" "fine $(head_of)" "$(state_of)"
like "again: nothing new" 'in force already' "$(hostel sync now 2>&1)"
was=$(head_of); push 63
host_ca /srv/tls/other.pem
is "with another CA in it" 1 "$(status sync now)"
is "what was in force is" "fetch $was" "$(state_of)"
host_ca /srv/tls/ca.pem; url https://127.0.0.1:8444/git/policies.git
is "a certificate of another name" 1 "$(status sync now)"
is "what was in force is" "fetch $was" "$(state_of)"
url $G
is "(control)" 0 "$(status sync now)"
is "the new one is in force" "fine $(head_of)" "$(state_of)"
if command -v update-ca-certificates >/dev/null; then
	git config --system --unset-all http.sslCAInfo
	push 64
	is "without that file" 1 "$(status sync now)"
	mkdir -p /usr/local/share/ca-certificates; cp /srv/tls/ca.pem /usr/local/share/ca-certificates/git.crt
	update-ca-certificates >/dev/null 2>&1
	is "with the CA among the host's certificates" 0 "$(status sync now)"
	is "the new one is in force" "fine $(head_of)" "$(state_of)"
else
	skip "the CA among the host's certificates" "there is no update-ca-certificates"
fi

# --- a token ------------------------------------------------------------------------------------------------------------
host_ca /srv/tls/ca.pem; push 65; was=$(head_of)
url https://127.0.0.1:8443/private/policies.git
is "a server that wants a password: nobody is asked" 1 "$(status sync now)"
like "it is told" 'could not read Username|Authentication failed' "$(cat /tmp/said)"
as_account() { setpriv --reuid hostel-sync --regid hostel-sync --clear-groups sh -c "umask 077; cd $HOME_OF && $1"; }
as_account "echo https://host:wrong@127.0.0.1%3a8443 >.git-credentials; printf '[credential]\n\thelper = store\n' >.gitconfig"
is "with a wrong token where git's helper keeps it" 1 "$(status sync now)"
as_account "echo https://host:token@127.0.0.1%3a8443 >.git-credentials"
is "with the right one" 0 "$(status sync now)"
is "it is in force" "fine $was" "$(state_of)"
unlike "nobody is shown it" 'token' "$(hostel sync status 2>&1; hostel sync status --json; hostel metrics)"

# --- not signed --------------------------------------------------------------------------------------------------------
url $G
git -C $W -c commit.gpgSign=false commit -q --allow-empty -m unsigned; git -C $W push -q origin main
is "https is no signature" 8 "$(status sync now)"
is "what was in force is" "signature $was" "$(state_of)"
kill "$(cat /run/apache-git.pid)"; until_true 10 eval '! ss -ltn | grep -q :8443'
is "a server that is down" 1 "$(status sync now)"
finish
