#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel me: what a tenant is told inside the room, against what the kernel says and what the tenant ran into.
. "$(dirname "$0")/lib.sh"

policy '[session]' 'keep_room = 1h' '[resources]' 'memory.max = 48M' 'memory.swap.max = 0M' 'pids.max = 20' 'cpu.max = 50%' \
	'[ulimits]' 'nofile = 300' '[filesystem]' 'tmp_size = 8M'
json() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }

said=$(alice 'hostel me'); status=$?
is "it works in PATH, with 0" 0 $status
like "memory" 'memory .* 48M +\[[#.]+\] +[0-9]+% +memory\.max' "$said"
like "processes" 'processes +[0-9]+ +20 .*pids\.max' "$said"
like "/tmp" '/tmp +[0-9.]+K? .* 8M .*tmp_size' "$said"
like "open files" '300 +nofile' "$said"
like "the processor" '50% of a processor \(cpu\.max\), 1 command running' "$said"
like "nothing happened yet" 'No limit was run into' "$said"
is "--json has numbers" "True 20 50 $((48 << 20))" "$(alice 'hostel me --json' |
	json 'd["limits"]["memory.max"]["used"] > 0, d["limits"]["pids.max"]["limit"], d["cpu_percent"], d["limits"]["memory.max"]["limit"]' | tr -d '(),')"

alice 'for i in $(seq 40); do sleep 3 & done' >/dev/null 2>&1
like "a refused fork, with the words that programs have for it" '[1-9][0-9]* process(es)? or threads? (was|were) refused because of pids\.max: "Resource temporarily unavailable"' \
	"$(alice 'hostel me')"
alice 'python3 -c "x = bytearray(200 << 20)"' >/dev/null 2>&1
like "a killed process" '[1-9][0-9]* process(es)? (was|were) ended because all together needed more than memory\.max: "Killed"' "$(alice 'hostel me')"
# So little that it is used up on a busy machine as well.
hostel tenant set alice cpu.max=5% >/dev/null
held_back() { alice 'for i in 1 2 3; do timeout 2 sh -c "while :; do :; done" & done; wait' >/dev/null 2>&1; alice 'hostel me' | grep -q 'Held back'; }
until_true 60 held_back
like "time that was held back" 'Held back by cpu\.max for [0-9]+\.[0-9] s' "$(alice 'hostel me')"
hostel tenant set alice cpu.max=50% >/dev/null
alice 'head -c 4M /dev/zero >/tmp/half' >/dev/null
like "a bar is what it says" '/tmp +4\.0M +8M +\[#####\.\.\.\.\.\] +50%' "$(alice 'hostel me')"
sleep 60 | alice 'cat' >/dev/null & other=$!
until_true 10 eval 'alice "hostel me --json" | json "d[\"commands\"]" | grep -qx 2'
is "two at once are two" 2 "$(alice 'hostel me --json' | json 'd["commands"]')"
kill $other; pkill -xf 'sleep 60'

said=$(hostel me 2>&1); status=$?
is "outside a room: 3" 3 $status
like "and what to type there" 'hostel show TENANT' "$said"
is "a tenant sees nothing of another" "" "$(alice 'hostel ps; hostel show bob' 2>/dev/null)"

finish
