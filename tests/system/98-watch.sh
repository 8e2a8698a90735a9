#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel watch: three members of etcd with TLS and passwords, three hosts. The first host is the world itself, where
# tenants log in all the time; two others are mount and network namespaces beside it.
. "$(dirname "$0")/lib.sh"
sed -i "/^timeout/d; /^\[host\]/a timeout = 60s" $CONF/hostel.ini # she logs in a thousand times, and each counts
export NO_COLOR=1 ETCDCTL_API=3
P=$PWD/build/etcd
if ! command -v etcd >/dev/null || ! command -v etcdctl >/dev/null; then
	[ -x "$P/etcd" ] && [ -x "$P/etcdctl" ] || { skip "hostel watch" "no etcd here: tools/packages etcd fetches it"; finish; exit; }
	install -m 755 "$P/etcd" "$P/etcdctl" /usr/local/bin/
fi
SET=/root/set PKI=/root/pki
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
useradd --system --home-dir /var/lib/hostel-sync --shell /usr/sbin/nologin hostel-sync
useradd --system --home-dir /var/lib/hostel-verify --no-create-home --shell /usr/sbin/nologin hostel-verify

# --- hosts ---------------------------------------------------------------------------------------------------------
ip link add br0 type bridge && ip addr add 10.77.0.1/24 dev br0 && ip link set br0 up
make_host() { # number: its holder's process id in $hosts; what is a host's own is its own
	local n=$1
	cat >/root/host$n.sh <<-X
		mount --make-rprivate /
		mount -t tmpfs -o mode=755 x /mnt
		cp -a $CONF /mnt/conf; cp -a /var/lib/hostel-sync /mnt/sync; mkdir /mnt/var /mnt/run
		mkdir -p /var/lib/hostel $STATE /mnt/up /mnt/work
		mount -t overlay -o lowerdir=/var/lib,upperdir=/mnt/up,workdir=/mnt/work o /var/lib
		mount --bind /mnt/conf $CONF; mount --bind /mnt/sync /var/lib/hostel-sync; mount --bind /mnt/var /var/lib/hostel
		mount --bind /mnt/run $STATE
		hostname host$n
		touch /mnt/ready
		exec sleep 3000
	X
	unshare -mnu bash /root/host$n.sh & hosts[n]=$!
	until_true 20 on $n test -e /mnt/ready
	ip link add v$n type veth peer name eth0 netns ${hosts[n]}
	ip link set v$n master br0 up
	on $n ip addr add 10.77.0.$n/24 dev eth0; on $n ip link set eth0 up; on $n ip link set lo up
}
on() { # host, command...
	local n=$1; shift
	if [ $n = 1 ]; then "$@"; else nsenter -t ${hosts[n]} -m -n -u -- "$@"; fi
}
declare -A watches
start_watch() { # host
	if [ $1 = 1 ]; then hostel watch run </dev/null >>/root/watch$1 2>&1 &
	else nsenter -t ${hosts[$1]} -m -n -u -- hostel watch run </dev/null >>/root/watch$1 2>&1 & fi
	watches[$1]=$!
}
stop_watch() { kill "${watches[$1]}" && wait "${watches[$1]}"; } # its status
# Of a host: the text of a file in force, a member of the status.
has() { on "$1" grep -q "$3" "$CONF/applied/$2"; }
all_have() { has 1 "$@" && has 2 "$@" && has 3 "$@"; }
status() { on "$1" hostel watch status --json 2>/dev/null | json "$2"; }
status_is() { [ "$(status "$1" "$2")" = "$3" ]; }
value_of() { on "$1" hostel show "$2" | awk -v k="$3" '$1 == k {print $3}'; }

# --- etcd ------------------------------------------------------------------------------------------------------------
mkdir -p $PKI; chmod 755 /root $PKI
openssl req -x509 -newkey ed25519 -nodes -days 2 -subj /CN=ca -keyout $PKI/ca.key -out $PKI/ca.pem 2>/dev/null
certificate() { # name, extension
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout $PKI/$1.key -out $PKI/$1.csr 2>/dev/null
	openssl x509 -req -in $PKI/$1.csr -CA $PKI/ca.pem -CAkey $PKI/ca.key -CAcreateserial -days 2 \
		-extfile <(echo "$2") -out $PKI/$1.pem 2>/dev/null
}
certificate server "subjectAltName = IP:10.77.0.1"
certificate client "extendedKeyUsage = clientAuth"
chmod 644 $PKI/*
members=a=http://127.0.0.1:2381,b=http://127.0.0.1:2382,c=http://127.0.0.1:2383
declare -A etcds
start_etcd() { # member a, b or c; further options...
	local n=$(($(printf %d "'$1") - 96)) name=$1; shift
	etcd --name $name --data-dir /var/tmp/etcd-$name --listen-client-urls https://10.77.0.1:237$n \
		--advertise-client-urls https://10.77.0.1:237$n --listen-peer-urls http://127.0.0.1:238$n \
		--initial-advertise-peer-urls http://127.0.0.1:238$n --initial-cluster $members \
		--cert-file $PKI/server.pem --key-file $PKI/server.key --trusted-ca-file $PKI/ca.pem --client-cert-auth \
		--heartbeat-interval 200 --election-timeout 2000 --bcrypt-cost 4 "$@" </dev/null >>/root/etcd-$name 2>&1 & etcds[$name]=$!
}
stop_etcd() { kill -9 "${etcds[$1]}"; wait "${etcds[$1]}" 2>/dev/null; }
ENDPOINTS=https://10.77.0.1:2371,https://10.77.0.1:2372,https://10.77.0.1:2373
E() { # the command of etcdctl...
	etcdctl --endpoints $ENDPOINTS --cacert $PKI/ca.pem --cert $PKI/client.pem --key $PKI/client.key --command-timeout=20s \
		"$@" </dev/null
}
E_put() { # key: what comes on standard input. Once more where a busy server has not answered in time
	local value try status=1
	value=$(mktemp)
	cat >"$value"
	for try in 1 2 3; do
		! etcdctl --endpoints $ENDPOINTS --cacert $PKI/ca.pem --cert $PKI/client.pem --key $PKI/client.key \
			--command-timeout=20s put "$1" <"$value" >/dev/null || { status=0; break; }
	done
	rm -f "$value"
	return $status
}
# A write is not done because a server answered: tried until it is.
put() { # path in the set, options of sign...
	local path=$1; shift
	until_true 60 eval "hostel watch sign --key /root/admin $* $SET/$path | E_put /hostel/$path"
}
answers() { E endpoint health; }
for m in a b c; do start_etcd $m; done
for who in admin stranger; do ssh-keygen -q -t ed25519 -N '' -C $who -f /root/$who; done
ok "three members of etcd answer" until_true 180 answers
# A host may read policies and write its status, and nothing else.
E user add root:rootpw >/dev/null; E user grant-role root root >/dev/null
E role add host >/dev/null; E role grant-permission host --prefix=true read /hostel/ >/dev/null
E role grant-permission host --prefix=true readwrite /hostel-status/ >/dev/null
E user add host:hostpw >/dev/null; E user grant-role host host >/dev/null; E auth enable >/dev/null
export ETCDCTL_USER=root:rootpw

# --- a set ---------------------------------------------------------------------------------------------------------
mkdir -p $SET/plans $SET/tenants
cp $CONF/plans/basic.ini $SET/plans/
for t in alice bob carol $(seq -f t%g 37); do printf '[tenant]\nplan = basic\n[resources]\npids.max = 71\n' >$SET/tenants/$t.ini; done
pids() { sed -i "s/^pids.max.*/pids.max = $2/" $SET/tenants/$1.ini; }
settings() { # further lines...
	printf '[watch]\nendpoints = %s\ncacert = %s\ncert = %s\nkey = %s\nuser = host\npassword_file = %s\n' \
		"${ENDPOINTS//,/, }" $PKI/ca.pem $PKI/client.pem $PKI/client.key /var/lib/hostel-sync/password
	printf '%s\n' "$@"
}
run_status() { timeout 60 hostel watch run </dev/null >/tmp/said 2>&1; echo $?; }

like "without watch.ini it says so" '6 .*there is no watch.ini' "$(run_status) $(cat /tmp/said)"
settings >$CONF/watch.ini
like "without allowed signers nobody is believed" '5 .*whose signatures are believed' "$(run_status) $(cat /tmp/said)"
echo "admin@example.org $(cat /root/admin.pub)" >$CONF/allowed_signers
for wrong in 'endpoints = ftp://x' 'endpoints = https://x --insecure' 'prefix = hostel' 'prefix = /a//' 'cacert = ca.pem' \
	'keep_going = maybe' 'nonsense = 1' 'status = /hostel/status/' 'user = a:b'; do
	settings "$wrong" >$CONF/watch.ini
	like "watch.ini: $wrong" "5 hostel: watch.ini:([0-9]+:)? \[watch\] ${wrong%% *} = " "$(run_status) $(cat /tmp/said)"
done
settings | sed /^key/d >$CONF/watch.ini
like "watch.ini: a certificate without its key" '5 .*key is missing, which belongs to cert' "$(run_status) $(cat /tmp/said)"
settings >$CONF/watch.ini
printf '[sync]\nurl = /srv/x\n' >$CONF/sync.ini
like "with sync.ini as well it refuses" '5 .*policies come from one of them' "$(run_status) $(cat /tmp/said)"
rm $CONF/sync.ini
install -d -m 700 -o hostel-sync /var/lib/hostel-sync
echo hostpw >/var/lib/hostel-sync/password; chown hostel-sync /var/lib/hostel-sync/password; chmod 600 /var/lib/hostel-sync/password
hosts=([1]=$$)
make_host 2; make_host 3
on 3 mkdir -p $CONF/sets; on 3 mount -t tmpfs -o size=2m,mode=755 sets $CONF/sets

# --- signed ---------------------------------------------------------------------------------------------------------
like "sign: a key is needed" 'key FILE is missing' "$(hostel watch sign $SET/tenants/alice.ini 2>&1)"
like "sign: a number is one" 'number 1x: not a number' "$(hostel watch sign --key /root/admin --number 1x $SET/tenants/alice.ini 2>&1)"
like "sign: no file of a set" 'does not end as a file of a set' "$(hostel watch sign --key /root/admin /etc/passwd 2>&1)"
hostel watch sign --key /root/admin --number 5 $SET/tenants/alice.ini >/root/value
is "sign: the first line says what it is" "# hostel-signed tenants/alice.ini 5" "$(head -n 1 /root/value)"
mkdir -p /root/again/tenants; cp /root/value /root/again/tenants/alice.ini
hostel watch sign --key /root/admin --number 6 /root/again/tenants/alice.ini >/root/value2
is "sign: what is signed again has one head" 1 "$(grep -c hostel-signed /root/value2)"
{ cat /root/value; printf '[resources]\n'; } >/root/again/tenants/alice.ini
like "sign: what was added behind a signature would be lost" 'something behind its signature' \
	"$(hostel watch sign --key /root/admin /root/again/tenants/alice.ini 2>&1)"
printf '[tenant]\nplan = basic\n\0[resources]\n' >/root/again/tenants/alice.ini
like "sign: and what is behind a NUL" 'has a NUL' "$(hostel watch sign --key /root/admin /root/again/tenants/alice.ini 2>&1)"
# By hand, with nothing but ssh-keygen.
{ echo '# hostel-signed tenants/alice.ini 5'; cat $SET/tenants/alice.ini; } >/root/by-hand
ssh-keygen -q -Y sign -n hostel -f /root/admin /root/by-hand 2>/dev/null; sed 's/^/# /' /root/by-hand.sig >>/root/by-hand
ok "by hand it is the same" cmp /root/by-hand /root/value

# --- the first time -----------------------------------------------------------------------------------------------------
ok "a plan is put" put plans/basic.ini
for t in alice bob carol $(seq -f t%g 37); do hostel watch sign --key /root/admin $SET/tenants/$t.ini | E_put /hostel/tenants/$t.ini; done
# alice logs in all the time, whatever happens; a name that has no policy never.
cat >/root/logins.sh <<'X'
while :; do
	if [ "$(su - alice -c 'echo in' 2>/dev/null </dev/null)" = in ]; then echo in; else echo refused; fi >>/root/logins
	sleep 0.3
done
X
bash /root/logins.sh & logins=$!
for h in 1 2 3; do start_watch $h; done
ok "what etcd has is in force on three hosts" until_true 180 all_have tenants/t37.ini 'pids.max = 71'
ok "status says so" until_true 90 status_is 1 'd["in_force"]["tenants"], d["refused"], d["code"]' "40 0 None"
is "the values are those" 71 "$(value_of 2 bob pids.max)"
# Of the first host: the others run theirs in the same pid namespace.
of_first() { pgrep -P "${watches[1]}" -u "$1" -x hostel; }
until_true 20 of_first hostel-sync
fed=$(of_first hostel-sync) judged=$(of_first hostel-verify)
for p in $fed $judged; do
	is "who feeds and who judges has no right" "0000000000000000 1" \
		"$(awk '/^CapEff|^NoNewPrivs/ {printf "%s ", $2}' /proc/$p/status | xargs)"
done
unlike "who judges has no network" "$(readlink /proc/$$/ns/net)" "$(readlink /proc/$judged/ns/net)"
is "(control: who feeds has the host's)" "$(readlink /proc/$$/ns/net)" "$(readlink /proc/$fed/ns/net)"
is "nobody finds the password on a command line" 0 "$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -c 'hostp[w]')"
start=$EPOCHREALTIME
pids alice 72; ok "a value that changes" put tenants/alice.ini
ok "is in force on all three" until_true 90 all_have tenants/alice.ini 'pids.max = 72'
echo "# from before it was signed to in force on three hosts: $(python3 -c "print(round(($EPOCHREALTIME - $start) * 1000))") ms"
keys() { E get --prefix --keys-only /hostel-status/ | xargs; }
keys_are() { [ "$(keys)" = "$1" ]; }
ok "each host says how it is" until_true 90 keys_are "/hostel-status/host2 /hostel-status/host3 /hostel-status/$(uname -n)"
leased() { [ "$(E lease list | grep -cE '^[0-9a-f]+$')" -ge 3 ]; }
ok "as long as it lives: with a lease" until_true 90 leased
is "and its revision" True "$(E get --print-value-only /hostel-status/host2 | json 'd["revision"] > 0 and d["in_force"]["tenants"] == 40')"
host_may() { ETCDCTL_USER=host:hostpw etcdctl --endpoints $ENDPOINTS --cacert $PKI/ca.pem --cert $PKI/client.pem --key $PKI/client.key "$@" </dev/null; }
like "a host's password cannot write policies" 'permission denied' "$(host_may put /hostel/tenants/alice.ini x 2>&1)"

# --- values that are not taken ---------------------------------------------------------------------------------------
told() { status 1 'd["values"]'; }
is_told() { told | grep -Eq "$1"; }
refused() { # name, what is told, key; the value comes on standard input
	E_put "$3"
	ok "$1: is told" until_true 90 is_told "$2"
	ok "$1: alice keeps what she has" has 1 tenants/alice.ini 'pids.max = 72'
	put tenants/alice.ini
	until_true 90 status_is 1 'd["refused"]' 0 || echo "# still refused: $(told)"
}
pids alice 99
refused "not signed" 'alice.ini: it is not signed' /hostel/tenants/alice.ini <$SET/tenants/alice.ini
pids alice 72
put tenants/alice.ini
{ sign() { pids alice 99; hostel watch sign "$@" $SET/tenants/alice.ini; pids alice 72; }; }
sign --key /root/stranger | refused "a key that nobody knows" 'not signed by a key of' /hostel/tenants/alice.ini
sign --key /root/admin --number 3 | refused "an older value" 'its number is 3, and [0-9]+ was here' /hostel/tenants/alice.ini
number=$(head -n 1 $CONF/applied/tenants/alice.ini | cut -d' ' -f4)
sign --key /root/admin --number $number | refused "a number twice" 'was here with another text' /hostel/tenants/alice.ini
sign --key /root/admin | sed 's/= 99/= 98/' | refused "changed behind the signature" 'not signed by a key of' /hostel/tenants/alice.ini
sign --key /root/admin | sed '$a [resources]' | refused "more behind the signature" 'does not end with its signature' /hostel/tenants/alice.ini
hostel watch sign --key /root/admin $SET/tenants/bob.ini | refused "another tenant's value" 'names another file' /hostel/tenants/alice.ini
{ echo "# hostel-signed tenants/alice.ini $(($(date +%s%3N)))"; cat $SET/tenants/alice.ini; } >/root/git
ssh-keygen -q -Y sign -n git -f /root/admin /root/git 2>/dev/null; sed 's/^/# /' /root/git.sig >>/root/git
refused "signed for something else" 'not signed by a key of' /hostel/tenants/alice.ini </root/git
head -c 700000 /dev/zero | tr '\0' '#' | refused "a large one" 'is larger than 256 KiB' /hostel/tenants/alice.ini
echo | refused "an empty one" 'it is not signed' /hostel/tenants/alice.ini
E put /hostel/tenants/alice.ini '' >/dev/null
ok "and nothing at all" until_true 90 is_told 'alice.ini: it is not signed'
put tenants/alice.ini
head -c 1000 /dev/urandom >/tmp/noise
refused "noise" 'alice.ini: it ' /hostel/tenants/alice.ini </tmp/noise
printf x | E_put "/hostel/$(printf '\033[31mred')"
ok "a key's own characters do no harm" until_true 90 is_told '/hostel/\?\[31mred: it is not signed'
E del --prefix "/hostel/$(printf '\033')" >/dev/null
echo "stranger@example.org $(cat /root/stranger.pub)" >>$CONF/allowed_signers
pids alice 73
hostel watch sign --key /root/stranger $SET/tenants/alice.ini | E_put /hostel/tenants/alice.ini
ok "control: a key that is allowed is believed" until_true 90 has 1 tenants/alice.ini 'pids.max = 73'
ok "and the others do not take it" until_true 90 status_is 2 'd["refused"]' 1
sed -i /stranger/d $CONF/allowed_signers
pids alice 72; put tenants/alice.ini
ok "the newest of a key that all know is in force" until_true 90 all_have tenants/alice.ini 'pids.max = 72'

# --- mistakes ---------------------------------------------------------------------------------------------------------
sed 's/^pids.max.*/pids.max = many/' $SET/tenants/bob.ini >/tmp/b; cp /tmp/b $SET/tenants/bob.ini
put tenants/bob.ini
ok "a mistake: its tenant keeps what it has" until_true 90 status_is 1 'd["in_force"]["kept_count"]' 1
is "with its old value" 71 "$(value_of 1 bob pids.max)"
pids carol 74; put tenants/carol.ini
ok "the others go on" until_true 90 all_have tenants/carol.ini 'pids.max = 74'
pids bob 75; put tenants/bob.ini
ok "mended" until_true 90 all_have tenants/bob.ini 'pids.max = 75'
ok "and nobody keeps anything" until_true 90 status_is 1 'd["in_force"]["kept_count"]' 0
# One tenant's value is judged beside all others', where they have something in common.
for t in bob carol; do
	cp $SET/tenants/$t.ini /tmp/$t.ini
	printf '[network]\nmode = nat\npublish = 10.77.0.1:8080:80/tcp\n' >>$SET/tenants/$t.ini
	put tenants/$t.ini
	[ $t = carol ] || ok "a tenant publishes a port" until_true 90 all_have tenants/bob.ini publish
done
ok "a port that another tenant has: the second keeps what it has" until_true 90 status_is 1 'd["in_force"]["kept_count"] > 0' True
unlike "and does not publish it" publish "$(cat $CONF/applied/tenants/carol.ini)"
for t in bob carol; do cp /tmp/$t.ini $SET/tenants/$t.ini; put tenants/$t.ini; done
ok "taken back" until_true 90 status_is 1 'd["in_force"]["kept_count"]' 0
sed -i '1i [resources]\nmemory.max = lots' $SET/plans/basic.ini; put plans/basic.ini
ok "a mistake in a plan refuses it" until_true 90 status_is 1 'd["code"]' policy
unlike "the plan is as it was" lots "$(cat $CONF/applied/plans/basic.ini)"
E del /hostel/plans/basic.ini >/dev/null
ok "a mistake that is removed stops nothing any more" until_true 90 status_is 1 'd["code"]' None
put plans/basic.ini
ok "a mistake in a plan, again" until_true 90 status_is 1 'd["code"]' policy
echo "stranger@example.org $(cat /root/stranger.pub)" >>$CONF/allowed_signers
pids alice 99; hostel watch sign --key /root/stranger $SET/tenants/alice.ini | E_put /hostel/tenants/alice.ini; pids alice 72
waits() { grep -qs 'pids.max = 99' /var/lib/hostel-verify/tree/tenants/alice.ini; }
ok "beside it a value waits" until_true 90 waits
sed -i /stranger/d $CONF/allowed_signers
sed -i 1,2d $SET/plans/basic.ini; put plans/basic.ini
ok "mended" until_true 90 status_is 1 'd["code"]' None
ok "a key that was removed meanwhile is not believed" until_true 90 is_told 'alice.ini: it is not signed by a key of'
ok "what waited is not in force" has 1 tenants/alice.ini 'pids.max = 72'
put tenants/alice.ini
until_true 90 status_is 1 'd["refused"]' 0

# --- who goes -----------------------------------------------------------------------------------------------------------
E del /hostel/tenants/bob.ini >/dev/null
ok "a key that is gone is told" until_true 90 is_told 'tenants/bob.ini: is in force, and not in etcd'
ok "and its policy stays" has 1 tenants/bob.ini 'pids.max = 75'
E del --prefix /hostel/ >/dev/null
ok "all keys gone at once" until_true 90 status_is 1 'd["missing"]' 41
ok "all policies stay" all_have tenants/t37.ini 'pids.max = 71'
for t in alice bob carol $(seq -f t%g 37); do hostel watch sign --key /root/admin $SET/tenants/$t.ini | E_put /hostel/tenants/$t.ini; done
put plans/basic.ini
ok "put again" until_true 180 status_is 1 'd["missing"]' 0
suspend() { printf '[tenant]\nplan = basic\nsuspended = yes\n' >$SET/tenants/$1.ini; put tenants/$1.ini; }
suspend t1; ok "a tombstone suspends" until_true 90 all_have tenants/t1.ini 'suspended = yes'
for t in t2 t3 t4; do suspend $t; until_true 90 has 1 tenants/$t.ini 'suspended = yes'; done
suspend t5
ok "many, one by one, are as many as at once" until_true 90 status_is 1 'd["code"]' guard
unlike "the last one is not suspended" suspended "$(cat $CONF/applied/tenants/t5.ini)"
printf '[set]\nversion = 2\nallow_deletions = 2:6\n' >$SET/set.ini; put set.ini
ok "unless it is said twice" until_true 90 all_have tenants/t5.ini 'suspended = yes'
ok "then all is well" until_true 90 status_is 1 'd["code"]' None
suspend t6
ok "what was allowed once is not allowed for ever" until_true 90 status_is 1 'd["code"]' guard
unlike "the next one is not suspended" suspended "$(cat $CONF/applied/tenants/t6.ini)"
printf '[tenant]\nplan = basic\n[resources]\npids.max = 70\n' >$SET/tenants/t6.ini; put tenants/t6.ini
ok "a value in its place ends that" until_true 90 status_is 1 'd["code"]' None
echo t1 >$SET/gone; put gone
gone() { on 1 test ! -e $CONF/applied/tenants/t1.ini; }
ok "who is in 'gone' and has no account is forgotten" until_true 90 gone
stop_watch 1; start_watch 1
pids carol 76; put tenants/carol.ini
ok "begun anew, it goes on" until_true 180 has 1 tenants/carol.ini 'pids.max = 76'
is "and the forgotten one stays so, though etcd has its last value" "1 no" "$(grep -c 't1: added' /root/watch1) $(gone || echo there; gone && echo no)"
printf '[tenant]\nplan = basic\n' >$SET/tenants/t1.ini; put tenants/t1.ini
ok "a tenant of that name may come again" until_true 90 all_have tenants/t1.ini basic
pids carol 77; put tenants/carol.ini
ok "with the next set" until_true 180 all_have tenants/carol.ini 'pids.max = 77'
unlike "it is still there, before its account is" yes "$(gone && echo yes)"
# A number that was not noted, as root's process was killed or the disk was full.
stop_watch 1
sed -i /carol/d /var/lib/hostel/watch.numbers
number=$(head -n 1 $CONF/applied/tenants/carol.ini | cut -d' ' -f4)
pids carol 70; hostel watch sign --key /root/admin --number $((number - 1)) $SET/tenants/carol.ini | E_put /hostel/tenants/carol.ini
start_watch 1
ok "a number that was not noted is the file's" until_true 180 is_told 'carol.ini: its number is [0-9]+, and [0-9]+ was here'
ok "the older value is not taken" has 1 tenants/carol.ini 'pids.max = 77'
pids carol 77; put tenants/carol.ini
until_true 90 status_is 1 'd["refused"]' 0

# --- servers ------------------------------------------------------------------------------------------------------------
one_by_one() { # number: each member is killed, once, and a value put meanwhile
	for m in a b c; do
		stop_etcd $m
		pids alice $(($1 + $(printf %d "'$m") - 97)); put tenants/alice.ini
		ok "member $m is killed: values go on" until_true 180 all_have tenants/alice.ini "$(grep pids.max $SET/tenants/alice.ini)"
		start_etcd $m
		until_true 180 answers
	done
}
one_by_one 80
for m in a b c; do stop_etcd $m; done
ok "all are down: status says it" until_true 180 status_is 1 'd["code"]' fetch
ok "what was in force is" all_have tenants/alice.ini 'pids.max = 82'
for m in a b c; do start_etcd $m; done
until_true 180 answers
pids alice 83; put tenants/alice.ini
ok "they are back" until_true 180 all_have tenants/alice.ini 'pids.max = 83'
ok "status is well again" until_true 180 status_is 1 'd["code"]' None
on 2 ip link set eth0 down
pids alice 84; put tenants/alice.ini
ok "a host is cut off: the others go on" until_true 180 has 3 tenants/alice.ini 'pids.max = 84'
ok "it keeps what it has" has 2 tenants/alice.ini 'pids.max = 83'
revision=$(E endpoint status --write-out=json | json 'd[0]["Status"]["header"]["revision"]')
E compact $revision >/dev/null
on 2 ip link set eth0 up
ok "it is back, though what it missed is compacted" until_true 180 has 2 tenants/alice.ini 'pids.max = 84'
ENDPOINTS=https://10.77.0.1:2371 E snapshot save /root/backup >/dev/null
pids alice 85; put tenants/alice.ini; printf '[tenant]\nplan = basic\n' >$SET/tenants/dora.ini; put tenants/dora.ini
ok "values behind a backup" until_true 90 all_have tenants/dora.ini basic
for m in a b c; do stop_etcd $m; rm -rf /var/tmp/etcd-$m; done
for m in a b c; do
	n=$(($(printf %d "'$m") - 96))
	etcdctl snapshot restore /root/backup --name $m --initial-cluster $members --data-dir /var/tmp/etcd-$m \
		--initial-advertise-peer-urls http://127.0.0.1:238$n >/dev/null 2>&1
	start_etcd $m
done
until_true 180 answers
ok "a backup that was restored does not go back" until_true 180 is_told 'alice.ini: its number is [0-9]+, and [0-9]+ was here'
ok "alice has the newer one" all_have tenants/alice.ini 'pids.max = 85'
ok "and a tenant that the backup does not know stays" all_have tenants/dora.ini basic
pids alice 86; put tenants/alice.ini
ok "the next value is taken everywhere" until_true 180 all_have tenants/alice.ini 'pids.max = 86'

# --- ended -----------------------------------------------------------------------------------------------------------------
none_left() { ! pgrep -u hostel-sync >/dev/null && ! pgrep -u hostel-verify >/dev/null; }
for h in 2 3; do stop_watch $h >/dev/null; done
stop_watch 1; is "TERM ends it well" 0 $?
ok "nothing of it is left" until_true 20 none_left
for who in root hostel-sync hostel-verify; do
	start_watch 1
	until_true 30 pgrep -u hostel-verify -x hostel; until_true 30 pgrep -u hostel-sync -x etcdctl
	case $who in root) kill -9 "${watches[1]}" ;; *) pkill -9 -u $who -x hostel ;; esac
	wait "${watches[1]}"; ended=$?
	if [ $who = root ]; then is "killed: root's" 137 $ended; else is "killed: who is $who ends all" 1 $ended; fi
	ok "nothing of it is left" until_true 20 none_left
done
# --- taken over: who feeds or judges says what it likes -------------------------------------------------------------------
cat >/root/evil.py <<'X'
import ctypes, os, socket, time
def of(pid, n):
	fd = ctypes.CDLL(None).syscall(438, os.pidfd_open(pid), n, 0)  # pidfd_getfd(2)
	return socket.socket(fileno=fd)
X

evil() { (cd /root && timeout 60 python3 -c "from evil import *; $1"); }
begin_evil() { start_watch 1; until_true 180 status_is 1 'd["refused"], d["missing"], d["code"]' "0 1 None"; until_true 60 pgrep -u hostel-sync -x etcdctl; }
begin_evil
kill -STOP $(of_first hostel-sync); lines=$(wc -l </root/watch1)
evil "s = of($(of_first hostel-sync), 3); [s.send(b'error \033[31m%d' % i) for i in range(3000)]"
ok "a flood of errors: the last one is told" until_true 90 status_is 1 'd["error"]' '?[31m2999'
ok "(and most are not: each would be a line of the log)" test $(($(wc -l </root/watch1) - lines)) -lt 1500
kill -STOP $(of_first hostel-verify)
evil "of($(of_first hostel-verify), 3).send(b'said 5 1 0\n\033]0;x\007: y\n')"
ok "lines of who judges do nothing to a terminal" until_true 90 is_told '\?\]0;x\?: y'
for n in $(seq 3 20); do evil "of(${watches[1]}, $n).setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)" 2>/dev/null; done
evil "
s = of($(of_first hostel-verify), 3)
for i in range(40): s.send(b'ready')"
kill "${watches[1]}"
ended() { [ ! -e /proc/${watches[1]}/exe ]; }
ok "who asks and does not listen does not stop root's process" until_true 30 ended
kill -9 "${watches[1]}" 2>/dev/null; wait "${watches[1]}" 2>/dev/null
until_true 20 none_left
[ ! -e /usr/local/bin/etcdctl ] || mv /usr/local/bin/etcdctl /root/etcdctl
cat >/usr/local/bin/etcdctl <<'X'
#!/bin/sh
echo "$@" >>/var/lib/hostel-sync/asked
echo '{"header":{"cluster_id":1,"member_id":1,"revision":9},"kvs":[{"key":"L2hvc3RlbC9h","value":"QQ==","mod_revision":3},{"key":"LS1ldmls","value":"QQ==","mod_revision":3}],"count":9}'
X
chmod 755 /usr/local/bin/etcdctl; start_watch 1
ok "a server's key that nobody asked for" until_true 90 status_is 1 'd["error"]' 'a key below /hostel/ is none of hostel'"'"'s'
unlike "is no option of etcdctl's" --evil "$(cat /var/lib/hostel-sync/asked)"
stop_watch 1 >/dev/null; rm /usr/local/bin/etcdctl /var/lib/hostel-sync/asked
[ ! -e /root/etcdctl ] || mv /root/etcdctl /usr/local/bin/etcdctl
printf '[sync]\nurl = /srv/x\n' >$CONF/sync.ini
like "beside watch.ini hostel sync refuses" '5 .*policies come from one of them' "$(hostel sync now >/tmp/said 2>&1; echo "$? $(cat /tmp/said)")"
rm $CONF/sync.ini

# --- killed ----------------------------------------------------------------------------------------------------------------
# At any moment of a change; each time the old or the new value is in force, and the next one gets there.
for i in 1 2 3 4 5 6 7 8; do
	pids alice $((100 + i)); put tenants/alice.ini
	start_watch 1
	python3 -c "import time; time.sleep(0.15 * $i)"
	kill -9 "${watches[1]}"; wait "${watches[1]}" 2>/dev/null
	grep -Eq "pids.max = (86|10[0-8])" $CONF/applied/tenants/alice.ini || echo "not ok - neither the old nor the new value"
done
start_watch 1
ok "killed at eight moments: the newest is in force" until_true 180 has 1 tenants/alice.ini 'pids.max = 108'

# --- a full disk: of host 3, whose sets are on a small one ---------------------------------------------------------------
on 3 dd if=/dev/zero of=$CONF/sets/filler bs=4k 2>/dev/null
start_watch 3
pids alice 109; put tenants/alice.ini
ok "full: it says so" until_true 180 status_is 3 'd["code"]' system
ok "and what was in force is" has 3 tenants/alice.ini 'pids.max = 86'
on 3 rm $CONF/sets/filler
ok "room again: it gets there by itself" until_true 180 has 3 tenants/alice.ini 'pids.max = 109'
stop_watch 3 >/dev/null

# The judge's directory, on a small one as well: whichever process is seen to end first, the reason is told.
on 3 install -d -m 700 -o hostel-verify /var/lib/hostel-verify
on 3 mount -t tmpfs -o size=64k,mode=700,uid=$(id -u hostel-verify) verify /var/lib/hostel-verify
{ echo '[tenant]'; head -c 90000 /dev/zero | tr '\0' '#'; echo; echo 'plan = basic'; } >$SET/tenants/t20.ini; put tenants/t20.ini
start_watch 3
until_true 60 eval "[ ! -e /proc/${watches[3]}/exe ]" || kill -9 "${watches[3]}"
wait "${watches[3]}"
is "no room to judge: it ends" 111 $?
is "with the reason" "system /var/lib/hostel-verify/tree: No space left on device" "$(status 3 'd["code"], d["error"]')"
on 3 umount /var/lib/hostel-verify

# --- as a page, as numbers ---------------------------------------------------------------------------------------------
until_true 180 has 1 tenants/alice.ini 'pids.max = 109'
like "status" 'in force +set [0-9]+, [0-9]+ tenants, of https' "$(hostel watch status)"
like "metrics" '^hostel_watch_revision [0-9]+' "$(hostel metrics)"
like "metrics: when etcd answered" '^hostel_watch_reached_timestamp_seconds 1[0-9]{9}' "$(hostel metrics)"
stop_watch 1 >/dev/null
kill $logins; wait $logins 2>/dev/null
is "alice was never refused, whatever happened" 0 "$(grep -c refused /root/logins)"
echo "# she logged in $(grep -c in /root/logins) times"
for m in a b c; do stop_etcd $m; done
kill "${hosts[2]}" "${hosts[3]}"
finish
