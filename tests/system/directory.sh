# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by 69-directory-nslcd.sh and 69-directory-sssd.sh: tenants and plans by groups of a directory, a real slapd
# on 127.0.0.1. It is well, answers wrongly, is down, or is slow. NAMES, nslcd or sssd, is what asks it for this host.
# Whatever it says or does not say: nobody who may be a tenant comes in outside a room.
[ -n "${WORLD_CGROUP:-}" ] || { echo "not ok - only in a world: tools/world $0"; exit 1; }
debs=$(dirname "$0")/../../build/sssd
if [ "$NAMES" = sssd ] && ! command -v sssd >/dev/null && [ ! -e "$debs/complete" ]; then
	echo "ok - tenants of a directory by sssd # SKIP not here: tools/packages sssd fetches it"
	exit
fi
. "$(dirname "$0")/lib.sh"

# --- the directory ---------------------------------------------------------------------------------------------
wall=$(mktemp -d)
chmod 755 "$wall"
exec 2>"$wall/stderr" # the shell's own words about what was ended
names='' slapd='' proxy=''
trap 'kill $names $slapd $proxy 2>/dev/null; rm -rf "$wall"' EXIT
cat >"$wall/slapd.conf" <<X
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
loglevel 0
sizelimit unlimited
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
maxsize 67108864
suffix "dc=example"
rootdn "cn=admin,dc=example"
rootpw secret
directory $wall/db
X
mkdir "$wall/db"
ADMIN=ldap://127.0.0.1:3388 ASKED=ldap://127.0.0.1:3389
CAROL=$(id -u carol)
entries=0 people=()
person() { # name, uid, attribute lines in the place of home and shell...: one of the people, which makes a tenant
	local name=$1 uid=$2; shift 2
	[ $# != 0 ] || set -- "homeDirectory: /home/$name" "loginShell: /bin/bash"
	entries=$((entries + 1))
	people+=("memberUid: $name")
	printf '%s\n' "dn: cn=entry $entries,dc=example" "objectClass: account" "objectClass: posixAccount" \
		"objectClass: shadowAccount" "uid: $name" "uidNumber: $uid" "gidNumber: 210000" "userPassword: secret" "$@" ""
}
group() { # name, gid, member lines...
	printf '%s\n' "dn: cn=$1,dc=example" "objectClass: posixGroup" "cn: $1" "gidNumber: $2" "${@:3}" ""
}
base64_of() { printf "$1" | base64 -w0; }
write_people() {
	printf '%s\n' "dn: dc=example" "objectClass: dcObject" "objectClass: organization" "o: example" "dc: example" ""
	person lena 200001
	person huge.uid 1900000000
	person most 4294967000
	person 'DOM\dora' 200010 'homeDirectory: /home/dora' 'loginShell: /bin/bash'
	person many 200500
	person reserved 1879048200
	person ranged 2000300000
	person zero 0
	person system 33
	person twin "$CAROL"
	person slash 200020 'homeDirectory: /' 'loginShell: /bin/bash'
	person roots 200021 'homeDirectory: /root' 'loginShell: /bin/bash'
	person below 200022 'homeDirectory: home/below' 'loginShell: /bin/bash'
	person noshell 200023 'homeDirectory: /home/noshell'
	person forger 200024 "homeDirectory:: $(base64_of '/home/forger\nforged: a line\033[31m')" 'loginShell: /bin/bash'
	person gecos 200025 'homeDirectory: /home/gecos' 'loginShell: /bin/bash' \
		"gecos:: $(base64_of 'Gecos\nroot::0:0::/root:/bin/sh\n\033[31m:x')"
	person twice 200026
	person twice 200027
	unset 'people[-1]'
	person otto 200030
	unset 'people[-1]' # no tenant
	group everyone 210000
	group people 210001 "${people[@]}" "memberUid: vera"
	group staff-it 210002 "memberUid: huge.uid"
	for i in {0..499}; do group "course$i" $((300000 + i)) "memberUid: many"; done
}
write_people >"$wall/people.ldif"
slapadd -f "$wall/slapd.conf" -l "$wall/people.ldif"

ended() { kill "$1" && wait "$1"; }
directory_up() { # address...
	/usr/sbin/slapd -d 0 -f "$wall/slapd.conf" -h "$*" >/dev/null & slapd=$!
	until_true 60 ldapsearch -x -H $ADMIN -b dc=example -s base
}
directory_down() { ended "$slapd"; slapd=''; }
changed() { # lines of LDIF
	printf '%s\n' "$@" | ldapmodify -x -H $ADMIN -D cn=admin,dc=example -w secret >/dev/null
}
member() { changed "dn: cn=people,dc=example" "changetype: modify" "$1: memberUid" "memberUid: $2"; } # add or delete, who
number() { changed "dn: cn=entry 1,dc=example" "changetype: modify" "replace: uidNumber" "uidNumber: $1"; } # lena's

# --- who asks it ------------------------------------------------------------------------------------------------
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d # of this world: nothing is started by packages
chmod 755 /usr/sbin/policy-rc.d
install_debs() { DEBIAN_FRONTEND=noninteractive dpkg -i "$@" >"$wall/dpkg" 2>&1 || tail -n 5 "$wall/dpkg" | sed 's/^/# /'; }
use_nslcd() {
	passwords=no
	set -- "$debs"/libpam-ldapd_*.deb
	[ ! -e "$1" ] || { install_debs "$1"; passwords=yes; }
	printf '%s\n' 'uid root' 'gid root' "uri $ASKED" 'base dc=example' 'bind_timelimit 3' 'timelimit 3' \
		'reconnect_sleeptime 1' 'reconnect_retrytime 2' >/etc/nslcd.conf
	chmod 600 /etc/nslcd.conf
	mkdir -p /run/nslcd
	sed -i 's/^\(passwd\|group\|shadow\):.*/\1: files ldap/' /etc/nsswitch.conf
	names_up() { nslcd -n >/dev/null & names=$!; echo $names >/run/names.pid; until_true 60 test -S /run/nslcd/socket; }
	names_forget() { names_down; names_up; } # it remembers nothing
}
use_sssd() {
	passwords=yes
	command -v sssd >/dev/null || install_debs "$debs"/lib[!p]*.deb "$debs"/libp[!a]*.deb "$debs"/libpa[!m]*.deb \
		"$debs"/libpam-[!l]*.deb "$debs"/python3-sss_*.deb "$debs"/sssd-*.deb
	mkdir -p /etc/sssd
	printf '%s\n' '[sssd]' 'services = nss, pam' 'domains = example' '[nss]' 'entry_negative_timeout = 1' '[domain/example]' \
		'id_provider = ldap' 'auth_provider = ldap' 'access_provider = permit' 'cache_credentials = true' \
		"ldap_uri = $ASKED" 'ldap_search_base = dc=example' 'ldap_schema = rfc2307' \
		'ldap_auth_disable_tls_never_use_in_production = true' 'ldap_network_timeout = 3' 'ldap_opt_timeout = 3' \
		'ldap_search_timeout = 3' 'dns_resolver_timeout = 3' 'dns_resolver_op_timeout = 1' >/etc/sssd/sssd.conf
	chmod 600 /etc/sssd/sssd.conf
	sed -i 's/^\(passwd\|group\|shadow\):.*/\1: files sss/' /etc/nsswitch.conf
	names_up() {
		rm -f /var/lib/sss/pipes/nss
		sssd -i --logger=files & names=$!; echo $names >/run/names.pid
		until_true 120 test -S /var/lib/sss/pipes/nss
	}
	names_forget() { names_down; rm -f /var/lib/sss/db/* /var/lib/sss/mc/*; names_up; }
}
names_down() { [ -z "$names" ] || ended "$names"; names=''; }
is_member() { id -Gn "$1" | grep -qw people; }
is_none() { id "$1" && ! is_member "$1"; }
known() { until_true 120 is_member "$1"; } # with the groups: what is remembered may be less
use_$NAMES

# --- this host --------------------------------------------------------------------------------------------------
cat >$CONF/hostel.ini <<X
[host]
tenants = @hostel, @people
cgroup = $WORLD_CGROUP
[plans]
@staff-it = staff
@people = basic
@hostel = basic
X
printf '[ulimits]\nnofile = 222:4096\n' >>$CONF/plans/basic.ini
printf '[plan]\nextends = basic\n[ulimits]\nnofile = 333:4096\n' >$CONF/plans/staff.ini
patient
useradd -m -s /bin/bash vera # this host's; the directory's group makes her a tenant
useradd -m -s /bin/bash adam # this host's, no tenant: an admin
getent group sudo >/dev/null || groupadd sudo
gpasswd -a adam sudo >/dev/null
for one in lena:200001 huge.uid:1900000000 most:4294967000 dora:200010 many:200500 reserved:1879048200 ranged:2000300000 \
	zero:0 system:33 twin:$CAROL noshell:200023 gecos:200025 twice:200026 otto:200030; do
	install -d -m 700 -o "${one#*:}" -g 210000 "/home/${one%:*}" # as pam_mkhomedir makes it
done
# sshd asks for the keys when it knows the account, and PAM has not been asked yet: the moment for what happens
# meanwhile.
cat >/usr/local/sbin/keys <<X
#!/bin/sh
cat $KEY.pub
[ -x /root/meanwhile ] && mv /root/meanwhile /root/now && /root/now >/dev/null 2>&1
exit 0
X
chmod 755 /usr/local/sbin/keys
start_sshd "AuthorizedKeysCommand /usr/local/sbin/keys" "AuthorizedKeysCommandUser root"
meanwhile() { printf '#!/bin/bash\n%s\n' "$1" >/root/meanwhile; chmod 755 /root/meanwhile; }

ROOM='cat /proc/1/comm'
HOST=$(cat /proc/1/comm) # what that says of who is no tenant
place() { inside "$1" "$ROOM" | grep -x -e hostel-init -e "$HOST"; } # hostel-init: a room; others say more
by_su() { timeout 60 su "$1" -c "$ROOM" </dev/null 2>/dev/null; }
inside() { S "$1" "$2" </dev/null 2>/dev/null; }
refused() { # row, account, what the log says
	mark=$(log_mark)
	is "$1: not in" "" "$(place "$2")"
	like "$1: the log says why" "$3" "$(log_since "$mark")"
}
outside() { # row, account: it may be refused or be in a room, and nothing else
	is "$1: not outside a room" "" "$(place "$2" | grep -vx hostel-init)"
}
UNKNOWN='[Ii]nvalid user'

# --- the directory is well ----------------------------------------------------------------------------------------
directory_up $ADMIN $ASKED
names_up
ok "the directory answers" known lena
is "control: who is in no group that counts is no tenant" "$HOST" "$(place otto)"
for one in lena:200001 huge.uid:1900000000 most:4294967000 'DOM\dora:200010' many:200500; do
	who=${one%:*}
	is "$who, uid ${one#*:}: in a room, with that uid" "hostel-init ${one#*:}" "$(inside "$who" "echo \$($ROOM) \$(id -u)")"
	is "$who: writes at home" "$who" "$(inside "$who" 'id -un >~/x; cat ~/x')"
	is "$who: sftp" "Remote working directory: /home/${who#DOM\\}" \
		"$(timeout 60 sftp -q -F /root/.ssh/config -b - -o "User=$who" host <<<pwd 2>/dev/null | tail -1)"
	is "$who: su" "hostel-init" "$(by_su "$who")"
	is "$who: a terminal" "$who" "$(S "$who" -tt 'id -un' </dev/null 2>/dev/null | tr -d '\r')"
done
is "many is in all 500 groups inside, by their names" 500 "$(inside many 'id -Gn' | tr ' ' '\n' | grep -c '^course[0-9]*$')"
# For sssd nobody is in its groups whom it does not know: of such an account getgrnam(3) says one thing and
# getgrouplist(3) another, and it has no plan.
vera=hostel-init
[ $NAMES = nslcd ] || vera=''
is "a tenant of this host by the directory's group: in a room, by sssd refused" "$vera" "$(place vera)"
is "the plan is that of the group" 222 "$(inside lena 'ulimit -n')"
is "of two groups the first that [plans] names counts" 333 "$(inside huge.uid 'ulimit -n')"
printf '[tenant]\nplan = staff\n' >$CONF/tenants/lena.ini
is "[tenant] plan in the tenant's own file comes before the groups" 333 "$(inside lena 'ulimit -n')"
rm $CONF/tenants/lena.ini
refused "uid 1879048200, one of [host] keepers" reserved 'refused: reserved: uid 1879048200 is one of .host. keepers'
refused "uid 2000300000, one of [host] subids" ranged 'refused: ranged: uid 2000300000 is one of .host. subids'
if [ $passwords = yes ]; then
	printf '#!/bin/sh\necho $PASSWORD\n' >/root/askpass
	chmod 755 /root/askpass
	P() { # account, password
		PASSWORD=$2 SSH_ASKPASS=/root/askpass SSH_ASKPASS_REQUIRE=force timeout 60 ssh -F /root/.ssh/config \
			-o PubkeyAuthentication=no -o NumberOfPasswordPrompts=1 -l "$1" host "$ROOM" </dev/null 2>/dev/null
	}
	is "by the directory's password" hostel-init "$(P lena secret)"
	is "control: not by another" "" "$(P lena guess)"
else
	skip "by the directory's password" "no pam_ldap: tools/packages sssd fetches it"
fi

# --- it answers wrongly -------------------------------------------------------------------------------------------
refused "uid 0 for one of the people" zero "refused: zero: the name service says uid 0|$UNKNOWN zero"
is "by su neither" "" "$(by_su zero)"
refused "a system account's uid" system "refused: system: the name service says uid 33|$UNKNOWN system"
is "control: the account of this host that has it is none of our business" "$HOST" \
	"$(su -s /bin/sh www-data -c "$ROOM" </dev/null)"
outside "the uid of another account" twin
is "and finds nothing of that one's" "" "$(inside twin 'ls -d /home/carol')"
is "the other one is as before" "$HOST" "$(place carol)"
refused "home /" slash 'refused: slash: / cannot be a tenant.s home'
refused "home /root" roots 'refused: the home directory: .*root.s home'
refused "a home that is no path" below 'refused: below: home/below cannot be a tenant.s home'
outside "no shell" noshell
mark=$(log_mark)
is "a home with control characters: not in" "" "$(place forger)"
unlike "and the log has no line of its own making" "^forged|$(printf '\033')" "$(log_since "$mark")"
is "a gecos with control characters: in a room" hostel-init "$(place gecos)"
is "whose passwd has none of it" 0 "$(inside gecos 'grep -c "^root::" /etc/passwd')"
outside "a name that is there twice" twice

# --- it says something else at the next login ------------------------------------------------------------------------
is "lena is in" 200001 "$(inside lena 'id -u')"
number 200777
names_forget; known lena
ok "control: she has another uid" test "$(id -u lena)" = 200777
outside "another uid than yesterday" lena
is "with the home of the old one: nothing is written there" "" "$(inside lena 'echo x >~/y && echo wrote')"
number 200001
names_forget; known lena
is "and back" "hostel-init" "$(place lena)"
member delete lena
names_forget; until_true 120 is_none lena
is "out of the group that makes a tenant: an ordinary account, as hostel.ini(5) says" "$HOST" "$(place lena)"
sed -i 's/^tenants = .*/tenants = @hostel, 200000-1879048191/' $CONF/hostel.ini
refused "with a range of uids in its place: who is in no group of [plans]" lena 'refused: tenant lena has no valid policy'
member add lena
names_forget; known lena
is "and in one again: in a room" hostel-init "$(place lena)"
sed -i 's/^tenants = .*/tenants = @hostel, @people/' $CONF/hostel.ini

# --- between sshd's question and PAM's -------------------------------------------------------------------------------
END_NAMES='kill $(cat /run/names.pid); while kill -0 $(cat /run/names.pid); do sleep 0.05; done'
meanwhile "$END_NAMES"
outside "$NAMES ends while lena logs in" lena
ok "control: it had ended" test ! -e /root/meanwhile
wait "$names"; names=''
names_up; known lena
meanwhile "kill $slapd; while kill -0 $slapd; do sleep 0.05; done"
outside "the directory ends while lena logs in" lena
ok "control: it had ended" test ! -e /root/meanwhile
wait "$slapd"
directory_up $ADMIN $ASKED; names_forget; known lena
# A module between the two phases takes time, and then the directory is away.
cp /etc/pam.d/sshd /root/pam.sshd
sed -i '/^session.*pam_hostel/i session optional pam_exec.so quiet /root/between' /etc/pam.d/sshd
printf '#!/bin/bash\nsleep 1.2\n%s\nrm -f /var/lib/sss/mc/*\n' "$END_NAMES" >/root/between
chmod 755 /root/between
outside "$NAMES ends between account and session" lena
ok "control: it had ended" eval "! kill -0 $names"
wait "$names"; names=''
names_up; known lena
in_between() { printf '#!/bin/bash\nsleep 1.2\nldapmodify -x -H %s -D cn=admin,dc=example -w secret <<E\n%s\nE\n' $ADMIN "$1" >/root/between; }
in_between $'dn: cn=people,dc=example\nchangetype: modify\ndelete: memberUid\nmemberUid: lena'
outside "she leaves the group between account and session" lena
member add lena
ok "control: she had left it" test $? = 0
in_between $'dn: cn=entry 1,dc=example\nchangetype: modify\nreplace: uid\nuid: helena'
outside "her account goes between account and session" lena
changed "dn: cn=entry 1,dc=example" "changetype: modify" "delete: uid" "uid: helena" "-" "add: uid" "uid: lena"
ok "control: it had gone" test $? = 0
cp /root/pam.sshd /etc/pam.d/sshd
names_forget; known lena
is "and later she is in" hostel-init "$(place lena)"

# --- it is down ------------------------------------------------------------------------------------------------------
BOUND=$((80 * ${SLOW:-1}))
timed() { # row, expected, account: and in time
	local began=$SECONDS
	is "$1" "$2" "$(place "$3")"
	ok "$1: within $BOUND s" test $((SECONDS - began)) -le $BOUND
}
locals() { # row: who is this host's, whatever the directory does
	timed "$1: root is in" "$HOST" root
	timed "$1: so is an admin of this host" "$HOST" adam
	timed "$1: a tenant of this host by its own group is in a room" hostel-init alice
}
doubt='refused: nobody can tell whether (vera|carol) is a tenant'
directory_down
names_forget
timed "down, nothing remembered: lena is not known" "" lena
refused "down: a tenant of this host by the directory's group" vera "$doubt"
like "down: the log names the group" 'hostel\.ini: \[host\] tenants.*people' "$(log_since "$mark")"
refused "down: who may be one, for all that can be known" carol "$doubt"
like "down: hostel says so, too" 'hostel.ini does not tell whether vera is a tenant' "$(hostel show vera 2>&1)"
locals "down"
names_down
outside "down, and $NAMES stopped: lena" lena
outside "down, and $NAMES stopped: vera" vera
locals "down, and $NAMES stopped"

directory_up $ADMIN $ASKED
names_forget
# sshd knows her, and nobody has asked for her groups.
until_true 30 getent passwd lena
directory_down
outside "down, the account remembered and its groups not: lena" lena
outside "the same: vera" vera
directory_up $ADMIN $ASKED; names_forget
ok "it is back" known lena
is "and lena in a room" hostel-init "$(place lena)"
is "and vera as before" "$vera" "$(place vera)"
is "and carol as before" "$HOST" "$(place carol)"
[ $passwords = no ] || is "and by a password" hostel-init "$(P lena secret)"
directory_down
case $NAMES in
sssd)
	timed "down, all remembered: lena is in a room" hostel-init lena
	is "with the plan of her group" 222 "$(inside lena 'ulimit -n')"
	outside "vera" vera
	is "by a password that is remembered" hostel-init "$(P lena secret)"
	is "carol comes in" "$HOST" "$(place carol)"
	;;
nslcd)
	timed "down, and nothing is ever remembered: lena is not known" "" lena
	refused "vera" vera "$doubt"
	;;
esac
names_down
outside "and $NAMES stopped: lena" lena
outside "and $NAMES stopped: vera" vera
locals "and $NAMES stopped"
directory_up $ADMIN $ASKED
outside "$NAMES alone is stopped: lena" lena
outside "$NAMES alone is stopped: vera" vera
locals "$NAMES alone is stopped"
if [ $NAMES = sssd ]; then
	# As sites with large groups have it: a group's list of members is empty.
	sed -i '/^id_provider/i ignore_group_members = true' /etc/sssd/sssd.conf
	names_forget; known lena
	is "ignore_group_members: lena is in a room" hostel-init "$(place lena)"
	names_forget
	until_true 30 getent passwd lena
	until_true 30 getent group people
	directory_down
	# The account is remembered, and the group, and of who is in it nothing tells that it is missing.
	is "control: down, nobody asked before for her groups: this is why a range of uids is better" "$HOST" "$(place lena)"
	sed -i 's/^tenants = .*/tenants = @hostel, 200000-1879048191/' $CONF/hostel.ini
	refused "with a range of uids" lena 'refused: tenant lena has no valid policy'
	sed -i 's/^tenants = .*/tenants = @hostel, @people/' $CONF/hostel.ini
	sed -i '/^ignore_group_members/d' /etc/sssd/sssd.conf
	directory_up $ADMIN $ASKED
fi
names_forget

# --- it is slow, or stops in the middle ------------------------------------------------------------------------------
directory_down
cat >"$wall/proxy.py" <<'P'
"""Between the name service and slapd. The file says what becomes of answers: pass, delay SECONDS, stall, half."""
import socket, sys, threading, time
mode = lambda: open(sys.argv[1]).read().split()
def carry(a, b, answers):
    try:
        while data := a.recv(65536):
            if answers:
                now = mode()
                if now[0] == 'delay':
                    time.sleep(float(now[1]))
                elif now[0] == 'half':
                    b.sendall(data[:len(data) // 2])
                    data = data[len(data) // 2:]
                while now[0] in ('stall', 'half') and mode() == now:
                    time.sleep(0.05)
            b.sendall(data)
    except OSError:
        pass
    for one in a, b:
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
listener = socket.create_server(('127.0.0.1', 3389), backlog=64)
while True:
    client, _ = listener.accept()
    server = socket.create_connection(('127.0.0.1', 3388))
    for pair in (client, server, False), (server, client, True):
        threading.Thread(target=carry, args=pair, daemon=True).start()
P
answers() { echo "$*" >"$wall/mode.new"; mv "$wall/mode.new" "$wall/mode"; }
answers pass
directory_up $ADMIN
/usr/bin/python3 "$wall/proxy.py" "$wall/mode" & proxy=$!
until_true 60 sh -c 'ss -ltnH "sport = :3389" | grep -q .'
names_forget
ok "through the proxy: known" known lena
is "control: in a room" hostel-init "$(place lena)"
open_master alice "$wall/alice"
goes_on() { timeout 30 ssh -F /root/.ssh/config -o ProxyCommand=false -l alice -S "$wall/alice" host "$ROOM" </dev/null 2>/dev/null; }
is "control: a session that is open" hostel-init "$(goes_on)"
answers delay 0.2
names_forget
timed "each answer late: lena is in a room" hostel-init lena
for how in stall half; do
	answers $how
	names_forget
	place lena >"$wall/lena" & waiting=$!
	is "$how: a session that is open goes on meanwhile" hostel-init "$(goes_on)"
	wait $waiting
	is "$how: lena is not outside a room" "" "$(grep -vx hostel-init "$wall/lena")"
	outside "$how: vera" vera
	locals "$how"
	answers pass
	names_forget
	ok "$how is over: known" known lena
	is "$how is over: in a room" hostel-init "$(place lena)"
done
timeout 10 ssh -F /root/.ssh/config -S "$wall/alice" -O exit host
ended "$proxy"; proxy=''
directory_down
directory_up $ADMIN $ASKED
names_forget
known lena

# --- the gate that hostel setup writes -------------------------------------------------------------------------------
for service in sshd su login cron; do pam_lines_remove $service; done
mkdir -p /etc/ssh/sshd_config.d
said=$(timeout 120 hostel setup 2>&1); status=$?
is "hostel setup ends with 0" 0 $status
[ $status = 0 ] || sed 's/^/# /' <<<"$said"
is "it makes no second group" "" "$(grep '^people:' /etc/group)"
gate=$(grep '^account.*succeed_if' /etc/pam.d/sshd)
like "who passes by is root," 'success=3 .*user = root$' "$gate"
like "or an admin who is not known as a tenant" 'user ingroup root:sudo.* user notingroup hostel:people$' "$gate"
is "lena is in a room" hostel-init "$(place lena)"
sed -i 's/^account required .*pam_hostel.so$/& debug/' /etc/pam.d/sshd
mark=$(log_mark)
is "alice, too" hostel-init "$(place alice)"
is "by both phases: nothing in front ends the first" 1 "$(log_since "$mark" | grep -c 'account: alice is a tenant')"
sed -i 's/^\(account required .*pam_hostel.so\) debug$/\1/' /etc/pam.d/sshd
is "otto and carol are as before" "$HOST $HOST" "$(place otto) $(place carol)"
is "zero is not in" "" "$(place zero)"
unlike "hostel doctor has nothing against it" 'group people' "$(hostel doctor --no-color gate)"
like "nothing ends the stacks in front of hostel" 'PASS +stack-order' "$(hostel doctor --no-color stack-order)"
like "again, there is nothing to do" 'nothing was changed' "$(timeout 120 hostel setup 2>&1)"
directory_down
names_forget
refused "down, behind the gate" vera "$doubt"
locals "down, behind the gate"
mv $MODULE $MODULE.away
is "the module is missing: root is in" "$HOST" "$(place root)"
is "the admin, too" "$HOST" "$(place adam)"
is "alice is not" "" "$(place alice)"
is "nor is vera" "" "$(place vera)"
mv $MODULE.away $MODULE
for type in account session; do
	sed -i "/^$type .*success=[32] .*pam_succeed_if/d
		s/^$type .*success=1 .*user ingroup root.*/$type [success=1 default=ignore] pam_succeed_if.so quiet user notingroup hostel:people/" \
		/etc/pam.d/sshd
done
is "control: by a gate for groups of this host she passes" "$HOST" "$(place vera)"
directory_up $ADMIN $ASKED
names_forget; known lena
like "hostel doctor says so" 'FAIL +gate.*group people' "$(hostel doctor --no-color gate | tr '\n' ' ')"
finish
