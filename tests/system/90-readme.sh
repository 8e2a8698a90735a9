#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The README's five minutes on a real host, step by step, with PREFIX=/usr.
. "$(dirname "$0")/lib.sh"

# Back to a machine that has never seen hostel, but for its own copy of /etc/pam.d.
userdel -r alice 2>/dev/null; userdel -r bob 2>/dev/null; groupdel hostel
rm -rf $CONF /usr/local/bin/hostel-shell /usr/local/sbin/hostel /usr/local/libexec/hostel /usr/local/lib/security /etc/pam.d/hostel
for service in sshd su login cron; do pam_lines_remove $service; done

ok "make install PREFIX=/usr" make -s B=/tmp/build PREFIX=/usr install
sed -i "s/^\[host\]/[host]\ncgroup = $WORLD_CGROUP/" $CONF/hostel.ini # the copy shares its cgroups with the machine
ok "hostel check" hostel check
groupadd hostel
useradd -m -G hostel -s /usr/bin/hostel-shell alice
install -d -o alice -g alice -m 700 /home/alice/.ssh
install -o alice -g alice -m 600 $KEY.pub /home/alice/.ssh/authorized_keys
for service in sshd su login cron; do
	sed -n '/^account.*pam_succeed_if/,/^session required/p' etc/pam.d/sshd.sample >>/etc/pam.d/$service
done
is "the README's lines are the sample's" "$(sed -n 's/^   \(account\|session\)/\1/p' README.md)" \
	"$(grep -E '^(account|session)' etc/pam.d/sshd.sample)"
SFTP=/usr/lib/openssh/sftp-server start_sshd
is "ssh alice@localhost" "alice hostel-init" "$(alice 'echo $(id -un) $(cat /proc/1/comm)')"
is "su - alice" hostel-init "$(su - alice -c 'cat /proc/1/comm')"
is "sftp" alice "$(echo 'ls -1 /home' | timeout 20 sftp -q -b - alice@host | sed -n '2,$p' | sed 's,.*/,,')"
is "hostel run" hostel-init "$(hostel run alice -- cat /proc/1/comm)"
is "root and others come in" "in in" "$(S root 'echo in') $(S carol 'echo in')"
like "hostel show alice" 'max_sessions += 8 .*plans/basic.ini' "$(hostel show alice)"
ok "the manual is there" test -s /usr/share/man/man5/hostel.ini.5 -a -s /usr/share/man/man8/hostel.8
ok "installed elsewhere by DESTDIR, whole" bash -c 'make -s B=/tmp/build PREFIX=/usr DESTDIR=/tmp/root install &&
	cd /tmp/root && find . -type f | sort | xargs sha256sum | grep -cq . && [ "$(find . -perm /6000 | wc -l)" = 0 ]'
finish
