# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the suites of hostel doctor: a check is made to complain, and is content when the cause is gone.

doctor() { hostel doctor --no-color "$@" 2>&1; }
result() { doctor "$1" | awk -v id="$1" '$1 ~ /^[A-Z]+$/ && $2 == id { print $1 }'; }

becomes() { # check, state, text in its lines
	local seen; seen=$(doctor "$1")
	is "$1: $2" "$2" "$(awk -v id="$1" '$1 ~ /^[A-Z]+$/ && $2 == id { print $1 }' <<<"$seen")"
	[ $# -lt 3 ] || like "$1: says $3" "$3" "$seen"
}

# What a kernel cannot be asked to change for a test is shown by a mount over the file.
shown() { # file, content, then check...: while the file seems to hold this
	local file=$1 content; shift
	content=$(mktemp /root/shown.XXXX)
	printf '%s\n' "$1" >$content; shift
	mount --bind $content "$file"
	"$@"
	umount "$file"
}

setting() { # check, name, bad value, good value, state for the bad one (WARN)
	local file=/proc/sys/${2//.//}
	if [ ! -e "$file" ]; then skip "$2" "not in this kernel"; return; fi
	shown "$file" "$3" becomes "$1" "${5:-WARN}" "$2 = $3"
	shown "$file" "$4" unlike "$2 = $4 is fine" "$2 =" "$(shown "$file" "$4" doctor "$1")"
}
