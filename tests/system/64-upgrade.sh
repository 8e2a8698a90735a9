#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# An upgrade while tenants are in, with programs that do not understand the old ones any more: what runs goes on,
# new logins work, the rest is refused with a plain sentence; and the same back again.
. "$(dirname "$0")/lib.sh"

next=${B:-build}/next
CPPFLAGS=-DPROTOCOL_VERSION=99u make -s -j"$(nproc)" B=$next PREFIX=$PREFIX all >/tmp/next.log 2>&1 ||
	{ tail /tmp/next.log; echo "not ok - the next version compiles"; exit 1; }
mux="-o ControlPath=/tmp/mux-%r"
channel() { ssh -F /root/.ssh/config $mux alice@host "$@"; }
others() { # what the versions are to each other
	ssh -F /root/.ssh/config $mux -MNf alice@host
	: >/tmp/inside; channel 'sleep 600 & echo begun; wait' >/tmp/inside & inside=$!
	until_true 5 grep -q begun /tmp/inside
	is "before: a channel of the connection" in "$(channel 'echo in' 2>&1)"
	CPPFLAGS=$3 B=$1 install_hostel
	like "$2: another channel of the old connection is refused plainly" \
		'^hostel: hostel has been upgraded since: log in again' "$(channel 'echo in' 2>&1)"
	unlike "$2: nothing runs" '^in$' "$(channel 'echo in' 2>/dev/null)"
	like "$2: hostel enter is refused plainly" 'hostel has been upgraded since: log in again' \
		"$(hostel enter alice -- echo in 2>&1)"
	is "$2: what runs goes on" 1 "$(pgrep -u alice -fc '^sleep 600')"
	is "$2: a new login works" in "$(alice 'echo in')"
	ok "$2: hostel ps" hostel ps
	ok "$2: hostel kill ends both" hostel kill alice
	ok "$2: all of it" until_true 10 no_sandbox
	wait $inside
	ssh -F /root/.ssh/config $mux -O exit alice@host 2>/dev/null
	is "$2: and a new one is new" in "$(alice 'echo in')"
	until_true 5 no_sandbox
}
others $next upgrade -DPROTOCOL_VERSION=99u
others ${B:-build} downgrade ""
rm -rf $next
finish
