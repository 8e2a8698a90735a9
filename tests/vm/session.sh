# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by what stays in a session of alice's while something happens to the guest, behind tests/system/lib.sh.

open_session() { # one that is spoken to line by line; $up: its first word
	coproc session { T=3000 alice 'echo up; while read -r line; do eval "$line"; echo done; done' 2>&1; }
	read -r -t $((60 * ${SLOW:-1})) up <&"${session[0]}"
}
say() { # command: what it answers in that session
	local line all=
	echo "$1" >&"${session[1]}" || { echo "the session is gone"; return; }
	while read -r -t $((60 * ${SLOW:-1})) line <&"${session[0]}"; do
		[ "$line" != "done" ] || { echo "${all%$'\n'}"; return; }
		all+=$line$'\n'
	done
	echo "no answer"
}
