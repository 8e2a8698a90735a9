#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel setup: PAM, sshd and the rest of a host that has heard nothing of hostel, in one command and back. Whatever
# happens to it or to what it set up, root and an account that is no tenant come in.
. "$(dirname "$0")/lib.sh"
exec 2>/var/log/setup.err # the shell's own words about what was killed

# The files as the distribution has them: set_up() has put ours into some by hand.
for service in sshd su login cron; do pam_lines_remove $service; done
rm -f /root/first /root/second
mkdir -p /etc/ssh/sshd_config.d
cp /etc/ssh/sshd_config /root/sshd_config
echo carol:secret | chpasswd; echo alice:secret | chpasswd
cp -a /etc /root/etc.before
etc_is_as_before() { diff -r --no-dereference "$@" /root/etc.before /etc; }
setup() { timeout 120 hostel setup "$@" 2>&1; }
login_as() { # account: by login(1) on a terminal, a password
	timeout 30 expect -c "spawn -noecho login $1
		expect assword: {send secret\r}
		expect -re {[\$#] } {send {echo came-\$((1+1)) \$(cat /proc/1/comm)}; send \r}
		expect -re {came-2 [a-z-]+}; send exit\r; expect eof" 2>/dev/null | grep -o 'came-2 [a-z-]*' | tail -1
}
others_come_in() { # root and an account that is no tenant: ssh, su, login
	S root 'echo ssh-root' </dev/null
	S carol 'echo ssh-carol' </dev/null
	su carol -c 'echo su-carol' </dev/null
	login_as carol | cut -d' ' -f1
}
EVERYBODY=$'ssh-root\nssh-carol\nsu-carol\ncame-2'
is "control: root and carol come in beforehand" "$EVERYBODY" "$(others_come_in 2>&1)"
is "control: alice does not: hostel-shell refuses" "" "$(alice 'echo in' 2>/dev/null)"

# --- what it would do -----------------------------------------------------------------------------------------
said=$(setup --dry-run); status=$?
is "--dry-run ends with 0" 0 $status
like "it says what it would do" 'would +PAM service sshd +lines of hostel in /etc/pam\.d/sshd' "$said"
like "and shows the lines" '\+session required .*pam_hostel\.so' "$said"
like "and the gate" '\+account \[success=1 default=ignore\] pam_succeed_if\.so quiet user notingroup hostel' "$said"
is "it changes nothing" "" "$(etc_is_as_before)"
is "and leaves nothing of its own" "" "$(ls -d $STATE/setup /usr/share/pam-configs/systemd-hostel 2>/dev/null)"

# --- doing it -----------------------------------------------------------------------------------------------
said=$(setup); status=$?
is "setup ends with 0" 0 "$status"
[ $status = 0 ] || sed 's/^/# /' <<<"$said"
like "it says what it did" 'done +PAM service sshd' "$said"
like "su-l has the lines of su, which it includes" 'ok +PAM service su-l +includes' "$said"
like "it ends with what doctor still finds" 'hostel doctor still finds:' "$said"
unlike "which is nothing about PAM" '(services|session-last|stack-order) ' "$said"
is "alice is in by ssh" hostel-init "$(alice 'cat /proc/1/comm')"
is "by su" hostel-init "$(su alice -c 'cat /proc/1/comm' </dev/null)"
is "and by login" "came-2 hostel-init" "$(login_as alice)"
is "root and carol are as before" "$EVERYBODY" "$(others_come_in 2>&1)"
cp -a /etc /root/etc.after
like "again: everything was as it must be" 'nothing was changed' "$(setup)"
is "and nothing is" "" "$(diff -r --no-dereference /root/etc.after /etc)"
is "--dry-run has nothing to do" "0 to do; nothing was changed" "$(setup --dry-run | tail -1)"
is "--json: every step" '1 ok' "$(hostel setup --dry-run --json | python3 -c '
import json, sys
d = json.load(sys.stdin); print(d["schema"], *{s["state"] for s in d["steps"]} - {"note"})')"
if grep -q pam_systemd /etc/pam.d/common-session; then
	like "tenants skip pam_systemd, by pam-auth-update's own file" 'ingroup hostel' "$(grep -B1 pam_systemd.so /etc/pam.d/common-session)"
	ok "doctor agrees" sh -c '! hostel doctor pam-systemd services session-last stack-order services-of-admins | grep -E "^ +FAIL|common-session|sshd:"'
fi

# --- what others do to the files meanwhile -----------------------------------------------------------------------
echo 'session optional pam_echo.so' >>/etc/pam.d/sshd
like "a line behind ours: ours are the last again" 'done +PAM service sshd' "$(setup)"
is "and the line is kept" 1 "$(grep -c pam_echo /etc/pam.d/sshd)"
is "ours are the last" '# hostel setup: end' "$(tail -1 /etc/pam.d/sshd)"
sed -i /pam_echo/d /etc/pam.d/sshd
sed -i '/hostel setup: end/d' /etc/pam.d/su
like "marks that were edited: named" 'fail +PAM service su .*marks' "$(setup)"
cp /root/etc.after/pam.d/su /etc/pam.d/su
mv /etc/pam.d/atd /etc/pam.d/atd.real; ln -s atd.real /etc/pam.d/atd
like "a link is not followed: named" 'fail +PAM service atd .*symbolic link' "$(setup)"
mv /etc/pam.d/atd.real /etc/pam.d/atd
is "nothing else came of it" "" "$(diff -r --no-dereference /root/etc.after /etc)"

# --- a line in front that ends the phase ------------------------------------------------------------------------------
cp -a /etc/pam.d /root/pam.away
sed -i '/^# hostel setup: begin/i session sufficient pam_permit.so' /etc/pam.d/su
unlike "control: behind it nothing more is run, and alice is on the host" '^(hostel-init|)$' \
	"$(su -s /bin/sh alice -c 'cat /proc/1/comm' </dev/null)"
said=$(setup); status=$?
is "setup does not end well" 1 $status
like "it says why" 'fail +PAM service su .*sufficient' "$said"
unlike "of no other service" 'fail +PAM service (sshd|login|cron|sudo) ' "$said"
like "doctor names the line" 'su: behind "session sufficient pam_permit.so" nothing more is run' "$(hostel doctor stack-order 2>&1)"
printf 'account sufficient pam_permit.so\naccount required pam_permit.so\naccount required %s\n' $MODULE >/etc/pam.d/systemd-user
like "systemd-user, lines of others' own: doctor names it, too" 'FAIL +systemd-user .*account sufficient pam_permit.so' \
	"$(hostel doctor systemd-user 2>&1)"
sed -i '$d' /etc/pam.d/systemd-user; cp /etc/pam.d/systemd-user /root/systemd-user
like "setup puts its lines in front of it" 'done +PAM service systemd-user' "$(setup)"
manager() { # account: would systemd start a manager of theirs on the host?
	python3 - "$1" <<-'Y'
	import ctypes, sys
	pam, handle = ctypes.CDLL('libpam.so.0'), ctypes.c_void_p()
	conv = (ctypes.c_void_p * 2)(None, None)
	assert pam.pam_start(b'systemd-user', sys.argv[1].encode(), conv, ctypes.byref(handle)) == 0
	print('no' if pam.pam_acct_mgmt(handle, 0) else 'yes')
	Y
}
is "which refuse a tenant, and nobody else" "no yes yes" "$(manager alice) $(manager carol) $(manager root)"
setup --undo --force >/dev/null
ok "undone, the file is what it was" cmp /root/systemd-user /etc/pam.d/systemd-user
sed -i '/^# hostel setup: begin/,$d' /etc/pam.d/su
echo 'session [success=2 default=ignore] pam_permit.so' >>/etc/pam.d/su
like "a jump over ours: the trial tells that alice is not in a room" 'fail +trial +alice comes in past hostel by su:' "$(setup)"
rm -rf /etc/pam.d /root/pam.away; cp -a /root/etc.before/pam.d /etc/pam.d; setup >/dev/null
is "nothing else came of it" "" "$(diff -r --no-dereference /root/etc.after /etc)"

# --- root or carol would be refused --------------------------------------------------------------------------------
# Somebody's jump over the last line reaches beyond the end once ours stand there no more; so does a module that is none.
setup --undo --force >/dev/null
is "control: everything is out again" "" "$(etc_is_as_before)"
cp $MODULE /root/module.so
gcc -shared -fPIC -o /root/refuses.so -x c - <<-'C'
	int pam_sm_acct_mgmt(void *h, int f, int n, const char **v) { return 6; }
	int pam_sm_open_session(void *h, int f, int n, const char **v) { return 6; }
	int pam_sm_close_session(void *h, int f, int n, const char **v) { return 6; }
C
cp $CONF/hostel.ini /root/hostel.ini
sed -i 's/^tenants = .*/tenants = @hostel, nobody-else/' $CONF/hostel.ini # no gate
install -m 644 /root/refuses.so $MODULE
said=$(setup); status=$?
is "a module that refuses everybody, without a gate: 8" 8 $status
like "whom and where is said" '/etc/pam\.d/[a-z-]*:[0-9]+: root would be refused by the account phase' "$said"
like "and that nothing was changed" 'nothing was changed' "$said"
is "nothing is" "" "$(etc_is_as_before -x hostel.ini)"
is "root and carol come in" "$EVERYBODY" "$(others_come_in 2>&1)"
# Only the real files show it: the copy is tried with another module in the same place.
printf '\177ELF' >$MODULE
said=$(setup); status=$?
is "half a module: 6" 6 $status
like "said with what to do" 'install hostel again' "$said"
install -m 644 /root/module.so $MODULE
cp /root/hostel.ini $CONF/hostel.ini
sed -i 's/^tenants/tenant/' $CONF/hostel.ini
setup >/root/said; status=$?
is "mistakes in hostel.ini: 5" 5 $status
like "named" 'hostel\.ini:2' "$(cat /root/said)"
cp /root/hostel.ini $CONF/hostel.ini
is "nothing was changed" "" "$(etc_is_as_before)"

# --- the guard, once it is set up ---------------------------------------------------------------------------------
setup >/dev/null
guarded() { # what
	is "$1: root and carol come in" "$EVERYBODY" "$(others_come_in 2>&1)"
	is "$1: alice is refused" "" "$(alice 'echo in' 2>/dev/null; su alice -c 'echo in' 2>/dev/null </dev/null)"
}
hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox
rm $MODULE; guarded "the module is gone"
# One that ends behind its headers ends every program that loads it, with SIGBUS: dpkg and make install rename.
: >$MODULE; guarded "the module is empty"
install -m 644 /root/module.so $MODULE
library=$(ldconfig -p | awk '/libiniparser/ {print $NF; exit}')
mv "$library" "$library.gone"; real=$(readlink -f "$library.gone"); mv "$real" "$real.gone"
guarded "a library of it is gone"
mv "$real.gone" "$real"; mv "$library.gone" "$library"
mv $CONF $CONF.gone; guarded "the configuration is gone"; mv $CONF.gone $CONF
mv $PREFIX/libexec/hostel /root/libexec; guarded "hostel-init is gone"; mv /root/libexec $PREFIX/libexec/hostel
sed -i '/notingroup/d' /etc/pam.d/sshd; rm $MODULE
is "control: without the gate not even root comes in" "" "$(S root 'echo ssh-root' </dev/null 2>/dev/null)"
install -m 644 /root/module.so $MODULE
like "setup puts the gate back" 'done +PAM service sshd' "$(setup)"
is "alice is in" hostel-init "$(alice 'cat /proc/1/comm')"

# --- and back -----------------------------------------------------------------------------------------------------
said=$(setup --undo); status=$?
is "--undo with tenants: 8" 8 $status
like "they are named, and what to type" 'alice.*hostel tenant remove.*--force' "$said"
like "--force: what it would do" 'would +PAM' "$(setup --undo --force --dry-run)"
is "and does not" "" "$(diff -r --no-dereference /root/etc.after /etc)"
setup --undo --force >/root/said; status=$?
is "--undo --force ends with 0" 0 $status
is "/etc is byte for byte what it was" "" "$(etc_is_as_before)"
is "no profile is left" "" "$(ls -d /usr/share/pam-configs/*hostel* /var/lib/hostel $STATE/setup 2>/dev/null)"
like "again: nothing was there" 'nothing of hostel setup was there' "$(setup --undo --force)"
echo '# mine' >>/etc/pam.d/sshd; setup >/dev/null; sed -i '1i # edited since' /etc/pam.d/sshd
setup --undo --force >/dev/null
is "a file that was edited meanwhile keeps the edits" $'# edited since\n# mine' "$(sed -n '1p;$p' /etc/pam.d/sshd)"
cp /root/etc.before/pam.d/sshd /etc/pam.d/sshd
printf 'session required pam_permit.so' >/etc/pam.d/crond; cp /etc/pam.d/crond /root/crond
setup >/dev/null; setup --undo --force >/dev/null
ok "a last line without an end is that again" cmp /root/crond /etc/pam.d/crond
rm /etc/pam.d/crond

# --- what sshd has to be told ---------------------------------------------------------------------------------------
printf 'Include /etc/ssh/sshd_config.d/*.conf\n' | cat - /root/sshd_config | sed 's/^UsePAM.*/UsePAM no/' >/etc/ssh/sshd_config
cp /etc/ssh/sshd_config /root/sshd_config.no
like "UsePAM no: a file that says yes first" 'done +sshd +UsePAM yes in /etc/ssh/sshd_config\.d/00-hostel\.conf' "$(setup)"
like "sshd takes it" '^usepam yes' "$(sshd -T | grep -i usepam)"
setup --undo --force >/dev/null
is "undone" "" "$(ls /etc/ssh/sshd_config.d; cmp /root/sshd_config.no /etc/ssh/sshd_config)"
sed -i /^Include/d /etc/ssh/sshd_config; cp /etc/ssh/sshd_config /root/sshd_config.no
like "no directory: at the top of sshd_config" 'done +sshd +UsePAM yes in /etc/ssh/sshd_config' "$(setup)"
like "sshd takes it" '^usepam yes' "$(sshd -T | grep -i usepam)"
setup --undo --force >/dev/null
ok "undone" cmp /root/sshd_config.no /etc/ssh/sshd_config
cp /root/sshd_config /etc/ssh/sshd_config

# --- Docker's chain for the admin's rules ----------------------------------------------------------------------------
if iptables -w -N DOCKER-USER 2>/dev/null; then
	setup >/dev/null
	is "Docker lets tenants' links through" 2 "$(iptables -w -S DOCKER-USER | grep -c 'hostel+ -j ACCEPT')"
	setup >/dev/null
	is "once" 2 "$(iptables -w -S DOCKER-USER | grep -c 'hostel+ -j ACCEPT')"
	setup --undo --force >/dev/null
	is "and no more" 0 "$(iptables -w -S DOCKER-USER | grep -c hostel+)"
	iptables -w -X DOCKER-USER
else
	skip "Docker lets tenants' links through" "this kernel has no iptables"
fi

# --- killed at any step ------------------------------------------------------------------------------------------------
# Every rename and unlink of it is the last thing that it does, once; then others come in, and a second one mends.
swept=0 wrong=
for call in rename:1 rename:6 clone:4; do
	for way in '' '--undo --force'; do
		[ -z "$way" ] || setup >/dev/null
		timeout 120 strace -o /dev/null -e trace="${call%:*}" \
			-e "inject=${call%:*}:signal=KILL:when=${call#*:}" hostel setup $way >/dev/null 2>&1
		[ $? != 137 ] || swept=$((swept + 1))
		[ "$(S root 'echo ssh-root' </dev/null 2>&1; S carol 'echo ssh-carol' </dev/null 2>&1; su carol -c 'echo su-carol' </dev/null 2>&1)" = \
			$'ssh-root\nssh-carol\nsu-carol' ] || wrong="$wrong $call:$way:refused"
		setup >/dev/null || wrong="$wrong $call:$way:second"
		[ -z "$(diff -r --no-dereference /root/etc.after /etc)" ] || wrong="$wrong $call:$way:differs"
		setup --undo --force >/dev/null || wrong="$wrong $call:$way:undo"
		[ -z "$(etc_is_as_before)" ] || wrong="$wrong $call:$way:rest"
	done
done
ok "control: it was killed: $swept times" test $swept -ge 4
is "killed: others come in, a second one mends, --undo leaves nothing" "" "$wrong"
mkdir -p /var/lib/hostel
flock /var/lib/hostel hostel setup >/root/said 2>&1; status=$?
is "two at once: 7" 7 $status
like "said" 'another hostel setup is at work' "$(cat /root/said)"

# groupadd(8) and groupdel(8) leave copies of their own in /etc: last.
sed -i 's/^tenants = .*/tenants = @hostel, @setup-made/' $CONF/hostel.ini
setup >/dev/null
like "a group that tenants names is made" '^setup-made:' "$(getent group setup-made)"
cp /root/hostel.ini $CONF/hostel.ini
setup --undo --force >/dev/null
is "and goes, although tenants names it no more" "" "$(getent group setup-made; etc_is_as_before -x '*-')"

finish
