#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel drain: who is in is ended, nobody comes in, each is told why, and it ends.
. "$(dirname "$0")/lib.sh"

come_in() { S $1 'sleep 90' 2>/dev/null & until_true 60 pgrep -u $1 -f '^sleep 90$'; }

like "control: nobody in" 'nobody was in' "$(hostel drain 2>&1)"
is "--off" "tenants can come in again" "$(hostel drain --off)"
is "--off once more" "there was no maintenance" "$(hostel drain --off)"
come_in alice; come_in bob
REMINDER='maintenance: no tenant comes in until: hostel drain --off'
is "(it was over)" "" "$(hostel ps 2>&1 | grep maintenance)"
is "hostel metrics: 0" "hostel_maintenance 0" "$(hostel metrics | grep ^hostel_maintenance)"
like "doctor: none" 'PASS +maintenance' "$(hostel doctor maintenance 2>&1)"
is "--keep leaves alone who is in, and says how it ends" "$REMINDER" "$(hostel drain --keep new disks, back at noon)"
like "hostel ps says it" "$REMINDER" "$(hostel ps 2>&1)"
is "as a number" "hostel_maintenance 1" "$(hostel metrics | grep ^hostel_maintenance)"
like "and doctor" 'INFO +maintenance .*new disks' "$(hostel doctor maintenance 2>&1)"
is "--json is as it was" 2 "$(hostel ps --json 2>/dev/null | python3 -c 'import json,sys; print(len(json.load(sys.stdin)))')"
ok "both are there" eval 'pgrep -u alice -f "^sleep 90" && pgrep -u bob -f "^sleep 90"'
mark=$(log_mark)
like "a new login is refused, with the sentence, though his sandbox is there" 'new disks, back at noon' \
	"$(ssh -F /root/.ssh/config -tt alice@host 'echo in' 2>&1 </dev/null; su - alice -c 'echo in' 2>&1 </dev/null)"
unlike "and nothing runs" '^in$' "$(alice 'echo in' 2>/dev/null; su alice -c 'echo in' 2>/dev/null </dev/null)"
like "the log says why" 'refused: hostel drain: new disks' "$(log_since $mark)"
like "an event" 'refused_login .* new disks' "$(hostel events alice)"
is "who is no tenant comes in" in "$(S carol 'echo in')"
is "root's own hostel run works" in "$(hostel run bob -- sh -c 'echo in')"
is "then everybody is ended" $'alice: ended\nbob: ended\n'"$REMINDER" "$(hostel drain)"
ok "and gone" until_true 30 no_sandbox
ok "with their login programs" until_true 5 eval '! pgrep -u alice && ! pgrep -u bob'
like "the sentence is the usual one again" 'under maintenance' "$(su - alice -c 'echo in' 2>&1 </dev/null)"
is "--json" '[]' "$(hostel drain --json)"
is "--keep --json" '[]' "$(hostel drain --keep --json)"
for message in "$(printf 'two\nlines')" "$(printf '\033[31mred')" "$(printf 'x%.0s' {1..300})"; do
	is "a message that is no line: refused" 2 "$(hostel drain "$message" >/dev/null 2>&1; echo $?)"
done
is "control: a mistake changes nothing" "This host is under maintenance: try again later." "$(cat $STATE/drain)"
is "--off --json" "False True" "$(hostel drain --off --json | python3 -c 'import json,sys; d = json.load(sys.stdin); print(d["maintenance"], d["was"])')"
is "alice comes in" in "$(alice 'echo in')"
# A login that is on its way while drain begins: refused, or ended; never left inside.
slipped=no
for i in {1..8}; do
	for k in 1 2 3; do T=300 S alice 'sleep 300' >/dev/null 2>&1 & done
	sleep 0.$((RANDOM % 4))$((RANDOM % 10))
	hostel drain >/dev/null
	until_true 40 eval '[ $(sandboxes) = 0 ]' || { slipped=yes; break; } # who slips in stays
	hostel drain --off >/dev/null
done
# A slow one may come in when it is over: that is right.
is "nobody slips in beside it" no $slipped
finish
