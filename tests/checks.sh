# SPDX-License-Identifier: GPL-2.0-or-later
# To be sourced: what a suite's rows are made with, in TAP.

passed=0 failed=0 skipped=0
suite=${0##*/}

ok() { # name, command...: passes if the command succeeds
	local name=$1 output; shift
	if output=$("$@" 2>&1); then
		passed=$((passed + 1)); echo "ok - $name"
	else
		failed=$((failed + 1)); echo "not ok - $name"
		printf '#   %s\n' "command: $*" "$output" | head -20
	fi
}

is() { # name, expected, seen
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1)); echo "ok - $1"
	else
		failed=$((failed + 1)); echo "not ok - $1"
		printf '#   expected: %q\n#   seen:     %q\n' "$2" "$3"
	fi
}

like() { # name, extended regular expression, seen
	if grep -Eq -- "$2" <<<"$3"; then
		passed=$((passed + 1)); echo "ok - $1"
	else
		failed=$((failed + 1)); echo "not ok - $1"
		printf '#   expected: /%s/\n#   seen:     %q\n' "$2" "$3"
	fi
}

unlike() { # name, extended regular expression, seen
	if grep -Eq -- "$2" <<<"$3"; then
		failed=$((failed + 1)); echo "not ok - $1"
		printf '#   not expected: /%s/\n#   seen:         %q\n' "$2" "$3"
	else
		passed=$((passed + 1)); echo "ok - $1"
	fi
}

skip() { skipped=$((skipped + 1)); echo "ok - $1 # SKIP $2"; }

finish() {
	echo "# $suite: $passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
}

# Wait for it; SLOW times as long on a slow machine. Where the time itself is no part of what is tested, LEAST is the
# shortest: beside others a login may take many times as long as alone.
until_true() { # seconds, command...
	local end=$1; shift
	[ "$end" -ge "${LEAST:-0}" ] || end=$LEAST
	end=$((SECONDS + 1 + end * ${SLOW:-1})) # the first second may be over at once
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}
