#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The RPM, made as `make rpm` does on this Debian: what rpmlint says, what is in it, and that its removal asks before.
SET_UP=done
. "$(dirname "$0")/lib.sh"

tools/package rpm >/tmp/rpm.log 2>&1 || { cat /tmp/rpm.log; echo "not ok - make rpm"; exit 1; }
B=${B:-build}
package=$(ls "$B"/rpm/hostel-[0-9]*.rpm)
ok "make rpm" test -s "$package"
lint() { rpmlint "$@" packaging/hostel.spec "$package" 2>&1 | tail -1; }
like "rpmlint finds nothing but what is named with its reason" ' 0 errors, 0 warnings' "$(lint -r packaging/hostel.rpmlintrc)"
like "control: it sees what is named" ' [1-9][0-9]* errors' "$(lint)"
# With the spec's flags, so that what it has compiled is there.
is "what is in it is what make install installs" "$(CFLAGS=$(rpm --eval '%{optflags}') make -s -C "$B/rpm/hostel" PREFIX=/usr \
	LIBC=glibc APPARMOR=yes PAMDIR=/usr/lib64/security DESTDIR=/tmp/root install >/dev/null &&
	cd /tmp/root && find . \( -type f -o -type l \) -printf '/%P\n' | sort)" \
	"$(rpm -qlp "$package" | grep -vE '/usr/lib/.build-id|/usr/share/(doc|licenses)/' | while read -r file; do
		[ -d "/tmp/root$file" ] || echo "$file"; done | sort)"
is "the version is the Makefile's and the changelog's" "$(sed -n 's/^VERSION *:= *//p' Makefile) $(dpkg-parsechangelog -S Version)" \
	"$(rpm -qp --qf '%{version} %{version}' "$package")"
is "what the admin may have changed stays" 5 "$(rpm -qp --configfiles "$package" | wc -l)"
is "what hostel image runs is suggested" "cryptsetup erofs-utils mmdebstrap skopeo umoci" "$(rpm -qp --suggests "$package" | sort | xargs)"

r() { rpm --dbpath /tmp/rpmdb "$@" 2>&1; }
useradd -m -s /usr/bin/hostel-shell alice 2>/dev/null
groupdel hostel 2>/dev/null
ok "it is installed" r -i --nodeps "$package"
like "with its group" '^hostel:' "$(getent group hostel)"
like "hostel check says whose login would be refused" '^tenants: no policy for alice:' "$(hostel check 2>&1)"
usermod -aG hostel alice
ok "in its group that account has one" hostel check
like "its removal is refused, and what to do is said" '^    usermod --shell /bin/bash alice$' "$(r -e hostel)"
ok "it is there" test -x /usr/libexec/hostel/hostel-init -a -x /usr/sbin/hostel
ok "a new build is not" r -U --nodeps --force "$package"
usermod --shell /bin/bash alice
ok "then it is removed" r -e hostel
ok "and gone" test ! -e /usr/libexec/hostel/hostel-init -a ! -e /usr/sbin/hostel
finish
