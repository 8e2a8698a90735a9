#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel doctor, the host: kernel, limits, tenants, files. Each check is made to complain, and is content when the cause
# is gone. Others: 75-doctor.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/doctor_checks.sh"

# --- kernel ---------------------------------------------------------------------------------------------
becomes version PASS
without() { strace -qq -f -o /dev/null -e inject="$1:error=ENOSYS" hostel doctor version; }
for call in openat2 mount_setattr move_mount; do
	like "version: fail without $call" "$call: not in this kernel" "$(without $call)"
done
becomes user-namespaces PASS
like "user-namespaces: fail where root cannot make one" '^ +FAIL +user-namespaces +root cannot' \
	"$(strace -qq -f -o /dev/null -e inject=unshare:error=EPERM hostel doctor user-namespaces)"
becomes userns PASS
# The fourth write of the child that tries is the number: it is not made, as if the kernel had not heeded it.
like "userns: fail where the number does not hold" '^ +FAIL +userns .*does not hold' \
	"$(strace -qq -f -o /dev/null -e inject=write:retval=1:when=4 hostel doctor userns)"
like "userns: a warning where it cannot be tried" '^ +WARN +userns' \
	"$(strace -qq -f -o /dev/null -e inject=unshare:error=EPERM hostel doctor userns)"
setting attack-surface kernel.unprivileged_bpf_disabled 0 1
setting attack-surface kernel.perf_event_paranoid 1 3 INFO
setting attack-surface vm.unprivileged_userfaultfd 1 0 INFO
setting attack-surface kernel.io_uring_disabled 0 2 INFO
policy '[tenant]' 'plan = basic' '[seccomp]' 'profile = unconfined'
setting attack-surface kernel.io_uring_disabled 0 2
policy
setting line-disciplines dev.tty.ldisc_autoload 1 0
setting tiocsti dev.tty.legacy_tiocsti 1 0
shown /proc/sys/kernel/modules_disabled 1 becomes modules PASS 'loads none'
modules=/lib/modules/$(uname -r)
mkdir -p $modules /etc/modprobe.d
echo 'kernel/net/sctp/sctp.ko.xz: kernel/lib/libcrc32c.ko.xz' >$modules/modules.dep
rare() { shown /proc/sys/kernel/modules_disabled 0 "$@"; }
if [ -e /proc/sys/kernel/modules_disabled ]; then
	rare becomes modules INFO 'install sctp /bin/false'
	policy '[tenant]' 'plan = basic' '[seccomp]' 'profile = unconfined'
	rare becomes modules WARN 'install sctp /bin/false'
	policy
	echo 'install sctp /bin/false' >/etc/modprobe.d/rare.conf
	rare becomes modules PASS
else
	becomes modules PASS
fi
rm -f $modules/modules.dep /etc/modprobe.d/rare.conf
if [ -d /sys/fs/selinux ]; then
	mkdir /root/selinux; mount --bind /root/selinux /sys/fs/selinux
	becomes selinux SKIP
	echo 0 >/root/selinux/enforce
	becomes selinux WARN 'only complains'
	echo 1 >/root/selinux/enforce
	becomes selinux PASS
	umount /sys/fs/selinux
else
	becomes selinux SKIP
fi

# --- limits ------------------------------------------------------------------------------------------------
becomes limits PASS
like "limits: fail where no controller is" '^ +FAIL +limits' "$(unshare -m sh -c 'umount -R /sys/fs/cgroup; hostel doctor limits')"
becomes swap SKIP
policy '[tenant]' 'plan = basic' '[resources]' 'memory.swap.max = 1G'
shown /proc/cmdline 'quiet swapaccount=0' becomes swap FAIL 'swapaccount=0'
plain() { shown /proc/cmdline quiet shown /proc/swaps "$@"; }
plain $'Filename Type Size\n/dev/vdb partition 1000' becomes swap PASS
plain 'Filename Type Size' becomes swap INFO 'no swap'
policy
becomes io-devices SKIP
disk=$(lsblk -nrpo NAME,TYPE 2>/dev/null | awk '$2 == "disk" { print $1; exit }')
mkdir -p /dev/test; mknod /dev/test/disk b 259 999 2>/dev/null
policy '[tenant]' 'plan = basic' '[resources]' 'io.max = /dev/test/disk rbps=10M'
becomes io-devices PASS
rm -f /dev/test/disk
becomes io-devices WARN '/dev/test/disk: No such file or directory; for alice'
: >/dev/test/disk
becomes io-devices WARN '/dev/test/disk: no block device'
policy
becomes guarantees SKIP
policy '[tenant]' 'plan = basic' '[resources]' 'memory.low = 16M'
becomes guarantees PASS
policy '[tenant]' 'plan = basic' '[resources]' 'memory.max = max' 'memory.low = 90%'
becomes guarantees WARN 'alice: [0-9]+ MiB'
policy
if [ -d /proc/pressure ]; then
	becomes pressure PASS
	mount -t tmpfs none /proc/pressure
	becomes pressure WARN 'the kernel does not'
	umount /proc/pressure
else
	becomes pressure WARN
fi

# --- tenants -------------------------------------------------------------------------------------------------
becomes accounts PASS
: >$CONF/tenants/nobody-here.ini
becomes accounts WARN 'tenants/nobody-here.ini: there is no such account'
mv $CONF/tenants/nobody-here.ini $CONF/tenants/daemon.ini
becomes accounts WARN "tenants/daemon.ini: the account is the system's"
rm $CONF/tenants/daemon.ini
chage -E 2020-01-01 alice
becomes accounts WARN 'alice: the account has expired'
chage -E -1 alice
usermod -s /usr/sbin/nologin bob
becomes accounts WARN 'bob: login shell /usr/sbin/nologin'
usermod -s $SHELL_PATH bob
becomes accounts PASS
sed -i 's/^\[host\]/&\nkeepers = 2147483000-2147549000/' $CONF/hostel.ini
becomes keepers FAIL 'devpts mishandles'
default_config
becomes keepers PASS
becomes uids PASS
useradd -o -u "$(id -u alice)" -M twin
becomes uids FAIL "alice and twin: uid|twin and alice: uid"
userdel twin 2>/dev/null || sed -i '/^twin:/d' /etc/passwd /etc/shadow
becomes uids PASS
becomes homes PASS
chmod o+w /home/alice
becomes homes FAIL 'alice: /home/alice can be written by everybody'
chmod o-w /home/alice
chown carol /home/alice
becomes homes FAIL "/home/alice belongs to uid $(id -u carol)"
chown alice /home/alice
usermod -d /home/alice/bob bob
mkdir -m 700 /home/alice/bob; chown bob /home/alice/bob
becomes homes FAIL "bob: /home/alice/bob is in alice's home"
rmdir /home/alice/bob
becomes homes FAIL 'bob: /home/alice/bob: No such file'
usermod -d /home/bob bob
becomes homes PASS

# --- files ------------------------------------------------------------------------------------------------------
becomes own-files PASS
chmod o+w $CONF/plans/basic.ini
becomes own-files FAIL 'plans/basic.ini: mode 0646'
chmod o-w $CONF/plans/basic.ini
chown carol $CONF/tenants
becomes own-files FAIL "$CONF/tenants: owner $(id -u carol)"
chown root $CONF/tenants
chmod g+w $PREFIX/libexec/hostel/hostel-init
becomes own-files FAIL 'hostel-init: mode 0775'
chmod g-w $PREFIX/libexec/hostel/hostel-init
if setfacl -m u:carol:rw $CONF/hostel.ini 2>/dev/null; then
	chmod g-w $CONF/hostel.ini # the mask
	becomes own-files FAIL 'hostel.ini: has an access control list'
	setfacl -b $CONF/hostel.ini
else
	skip "own-files: an access control list" "this file system keeps none, or there is no setfacl"
fi
becomes own-files PASS
# A place that its tenant fills is looked at as far as a bound, and that is said.
mkdir -p /srv/full; chown alice /srv/full
python3 - <<'P'
import os
for i in range(100100):
    if i % 1000 == 0:
        os.mkdir(f'/srv/full/{i}')
    os.close(os.open(f'/srv/full/{i - i % 1000}/{i}', os.O_CREAT))
P
policy '[tenant]' 'plan = basic' '[filesystem]' 'read_only = /srv/full'
like "a place without end" '/srv/full .not looked at whole: it has more than 100000 files' "$(hostel doctor --json privileged-files)"
policy
rm -r /srv/full

# --- network ------------------------------------------------------------------------------------------------------
if [ -e /proc/sys/net/netfilter/nf_conntrack_max ]; then
	full() { shown /proc/sys/net/netfilter/nf_conntrack_max 1000 shown /proc/sys/net/netfilter/nf_conntrack_count "$@"; }
	full 900 becomes net-connections WARN '900 of nf_conntrack_max = 1000'
	full 10 becomes net-connections PASS
else
	becomes net-connections SKIP
fi
resolved() { shown /etc/resolv.conf "$@"; }
resolved 'nameserver 192.0.2.53' becomes net-resolvers PASS
resolved 'nameserver 127.0.0.1' becomes net-resolvers INFO 'none but on its own loopback'
for check in net-rules net-others net-forwarding; do becomes $check SKIP; done # 68-network, 71-firewalls have the rest

# --- what is left ---------------------------------------------------------------------------------------------------
becomes leftovers PASS
alice true
until_true 10 no_sandbox
becomes leftovers INFO '1 records of rooms that have ended'
hostel gc >/dev/null
alice 'echo up; sleep 60' >/root/up &
until_true 10 grep -q up /root/up
unlike "a room that is alive is not left over" 'rooms that have ended:' "$(doctor leftovers)"
cp $PREFIX/libexec/hostel/hostel-init /root/init; mv /root/init $PREFIX/libexec/hostel/hostel-init
becomes leftovers WARN 'alice: process [0-9]+ is a former hostel-init'
hostel kill alice >/dev/null
until_true 10 no_sandbox
hostel gc >/dev/null
unlike "and then no former one is there" 'former hostel-init' "$(doctor leftovers)"
finish
