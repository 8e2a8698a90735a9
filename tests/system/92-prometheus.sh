#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What Prometheus makes of hostel metrics: promtool's own checks of the numbers, of the alerts and of each query of
# the dashboard, against what a host with tenants really reports.
. "$(dirname "$0")/lib.sh"
patient
promtool=$(command -v promtool || echo build/promtool/promtool)
board=packaging/grafana/hostel.json rules=packaging/prometheus/hostel.rules.yml test=tests/prometheus/hostel.test.yml
ask=tests/prometheus/dashboard.py
[ -x "$promtool" ] || { skip "promtool" "not here: tools/packages promtool fetches it"; finish; exit; }

# --- a host with all there is: an owner's tenant, a service, a sandbox of each kind, something that was hit ------
mkdir -p $CONF/owners; printf '[resources]\nmemory.max = 1G\n' >$CONF/owners/acme.ini
policy '[tenant]' 'owner = acme' '[resources]' 'memory.max = 64M' 'memory.swap.max = 0M' '[session]' 'keep_room = 1h' \
	'[service web]' 'command = /bin/sleep 600'
supervise web alice /tmp/web.log & service=$!
S bob 'exec sleep 600' </dev/null >/dev/null 2>&1 & bob=$!
trap 'kill $service $bob 2>/dev/null' EXIT
ok "both are in" until_true 60 eval 'pgrep -u bob -x sleep && pgrep -u alice -xf "/bin/sleep 600"'
alice 'python3 -c "x = bytearray(90 << 20)"' >/dev/null 2>&1
printf '[set]\nversion = 1\n' >$CONF/set.ini
hostel apply $CONF >/dev/null || echo "not ok - a set is applied"
printf '[sync]\nurl = /srv/policies.git\n' >$CONF/sync.ini
printf '[watch]\nendpoints = http://127.0.0.1:2379\n' >$CONF/watch.ini # in earnest it is one of the two
metrics=/tmp/hostel.prom
hostel metrics --output $metrics

# --- the numbers ------------------------------------------------------------------------------------------------
is "promtool check metrics finds nothing" "" "$("$promtool" check metrics <$metrics 2>&1)"
ok "control: it sees a counter that is not called one" eval '! sed s/_oom_kills_total/_oom_kills/ $metrics | "$promtool" check metrics'
ok "control: and one without help" eval '! grep -v "HELP hostel_sandboxes " $metrics | "$promtool" check metrics'

# --- the dashboard ----------------------------------------------------------------------------------------------
$ask rules $board >/tmp/board.yml
ok "promtool parses every query of the dashboard" "$promtool" check rules /tmp/board.yml
ok "there are queries" test "$(grep -o '"record"' /tmp/board.yml | wc -l)" -gt 20
sed 's/increase(/increase((/' $board >/tmp/broken.json
ok "control: not a broken one" eval '$ask rules /tmp/broken.json >/tmp/broken.yml; ! "$promtool" check rules /tmp/broken.yml'
known() { sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' $metrics | sort; }
is "every metric that dashboard and alerts name is reported" "" "$(comm -23 <($ask names $board $rules) <(known))"
sed 's/hostel_sandboxes_kept/hostel_sandboxes_left/' $board >/tmp/broken.json
is "control: one that is none is found" hostel_sandboxes_left "$(comm -23 <($ask names /tmp/broken.json) <(known))"
samples() { grep -oE '^hostel_[a-z_]+' $metrics | sort -u; }
is "and has a value here, but for what this host does not count" "" \
	"$(comm -23 <($ask names $board $rules) <(samples) | grep -vE '_(memory_high_hits|io_(read|written)_bytes|network_[a-z_]+)(_total)?$|_network_connections$')"
is "every metric of a tenant's stands on the dashboard" "" "$(comm -13 <($ask names $board) <(known | grep ^hostel_tenant))"

# --- the alerts -------------------------------------------------------------------------------------------------
ok "promtool check rules" "$promtool" check rules $rules
ok "promtool test rules: each fires, and does not" "$promtool" test rules $test
is "the test says both of each alert" "" "$($ask alerts $rules $test)"
mkdir -p /tmp/p/packaging/prometheus /tmp/p/tests/prometheus
cp $test /tmp/p/tests/prometheus/
for alert in $(sed -n 's/ *- alert: //p' $rules); do # one after the other: an alert that never fires
	awk -v a="$alert" '/- alert:/ { mine = $NF == a } mine && /^ *expr:/ { sub(/expr:.*/, "expr: vector(0) > 1") } 1' $rules \
		>/tmp/p/packaging/prometheus/hostel.rules.yml
	ok "control: the test sees that $alert never fires" eval '! "$promtool" test rules /tmp/p/tests/prometheus/hostel.test.yml'
done
is "they are installed" "0 0" "$(cmp $rules $PREFIX/share/hostel/prometheus/hostel.rules.yml; echo $?) $(cmp $board $PREFIX/share/hostel/grafana/hostel.json; echo $?)"
finish
