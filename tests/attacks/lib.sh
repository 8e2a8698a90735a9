# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by run and the rows: what an attempt is, how its result is shown.
#
# A probe is shell code whose last line of output begins with its verdict:
#   escaped   the attacker has what he must not have       refused   he was stopped
#   inside    his code runs, in its sandbox
# Whatever else it says is "unclear" and counts as escaped. A control is a probe of the same attack with
# the protection away; it must say escaped.

cases=0 escapes=0 controls=0 worked=0 row=
declare -A known # controls that were run already

tap=no
colour() { # number, text
	if [ -t 1 ]; then printf '\033[%sm%s\033[0m' "$1" "$2"; else printf %s "$2"; fi
}

entry() { # what, way, verdict, control's verdict
	local good=yes way=$2
	cases=$((cases + 1)) controls=$((controls + 1))
	case $3 in refused* | inside*) ;; *) escapes=$((escapes + 1)); good=no ;; esac
	case $4 in escaped*) worked=$((worked + 1)) ;; *) good=no ;; esac
	if [ $tap = yes ]; then
		[ $good = yes ] || printf 'not '
		printf 'ok - %s %s, by %s: %s; control: %s\n' "$row" "$1" "$way" "$3" "${4/escaped/succeeds}"
		return
	fi
	printf '%-4s %-52.52s %-12.12s ' "$row" "$1" "$way"
	case $3 in
	refused* | inside*) colour 32 "$(printf '%-9s' "${3%% *}")" ;;
	*) colour 31 "$(printf '%-9s' "${3%% *}")"; echo; printf '     %s' "$3" ;;
	esac
	case $4 in
	escaped*) echo " control succeeds" ;;
	*) colour 31 " control: $4"; echo ;;
	esac
}

absent() { # what, reason: cannot be tried on this host
	if [ $tap = yes ]; then echo "ok - $row $1 # SKIP $2"; else printf '%-4s %-52.52s not here: %s\n' "$row" "$1" "$2"; fi
}
later() { # row, what, reason: belongs to a part that is not built yet
	later="${later:-} $1"
	if [ $tap = yes ]; then echo "# $1 $2: later, $3"; else printf '%-4s %-52.52s later: %s\n' "$1" "$2" "$3"; fi
}

# $porch: the process that serves this account's session, none that has work to do for a moment on its way there.
on_porch() { # account
	until_true 10 eval 'porch=$(pgrep -af "^sshd(-session)?: '"$1"'" | awk "!/\\[/ { print \$1 }" | tail -n 1) &&
		[ -n "$porch" ] && kill -0 "$porch" && ! cmp -s <(readlink /proc/$porch/ns/mnt) <(readlink /proc/self/ns/mnt)'
}
# What never took place was not withstood: a login that came to no end, a tool of ours that broke.
S() { # tenant, ssh arguments...
	local who=$1 status; shift
	timeout "${T:-30}" ssh -F /root/.ssh/config -l "$who" host "$@"
	status=$?
	# Where a row gives it less, that is the row's own end of it.
	[ $status != 124 ] || [ "${T:-30}" -lt 10 ] || echo "a login of $who took more than ${T:-30} s" >>/tmp/attack.void
	return $status
}
BROKEN='^(FileNotFound|ModuleNotFound|Import|Syntax|Name|Type|Value|Attribute|Key|Index|Assertion)Error|^StopIteration|command not found$'
judge() { # code of a probe
	local said void
	rm -f /tmp/attack.void
	said=$(eval "$1" 2>/tmp/attack.err </dev/null | tail -n 1)
	void=$(cat /tmp/attack.void 2>/dev/null || grep -E "$BROKEN" /tmp/attack.err)
	case $said in
	refused*) [ -z "$void" ] || said="void: ${void%%$'\n'*}" ;;
	esac
	case $said in
	escaped* | refused* | inside*) printf '%s' "${said:0:200}" ;;
	*) printf 'unclear: %.150s' "${said:-$(tail -n 1 /tmp/attack.err)}" ;;
	esac
}

# Many attacks are races, and on a busy machine they are lost: a control may be tried three times, the attack then
# as often, and each time it has to fail.
attempt() { # way, what, probe, control: tries both
	local verdict tried control=${known[$4]:-}
	# What did not take place is no answer: once more.
	for tried in 1 2 3; do
		verdict=$(judge "$3")
		case $verdict in unclear*) ;; *) break ;; esac
	done
	for tried in 1 2 3; do
		[ -n "$control" ] || control=$(judge "$4")
		case "$tried $control" in 3* | *" escaped"*) break ;; esac
		control=
		case $verdict in refused* | inside*) verdict=$(judge "$3") ;; esac
	done
	known[$4]=$control
	entry "$2" "$1" "$verdict" "$control"
}

attack() { row=$1; }

# --- where a process is ------------------------------------------------------------------------------
# Shell code that a tenant runs: the names of all his namespaces, what PID 1 is.
PLACE='for n in user pid mnt net ipc uts cgroup; do readlink /proc/self/ns/$n; done | tr "\n" " "; cat /proc/1/comm'
HOST=$(for n in user pid mnt net ipc uts cgroup; do readlink /proc/self/ns/$n; done)

placed() { # what PLACE said: a verdict
	local one
	case $1 in "" | "This account cannot be used at the moment."*) echo "refused nothing ran"; return ;; esac
	for one in $HOST; do
		case $1 in *"$one"*) echo "escaped into $one"; return ;; esac
	done
	case $1 in
	user:*\ pid:*\ mnt:*\ net:*\ ipc:*\ uts:*\ cgroup:*hostel-init) echo inside ;;
	*) echo "unclear $1" ;;
	esac
}
placed_file() { # file in which PLACE's output is to be found within 5 s
	LEAST=${2:-5} until_true "${2:-5}" test -s "$1"
	placed "$(cat "$1" 2>/dev/null | tail -n 1)"
	rm -f "$1"
}

fresh() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; policy "$@"; }
sftp_as() { printf '%s\n' "$2" | timeout 60 sftp -q -b - "$1@host" 2>&1; } # account, command
