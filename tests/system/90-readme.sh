#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The README's three commands, and docs/guides/by-hand.md step by step, with PREFIX=/usr: the package has suites of its own.
. "$(dirname "$0")/lib.sh"
repo=$PWD

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
is "the guide's lines are the sample's" "$(sed -n 's/^   \(account\|session\)/\1/p' docs/guides/by-hand.md)" \
	"$(grep -E '^(account|session)' etc/pam.d/sshd.sample)"
SFTP=/usr/lib/openssh/sftp-server start_sshd
is "ssh alice@localhost" "alice hostel-init" "$(alice 'echo $(id -un) $(cat /proc/1/comm)')"
is "su - alice" hostel-init "$(su - alice -c 'cat /proc/1/comm')"
is "sftp" alice "$(echo 'ls -1 /home' | timeout 60 sftp -q -b - alice@host | sed -n '2,$p' | sed 's,.*/,,')"
is "hostel run" hostel-init "$(hostel run alice -- cat /proc/1/comm)"
is "root and others come in" "in in" "$(S root 'echo in') $(S carol 'echo in')"
like "setup leaves lines alone that somebody wrote by hand" 'ok +PAM service sshd +has lines' "$(hostel setup --dry-run)"
like "hostel show alice" 'max_sessions += 8 .*plans/basic.ini' "$(hostel show alice)"
ok "the manual is there" test -s /usr/share/man/man5/hostel.ini.5 -a -s /usr/share/man/man8/hostel.8
ok "installed elsewhere by DESTDIR, whole" bash -c 'make -s B=/tmp/build PREFIX=/usr DESTDIR=/tmp/root install &&
	cd /tmp/root && find . -type f | sort | xargs sha256sum | grep -cq . && [ "$(find . -perm /6000 | wc -l)" = 0 ]'

# --- the three commands ---------------------------------------------------------------------------------
userdel -r alice 2>/dev/null; groupdel hostel
for service in sshd su login cron; do sed -i '/pam_hostel.so/d; /notingroup hostel/d' /etc/pam.d/$service; done
cp $KEY.pub alice.pub 2>/dev/null || { cp $KEY.pub /tmp/alice.pub; cd /tmp || exit 1; }
mapfile -t commands < <(sed -n '/^```console/,/^```/s/^# //p' "$repo/README.md")
is "they are three" 3 "${#commands[@]}"
is "setup" 0 "$(${commands[1]} >/tmp/said 2>&1; echo $?)"
while IFS= read -r line; do
	like "setup says: ${line#  }" "$(sed 's/[.[\*]/\\&/g; s/ \+/ +/g' <<<"$line")" "$(cat /tmp/said)"
done < <(sed -n '/^```console/,/^```/p' "$repo/README.md" | grep -E '^  (done|ok) ')
is "tenant add, and says" "$(sed -n '/^```console/,/^```/s/^alice: /alice: /p' "$repo/README.md")" "$(${commands[2]} 2>&1)"
is "ssh alice@host: in a room" "alice hostel-init" "$(alice 'echo $(id -un) $(cat /proc/1/comm)')"
sed -n '/^`.etc.hostel.tenants.alice.ini`:/,/^```$/p' "$repo/README.md" | sed '1,2d;$d' >$CONF/tenants/alice.ini
mkdir -p /srv/www/alice
ok "the README's policy has no mistakes" hostel check alice
finish
