#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel doctor: each check is made to complain, and is content again when the cause is gone. More of them: 93-doctor-*.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/doctor_checks.sh"

# --- configuration ------------------------------------------------------------------------------------
becomes policies PASS
becomes tenants PASS
echo 'memory.max = 3' >>$CONF/plans/basic.ini
becomes policies FAIL 'plans/basic.ini:4'
becomes tenants FAIL 'alice: plans/basic.ini:4'
is "a failure is exit status 20" 20 "$(hostel doctor tenants >/dev/null; echo $?)"
default_config
is "no failure is exit status 0" 0 "$(hostel doctor tenants >/dev/null; echo $?)"
chmod o+w $CONF/hostel.ini
becomes policies FAIL 'hostel.ini'
becomes keepers FAIL
default_config
sed -i 's/^tenants = .*/tenants = @hostel, @hostle/' $CONF/hostel.ini
becomes policies WARN 'there is no group hostle'
like "hostel check warns of it, too" '^hostel.ini:2:.*warning: there is no group hostle' "$(hostel check)"
is "a warning is no mistake" 0 "$(hostel check >/dev/null; echo $?)"
default_config
becomes policies PASS
for tenant in alice bob; do
	printf '[network]\nmode = nat\npublish = 192.0.2.10:8080:80/tcp\n' >$CONF/tenants/$tenant.ini
done
sed -i s/8080:80/8000-8100/ $CONF/tenants/alice.ini
is "hostel check finds a port published twice" \
	"tenants/bob.ini:3: [network] publish = 192.0.2.10:8080:80/tcp: bob and alice would both have it:$(
	) alice has 192.0.2.10:8000-8100/tcp (tenants/alice.ini:3)" "$(hostel check | head -n -1)"
hostel check >/dev/null; is "that is a mistake" 5 $?
sed -i s/8080:80/8101/ $CONF/tenants/bob.ini
is "the next port is another one's" 0 "$(hostel check >/dev/null; echo $?)"
default_config

becomes keepers PASS
useradd -u 1879048200 intruder
becomes keepers FAIL 'account intruder, uid 1879048200'
userdel intruder 2>/dev/null
cp /etc/subuid /etc/subuid.kept 2>/dev/null || : >/etc/subuid.kept
echo 'carol:1879113000:65536' >>/etc/subuid
becomes keepers FAIL '/etc/subuid: carol:1879113000:65536'
cp /etc/subuid.kept /etc/subuid
becomes keepers PASS
becomes shells PASS
echo $SHELL_PATH >>/etc/shells
becomes shells WARN "$SHELL_PATH"
sed -i '$d' /etc/shells
becomes shells PASS

# --- ways in ------------------------------------------------------------------------------------------
pam_lines atd lightdm crond remote cockpit
becomes services PASS
pam_lines_remove sshd
becomes services FAIL 'sshd: no account line'
pam_lines sshd
echo 'session optional pam_mail.so' >>/etc/pam.d/sshd
becomes services PASS
becomes session-last FAIL 'sshd: pam_mail.so stands behind it'
pam_lines sshd
sed -i '/pam_mail.so$/d' /etc/pam.d/sshd
becomes session-last PASS
pam_lines_remove su
becomes services FAIL 'su-l: no account line'
pam_lines su
pam_lines runuser runuser-l sudo sudo-i
if [ -e /usr/lib/pam.d/polkit-1 ]; then
	becomes services-of-admins WARN 'polkit-1: no session line'
	cp /usr/lib/pam.d/polkit-1 /etc/pam.d/; pam_lines polkit-1
fi
becomes services-of-admins PASS
pam_lines_remove runuser
becomes services-of-admins WARN 'runuser: no session line'
becomes gate SKIP "there is none"
for type in account session; do
	sed -i "/^$type required .*pam_hostel/i $type [success=1 default=ignore] pam_succeed_if.so quiet user notingroup hostel" /etc/pam.d/sshd
done
becomes gate PASS
gpasswd -d alice hostel >/dev/null
becomes gate FAIL alice
is "control: then the module is jumped over, and only hostel-shell refuses" 1 \
	"$(alice 'echo in' 2>&1 | grep -c 'only usable inside its sandbox')"
gpasswd -a alice hostel >/dev/null
becomes gate PASS
sed -i /notingroup/d /etc/pam.d/sshd
becomes systemd-user "$([ -e /usr/lib/pam.d/systemd-user ] && echo FAIL || echo SKIP)"
printf 'account required pam_permit.so\nsession required pam_permit.so\n' >/etc/pam.d/systemd-user
becomes systemd-user FAIL 'starts a manager'
pam_lines systemd-user
becomes systemd-user PASS
sed -i /pam_systemd/d /etc/pam.d/*
becomes pam-systemd PASS
sed -i '1i session optional pam_systemd.so' /etc/pam.d/common-session
becomes pam-systemd WARN 'sshd: pam_systemd.so is not skipped'
sed -i '1i session [success=1 default=ignore] pam_succeed_if.so quiet user ingroup hostel' /etc/pam.d/common-session
becomes pam-systemd PASS
sed -i 1,2d /etc/pam.d/common-session
sed -i 's/user_readenv=1//' /etc/pam.d/*
becomes environment PASS
echo 'auth optional pam_env.so user_readenv=1' >>/etc/pam.d/cron
becomes environment WARN 'cron: auth pam_env.so user_readenv=1'
becomes sshd INFO 'internal-sftp works outside the tenants. limits'
sed -i 's/^UsePAM.*/UsePAM no/' /etc/ssh/sshd_config
becomes sshd FAIL 'UsePAM is no'
sed -i 's/^UsePAM.*/UsePAM sometimes/' /etc/ssh/sshd_config
becomes sshd WARN 'sshd -T'
sed -i 's/^UsePAM.*/UsePAM yes/' /etc/ssh/sshd_config
becomes sshd INFO
sed -i 's,internal-sftp,/usr/lib/openssh/sftp-server,' /etc/ssh/sshd_config
becomes host-keys PASS 'sshd has every host key itself'
mv /etc/ssh/ssh_host_ecdsa_key.pub /root; sed 's/^ecdsa-sha2-nistp256/sk-&@openssh.com/' /root/ssh_host_ecdsa_key.pub >/etc/ssh/ssh_host_ecdsa_key.pub
becomes host-keys WARN 'host keys in a security key'
mv /root/ssh_host_ecdsa_key.pub /etc/ssh
unlike "sftp-server is inside them" 'outside the tenants' "$(doctor sshd)"

# --- kernel -------------------------------------------------------------------------------------------
setting leaks kernel.dmesg_restrict 0 1
setting leaks kernel.kptr_restrict 0 1
setting attack-surface kernel.unprivileged_bpf_disabled 0 2
setting ptrace kernel.yama.ptrace_scope 0 1
setting tiocsti dev.tty.legacy_tiocsti 1 0
for name in symlinks hardlinks fifos regular; do setting links fs.protected_$name 0 1; done
# Of v1 a tenant's part is bounded, of v2 by memory.max alone.
policy '[resources]' 'memory.max = 90%'
case $(stat -f -c %T /sys/fs/cgroup) in
cgroup2fs)
	becomes socket-memory WARN 'net.ipv4.udp_mem = '
	policy
	cp $CONF/hostel.ini /root/hostel.ini
	printf '[resources]\nmemory.max = 16M\n' >>$CONF/hostel.ini
	becomes socket-memory PASS
	cp /root/hostel.ini $CONF/hostel.ini
	;;
*) becomes socket-memory PASS 'of which one tenant can hold' ;;
esac
policy
if [ -e /proc/sys/net/core/rmem_max ]; then
	shown /proc/sys/net/core/rmem_max 4194304 becomes socket-queues WARN 'rmem_max = 4194304'
	shown /proc/sys/net/core/rmem_max 212992 becomes socket-queues PASS
else
	becomes socket-queues PASS 'not to be seen here'
fi
shown /proc/sys/fs/suid_dumpable 1 becomes suid-dumpable WARN
shown /proc/sys/fs/suid_dumpable 0 becomes suid-dumpable PASS
shown /proc/sys/kernel/core_pattern '|/usr/share/apport/apport %p' becomes core-pattern WARN 'apport'
shown /proc/sys/kernel/core_pattern '@/run/cores' becomes core-pattern WARN 'a service of the host'
shown /proc/sys/kernel/core_pattern core becomes core-pattern PASS
rooted() { shown /proc/sys/fs/suid_dumpable 2 shown /proc/sys/kernel/core_pattern "$@"; }
rooted /var/crash/core.%p becomes suid-dumpable WARN 'written to /var/crash/core.%p'
rooted core becomes suid-dumpable PASS
shown /proc/sys/user/max_user_namespaces 0 becomes user-namespaces FAIL
becomes user-namespaces PASS
shown /proc/sys/kernel/seccomp/actions_avail 'kill_process errno allow' becomes seccomp INFO
becomes seccomp PASS
becomes version PASS
like "version: fail for an old one" '^ +FAIL +version +Linux 2\.6' "$(setarch --uname-2.6 hostel doctor version)"
becomes cgroups PASS
becomes delegation PASS
mkdir -p /run/systemd/system
becomes delegation "$(grep -q ' memory ' <<<" $(cat /sys/fs/cgroup/cgroup.controllers 2>/dev/null) " && echo WARN || echo PASS)"
rmdir /run/systemd/system
like "cgroups: fail where none is mounted" '^ +FAIL +cgroups' \
	"$(unshare -m sh -c 'umount -R /sys/fs/cgroup; hostel doctor cgroups')"
if [ "$(result landlock)" = PASS ]; then
	like "landlock: warn where it is off" '^ +WARN +landlock +not on in this kernel' \
		"$(strace -qq -f -o /dev/null -e inject=landlock_create_ruleset:error=EOPNOTSUPP hostel doctor landlock)"
else
	becomes landlock WARN
fi
shown /proc/sys/kernel/seccomp/actions_logged 'kill_process trap errno log' becomes records INFO 'any program'
if [ -e /proc/sys/debug/exception-trace ]; then
	quiet() { shown /proc/sys/debug/exception-trace 0 "$@"; }
	shown /proc/sys/debug/exception-trace 1 shown /proc/sys/kernel/seccomp/actions_logged 'kill_process trap errno' \
		becomes records INFO 'debug.exception-trace = 1'
else
	quiet() { "$@"; }
fi
silent() { quiet shown /proc/sys/kernel/seccomp/actions_logged 'kill_process trap errno' "$@"; }
silent becomes records PASS
: >/run/auditd.pid
silent becomes records INFO 'auditd runs'
rm /run/auditd.pid
abi=$(/usr/bin/python3 -c 'import ctypes; print(ctypes.CDLL(None).syscall(444,0,0,1))')
if [ "$abi" -ge 4 ]; then
	becomes landlock-holds PASS 'ports hold'
	like "landlock-holds: fail where the kernel only says so" '^ +FAIL +landlock-holds +Landlock does not do' \
		"$(strace -qq -f -o /dev/null -e inject=landlock_restrict_self:retval=0 hostel doctor landlock-holds)"
else
	becomes landlock-holds INFO
fi
file=/proc/sys/kernel/unprivileged_userns_clone
if [ -e $file ]; then
	shown $file 0 becomes unprivileged PASS
	shown $file 1 becomes unprivileged INFO
else
	skip "unprivileged" "no kernel.unprivileged_userns_clone here"
fi
mkdir /root/security /root/security/apparmor
mount --bind /root/security /sys/kernel/security
becomes lsm INFO
echo 'capability,landlock,yama,apparmor' >/root/security/lsm
echo 'man_filter (enforce)' >/root/security/apparmor/profiles
becomes lsm WARN 'profiles are not loaded'
echo 'hostel-tenant (complain)' >/root/security/apparmor/profiles
becomes lsm WARN 'only complains'
echo 'hostel-tenant (enforce)' >/root/security/apparmor/profiles
becomes lsm PASS "with hostel's profiles"
umount /sys/kernel/security

# --- files --------------------------------------------------------------------------------------------
mkdir -p /opt/tools
: >/opt/tools/tool
chmod 755 /opt/tools/tool
is "an ordinary program is not named" 0 "$(doctor privileged-files --json | grep -c /opt/tools/tool)"
chmod u+s /opt/tools/tool
like "privileged-files: names a set-user-ID program" '/opt/tools/tool \(set-user-ID\)' "$(doctor privileged-files --json)"
chmod 2755 /opt/tools/tool
like "privileged-files: and a set-group-ID one" '/opt/tools/tool \(set-group-ID\)' "$(doctor privileged-files --json)"
chmod 755 /opt/tools/tool
setcap cap_net_raw+ep /opt/tools/tool
like "privileged-files: and one with capabilities" '/opt/tools/tool \(capabilities cap_net_raw=ep\)' "$(doctor privileged-files --json)"
becomes writable-files PASS
chmod o+w /opt/tools/tool
mkdir -m 1777 /opt/sticky
ln -s nowhere /opt/link
becomes writable-files FAIL '/opt/tools/tool \(mode 0757\)'
unlike "writable-files: neither sticky directories nor links" '/opt/(sticky|link)' "$(doctor writable-files --json)"
chmod o-w /opt/tools/tool
chown alice /opt/tools
becomes writable-files FAIL '/opt/tools \(owned by alice\)'
chown root /opt/tools
becomes writable-files PASS
becomes socket-memory PASS
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("/opt/tools/sock")'
becomes sockets WARN '/opt/tools/sock'
rm /opt/tools/sock
# Directories of policies are looked at, too; a tenant's link in one leads nowhere else.
mkdir -p /srv/shared
install -d -o alice /srv/shared/alice
ln -s /opt/tools /srv/shared/alice/link
cp /bin/true /srv/shared/suid; chmod 4755 /srv/shared/suid
policy '[tenant]' 'plan = basic' '[filesystem]' 'read_only = /srv/shared'
seen=$(doctor privileged-files --json)
like "privileged-files: in a read_only directory" '/srv/shared/suid' "$seen"
unlike "privileged-files: not through a tenant's link" '/srv/shared/alice/link/' "$seen"
policy '[tenant]' 'plan = basic' '[filesystem]' 'read_only = /srv/shared/suid'
like "privileged-files: a read_only file" '/srv/shared/suid' "$(doctor privileged-files --json)"
policy

# --- host ---------------------------------------------------------------------------------------------
mkdir -p /etc/apache2/mods-enabled /etc/php/8.2/fpm/pool.d /var/lib/systemd/linger /var/spool/cron/crontabs
rm -f /etc/exim4/update-exim4.conf.conf /etc/postfix/main.cf /usr/bin/procmail
becomes daemons PASS
: >/etc/apache2/mods-enabled/userdir.load
becomes daemons WARN 'Apache serves'
rm /etc/apache2/mods-enabled/userdir.load
printf '[www]\nuser = www-data\n' >/etc/php/8.2/fpm/pool.d/www.conf
becomes php-fpm PASS
printf '[alice]\n user = "alice" ; her own\n' >/etc/php/8.2/fpm/pool.d/alice.conf
becomes php-fpm WARN 'alice.conf: user = alice'
becomes web SKIP 'no policy has a service'
cp $CONF/plans/basic.ini /root/basic.ini; cp $CONF/hostel.ini /root/hostel.ini
printf '[service web]\ncommand = /bin/true\nlisten = unix\n' >>$CONF/plans/basic.ini
becomes web WARN 'services, and no systemd that starts them'
sed -i 's/^\[host\]/&\nweb_group = nosuchgroup/' $CONF/hostel.ini
becomes web FAIL 'for the group nosuchgroup, which is not there'
cp /root/basic.ini $CONF/plans/basic.ini; cp /root/hostel.ini $CONF/hostel.ini
rm -f /etc/logrotate.conf /etc/logrotate.d/* /var/log/wtmp
becomes wtmp SKIP 'there is no'
: >/var/log/wtmp
becomes wtmp WARN 'is not rotated'
mkdir -p /etc/logrotate.d
printf '/var/log/other {\n maxsize 1M\n}\n/var/log/wtmp {\n monthly\n minsize 1M\n}\n/var/log/btmp {\n size 1M\n}\n' >/etc/logrotate.d/wtmp
becomes wtmp INFO 'by time alone'
sed -i 's/minsize/maxsize/' /etc/logrotate.d/wtmp
becomes wtmp PASS 'by its size'
becomes linger PASS
: >/var/lib/systemd/linger/carol
becomes linger PASS
: >/var/lib/systemd/linger/alice
becomes linger FAIL '/var/lib/systemd/linger/alice'
rm /var/lib/systemd/linger/alice
becomes jobs PASS
: >/var/spool/cron/crontabs/alice
becomes jobs INFO 'crontabs/alice'
T=600 alice 'echo up; sleep 600' >/root/up &
until_true 10 grep -q up /root/up
becomes processes PASS
setpriv --reuid alice --regid alice --clear-groups sleep 60 &
until_true 30 pgrep -P $$ -u alice -x sleep
becomes processes FAIL "$! of alice \(sleep\)"
kill $!
until_true 5 test ! -e /proc/$!
becomes processes PASS
hostel kill alice >/dev/null

# --- as a whole ---------------------------------------------------------------------------------------
unlike "no colours but on a terminal" $'\e' "$(hostel doctor keepers shells)"
like "colours on one" $'\e\[' "$(TERM=xterm script -qec 'hostel doctor shells' /dev/null </dev/null)"
is "an unknown check" 2 "$(hostel doctor keeper >/dev/null 2>&1; echo $?)"
is "only root" 111 "$(setpriv --reuid carol --clear-groups hostel doctor shells >/dev/null 2>&1; echo $?)"
finish
