# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by run.sh: do top, usage and faults show who is at which limit, by name?

declare -A desk_word=([pids.max]=pids [memory.max]=memory [cpu.max]=cpu) desk_counter=([pids.max]=pids_max_hits [memory.max]=memory_max_hits
	[cpu.max]=throttled_usec)

desk_begin() { # a history of this row alone, and top in front of it
	rm -rf /var/lib/hostel/history
	hostel sample
	hostel top --json --delay 1 --count 1000 >/tmp/desk.top 2>/dev/null & desk=$!
}
desk_end() { # limit: which of them do not show alice at it
	kill $desk; wait $desk 2>/dev/null
	[ -n "${desk_word[$1]:-}" ] || return 0
	hostel sample
	hostel usage --json >/tmp/desk.usage; hostel faults --json >/tmp/desk.faults
	python3 - "${desk_word[$1]}" "${desk_counter[$1]}" <<-'X'
	import json, sys
	word, counter = sys.argv[1:]
	def alice(objects):
	    return [o for o in objects if o['tenant'] == 'alice']
	def read(name):
	    return json.load(open(f'/tmp/desk.{name}'))
	looks = [json.loads(line) for line in open('/tmp/desk.top') if line.endswith('\n')]
	missing = []
	if not any(word in o['hit'] for look in looks for o in alice(look['tenants'])):
	    missing.append('top')
	use = [o[word] for o in alice(read('usage'))]
	if not any(u['max'] and u['most'] >= u['max'] / 2 for u in use):
	    missing.append('usage')
	if not any(o.get(counter, o.get('counters', {}).get(counter, 0)) for o in alice(read('faults'))):
	    missing.append('faults')
	if missing:
	    print(f' (not seen in {", ".join(missing)})')
	X
}
