# SPDX-License-Identifier: GPL-2.0-or-later
# What sshd does itself for a tenant: sftp and forwarding, on the porch.

if want A7; then
	attack A7
	echo secret-of-the-host >/srv/secret; chmod 644 /srv/secret
	got() { # account, command: a file comes back that only the host has
		rm -f /root/got
		sftp_as "$1" "$2" >/dev/null
		if grep -qE 'secret-of-the-host|^bob:|^carol:' /root/got 2>/dev/null; then echo "escaped: read it"; else echo refused; fi
	}
	for what in "get /etc/passwd /root/got" "get /srv/secret /root/got" "get ../../srv/secret /root/got" "get /proc/1/root/srv/secret /root/got" \
		"get /proc/self/root/srv/secret /root/got"; do
		control=carol
		case $what in *proc/1/*) control=root ;; esac
		attempt sftp "${what% /root/got}" "got alice '$what'" "got $control '$what'"
	done
	linked() { # a symbolic link made by sftp, then read through it
		sftp_as "$1" "symlink /srv/secret link" >/dev/null
		got "$1" "get link /root/got"
		rm -f "/home/$1/link"
	}
	attempt sftp "a symbolic link out of the home" "linked alice" "linked carol"
	hard_linked() {
		rm -f "/home/$1/hard"
		sftp_as "$1" "ln /home/$1/.ssh/authorized_keys hard" >/dev/null
		[ "$(stat -c %h "/home/$1/.ssh/authorized_keys")" = 1 ] || { rm -f "/home/$1/hard"; }
		touch /var/tmp/of-the-host; chown "$1" /var/tmp/of-the-host
		sftp_as "$1" "ln /var/tmp/of-the-host /var/tmp/hard" >/dev/null
		if [ -e /var/tmp/hard ]; then echo "escaped: linked"; else echo refused; fi
		rm -f /var/tmp/hard /var/tmp/of-the-host
	}
	attempt sftp "a hard link to a file of the host" "hard_linked alice" "hard_linked carol"
	put_where() { # writes into what everybody may write on the host
		chmod 777 /usr/share/doc
		echo x >/root/put
		sftp_as "$1" "put /root/put $2" >/dev/null
		if [ -e "$2" ]; then echo "escaped: it is on the host"; else echo refused; fi
		rm -f "$2"; chmod 755 /usr/share/doc
	}
	for path in /usr/share/doc/put /tmp/put /var/tmp/put /dev/shm/put; do
		attempt sftp "put $path" "put_where alice $path" "put_where carol $path"
	done
	own_memory() { # sftp's old way to code: write into the server's own memory
		sftp_as "$1" 'put /root/put /proc/self/mem' >/root/mem.out 2>&1
		if grep -q 'No such file\|not found' /root/mem.out; then echo "refused no procfs"; else echo "escaped: /proc/self/mem is there"; fi
	}
	attempt sftp "put /proc/self/mem" "own_memory alice" "own_memory carol"
fi

if want A8; then
	socat TCP6-LISTEN:8078,fork,reuseaddr,ipv6only=0 'SYSTEM:echo host' & server=$!
	ip addr add 169.254.169.254/32 dev lo 2>/dev/null
	ip addr add 192.0.2.1/32 dev lo 2>/dev/null
	until_true 5 socat -u TCP:127.0.0.1:8078 -
	asked() { case $(timeout 4 socat -u "$1" - 2>/dev/null) in *host*) echo "escaped: the host answers" ;; *) echo refused ;; esac; }
fi

if want A8; then
	attack A8
	hang_up() { # the next one uses the same ports
		ssh -F /root/.ssh/config -S /tmp/a8.sock -O exit host 2>/dev/null
		until_true 5 eval '! ss -Hltn | grep -qE ":(7012|7013|9022) "'
	}
	local_forward() { # account, target
		S "$1" -f -M -S /tmp/a8.sock -N -L "127.0.0.1:7012:$2" </dev/null >/dev/null 2>&1
		asked TCP:127.0.0.1:7012
		hang_up
	}
	for target in 127.0.0.1:8078 localhost:8078 169.254.169.254:8078 192.0.2.1:8078 "[::1]:8078"; do
		attempt -L "-L to $target of the host" "local_forward alice '$target'" "local_forward carol '$target'"
	done
	dynamic() {
		S "$1" -f -M -S /tmp/a8.sock -N -D 127.0.0.1:7013 </dev/null >/dev/null 2>&1
		asked "SOCKS4A:127.0.0.1:$2,socksport=7013"
		hang_up
	}
	for target in 127.0.0.1:8078 169.254.169.254:8078; do
		attempt -D "-D to $target of the host" "dynamic alice $target" "dynamic carol $target"
	done
	stdio() { case $(sleep 2 | timeout "${T:-30}" ssh -F /root/.ssh/config -l "$1" -W 127.0.0.1:8078 host 2>/dev/null) in *host*) echo escaped ;; *) echo refused ;; esac; }
	attempt -W "-W to the host's localhost" "stdio alice" "stdio carol"
	start_sshd "GatewayPorts clientspecified"
	remote() { # a port of the host, bound by the tenant
		S "$1" -f -M -S /tmp/a8.sock -N -R "$2:9022:127.0.0.1:8078" </dev/null >/dev/null 2>&1
		until_true 8 eval 'ss -Hltn | grep -q ":9022 "' # authenticated is not yet a session
		asked "TCP:${3}:9022"
		hang_up
	}
	attempt -R "-R on the host's 127.0.0.1" "remote alice 127.0.0.1 127.0.0.1" "remote carol 127.0.0.1 127.0.0.1"
	attempt -R "-R on 0.0.0.0 with GatewayPorts" "remote alice 0.0.0.0 192.0.2.1" "remote carol 0.0.0.0 192.0.2.1"
	start_sshd
	squat() { # a port below 1024 or that of another tenant: bound inside, it is nobody else's
		: >/tmp/squat
		S "$1" "$UP timeout 10 socat TCP-LISTEN:9023,bind=127.0.0.1,reuseaddr SYSTEM:'echo host' & up 9023; echo on; wait" >/tmp/squat &
		until_true 30 grep -q on /tmp/squat
		asked TCP:127.0.0.1:9023
		wait $!
	}
	attempt ssh "a server of the tenant's on the host's localhost" "squat alice" "squat carol"
fi

if want A9; then
	attack A9
	mkdir -p /run/mysqld /run/dbus /run/user/0
	sockets=()
	for path in /run/mysqld/mysqld.sock /run/docker.sock /run/dbus/system_bus_socket; do
		socat "UNIX-LISTEN:$path,fork,mode=666" SYSTEM:'echo host' & sockets+=($!)
	done
	socat ABSTRACT-LISTEN:hostel-a9,fork SYSTEM:'echo host' & sockets+=($!)
	until_true 5 test -S /run/dbus/system_bus_socket
	stream_local() { # account, path of a socket of the host's
		rm -f /tmp/a9.local
		S "$1" -f -M -S /tmp/a9.sock -N -L "/tmp/a9.local:$2" </dev/null >/dev/null 2>&1
		case $(timeout 4 socat -u UNIX:/tmp/a9.local - 2>/dev/null) in *host*) echo "escaped: it answers" ;; *) echo refused ;; esac
		ssh -F /root/.ssh/config -S /tmp/a9.sock -O exit host 2>/dev/null
	}
	for path in /run/mysqld/mysqld.sock /var/run/docker.sock /run/dbus/system_bus_socket; do
		attempt -L "-L to $path" "stream_local alice $path" "stream_local carol $path"
	done
	log_socket() { # sshd's own way to the log, reached from the tenant's side
		local mark; mark=$(log_mark)
		S "$1" 'logger -t forged hello-from-a-tenant || echo hello | socat -u - UNIX-SENDTO:/dev/log' >/dev/null 2>&1
		sleep 0.3
		if log_since "$mark" | grep -q hello-from; then echo "escaped: a line of his in the log"; else echo refused; fi
	}
	attempt ssh "a forged line in the host's log" "log_socket alice" "log_socket carol"
	log_stream() {
		local mark; mark=$(log_mark); rm -f /tmp/a9.local
		S "$1" -f -M -S /tmp/a9.sock -N -L "/tmp/a9.local:/dev/log" </dev/null >/dev/null 2>&1
		echo '<6>hello-from-a-forward' | timeout 3 socat - UNIX:/tmp/a9.local 2>/dev/null
		sleep 0.3
		if log_since "$mark" | grep -q hello-from; then echo "escaped: a line of his in the log"; else echo refused; fi
		ssh -F /root/.ssh/config -S /tmp/a9.sock -O exit host 2>/dev/null
	}
	attempt -L "-L to /dev/log" "log_stream alice" "log_socket carol"
	planted() { # -R: a socket of the tenant's in a place where others of the host look for one
		mkdir -p /run/common; chmod 1777 /run/common
		S "$1" -f -M -S /tmp/a9.sock -N -R "/run/common/planted:127.0.0.1:8078" </dev/null >/dev/null 2>&1
		until_true 8 test -S /run/common/planted
		if [ -S /run/common/planted ]; then echo "escaped: it is there"; else echo refused; fi
		ssh -F /root/.ssh/config -S /tmp/a9.sock -O exit host 2>/dev/null
		rm -rf /run/common
	}
	attempt -R "-R: a socket in the host's /run" "planted alice" "planted carol"
	kill "${sockets[@]}"
fi

if want A10; then
	attack A10
	eval "$(ssh-agent -a /tmp/agent.sock)" >/dev/null
	ssh-add -q $KEY
	agent_seen() { # by another account: what is in /tmp of the first one's agent
		timeout 20 ssh -F /root/.ssh/config -A -l "$1" host 'sleep 3' </dev/null &
		sleep 1.5
		case $(S "$2" 'ls -d /tmp/ssh-* 2>/dev/null') in */tmp/ssh-*) echo "escaped: it is seen" ;; *) echo refused ;; esac
		wait $!
	}
	useradd -m -s /bin/bash erin; install -d -o erin -m 700 /home/erin/.ssh; install -o erin -m 600 $KEY.pub /home/erin/.ssh/authorized_keys
	attempt ssh "another tenant's agent socket" "agent_seen alice bob" "agent_seen carol erin"
	ssh-agent -k >/dev/null
	revoked() { # an old connection, after the admin revoked the account: with hostel kill or without
		policy
		open_master alice /tmp/a10.$1.sock
		policy '[tenant]' 'suspended = yes'
		"$@" >/dev/null 2>&1
		case $(timeout 5 ssh -F /root/.ssh/config -l alice -S /tmp/a10.$1.sock host 'echo in' 2>/dev/null) in in) echo "escaped: the old connection works" ;; *) echo refused ;; esac
		ssh -F /root/.ssh/config -S /tmp/a10.$1.sock -O exit host 2>/dev/null
		policy
	}
	attempt channel "an old connection after suspended and hostel kill" "revoked hostel kill alice" "revoked true"
fi
[ -z "${server:-}" ] || { kill $server 2>/dev/null; unset server; }
