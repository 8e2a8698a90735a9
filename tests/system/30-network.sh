#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The network of a sandbox, and sshd's forwarding while it stands in it.
. "$(dirname "$0")/lib.sh"

serve() { # port, text: a server on the host's 127.0.0.1
	socat "TCP-LISTEN:$1,bind=127.0.0.1,fork,reuseaddr" "SYSTEM:echo $2" &
}
ask() { timeout 30 socat -u "TCP:127.0.0.1:$1,connect-timeout=20" - 2>/dev/null; }

serve 8080 host
servers=$!
until_true 5 ask 8080
is "the host's server answers on the host" host "$(ask 8080)"
is "it does not answer inside" "" "$(alice 'timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/8080 && cat <&3" 2>/dev/null')"
is "only lo, and it is up" "lo UNKNOWN" "$(alice "ip -br link | awk '{print \$1, \$2}'")"
is "localhost works inside" pong "$(alice "$UP"'socat TCP-LISTEN:5000,bind=127.0.0.1,reuseaddr "SYSTEM:echo pong" & up 5000; socat -u TCP:127.0.0.1:5000 -')"
is "::1 too" pong "$(alice "$UP"'socat TCP6-LISTEN:5001,bind=[::1],reuseaddr "SYSTEM:echo pong" & up 5001; socat -u TCP6:[::1]:5001 -')"

forward() { # ssh options...: a connection of alice with a server of her own on 9000; CONTROL is its socket
	CONTROL=/tmp/control.$RANDOM
	S alice -f -M -S $CONTROL -o ExitOnForwardFailure=yes "$@" \
		'socat TCP-LISTEN:9000,bind=127.0.0.1,fork,reuseaddr "SYSTEM:echo sandbox" & sleep 100' </dev/null >/dev/null 2>&1
	ssh -F /root/.ssh/config -S $CONTROL host "$UP up 9000"
}
unforward() { ssh -F /root/.ssh/config -S $CONTROL -O exit host >/dev/null 2>&1; until_true 5 no_sandbox; }

forward -L 7001:127.0.0.1:9000 -L 7002:127.0.0.1:8080 -L 7003:127.0.0.1:22 -D 7004
is "ssh -L reaches a server in the sandbox" sandbox "$(ask 7001)"
is "ssh -L does not reach the host's localhost" "" "$(ask 7002)"
is "ssh -L does not reach the host's sshd" "" "$(ask 7003)"
socks() { timeout 5 socat -u "SOCKS4:127.0.0.1:127.0.0.1:$1,socksport=7004" - 2>/dev/null; }
is "ssh -D reaches a server in the sandbox" sandbox "$(socks 9000)"
is "ssh -D does not reach the host" "" "$(socks 8080)"
unforward

forward -R 9100:127.0.0.1:8080
is "ssh -R listens inside" host "$(ssh -F /root/.ssh/config -S $CONTROL host 'socat -u TCP:127.0.0.1:9100 -')"
is "ssh -R does not listen on the host" "" "$(ask 9100)"
unforward

# --- sockets of the host's file system ---------------------------------------------------------------
socat UNIX-LISTEN:/run/secret.sock,fork,mode=666 SYSTEM:'echo secret' &
servers="$servers $!"
until_true 5 test -S /run/secret.sock
forward -L /tmp/f.sock:/run/secret.sock -L /tmp/g.sock:/run/hostel/door/socket
is "a unix socket of the host is out of reach" "" "$(timeout 5 socat -u UNIX:/tmp/f.sock - 2>/dev/null)"
is "PID 1's socket does not speak to sshd" "" "$(echo | timeout 5 socat UNIX:/tmp/g.sock - 2>/dev/null)"
unforward

eval "$(ssh-agent -a /tmp/agent.sock)" >/dev/null
ssh-add -q $KEY
like "agent forwarding works inside" ED25519 "$(S alice -A 'ssh-add -l')"
like "its socket is in the tenant's /tmp" '^/tmp/ssh-' "$(S alice -A 'echo $SSH_AUTH_SOCK')"
is "and not in the host's" "" "$(S alice -A 'exec sleep 60' & until_true 10 pgrep -u alice -x sleep; ls -d /tmp/ssh-* 2>/dev/null; pkill -u alice -x sleep; wait $!)"
ssh-agent -k >/dev/null

# --- modes ------------------------------------------------------------------------------------------
until_true 5 no_sandbox
policy '[network]' 'mode = none'
is "mode = none: nothing is up" "lo DOWN" "$(alice "ip -br link | awk '{print \$1, \$2}'")"
until_true 5 no_sandbox
policy '[network]' 'mode = host'
is "mode = host: the control, the host's server answers" host "$(alice 'timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/8080 && cat <&3"')"
policy
kill $servers
finish
