# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the system suites, in a world (tools/world): checks, tenants, a real sshd.

. "$(dirname "${BASH_SOURCE[0]}")/../checks.sh"

# systemd's part of a service: it is started again when it asks for that. In the background; ends with TERM.
supervise() { # service, tenant, log
	local run
	trap 'kill $run 2>/dev/null; wait $run; exit' TERM
	while :; do
		hostel run --service "$1" "$2" >>"$3" 2>&1 & run=$!
		wait $run
		[ $? = 75 ] || exit
	done
}

# For a tenant's own shell: up PORT waits until something listens on it.
UP='up() { local i; for i in $(seq 200); do ss -ltnH "sport = :$1" | grep -q . && return; sleep 0.05; done; return 1; }; '

# --- the world's hostel ------------------------------------------------------------------------------
PREFIX=/usr/local
MODULE=$PREFIX/lib/security/pam_hostel.so
SHELL_PATH=$PREFIX/bin/hostel-shell
CONF=/etc/hostel
STATE=/run/hostel
LOG=/var/log/messages
KEY=/root/.ssh/hostel-test
# Who is named inside; man, where the host has it.
PASSWD_INSIDE="root daemon $(! getent passwd man >/dev/null || echo 'man ')alice hostel nobody"

install_hostel() { # B: the build to install
	make -s -C "$(git rev-parse --show-toplevel 2>/dev/null || pwd)" B="${B:-build}" PREFIX=$PREFIX install \
		>/var/log/install.log 2>&1 || { cat /var/log/install.log; return 1; }
}

default_config() {
	rm -rf $CONF
	mkdir -p $CONF/plans $CONF/owners $CONF/tenants # as it is installed
	cat >$CONF/hostel.ini <<-X
	[host]
	tenants = @hostel
	cgroup = $WORLD_CGROUP
	[plans]
	@hostel = basic
	X
	# Most suites look at what a new sandbox is made of and at its end: no room is kept. Those that are about
	# kept rooms, and the clients' table, take the product's own value by keeps_rooms.
	printf '[session]\nlogin_rate = max\nkeep_room = no\n' >$CONF/plans/basic.ini
}

keeps_rooms() { sed -i /^keep_room/d $CONF/plans/basic.ini; }

patient() { # on a slow machine a login may take longer than [host] timeout's own value
	[ "${SLOW:-1}" = 1 ] || sed -i "/^timeout/d; /^\[host\]/a timeout = 60s" $CONF/hostel.ini
}

policy() { # lines of alice's own policy; without arguments: none
	if [ $# = 0 ]; then rm -f $CONF/tenants/alice.ini; else printf '%s\n' "$@" >$CONF/tenants/alice.ini; fi
}

add_tenant() { # name [login shell]
	getent group hostel >/dev/null || groupadd hostel
	useradd -m -s "${2:-$SHELL_PATH}" -G hostel "$1"
	install -d -o "$1" -g "$1" -m 700 "/home/$1/.ssh"
	install -o "$1" -g "$1" -m 600 $KEY.pub "/home/$1/.ssh/authorized_keys"
}

# A room with a root of its own wants a home whose file system knows idmapped mounts: not this world's overlay.
home_on_disk() { # directory on a disk, tenant...
	local disk=$1 who; shift
	for who; do
		cp -a "/home/$who" "$disk/home-$who" && mount --bind "$disk/home-$who" "/home/$who"
	done
}

pam_lines() { # service...: add ours as the last lines
	local service
	for service; do
		[ -f /etc/pam.d/$service ] || continue
		sed -i '/pam_hostel/d' /etc/pam.d/$service
		printf 'account required %s debug\nsession required %s debug\n' $MODULE $MODULE \
			>>/etc/pam.d/$service
	done
}

pam_lines_remove() { sed -i '/pam_hostel/d' "/etc/pam.d/$1"; }

start_sshd() { # [configuration line]...
	cat >/etc/ssh/sshd_config <<-X
	ListenAddress 127.0.0.1
	UsePAM yes
	Subsystem sftp ${SFTP:-internal-sftp}
	AcceptEnv *
	PermitUserEnvironment yes
	X11Forwarding yes
	PermitRootLogin yes
	MaxStartups 100
	LogLevel VERBOSE
	X
	[ $# = 0 ] || printf '%s\n' "$@" >>/etc/ssh/sshd_config
	[ ! -f /run/sshd.pid ] || stop_sshd
	/usr/sbin/sshd
	until_true 5 test -s /run/sshd.pid
}

stop_sshd() {
	local pid
	pid=$(cat /run/sshd.pid) && kill "$pid" && until_true 5 test ! -e /run/sshd.pid
}

case $0 in *tests/system/* | *tests/attacks/*) LEAST=${LEAST:-30} ;; esac # others have rows in which waiting in vain is right

S() { # tenant, ssh arguments...
	local who=$1; shift
	timeout "${T:-60}" ssh -F /root/.ssh/config -l "$who" host "$@"
}

alice() { S alice "$@"; }

# A connection that stays. Authenticated is not yet a session: it is one when a command has gone through.
open_master() { # tenant, socket, ssh arguments...
	S "$1" -f -N -M -S "${@:2}" </dev/null &&
		timeout 30 ssh -F /root/.ssh/config -o ProxyCommand=false -l "$1" -S "$2" host true </dev/null >/dev/null 2>&1
}

unwatch() { # sshd shall not hear of PID 1's end: O_ASYNC of the session's connection is cleared
	python3 - $(pgrep -f '^sshd(-session)?: alice \[priv\]') <<-'P'
	import ctypes, fcntl, glob, os, sys
	for pid in sys.argv[1:]:
	    process = os.pidfd_open(int(pid))
	    for info in glob.glob(f'/proc/{pid}/fdinfo/*'):
	        flags = int(open(info).read().split('flags:')[1].split()[0], 8)
	        if flags & 0o20000:
	            fd = ctypes.CDLL(None).syscall(438, process, int(info.rpartition('/')[2]), 0) # pidfd_getfd(2)
	            fcntl.fcntl(fd, fcntl.F_SETFL, flags & ~0o20000)
	P
}

# A line is a datagram on its way to the logger; what was said before this one is in the file when this one is.
log_settled() {
	local line="world: settled $BASHPID.$EPOCHREALTIME"
	! timeout 5 logger -p user.debug "$line" 2>/dev/null || until_true 5 eval "tail -n 50 $LOG | grep -qF '$line'" || :
}
log_since() { log_settled; sed -n "$((${1:-0} + 1)),\$ { /world: settled/!p }" $LOG; }
log_mark() { log_settled; wc -l <$LOG; }

# A tenant takes more memory than there is, and more processes: "full".
eat='python3 -c "b = b\"x\" * (200 << 20)"'
bomb='import os,time
try:
    while True:
        if os.fork() == 0: time.sleep(1); os._exit(0)
except OSError: print("full")'
sandboxes() { pgrep -xc hostel-init || :; }
all_gone() { until_true 30 eval "! pgrep -u $1 >/dev/null"; } # hostel-jobs goes after PID 1; usermod(8) and userdel(8) want it
no_sandbox() { ! pgrep -x hostel-init >/dev/null; }

set_up() {
	rm -f $KEY
	mkdir -p -m 700 /root/.ssh
	ssh-keygen -q -t ed25519 -N '' -f $KEY
	cat >/root/.ssh/config <<-X
	Host host
	 HostName 127.0.0.1
	 IdentityFile $KEY
	 IdentitiesOnly yes
	 StrictHostKeyChecking no
	 UserKnownHostsFile /dev/null
	 LogLevel ERROR
	X
	cat $KEY.pub >>/root/.ssh/authorized_keys
	ssh-keygen -A >/dev/null
	: >$LOG
	busybox syslogd -O $LOG
	until_true 5 test -S /dev/log
	install_hostel || return 1
	default_config
	# Uids of this world's own: the kernel keeps some counts per uid, of whatever world.
	number=${POOL_NUMBER:-${WORLD_CGROUP##*[!0-9]}}
	sed -i "s/^UID_MIN.*/UID_MIN $((1000 + ${number:-0} % 500 * 100))/" /etc/login.defs
	add_tenant alice
	add_tenant bob
	useradd -m -s /bin/bash carol # no tenant
	install -d -o carol -g carol -m 700 /home/carol/.ssh
	install -o carol -g carol -m 600 $KEY.pub /home/carol/.ssh/authorized_keys
	printf 'auth required pam_deny.so\naccount required pam_permit.so\nsession required pam_permit.so\n' \
		>/etc/pam.d/hostel
	pam_lines sshd su login cron hostel # su-l includes su
	start_sshd
}

set -u
[ "${SET_UP:-}" = done ] || set_up || { echo "not ok - set up the world"; exit 1; }
