#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Doubt refuses: whatever is missing or wrong, no command of the tenant runs, and others come in.
. "$(dirname "$0")/lib.sh"

MARK=/home/alice/mark
attempt() { # every way in; prints the ways in which something of alice's ran outside a sandbox or at all
	local ran=
	rm -f $MARK
	alice "echo ran >$MARK" >/dev/null 2>&1
	[ ! -e $MARK ] || ran="$ran command"
	rm -f $MARK
	printf 'put /root/file %s\n' $MARK | timeout 60 sftp -q -b - alice@host >/dev/null 2>&1
	[ ! -e $MARK ] || ran="$ran sftp"
	rm -f $MARK
	su - alice -c "echo ran >$MARK" >/dev/null 2>&1
	[ ! -e $MARK ] || ran="$ran su"
	rm -f $MARK
	S alice -N -f -o ExitOnForwardFailure=yes -L 7100:127.0.0.1:22 </dev/null >/dev/null 2>&1
	[ -z "$(timeout 2 socat -u TCP:127.0.0.1:7100 - 2>/dev/null)" ] || ran="$ran forwarding"
	pkill -f 'L 7100:127.0.0.1:22'
	echo "${ran# }"
}
others() { # who still comes in
	local who=
	[ "$(S root 'echo in')" = in ] && who="root"
	[ "$(S carol 'echo in')" = in ] && who="$who carol"
	[ "$(S bob 'echo in')" = in ] && who="$who bob"
	echo $who
}
echo file >/root/file
is "control: all is well" "command sftp su" "$(attempt)"
is "control: the others" "root carol bob" "$(others)"

refused() { # name, pattern for the log, who else still comes in
	local mark ran
	mark=$(log_mark)
	ran=$(attempt)
	is "$1: nothing of the tenant runs" "" "$ran"
	[ -z "$2" ] || like "$1: the log says why" "$2" "$(log_since $mark)"
	is "$1: the others come in" "$3" "$(others)"
}

policy '[resources]' 'memory.max = 512'
refused "a bad value" 'tenants/alice.ini:2: \[resources\] memory.max = 512' "root carol bob"
policy '[resources]' 'memry.max = 512M'
refused "an unknown key" 'did you mean .*memory.max' "root carol bob"
policy '[tenant]' 'plan = gold'
refused "a missing plan" 'gold' "root carol bob"
policy '[tenant]' 'suspended = yes'
refused "a suspended tenant" 'suspended' "root carol bob"
policy '[session]' 'services = cron'
refused "a service that is not listed" 'services' "root carol bob"
policy '[session]'; chmod g+w $CONF/tenants/alice.ini
refused "a file that its group may write" 'writable by its group' "root carol bob"
policy '[session]'; chown alice $CONF/tenants/alice.ini
refused "a file of the tenant's own" 'does not belong to root' "root carol bob"
policy; ln -s /home/alice/policy $CONF/tenants/alice.ini
refused "a symbolic link" 'symbolic link' "root carol bob"
policy; mkfifo $CONF/tenants/alice.ini
refused "a FIFO" 'not a regular file' "root carol bob"
policy
rm -f $CONF/tenants/alice.ini
mv $CONF/hostel.ini $CONF/away
refused "no hostel.ini" 'hostel.ini' "root"
mv $CONF/away $CONF/hostel.ini
mv $CONF $CONF.away
refused "no configuration at all" '/etc/hostel' "root"
mv $CONF.away $CONF
usermod -aG sudo carol 2>/dev/null || { groupadd sudo; usermod -aG sudo carol; }
mv $CONF/hostel.ini $CONF/away
is "without hostel.ini an administrator comes in" in "$(S carol 'echo in')"
mv $CONF/away $CONF/hostel.ini
gpasswd -d carol sudo >/dev/null

cp -a /etc/pam.d /etc/pam.away
pam_lines_remove sshd; pam_lines_remove su; SFTP=/usr/lib/openssh/sftp-server start_sshd
rm -f $MARK
refused_without_line=$(alice "echo ran >$MARK" 2>&1); [ ! -e $MARK ]
is "PAM line missing: no command runs" 0 $?
like "one plain sentence" '^hostel: this account is only usable inside its sandbox' "$refused_without_line"
su - alice -c "echo ran >$MARK" >/dev/null 2>&1; [ ! -e $MARK ]
is "PAM line missing: nor by su" 0 $?
printf 'put /root/file %s\n' $MARK | timeout 60 sftp -q -b - alice@host >/dev/null 2>&1; [ ! -e $MARK ]
is "PAM line missing: nor sftp-server" 0 $?
is "PAM line missing: root comes in" in "$(S root 'echo in')"
rm -rf /etc/pam.d; mv /etc/pam.away /etc/pam.d; start_sshd

# The guard of the README: with the module gone, only its group is refused.
cp -a /etc/pam.d /etc/pam.away
pam_lines_remove sshd
sed "s,pam_hostel.so,$MODULE," etc/pam.d/sshd.sample >>/etc/pam.d/sshd
is "guard lines: a tenant comes in" hostel-init "$(alice 'cat /proc/1/comm')"
mv $MODULE $MODULE.away
rm -f $MARK; alice "echo ran >$MARK" >/dev/null 2>&1; [ ! -e $MARK ]
is "module missing: no command of a tenant's runs" 0 $?
is "module missing: root and others come in" "in in" "$(S root 'echo in') $(S carol 'echo in')"
mv $MODULE.away $MODULE
rm -rf /etc/pam.d; mv /etc/pam.away /etc/pam.d

# The module itself fails when the session opens, and sshd goes on: it finds nothing.
chsh -s /bin/bash alice
mv $PREFIX/libexec/hostel/hostel-init $PREFIX/libexec/hostel/away
refused "no hostel-init, a shell of the host's" 'hostel-init' "root carol"
mv $PREFIX/libexec/hostel/away $PREFIX/libexec/hostel/hostel-init
is "and then it works again" hostel-init "$(alice 'cat /proc/1/comm')"
chsh -s $SHELL_PATH alice

# --- while a session is open --------------------------------------------------------------------------
alice 'sleep 31' & session=$!
until_true 5 pgrep -f '^sleep 31'
rm -rf $STATE
ok "/run/hostel gone: a new login works in a sandbox of its own or is refused" bash -c \
	"out=\$(timeout 60 ssh -F /root/.ssh/config -l alice host 'cat /proc/1/comm' 2>/dev/null); [ \"\$out\" = hostel-init -o -z \"\$out\" ]"
pkill -f 'host sleep 31'; wait $session 2>/dev/null
until_true 10 no_sandbox
alice 'sleep 32' & session=$!
until_true 5 pgrep -f '^sleep 32'
pkill -9 -x hostel-init
wait $session
is "hostel-init killed: the command ends" 255 $?
is "and a new login makes a new sandbox" hostel-init "$(alice 'cat /proc/1/comm')"

# --- user namespaces ----------------------------------------------------------------------------------
if [ -e /proc/sys/kernel/unprivileged_userns_clone ]; then
	echo 0 >/proc/sys/kernel/unprivileged_userns_clone
	is "kernel.unprivileged_userns_clone = 0: works" hostel-init "$(alice 'cat /proc/1/comm')"
	echo 1 >/proc/sys/kernel/unprivileged_userns_clone
else
	skip "kernel.unprivileged_userns_clone = 0" "this kernel has no such switch"
fi
if [ -e /proc/sys/kernel/apparmor_restrict_unprivileged_userns ]; then
	echo 1 >/proc/sys/kernel/apparmor_restrict_unprivileged_userns
	is "kernel.apparmor_restrict_unprivileged_userns = 1: works" hostel-init "$(alice 'cat /proc/1/comm')"
else
	skip "kernel.apparmor_restrict_unprivileged_userns = 1" "this kernel has no such switch"
fi
# The limit is per user namespace: one of our own stands for the host.
limited() { python3 tests/system/in_userns.py sh -c "echo $1 >/proc/sys/user/max_user_namespaces; hostel run alice -- echo in" 2>/dev/null; }
mark=$(log_mark)
is "user.max_user_namespaces = 0: refused" "" "$(limited 0)"
like "and named" 'user.max_user_namespaces = 0' "$(log_since $mark)"

# --- changes of the host while a session is open ----------------------------------------------------
until_true 5 no_sandbox
CONTROL=/tmp/upgrade.sock
open_master alice $CONTROL
again() { timeout 60 ssh -F /root/.ssh/config -S $CONTROL host "$@" 2>&1; }
is "a second channel" hostel-init "$(again cat /proc/1/comm)"
useradd dave
is "after useradd: nobody new inside" "$PASSWD_INSIDE" "$(again 'cut -d: -f1 /etc/passwd | xargs')"
for file in /usr/bin/dash /usr/bin/bash $PREFIX/libexec/hostel/porch/hostel-shell $PREFIX/libexec/hostel/hostel-init /etc/passwd /etc/group; do
	cp -a $file $file.new && mv $file.new $file
	is "after an upgrade of $file: the open session goes on inside" hostel-init "$(again cat /proc/1/comm)"
	is "after an upgrade of $file: a new login" hostel-init "$(alice 'cat /proc/1/comm')"
	is "after an upgrade of $file: nobody new inside" "$PASSWD_INSIDE" "$(again 'cut -d: -f1 /etc/passwd | xargs')"
	is "after an upgrade of $file: sftp on the porch sees no more" "$PASSWD_INSIDE" \
		"$(printf 'get /etc/passwd /root/pw\n' | timeout 60 sftp -q -b - -o ControlPath=$CONTROL alice@host >/dev/null; cut -d: -f1 /root/pw | xargs; rm -f /root/pw)"
done
ssh -F /root/.ssh/config -S $CONTROL -O exit host 2>/dev/null
finish
