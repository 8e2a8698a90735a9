#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel top: on a terminal (tmux) with keys, in lines, as JSON; one tenant at limits beside a quiet one.
. "$(dirname "$0")/lib.sh"
patient
unset NO_COLOR
terminal=top # a server each: one that is ending would take a new session along
seen() { tmux -L $terminal capture-pane -p "$@"; }
shows() { seen | grep -Eq -- "$1"; }
press() { tmux -L top send-keys "$@"; }
until_shown() { until_true 30 shows "$1"; } # extended regular expression
trap 'for terminal in top plain ssh-120x40 ssh-200x60 xterm-of-16:91m xterm-256color:38\;5\;203m; do tmux -L $terminal kill-server 2>/dev/null; done' EXIT
row() { hostel top -d 0.5 --json | python3 -c "import json,sys; t={e['tenant']: e for e in json.load(sys.stdin)['tenants']}; a=t.get('$1'); print($2)"; }

policy '[resources]' 'memory.max = 300M' 'cpu.max = 10%' 'pids.max = 30'
is "nobody is in" "TENANT" "$(hostel top -d 0.2 | awk '{ print $1 }')"
S alice 'for i in $(seq 3); do (while :; do :; done) & done; exec sleep 600' </dev/null >/dev/null 2>&1 & alice=$!
S bob 'exec sleep 600' </dev/null >/dev/null 2>&1 & bob=$!
ok "both are in" until_true 60 eval 'pgrep -u bob -x sleep && pgrep -u alice -x sleep'

# --- lines and JSON -----------------------------------------------------------------------------------------
held() { test "$(row alice '*a["hit"]') $(row bob '*a["hit"]')" = "cpu "; } # while the host has a tenth of a processor for her
first_line() { hostel top -d 1 | sed -n 1,2p | paste -sd' ' | grep -Eq '^TENANT .*CPU% .*MEM .*PIDS .*HITS +STATE alice +basic .* cpu'; }
ok "a line for each, the one that works first" until_true 60 first_line
is "two lines and a title, twice" 7 "$(hostel top -b -n 2 -d 0.3 | wc -l)"
is "by name the other is not first either" "alice bob" "$(hostel top -d 0.2 --sort name | sed 1d | awk '{ print $1 }' | xargs)"
is "what alice may, in numbers" "100 $((300 << 20)) 30 1 basic" \
	"$(row alice 'a["cpu_max"], a["memory_max"], a["pids_max"], a["sessions"], a["plan"]' | tr -d "(),'")"
ok "she is held back, bob is not" until_true 60 held
ok "she gets her part of a processor, 100 thousandths" until_true 30 eval 'got=$(row alice '"'a[\"cpu\"]'"') && test $got -gt 0 -a $got -le 250'
is "an object a look" 3 "$(hostel top --json -n 3 -d 0.2 | python3 -c 'import json,sys; print(len([json.loads(l) for l in sys.stdin]))')"
is "a column that is none" "2 2 2" "$(hostel top --sort size >/dev/null 2>&1; echo $?) $(hostel top -n 0 >/dev/null 2>&1; echo $?) $(
	hostel top -d 0.1 >/dev/null 2>&1; echo $?)"
like "says which there are" 'one of cpu, memory' "$(hostel top --sort size 2>&1)"

# --- on a terminal ------------------------------------------------------------------------------------------
TERM=screen LC_ALL=C.UTF-8 tmux -L top -f /dev/null new-session -d -x 80 -y 24 'TERM=xterm hostel top -d 0.5; echo ended; exec sleep 600'
ok "it is up" until_shown '^hostel top .* 2 tenants in, 2 sessions, 1 at a limit'
ok "alice is at the top, at her limit" until_shown '^alice .* [0-9]+ cpu'
like "bob is below, at none" '^bob .* -$' "$(seen)"
is "80 columns are enough" 80 "$(seen | python3 -c 'import sys; print(max(len(line.rstrip("\n")) for line in sys.stdin))')"
like "bars" '[█▏▎▍▌▋▊▉]·' "$(seen)"
like "hit is red" $'\e\\[(1;)?31m' "$(seen -e | grep alice)"
unlike "not hit is not" $'\e\\[(1;)?31m' "$(seen -e | grep bob)"
for size in 120x40 200x60; do # as an administrator who is logged in by ssh
	terminal=ssh-$size
	TERM=screen LC_ALL=C.UTF-8 tmux -L $terminal -f /dev/null new-session -d -x ${size%x*} -y ${size#*x} \
		"ssh -F /root/.ssh/config -o SendEnv=LC_ALL -tt root@host env LC_ALL=C.UTF-8 hostel top -d 0.5; exec sleep 600"
	ok "over ssh, $size" until_true 60 shows '^alice +basic .* [0-9]+ cpu'
	is "with all columns" 1 "$(seen | grep -Ec 'PLAN .* READ/WRITTEN +IN/OUT +HITS')"
	is "as wide as the terminal, and no wider" yes "$(seen | python3 -c 'import sys; n = max(len(line.rstrip("\n")) for line in sys.stdin); print("yes" if 100 < n <= int(sys.argv[1]) else n)' ${size%x*})"
	tmux -L $terminal kill-server
done
# As ncurses-term has it, which is not everywhere.
printf 'xterm-of-16|16 colours,\n\tcolors#16, pairs#256,\n\tsetaf=\\E[%%?%%p1%%{8}%%<%%t3%%p1%%d%%e%%p1%%{82}%%+%%d%%;m, use=xterm,\n' | tic -
for term in xterm-of-16:'91m' xterm-256color:'38;5;203m'; do
	terminal=$term
	tmux -L $terminal -f /dev/null new-session -d -x 80 -y 24 "TERM=${term%:*} LC_ALL=C.UTF-8 hostel top -d 0.5; exec sleep 600"
	ok "and on ${term%:*}" until_true 30 eval 'seen -e | grep alice | grep -Fq "${term#*:}"'
	tmux -L $terminal kill-server
done
terminal=top
tmux -L top resize-window -x 160 -y 30
ok "a wider terminal has more columns" until_shown 'PLAN .* READ/WRITTEN +IN/OUT +HITS +STATE'
press Down
ok "the choice follows the key" until_true 30 eval 'seen -e | grep -q $'"'\e\\\\[7mbob'"
press l
ok "limits of the chosen one, and where they come from" until_shown '^cpu.max +=.* (default|tenants|plans)'
like "whose" '^Limits of bob \(plan basic\)' "$(seen)"
press x
ok "any key leads back" until_shown '^TENANT'
press Enter
ok "processes" until_shown '^ +[0-9]+ +[0-9]+ +sleep 600'
press x; until_shown '^TENANT'
press '?'
ok "help" until_shown 'Red: the limit was hit since the last look'
press x; until_shown '^TENANT'
press / a l i
ok "a filter" until_true 30 eval 'shows "^alice" && ! shows "^bob"'
press Enter Space
ok "and a pause" until_shown 'PAUSED .*|only ali: 1'
press Space / Escape
ok "all again" until_shown '^bob'
press '>'
press Home k
ok "kill asks, and says whom" until_shown '^End the room of (alice|bob), .*y or n'
press n
ok "no is no" until_true 30 eval '! shows "y or n"'
ok "nobody was ended" sh -c 'pgrep -u alice -x sleep && pgrep -u bob -x sleep'
press / b o b Enter
until_true 30 eval '! shows "^alice"'
press s
ok "suspend asks, too" until_shown '^Suspend bob: '
press y
ok "yes is yes" until_true 60 eval '! pgrep -u bob -x sleep'
ok "and it is said" until_shown 'bob'
is "bob is suspended" 1 "$(hostel show bob | grep -c '^suspended .*= yes')"
hostel tenant resume bob >/dev/null
press / Escape
ok "alice is still there" until_shown '^alice'
# Who is chosen goes while hostel top looks, which takes long where a room is silent; k and y are typed already.
add_tenant dave
S bob 'exec sleep 600' </dev/null >/dev/null 2>&1 & bob=$!
S dave 'exec sleep 600' </dev/null >/dev/null 2>&1 & dave=$!
press '<'; press '<'
ok "three are in" until_shown '^hostel top .* 3 tenants in'
press Home; until_true 30 eval 'seen -e | grep -q "7m.*alice"'
pkill -STOP -xf 'hostel-init dave'
top=$(pgrep -xf 'hostel top -d 0.5')
looks() { ls -l /proc/$top/fd | grep -q socket; }
ok "dave's room is silent" until_shown '^dave .* silent'
until_true 20 eval '! looks'
hostel kill alice >/dev/null 2>&1
until_true 20 looks
press k y
ok "alice has gone" until_true 30 eval '! shows "^alice"'
pkill -CONT -xf 'hostel-init dave'
ok "a question is asked of nobody" until_true 30 eval '! shows "^End the room" && shows "^dave .* 1 "'
ok "and nobody else was ended" sh -c 'pgrep -u bob -x sleep && pgrep -u dave -x sleep'
S alice 'exec sleep 600' </dev/null >/dev/null 2>&1 & alice=$!
ok "alice is there again" until_shown '^alice'
press q
ok "q ends it" until_shown '^ended'
is "a terminal that nobody knows: a sentence" 1 "$(TERM=none script -qec 'hostel top' /dev/null </dev/null | grep -c 'nothing is known of a terminal "none"')"
terminal=plain
LC_ALL=C tmux -L plain -f /dev/null new-session -d -x 80 -y 24 'LC_ALL=C NO_COLOR=1 hostel top -d 0.5; exec sleep 600'
ok "without UTF-8 bars are of ASCII" until_shown '^alice .* #+\.* '
is "without colours" "" "$(seen -e | grep -o $'\e\\[[0-9;]*3[0-8]m')"
kill $alice $bob $dave 2>/dev/null; wait $alice $bob $dave 2>/dev/null
finish
