#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# clients: what people log in with, each against one real sshd, once as carol, an ordinary account, and once as a
# tenant. A row is a function that does something with the client and prints what came of it; its output must be
# what is expected, and the tenant's the same, or a difference that is expected, too, and in hostel-clients(7).
#
#   make clients [ROWS="sftp git"]      all, in a throw-away copy of the machine, as root, some minutes
#   tests/clients/run.sh --quick --tap  in a world: those that take a moment, as tools/check runs them
#
# ROWS: words of the rows' names. Exit status 0 if every row is identical or has its explanation.
here=$(dirname "$(readlink -f "$0")")
quick=no tap=no
for option; do
	case $option in
	--quick) quick=yes ;;
	--tap) tap=yes ;;
	*) echo "usage: run.sh [--quick] [--tap]" >&2; exit 2 ;;
	esac
done
. "$here/../system/lib.sh"
page=$here/../../man/hostel-clients.7
identical=0 explained=0 elsewhere=0

# --- what the rows are written with ------------------------------------------------------------------
# In a row: U the account, A its address for ssh, H its home, D a directory of this side's own, P the first of
# twenty ports that are this side's.
on() { S "$U" "$@"; }
t() { timeout "${T:-30}" "$@"; }
have() { # program...: or the row is skipped
	local program
	for program; do
		command -v "$program" >/dev/null || { echo "SKIP no $program here"; return 1; }
	done
}
talk() { # command...: talk.py's script on stdin; ok, or what it did not see
	python3 "$here/../system/talk.py" "$@" >"$D/talk" 2>&1 && echo ok || head -c 300 "$D/talk"
}
same() { cmp -s "$1" "$2" && echo same || echo different; }
sum() { sha256sum "$@" | cut -c1-64; }

side() { # account, first port, function...: into a file what it prints, on one line, with no account's name in it
	local U=$1 A=$1@host H=/home/$1 D=/tmp/side.$1 P=$2; shift 2
	rm -rf "$D"; mkdir -p "$D"; cd /
	"$@" 2>&1 </dev/null | tr -d '\r' |
		sed -E "s/\b$U\b/USER/g; s/\b$(id -u "$U")\b/UID/g; s,$D,DIR,g" | paste -sd'|' >"$D/result"
}

fits() { # seen, expected: the same, or an extended regular expression behind ~
	case $2 in "~"*) [[ $1 =~ ${2#"~"} ]] ;; *) [ "$1" = "$2" ] ;; esac
}

cell() { # expected, seen, columns
	if fits "$2" "$1"; then echo works; else echo "${2:0:${3:-34}}"; fi
}

first_difference() { # of two outputs; what the second has there
	awk -v a="$1" -v b="$2" 'BEGIN { n = split(a, x, "|"); split(b, y, "|")
		for (i = 1; i < n && x[i] == y[i]; i++); print substr(y[i] == "" ? "nothing" : y[i], 1, 34) }'
}

# The table: a line per row, or TAP.
line() { printf '%-40s  %-10s  %-34s  %-9s  %s\n' "$@" | sed 's/ *$//'; }
report() { # name, without, with, same?, note; then the whole outputs if it is not as it should be
	if [ $tap = no ]; then
		line "${@:1:5}"
	elif [ "$4" = NO ]; then
		echo "not ok - $1${5:+: $5}"
	elif [ "$4" = skipped ]; then
		echo "ok - $1 # SKIP $5"
	else
		echo "ok - $1: $4${5:+ ($5)}"
	fi
	[ "$4" != NO ] || printf '#   %s\n' "without: ${6:-}" "with:    ${7:-}" "expected: ${8:-}"
}

wanted() { # quick or whole, name
	local word
	[ $quick = no ] || [ "$1" = quick ] || return 1
	[ -n "${ROWS:-}" ] || return 0
	for word in $ROWS; do case $2 in *$word*) return 0 ;; esac; done
	return 1
}

row() { # quick or whole, name, function, expected [, of the tenant, item of hostel-clients(7)]
	local name=$2 want=$4 differs=${5:-$4} note=${6:-} without with sides tenant=${TENANT:-alice} started=$EPOCHREALTIME
	wanted "$1" "$2" || return 0
	side carol 7100 $3 & sides=$!; side "$tenant" 7200 $3 & wait $sides $!
	without=$(cat /tmp/side.carol/result) with=$(cat "/tmp/side.$tenant/result")
	[ -z "${TIMES:-}" ] || printf '#%6.2f s  %s\n' "$(bc <<<"$EPOCHREALTIME - $started")" "$name"
	case $without in
	SKIP*)
		skipped=$((skipped + 1)); report "$name" - - skipped "${without#SKIP }"; return ;;
	esac
	if ! fits "$without" "$want"; then
		failed=$((failed + 1)); note="the control does not do what it should"
	elif [ $# -gt 4 ] && [ "$with" = "$without" ]; then
		failed=$((failed + 1)); note="no difference any more, but hostel-clients(7) explains one"
	elif [ $# -gt 4 ] && ! fits "$with" "$differs" || [ $# = 4 -a "$with" != "$without" ]; then
		failed=$((failed + 1)); note="not what is expected"
	elif [ $# = 4 ]; then
		identical=$((identical + 1)); report "$name" works works identical "$note"; return
	elif ! grep -qxF ".It Sy $note" "$page"; then
		failed=$((failed + 1)); note="hostel-clients(7) has no item \"$note\""
	else
		explained=$((explained + 1)); report "$name" works "$(first_difference "$without" "$with")" explained "$note"; return
	fi
	report "$name" "$(cell "$want" "$without" 10)" "$(cell "$want" "$with")" NO "$note" "$without" "$with" \
		"$want$([ "$want" = "$differs" ] || echo "; of the tenant: $differs")"
}

not_here() { # name, where it is tested
	[ $quick = yes ] || [ $tap = yes ] || ! wanted whole "$1" || {
		elsewhere=$((elsewhere + 1)); line "$1" - - elsewhere "$2"; }
}

keeps_rooms
patient
# --- the accounts --------------------------------------------------------------------------------------
printf '%s\n' '[session]' 'linger = 1m' >$CONF/tenants/bob.ini
add_tenant dave
printf '%s\n' '[session]' 'linger = 1m' '[network]' 'mode = host' \
	'[filesystem]' 'read_write = /srv/sftp/dave' >$CONF/tenants/dave.ini
mkdir -p /srv/sftp/dave
for user in alice bob carol dave; do
	echo "$user:correct horse" | chpasswd
	install -d -m 700 -o $user -g $user "/run/user/$(id -u $user)" # pam_systemd's, natively
done
head -c 300000 /dev/urandom >/tmp/random
pam_lines sudo sudo-i runuser runuser-l atd
sed -i 's,^127.0.0.1.*,& world,' /etc/hosts # sudo looks itself up
# Two logins at once that both renew the greeting truncate each other's file: it is made once.
sed -i 's,motd=/run/motd.dynamic$,& noupdate,' /etc/pam.d/sshd
uname -snrm >/run/motd.dynamic
[ $tap = yes ] || line client "without" "with hostel" "same?" "note: an item of hostel-clients(7)"
for rows in "$here"/rows/*.sh; do . "$rows"; done
if [ $tap = no ]; then
	echo "clients: $identical identical, $explained explained, $failed not as they should be, $skipped skipped," \
		"$elsewhere tested elsewhere"
fi
if [ $quick = no ]; then [ $((failed + skipped)) = 0 ]; else [ $failed = 0 ]; fi
