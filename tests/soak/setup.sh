# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced behind tests/system/lib.sh: many tenants, each with one of a few policies; a log that is not cut.

sed -i "/^timeout/d; /^\[host\]/a timeout = 60s" $CONF/hostel.ini

option() { # name, default, the arguments of soak.py...: its value among these
	local name=$1 value=$2; shift 2
	while [ $# -gt 1 ]; do [ "$1" != "$name" ] || value=$2; shift; done
	echo "$value"
}

soak_accounts() { # prefix, count, first uid
	local i
	for ((i = 0; i < $2; i++)); do
		printf '%s%03d:!:%d:%d::/home/%s%03d:%s\n' "$1" $i $(($3 + i)) $(($3 + i)) "$1" $i $SHELL_PATH >>/etc/passwd
		printf '%s%03d:!:20000::::::\n' "$1" $i >>/etc/shadow
		printf '%s%03d:x:%d:\n' "$1" $i $(($3 + i)) >>/etc/group
		install -d -o $(($3 + i)) -g $(($3 + i)) -m 700 "/home/$(printf '%s%03d' "$1" $i)"{,/.ssh}
		install -o $(($3 + i)) -g $(($3 + i)) -m 600 $KEY.pub "/home/$(printf '%s%03d' "$1" $i)/.ssh/authorized_keys"
	done
}

soak_setup() { # the arguments of soak.py
	local i tenants burst first
	tenants=$(option --tenants 50 "$@") burst=$(option --burst 200 "$@")
	first=$(($(id -u alice) + 1000000))
	soak_accounts t "$tenants" $first
	soak_accounts b "$burst" $((first + 10000))
	sed -i "/^hostel:/s/\$/$(cut -d: -f1 /etc/passwd | grep -E '^[tb][0-9]+$' | sed 's/^/,/' | tr -d '\n')/" /etc/group
	pam_lines cron
	make -s B="${B:-build}" "${B:-build}/bench/login" || return 1
	# With -O FILE it begins a new file every 200 KB; soak.py reads this one from where a login began.
	kill "$(pgrep -xf "busybox syslogd -O $LOG")"; until_true 5 eval "! pgrep -f '^busybox syslogd'"
	busybox syslogd -n -O - >>$LOG &
	until_true 5 test -S /dev/log
	start_sshd 'MaxStartups 1000' 'LoginGraceTime 300'
}
