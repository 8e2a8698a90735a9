#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's package, made as `make deb` does and installed by dpkg: on a host without systemd as PID 1. What it changes
# of /etc, a tenant's login from it, upgrade and downgrade while the tenant is in, what it refuses, and what is left.
. "$(dirname "$0")/package_host.sh"

# --- what is made -------------------------------------------------------------------------------------
beside() { ls ..; git status --short 2>&1; }
beside >/tmp/beside
tools/package deb >/tmp/deb.log 2>&1 || { cat /tmp/deb.log; echo "not ok - make deb"; exit 1; }
B=${B:-build}
old=$(readlink -f "$(ls "$B"/deb/hostel_*.deb)")
ok "make deb" test -s "$old"
is "nothing is put beside the checkout or into it" "" "$(beside | diff /tmp/beside -)"
# Three letters of machine code are no word.
is "lintian finds nothing, not even a hint" "" "$(lintian --allow-root -EIL +pedantic "$B"/deb/hostel_*.changes 2>&1 | grep -v 'spelling-error-in-binary [A-Za-z]\{3\} ')"
like "control: what is overridden, it sees" '^W: hostel: shared-library-lacks-prerequisites .*hostel-init' \
	"$(lintian --allow-root --no-override "$old" 2>&1)"
cp "$old" /tmp/old.deb
# The next one: the same with a higher number. What a new program changes, 64-upgrade sees.
dpkg-deb -R "$old" /tmp/next && sed -i 's/^Version: .*/Version: 99.1/' /tmp/next/DEBIAN/control && dpkg-deb -b /tmp/next /tmp/new.deb >/dev/null
is "the next one's number is higher" 99.1 "$(dpkg-deb -f /tmp/new.deb Version)"

gcc -O1 -DTARGET_aarch64 -iquote include -iquote . -o /tmp/generate init/seccomp/generate.c init/seccomp/tree.c -lseccomp
is "for another machine its filters ask for the other's ABIs only" "0x40000028 0xc00000b7" \
	"$(/tmp/generate | grep -oE '0xc000003e|0x40000003|0xc00000b7|0x40000028' | sort -u | xargs)"

# --- installing touches no login --------------------------------------------------------------------------
bare_host
ok "it is installed, without systemd as PID 1" dpkg_i /tmp/old.deb
is "of /etc nothing is changed but the group and the account, and what is new is its own" "Only in /etc/apparmor.d/local: hostel
Only in /etc/apparmor.d: hostel
Only in /etc/pam.d: hostel
Only in /etc: hostel
diff /etc.before/group /etc/group
diff /etc.before/gshadow /etc/gshadow
diff /etc.before/passwd /etc/passwd
diff /etc.before/shadow /etc/shadow" "$(etc | grep -E '^Only in |^diff -r ' | grep -v '/etc/systemd/system' |
	sed 's/-r --no-dereference -x .* \(.etc.before\)/\1/' | LC_ALL=C sort)"
is "and its units are enabled" "hostel-gc.timer hostel-network.service hostel-sample.timer hostel-services.service hostel.service" \
	"$(find /etc/systemd/system/{multi-user,timers}.target.wants -name 'hostel*' -printf '%f\n' | sort | xargs)"
touches_no_login
is "what systemd would start is harmless where nobody is a tenant" "0 0" \
	"$(hostel gc >/dev/null; echo -n "$? "; /usr/libexec/hostel/hostel-net heal; echo $?)"
ok "libpam finds the module where it is" test -e "$(ls -d /usr/lib/*/security)/pam_hostel.so" -a ! -e /usr/local/lib/security/pam_hostel.so
ok "the sample of PAM lines is the README's" cmp etc/pam.d/sshd.sample /usr/share/doc/hostel/examples/sshd.sample
like "the manual" 'the admin.s command' "$(zcat /usr/share/man/man8/hostel.8.gz)"
ok "completion for both shells" bash -c '. /usr/share/bash-completion/completions/hostel && complete -p hostel && zsh -n /usr/share/zsh/vendor-completions/_hostel'
is "nothing is set-id" "" "$(dpkg -L hostel | xargs -d '\n' sh -c 'find "$@" -maxdepth 0 -type f -perm /6000' sh)"

# --- upgrade, downgrade, removal --------------------------------------------------------------------------
sed -i "s/^\[host\]/[host]\ncgroup = $WORLD_CGROUP/" $CONF/hostel.ini # the copy shares its cgroups with the machine
make_tenant
is "hostel run" hostel-init "$(hostel run alice -- cat /proc/1/comm)"
others upgrade /tmp/new.deb
is "that was an upgrade" "ii 99.1" "$(state)"
others downgrade /tmp/old.deb
like "that was a downgrade" "^ii 0\." "$(state)"
refuses_removal

# --- removed, purged --------------------------------------------------------------------------------------
: >$CONF/tenants/alice.ini
ok "then it is removed" dpkg_r
is "the programs are gone" "" "$(ls -d /usr/sbin/hostel /usr/bin/hostel-shell /usr/libexec/hostel /usr/lib/*/security/pam_hostel.so 2>/dev/null)"
is "everybody logs in" "root $host carol $host alice $host" "$(who root) $(who carol) $(who alice)"
ok "the configuration is there" test -s $CONF/hostel.ini -a -e /etc/apparmor.d/hostel
like "purge says what the admin wrote and keeps it" "^  $CONF/tenants/alice.ini$" "$(dpkg --purge hostel 2>&1 </dev/null)"
is "and nothing else is left of /etc/hostel" $CONF/tenants/alice.ini "$(find $CONF -type f)"
rm -r $CONF
is "/etc is what it was before, modes too" "" "$(etc)"
is "and no state" "" "$(ls -d /run/hostel /var/lib/hostel 2>/dev/null; find /var/lib/systemd -name '*hostel*')"

# --- control: without that refusal ------------------------------------------------------------------------
groupadd hostel # this time the admin has made it
ok "installed once more" dpkg_i /tmp/new.deb
printf 'account required pam_hostel.so\nsession required pam_hostel.so\n' >>/etc/pam.d/sshd
is "root logs in" "root $host" "$(who root)"
sed -i '1a exit 0' /var/lib/dpkg/info/hostel.prerm
ok "control: without prerm it is removed, lines or not" dpkg_r
unlike "control: and root is locked out" "root $host" "$(who root)"
sed -i '/pam_hostel.so/d' /etc/pam.d/sshd
ok "purged" dpkg --purge hostel
like "a group that the package has not made stays" '^hostel:' "$(getent group hostel)"
groupdel hostel
is "/etc once more" "" "$(etc)"
finish
