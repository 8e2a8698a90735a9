#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# [filesystem] disk and inodes on a kernel with quotas: to be run as root in a throw-away machine (a
# virtual one: accounts, PAM files and sshd are changed). What is checked: tests/system/quota_checks.sh.
#
#   make PREFIX=/usr/local && make install PREFIX=/usr/local DESTDIR=STAGE
#   in the guest, with STAGE and this tree visible there:
#   STAGE=/path/of/STAGE LIBS=/path/of/libs bash tests/vm/quota.sh
#
# LIBS: a directory with libraries that the guest has no package of (libiniparser, libjansson), or empty.
set -u
STAGE=${STAGE:?where make install put it}
KEY=/root/.ssh/hostel-quota CONF=/etc/hostel
WHO=hosteltest HOME_OF_WHO=/home/hosteltest WORK=/var/tmp/hostel-quota
. "$(dirname "$0")/../checks.sh"

tenant() {
	timeout 60 ssh -F none -i $KEY -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o LogLevel=ERROR \
		-o UserKnownHostsFile=/dev/null $WHO@127.0.0.1 "$@" </dev/null
}
policy() { printf '%s\n' "[session]" "login_rate = max" "keep_room = no" "$@" >$CONF/plans/basic.ini; }
nobody() { ! pgrep -x hostel-init >/dev/null; }
fresh() { hostel kill $WHO >/dev/null 2>&1; until_true 20 nobody; sleep 1.1; mark=$(date '+%F %T'); }
log_of_refusal() { journalctl -q -o cat -t sshd -t sshd-session --since "$mark" 2>/dev/null || tail -n 50 /var/log/auth.log; }
. "$(dirname "$0")/../system/quota_checks.sh"

cp -a "$STAGE/." / || exit 2
[ -z "${LIBS:-}" ] || cp -a "$LIBS"/* /usr/local/lib/
ldconfig
PATH=/usr/local/sbin:$PATH
mkdir -p -m 700 /root/.ssh $CONF/plans $CONF/tenants $WORK
[ -f $KEY ] || ssh-keygen -q -t ed25519 -N '' -f $KEY
getent group hostel >/dev/null || groupadd hostel
id $WHO >/dev/null 2>&1 || useradd -m -G hostel -s /usr/local/bin/hostel-shell $WHO
install -d -o $WHO -g $WHO -m 700 $HOME_OF_WHO/.ssh
install -o $WHO -g $WHO -m 600 $KEY.pub $HOME_OF_WHO/.ssh/authorized_keys
printf '[host]\ntenants = @hostel\n[plans]\n@hostel = basic\n' >$CONF/hostel.ini
module=/usr/local/lib/security/pam_hostel.so
sed -i '/pam_hostel/d' /etc/pam.d/sshd
printf 'account required %s\nsession required %s\n' $module $module >>/etc/pam.d/sshd
chown -R root:root $CONF
policy
modprobe -q quota_v2

if quota_available; then
	quota_checks
	umount $HOME_OF_WHO
else
	echo "not ok - an ext4 with quotas can be mounted"
	failed=$((failed + 1))
fi
finish
