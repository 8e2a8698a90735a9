#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# [lsm] of the policy, on a kernel with AppArmor: to be run as root in a throw-away machine (a virtual
# one: accounts, PAM files and sshd are changed) whose kernel has AppArmor on.
#
#   make PREFIX=/usr/local && make install PREFIX=/usr/local DESTDIR=STAGE
#   in the guest, with STAGE and this tree visible there:
#   STAGE=/path/of/STAGE LIBS=/path/of/libs bash tests/vm/lsm.sh
#
# LIBS: a directory with libraries that the guest has no package of (libiniparser, libjansson), or empty.
# The guest needs sshd, perl and apparmor_parser. On a kernel without AppArmor (apparmor=0), or with
# SELinux (security=selinux selinux=1), the parts that can be seen there are run.
set -u
STAGE=${STAGE:?where make install put it}
KEY=/root/.ssh/hostel-lsm
CONF=/etc/hostel
. "$(dirname "$0")/../checks.sh"

tenant() { # command: over ssh, in a new sandbox
	local n=100
	while pgrep -x hostel-init >/dev/null && [ $((n -= 1)) -gt 0 ]; do sleep 0.1; done
	ssh -F none -i $KEY -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o LogLevel=ERROR \
		-o UserKnownHostsFile=/dev/null hosteltest@127.0.0.1 "$@" 2>&1 </dev/null
}

policy() { printf '%s\n' "[session]" "keep_room = no" "[lsm]" "$@" >$CONF/plans/basic.ini; }
log() { journalctl -q -o cat -t sshd --since "$mark" 2>/dev/null || tail -n 50 /var/log/auth.log; }
refused() { # name, reason: the next login is refused, and the log says why
	local seen
	mark=$(date '+%F %T'); sleep 1.1
	seen=$(tenant 'echo came in')
	is "$1: refused" 255 $?
	is "$1: nothing ran" "" "$(grep 'came in' <<<"$seen")"
	like "$1: the log has the reason" "$2" "$(log)"
}

# --- the machine --------------------------------------------------------------------------------------
cp -a "$STAGE/." / || exit 2
[ -z "${LIBS:-}" ] || cp -a "$LIBS"/* /usr/local/lib/
ldconfig
[ -x /usr/local/libexec/hostel/hostel-init ] || { echo "not ok - installed below /usr/local"; exit 2; }
mkdir -p -m 700 /root/.ssh $CONF/plans $CONF/tenants
[ -f $KEY ] || ssh-keygen -q -t ed25519 -N '' -f $KEY
getent group hostel >/dev/null || groupadd hostel
id hosteltest >/dev/null 2>&1 || useradd -m -G hostel -s /usr/local/bin/hostel-shell hosteltest
install -d -o hosteltest -g hosteltest -m 700 /home/hosteltest/.ssh
install -o hosteltest -g hosteltest -m 600 $KEY.pub /home/hosteltest/.ssh/authorized_keys
printf '[host]\ntenants = @hostel\n[plans]\n@hostel = basic\n' >$CONF/hostel.ini
module=/usr/local/lib/security/pam_hostel.so
sed -i '/pam_hostel/d' /etc/pam.d/sshd
# pam_systemd would make cgroups and a session on the host before ours.
printf 'account required %s\nsession required %s\n' $module $module >>/etc/pam.d/sshd
chown -R root:root $CONF
is "the tenant's configuration is valid" 0 "$(policy; hostel check >/tmp/check 2>&1; echo $?)"

current='cat /proc/self/attr/current'
enabled=$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)

# --- without AppArmor ---------------------------------------------------------------------------------
if [ "$enabled" != Y ]; then
	policy
	is "auto: nothing where AppArmor is off" "ran" "$(tenant 'echo ran')"
	policy 'apparmor = no'
	is "no: nothing" "ran" "$(tenant 'echo ran')"
	policy 'apparmor = hostel-tenant'
	refused "an explicit profile where AppArmor is off" \
		'\[lsm\] apparmor = hostel-tenant \(plans/basic.ini:3\): AppArmor (is not on|was switched off)'
	policy 'selinux = system_u:system_r:hostel_tenant_t:s0'
	refused "an explicit SELinux context" \
		'\[lsm\] selinux = system_u:system_r:hostel_tenant_t:s0 \(plans/basic.ini:3\): SELinux is not on|does not know'
	policy 'selinux = auto'
	is "selinux = auto: nothing where no policy is loaded" "ran" "$(tenant 'echo ran')"
	finish; exit
fi

# --- with AppArmor, before our profiles are loaded ----------------------------------------------------
apparmor_parser -R /etc/apparmor.d/hostel 2>/dev/null
policy
is "auto: nothing where our profile is not loaded" "unconfined" "$(tenant "$current")"
policy 'apparmor = hostel-tenant'
refused "our profile by name, not loaded" \
	'\[lsm\] apparmor = hostel-tenant \(plans/basic.ini:3\): no profile of this name is loaded'
policy 'selinux = system_u:system_r:hostel_tenant_t:s0'
refused "an explicit SELinux context" '\[lsm\] selinux = .*basic.ini:3\): SELinux is not on'

like "hostel doctor misses our profiles" 'WARN +lsm .*are not loaded' "$(hostel doctor lsm)"

# --- loaded -------------------------------------------------------------------------------------------
is "the profiles load" 0 "$(apparmor_parser -r /etc/apparmor.d/hostel >/tmp/parser 2>&1; echo $?)"
policy
like "hostel doctor sees them" "PASS +lsm .*with hostel's profiles" "$(hostel doctor lsm)"
label='hostel-init//&hostel-tenant (enforce)'
is "auto: the tenant's program carries both labels" "$label" "$(tenant "$current")"
is "so does what it starts" "$label" "$(tenant "sh -c 'setsid $current'")"
is "so does a login shell on a terminal" "$label" "$(tenant -tt "$current" | tr -d '\r')"
is "and a program that sftp or scp would start" "$label" "$(tenant "exec env -i /bin/cat /proc/self/attr/current")"
coproc stay { tenant 'echo up; sleep 20'; }
read -r -t 30 up <&"${stay[0]}"
is "PID 1 of the sandbox carries its own" "hostel-init (enforce)" \
	"$(cat "/proc/$(pgrep -x hostel-init)/attr/current")"
like "hostel-shell on the porch too" "^hostel-shell" \
	"$(for p in $(pgrep -x hostel-shell); do cat "/proc/$p/attr/current"; done)"
[ -z "${stay_PID:-}" ] || kill "$stay_PID"; wait 2>/dev/null

# Socket families: the filter is switched off, so that it is the profile that refuses.
alg='perl -e "use Socket; socket(S, 38, SOCK_SEQPACKET, 0) or die qq(\$!\n); print qq(open\n)"'
policy '[seccomp]' 'profile = unconfined'
is "denied by the profile alone: an AF_ALG socket" "Permission denied" "$(tenant "$alg")"
policy 'apparmor = no' '[seccomp]' 'profile = unconfined'
is "control: apparmor = no, and it opens" "open" "$(tenant "$alg")"
is "control: no label then" "unconfined" "$(tenant "$current")"

# Ordinary use goes on.
policy
is "exit status" 7 "$(tenant 'exit 7'; echo $?)"
is "pipes, signals, files" "12 143" "$(tenant 'echo 12 | cat >f; sleep 60 & kill $!; wait $!; n=$?; echo $(cat f) $n')"
is "a process of his own can be looked at" 1 \
	"$(tenant 'sleep 5 & readlink /proc/$!/exe | grep -c sleep')"
is "the network inside" "refused" "$(tenant 'bash -c "echo >/dev/tcp/127.0.0.1/9" 2>&1 | grep -o refused | head -1')"
is "standard input, binary, through a pipe" "$(head -c 100000 /usr/bin/ssh | sha256sum)" \
	"$(head -c 100000 /usr/bin/ssh | ssh -F none -i $KEY -o IdentitiesOnly=yes -o LogLevel=ERROR \
	-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null hosteltest@127.0.0.1 sha256sum)"
is "su from root, output into a file of root's" "suing" \
	"$(cd /root && touch su.out && chmod 600 su.out && printf 'account required %s\nsession required %s\n' \
	$module $module >>/etc/pam.d/su && su hosteltest -c 'echo suing' >su.out; cat su.out)"

# --- an admin's own profile ---------------------------------------------------------------------------
printf 'abi <abi/3.0>,\nprofile lsm-own flags=(attach_disconnected) {\n file,\n network,\n signal,\n %s\n}\n' \
	'deny /etc/os-release r, deny /usr/lib/os-release r,' | apparmor_parser -r
policy 'apparmor = lsm-own'
is "an own profile: its label" 'hostel-init//&lsm-own (enforce)' "$(tenant "$current")"
like "an own profile: its rule" 'Permission denied' "$(tenant 'cat /etc/os-release')"
policy
like "control: without it the file can be read" 'Debian|NAME' "$(tenant 'cat /etc/os-release')"
policy 'apparmor = lsm-owm'
refused "a name with a typing error" '\[lsm\] apparmor = lsm-owm .*no profile of this name is loaded'

# Profiles taken away under a running sandbox: nothing more is started in it.
policy
coproc stay { tenant 'echo up; sleep 30'; }
read -r -t 30 up <&"${stay[0]}"
apparmor_parser -R /etc/apparmor.d/hostel
is "profiles taken away: no program starts unconfined" "126" \
	"$(ssh -F none -i $KEY -o IdentitiesOnly=yes -o LogLevel=ERROR -o StrictHostKeyChecking=no \
	-o UserKnownHostsFile=/dev/null hosteltest@127.0.0.1 "$current" </dev/null >/tmp/away 2>&1; echo $?)"
like "profiles taken away: and says so" 'hostel: confinement: ' "$(cat /tmp/away)"
hostel kill hosteltest >/dev/null; wait 2>/dev/null
apparmor_parser -r /etc/apparmor.d/hostel

# PID 1 without a profile of its own: unconfined -> hostel-tenant, under no_new_privs.
awk '/^profile hostel-init/ {skip = 1} !skip {print} /^}/ {skip = 0}' /etc/apparmor.d/hostel >/tmp/tenant-only
apparmor_parser -R /etc/apparmor.d/hostel; apparmor_parser -r /tmp/tenant-only
policy
is "without hostel-init's profile: the tenant's alone" 'hostel-tenant (enforce)' "$(tenant "$current")"
finish
