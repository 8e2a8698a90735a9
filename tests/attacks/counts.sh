# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the parts about counts that the kernel keeps: alice takes all of one, as whom COUNT_POLICY makes of her.

for user in alice bob carol; do install -m 644 tests/attacks/counts.py /home/$user/; done
COUNT_POLICY=() # lines of her policy

# Everybody else's own calls, with small limits of their own: what fails that went on before, or nothing.
count_bob() { S bob "python3 counts.py probe '$1'" </dev/null 2>&1 | tail -n 1; }
count_others() { # kind, what bob has of it when nobody takes it
	local said
	said=$(python3 tests/attacks/counts.py probe "$1" </dev/null 2>&1 | tail -n 1)
	[ "$said" = "goes on" ] || { echo "root: $said"; return; }
	said=$(S carol "python3 counts.py probe '$1'" </dev/null 2>&1 | tail -n 1)
	case $said in "goes on" | *namespaces:\ EPERM) ;; *) echo "carol: ${said:-no login}"; return ;; esac
	said=$(count_bob "$1")
	[ "$said" = "$2" ] || echo "bob: ${said:-no login}, not $2"
}
count_login() { # can she come in while she holds all? what is wrong, or nothing
	local said
	said=$(S alice "$PLACE" </dev/null 2>&1); set -- $?
	case "$1 $(placed "$said")" in
	"0 inside" | "1 "*"limit of processes"*) ;; # of her own processes, and at once
	*) echo "her next login: $1 $said" ;;
	esac
}

starve() { # kind
	local held found hog bob
	fresh "${COUNT_POLICY[@]}"
	bob=$(count_bob "$1")
	rm -f /tmp/count.go; mkfifo /tmp/count.go
	: >/tmp/count.held; S alice "python3 counts.py hold '$1'" </tmp/count.go >/tmp/count.held 2>&1 & hog=$!
	exec 8>/tmp/count.go
	until_true 60 grep -q . /tmp/count.held
	held=$(tail -n 1 /tmp/count.held)
	found=$(count_others "$1" "$bob")
	[ -n "$found" ] || found=$(count_login)
	exec 8>&-
	wait $hog
	[ -n "$found" ] || until_true 30 eval 'S alice "$PLACE" </dev/null | grep -q hostel-init' || found="no login of hers afterwards"
	case "$held $found" in
	"held "*" ") echo "refused: she $held" ;;
	"held "*) echo "escaped: $held, then $found" ;;
	*) echo "unclear: $held" ;;
	esac
}
count_nested() { python3 tests/attacks/counts.py nested "$1"; }
count_shared() { S carol "python3 counts.py shared '$1'" </dev/null; }
count_devpts() { # carol and carol on one devpts; its size is its own, the host's count is not touched
	unshare --mount --propagation private bash -c "mount -t devpts -o newinstance,max=20,ptmxmode=666 devpts /dev/pts &&
		setpriv --reuid carol --regid carol --clear-groups /usr/bin/python3 /home/carol/counts.py shared terminals"
}
starve_all() { # what the rows say behind the kind
	local kind
	# Kept per user namespace and its owners. Control: root's own namespace, as without a keeper.
	for kind in 'inotify instances' 'inotify watches' 'fanotify groups' 'queued signals' 'POSIX timers' \
		'message queue bytes' 'locked pages' 'user namespaces' 'net namespaces' 'mount namespaces' 'ipc namespaces' \
		'pid namespaces' 'uts namespaces'; do
		attempt ssh "all $kind$1" "starve '$kind'" "count_nested '$kind'"
	done
	# Kept per uid, or in one namespace. Control: one account's programs among themselves.
	for kind in 'keys' 'descriptors in flight' 'pipe buffers' 'processes' 'System V message queues'; do
		attempt ssh "all $kind$1" "starve '$kind'" "count_shared '$kind'"
	done
	attempt ssh "all terminals$1" "starve terminals" count_devpts
}
