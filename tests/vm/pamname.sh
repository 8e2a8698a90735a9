#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A unit of systemd's with User= and PAMName=: what it executes runs in the tenant's sandbox or not at
# all. To be run as root in a throw-away guest with systemd as PID 1 and this tree at the same path,
# built with `make PREFIX=/usr`; it changes accounts and PAM files.
#
#   tests/vm/pamname.sh [BUILD]        (BUILD: build by default)
set -u
cd "$(dirname "$0")/../.." || exit 2
B=${1:-build}
[ "$(cat /proc/1/comm)" = systemd ] || { echo "pamname.sh: PID 1 is not systemd: only for a guest" >&2; exit 2; }
. tests/checks.sh

# What `make install PREFIX=/usr` does, without make, in a guest.
module=$(find /lib/*/security /usr/lib/*/security -name pam_unix.so -printf '%h\n' 2>/dev/null | head -1)
install -m 755 "$B/pam_hostel.so" "$module/"
install -D -m 755 "$B/hostel-init" /usr/libexec/hostel/hostel-init
install -D -m 755 "$B/hostel-shell" /usr/libexec/hostel/porch/hostel-shell
install -m 755 "$B/hostel-shell" "$B/hostel" /usr/bin/
# Libraries that the guest has not got may lie beside the programs.
for library in "$B"/lib*.so.*; do [ ! -e "$library" ] || [ -e "$module/../${library##*/}" ] || install -m 755 "$library" "$module/.."; done
mkdir -p /etc/hostel/plans /etc/hostel/tenants
printf '[host]\ntenants = @hostel\n[plans]\n@hostel = basic\n' >/etc/hostel/hostel.ini
printf '[session]\nkeep_room = no\n' >/etc/hostel/plans/basic.ini
groupadd hostel
for user in tina carol; do useradd -m -s /bin/bash $user; done
usermod -aG hostel tina
printf 'account required pam_permit.so\nsession required pam_permit.so\n' >/etc/pam.d/login-plain
cp /etc/pam.d/login-plain /etc/pam.d/login
printf 'account required pam_hostel.so debug\nsession required pam_hostel.so debug\n' >>/etc/pam.d/login

HOST=$(readlink /proc/self/ns/pid)
unit() { # user, PAM service, command...: where it ran
	local user=$1 service=$2 file=/home/$1/proof seen=nothing; shift 2
	rm -f "$file"
	systemd-run --quiet --wait --collect -p User="$user" -p PAMName="$service" \
		"$@" >/dev/null 2>&1
	if [ -s "$file" ]; then
		seen=elsewhere
		[ "$(sed -n 1p "$file")" != "$HOST" ] || seen=host
		[ "$seen$(sed -n 2p "$file")" != elsewherehostel-init ] || seen=inside
	fi
	echo $seen
}
prove() { echo "{ readlink /proc/self/ns/pid; cat /proc/1/comm; } >/home/$1/proof"; }

for program in /bin/sh /usr/bin/bash "/usr/bin/env sh"; do
	is "control: $program of an account that is no tenant" host "$(unit carol login $program -c "$(prove carol)")"
	is "control: $program of a tenant, without our lines" host "$(unit tina login-plain $program -c "$(prove tina)")"
	is "$program of a tenant" inside "$(unit tina login $program -c "$(prove tina)")"
done
mkdir -p /opt
for user in tina carol; do
	printf '#!/bin/sh\n%s\n' "$(prove $user)" >/opt/run.$user; chmod 755 /opt/run.$user
	install -o $user -m 755 /opt/run.$user /home/$user/run
done
for file in /opt/run.USER /home/USER/run; do
	is "control: $file of an account that is no tenant" host "$(unit carol login "${file//USER/carol}")"
	is "$file of a tenant: nothing on the porch can execute it" nothing "$(unit tina login "${file//USER/tina}")"
done
systemd-run --quiet --unit=hostel-test-long -p User=tina -p PAMName=login sleep 300
inner() { pgrep -u tina -x sleep -P "$(pgrep -x hostel-init)"; }
for try in $(seq 100); do inner >/dev/null 2>&1 && break; sleep 0.1; done
is "a service lives inside" 1 "$(inner | wc -l)"
systemctl stop hostel-test-long
for try in $(seq 100); do pgrep -x hostel-init >/dev/null || break; sleep 0.1; done
is "and ends with it, and the sandbox too" "" "$(pgrep -x hostel-init; pgrep -u tina)"
[ -e /etc/pam.d/systemd-user ] || cp /usr/lib/pam.d/systemd-user /etc/pam.d/
printf 'account required pam_hostel.so\nsession required pam_hostel.so\n' >>/etc/pam.d/systemd-user
systemctl start "user@$(id -u tina).service" 2>/dev/null
is "no manager of the tenant's own" "" "$(pgrep -u tina -x systemd)"
systemctl start "user@$(id -u carol).service" 2>/dev/null
is "control: one of who is no tenant" systemd "$(pgrep -u carol -x systemd >/dev/null && echo systemd)"
finish
