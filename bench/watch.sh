#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel watch with TENANTS values (5000): the first time, one change, memory; beside a bare etcdctl watch as floor.
# `B=build tools/world bench/watch.sh`; tools/packages etcd first.
. tests/system/lib.sh
export NO_COLOR=1 ETCDCTL_API=3 ETCDCTL_ENDPOINTS=http://127.0.0.1:2379
N=${TENANTS:-5000} ROUNDS=${ROUNDS:-20}
install -m 755 build/etcd/etcd build/etcd/etcdctl /usr/local/bin/
for who in hostel-sync hostel-verify; do useradd --system --home-dir /var/lib/$who --shell /usr/sbin/nologin $who; done
cp etc/hostel.ini $CONF/; printf '[host]\ntenants = 3000000-3999999\n' >$CONF/hostel.ini
etcd --data-dir /var/tmp/etcd </dev/null >/root/etcd.log 2>&1 &
ssh-keygen -q -t ed25519 -N '' -f /root/admin
echo "admin@example.org $(cat /root/admin.pub)" >$CONF/allowed_signers
printf '[watch]\nendpoints = %s\n' $ETCDCTL_ENDPOINTS >$CONF/watch.ini
mkdir -p /root/v/tenants
cat >/root/sign.py <<'X'
import base64, json, subprocess, sys, urllib.request
n, number, pids = int(sys.argv[1]), sys.argv[2], sys.argv[3]
names = sys.argv[4:] or ["t%d" % i for i in range(n)]
for name in names:
    open("/root/v/" + name, "w").write("# hostel-signed tenants/%s.ini %s\n[tenant]\nplan = basic\nhosts = elsewhere\n[resources]\npids.max = %s\n" % (name, number, pids))
for i in range(0, len(names), 500):
    files = ["/root/v/" + name for name in names[i:i + 500]]
    subprocess.run(["rm", "-f"] + [f + ".sig" for f in files])
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "hostel", "-f", "/root/admin"] + files, check=True, stderr=subprocess.DEVNULL)
b = lambda s: base64.b64encode(s.encode()).decode()
for i in range(0, len(names), 100):
    puts = []
    for name in names[i:i + 100]:
        sig = "".join("# " + l for l in open("/root/v/%s.sig" % name))
        puts.append({"requestPut": {"key": b("/hostel/tenants/%s.ini" % name), "value": b(open("/root/v/" + name).read() + sig)}})
    urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:2379/v3/kv/txn", json.dumps({"success": puts}).encode()))
X
until_true 60 etcdctl endpoint health
milliseconds() { python3 -c "print(round(($EPOCHREALTIME - $1) * 1000))"; }
start=$EPOCHREALTIME; python3 /root/sign.py $N 1 71; echo "# signed and put $N values: $(milliseconds $start) ms"
cp $CONF/plans/basic.ini /root/v/; mkdir -p /root/p/plans; cp $CONF/plans/basic.ini /root/p/plans/
hostel watch sign --key /root/admin /root/p/plans/basic.ini | etcdctl put /hostel/plans/basic.ini >/dev/null
start=$EPOCHREALTIME
hostel watch run >/root/watch.log 2>&1 & watch=$!
tenants() { [ "$(python3 -c "import json; print(json.load(open('$CONF/applied/set.json'))['tenants'])" 2>/dev/null)" = $N ]; }
until_true 300 tenants
echo "# the first time: $(milliseconds $start) ms"
for p in $(pgrep -x hostel) $(pgrep -x etcdctl); do echo "# memory: $(ps -o user=,rss=,cputimes=,args= -p $p)"; done
changes=() floors=()
(etcdctl watch /hostel/ /hostel0 --write-out=json >/root/floor </dev/null) & floor=$!
sleep 1
for i in $(seq $ROUNDS); do
	seen=$(stat -c %s /root/floor)
	start=$EPOCHREALTIME; python3 /root/sign.py 1 $((i + 1)) $((100 + i)) t7 & put=$!
	until [ "$(stat -c %s /root/floor)" != $seen ]; do :; done; floors+=($(milliseconds $start))
	until grep -q "pids.max = $((100 + i))" $CONF/applied/tenants/t7.ini; do :; done; changes+=($(milliseconds $start))
	wait $put
	sleep 0.3
done
kill $floor
echo "# one change of $N, signed, put, in force: median $(printf '%s\n' "${changes[@]}" | sort -n | sed -n $((ROUNDS / 2))p) ms; seen by etcdctl watch: $(printf '%s\n' "${floors[@]}" | sort -n | sed -n $((ROUNDS / 2))p) ms"
start=$EPOCHREALTIME; python3 /root/sign.py $N 100 72
until grep -q "pids.max = 72" $CONF/applied/tenants/t$((N - 1)).ini; do sleep 0.05; done
echo "# all $N changed, signed, put, in force: $(milliseconds $start) ms, in $(grep -c 'is in force' /root/watch.log) sets"
for p in $(pgrep -x hostel) $(pgrep -x etcdctl); do echo "# memory: $(ps -o user=,rss=,cputimes=,args= -p $p)"; done
kill $watch
