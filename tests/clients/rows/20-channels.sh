# SPDX-License-Identifier: GPL-2.0-or-later
# OpenSSH's client: several channels, forwarding, keys, passwords.

mux() { t ssh -S "$D/mux" "$@"; }
multiplexed() {
	t ssh -f -N -M -S "$D/mux" "$A"
	mux -O check x 2>&1 | sed 's/ (pid=.*//'
	local i pids=()
	for i in 1 2 3; do mux x "sleep 0.3; echo $i" >"$D/mux.$i" & pids+=($!); done; wait "${pids[@]}"
	cat "$D"/mux.[123]
	mux -tt x 'exit 9' 2>/dev/null; echo $?
	echo put "$D/mux.1" from-mux | t sftp -q -o ControlPath="$D/mux" -b - "$A" >/dev/null; echo $?
	mux x "socat TCP-LISTEN:$((P + 1)),bind=127.0.0.1,fork,reuseaddr 'SYSTEM:echo forwarded' >/dev/null 2>&1 & echo \$! >server; sleep 0.2"
	mux -O forward -L "$P:127.0.0.1:$((P + 1))" x; t socat -u "TCP:127.0.0.1:$P" -
	mux -O cancel -L "$P:127.0.0.1:$((P + 1))" x; t socat -u "TCP:127.0.0.1:$P" - 2>&1 | grep -o refused
	mux x 'kill $(cat server); cat from-mux'
	mux -O exit x 2>&1
	until_true 5 test ! -e "$D/mux"; mux -o ControlMaster=no -O check x 2>&1 | grep -o 'No such file'
}
row quick "ssh: ControlMaster, -O" multiplexed \
	'Master running|1|2|3|9|0|forwarded|refused|1|Exit request sent.|No such file'

forwarded() { # to servers that the session itself starts, and from it back to the client
	socat TCP-LISTEN:$((P + 2)),bind=127.0.0.1,fork,reuseaddr SYSTEM:'echo client' & local server=$!
	t ssh -f -M -S "$D/fwd" -o ExitOnForwardFailure=yes -L $P:127.0.0.1:$((P + 1)) -R $((P + 3)):127.0.0.1:$((P + 2)) \
		-D $((P + 4)) -L "$D/l.sock:$H/u.sock" -R "$H/r.sock:127.0.0.1:$((P + 2))" \
		-L "$D/x.sock:/run/user/$(id -u $U)/x.sock" -R "/run/user/$(id -u $U)/y.sock:127.0.0.1:$((P + 2))" "$A" "
		socat TCP-LISTEN:$((P + 1)),bind=127.0.0.1,fork,reuseaddr 'SYSTEM:echo server' &
		socat UNIX-LISTEN:/run/user/\$(id -u)/x.sock,fork 'SYSTEM:echo runtime' &
		socat UNIX-LISTEN:u.sock,fork 'SYSTEM:echo unix' & for i in \$(seq 300); do [ ! -e over ] || break; sleep 0.2; done; rm -f over; kill %1 %2 %3" >/dev/null 2>&1
	until_true 30 test -S $H/u.sock; sleep 0.5
	t socat -u TCP:127.0.0.1:$P -; t socat -u "SOCKS4:127.0.0.1:127.0.0.1:$((P + 1)),socksport=$((P + 4))" -
	t socat -u "UNIX:$D/l.sock" -; t socat -u "UNIX:$D/x.sock" - 2>&1
	t ssh -S "$D/fwd" x "socat -u TCP:127.0.0.1:$((P + 3)) -; socat -u UNIX:r.sock -; socat -u UNIX:/run/user/\$(id -u)/y.sock - 2>&1"
	touch $H/over; t ssh -S "$D/fwd" -O exit x 2>/dev/null; kill $server; rm -f $H/?.sock /run/user/$(id -u $U)/?.sock
}
row quick "ssh -L -R -D, unix sockets" forwarded 'server|server|unix|runtime|client|client|client'

jump() { t ssh -J "$A" -o ConnectTimeout=5 root@host 'echo behind' 2>/dev/null || echo no way; }
row whole "ssh -J through the account" jump behind 'no way' "Network"

copy_id() { # let in by the password, then by the key
	ssh-keygen -q -t ed25519 -N '' -f "$D/id"
	grep -v Identit /root/.ssh/config >"$D/config"
	talk ssh-copy-id -i "$D/id.pub" -F "$D/config" "$A" <<-'X'
	want assword:
	say correct horse
	want Number of key.s. added: 1
	ended 0
	X
	t ssh-copy-id -i "$D/id.pub" -F "$D/config" "$A" 2>&1 | grep -o 'already exist'
	t ssh -F "$D/config" -o IdentitiesOnly=yes -i "$D/id" "$A" 'stat -c %a .ssh/authorized_keys; grep -c . .ssh/authorized_keys'
	sed -i 2d $H/.ssh/authorized_keys
}
row whole "ssh-copy-id" copy_id 'ok|already exist|600|2'

by_password() {
	talk ssh -o PubkeyAuthentication=no -o PreferredAuthentications="$1" "$A" 'echo came in $((6 * 7))' <<-'X'
	want assword:
	say wrong
	want assword:
	say correct horse
	want came in 42
	ended 0
	X
}
password() { by_password keyboard-interactive; by_password password; }
row whole "ssh: a password" password 'ok|ok'

expired() { # sshd itself asks for a new one where PAM asked for the old one; with a key it executes passwd
	chage -d 0 $U
	talk ssh -o PubkeyAuthentication=no -o PreferredAuthentications=keyboard-interactive "$A" 'echo came in $((6 * 7))' <<-'X'
	want assword:
	say correct horse
	want urrent password:
	say correct horse
	want ew password:
	say battery staple 9
	want ew password:
	say battery staple 9
	want came in 42
	ended 0
	X
	echo "$U:correct horse" | chpasswd
}
row whole "ssh: an expired password" expired ok
expired_key() {
	chage -d 0 $U
	T=4 t ssh -tt "$A" 2>&1 </dev/null | grep -oE 'Your password has expired|Current password:|pam_start.*failed'
	echo "$U:correct horse" | chpasswd
}
row whole "ssh: an expired password, with a key" expired_key \
	'Your password has expired|Current password:' '~Your password has expired\|pam_start.*failed' "Set-user-ID programs"

agent() {
	eval "$(ssh-agent -a "$D/agent")" >/dev/null; export SSH_AUTH_SOCK
	ssh-add -q $KEY
	on -A 'ssh-add -l | grep -o ED25519; ssh-add -L >key.pub; echo text | ssh-keygen -q -Y sign -n file -f key.pub 2>/dev/null | head -n 1'
	on -A 'ssh-keygen -q -t ecdsa -N "" -f new; ssh-add -q new 2>/dev/null; ssh-add -l | wc -l; rm -f new new.pub key.pub'
	on 'ssh-add -l 2>&1'
	ssh-agent -k >/dev/null; unset SSH_AUTH_SOCK
}
row quick "ssh -A: list, sign, add a key" agent \
	'ED25519|-----BEGIN SSH SIGNATURE-----|2|Could not open a connection to your authentication agent.'

x11() {
	have Xvfb xdpyinfo || return
	local display=$((P / 100)) server
	Xvfb :$display -screen 0 320x200x8 >/dev/null 2>&1 & server=$!
	until_true 10 test -S /tmp/.X11-unix/X$display
	export DISPLAY=:$display; touch /root/.Xauthority
	on -Y 'xdpyinfo | grep -E "^name of display|dimensions" | sed "s/ (.*//"; xauth list | grep -c MIT-MAGIC-COOKIE-1' 2>/dev/null | sed -E 's/localhost:[0-9.]+/SSH/'
	on -X 'xdpyinfo | grep -c "^name of display"' 2>/dev/null
	kill $server; unset DISPLAY
}
row whole "ssh -X, -Y: an X client" x11 'name of display:    SSH|  dimensions:    320x200 pixels|1|1'
