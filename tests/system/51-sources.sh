#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What must not be shown inside is not, whatever it is called: symbolic links, bind mounts, second mounts of the
# kernel's file systems, and what is mounted below a directory that may be shown. hostel check says the same.
. "$(dirname "$0")/lib.sh"
exec 2>/var/log/sources.err # the shell's own words about what was killed

mkdir -p /srv/plain/deep /srv/dir /srv/bind /srv/secret /srv/proc /srv/jail/proc /srv/all /srv/vault
chmod 755 /srv /srv/*
echo here >/srv/plain/deep/file
ln -s /proc /srv/link
ln -s /srv/dir/../link/1 /srv/long
ln -s / /srv/root
ln -s /srv/root/etc/ssh /srv/twice
ln -s /run /srv/run
ln -s /etc/hostel /srv/hostel
ln -s /usr/share /srv/share
ln -s plain /srv/good
ln -s /dev/shm /srv/shm
mount --bind /proc /srv/bind
mount --bind /etc/ssh /srv/secret
mount -t proc proc /srv/proc
mount -t proc proc /srv/jail/proc
mount --bind / /srv/all

inside() { hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox; alice "$1" 2>/dev/null; }

refused() { # name, line of [filesystem], what it really is, as an extended regular expression
	local mark
	mark=$(log_mark)
	policy '[filesystem]' "$2"
	is "$1: no login" "" "$(inside 'echo in')"
	like "$1: the log names it" "tenants/alice.ini:2: \[filesystem\] ${2%%[:,]*}: .*$3" "$(log_since $mark)"
	like "$1: hostel check, too" "alice.ini:2: \[filesystem\] ${2%%[:,]*}: .*$3" "$(hostel check 2>&1)"
	ok "$1: as a mistake" sh -c '! hostel check >/dev/null 2>&1'
}

# --- what may be shown ---------------------------------------------------------------------------------------
policy '[filesystem]' 'read_only = /srv/good:/good, /srv/plain:/plain' 'read_write = /srv/dir'
is "a link to a directory like any other is followed" "here here" \
	"$(inside 'cat /good/deep/file /plain/deep/file | paste -sd" "')"
ok "hostel check is content" hostel check
policy '[filesystem]' 'read_only = /srv/share:/share'
is "what the sandbox has anyway may have another name" dpkg "$(inside 'ls -d /share/dpkg | xargs basename')"

# --- what must not ---------------------------------------------------------------------------------------------
refused "a link to /proc" 'read_only = /srv/link:/x' '/proc is /proc of the host'
refused "links in the middle, and .." 'read_only = /srv/long:/x' '/proc/1 is below /proc of the host'
refused "a link of a link" 'read_only = /srv/twice:/x' '/etc/ssh is /etc/ssh of the host.*secrets'
refused "a link to /run" 'read_only = /srv/run:/x' '/run is /run of the host'
refused "below a link" 'read_only = /srv/root/etc/pam.d:/x' '/etc/pam.d is /etc/pam.d of the host'
refused "the configuration, writable" 'read_write = /srv/hostel:/x' '/etc/hostel is /etc/hostel of the host'
refused "a file system below /dev" 'read_only = /srv/shm:/x' '/dev/shm is below /dev of the host'
refused "a link to what may be shown, but not written" 'read_write = /srv/share:/x' \
	'/usr/share is below /usr of the host, which cannot be shown writable'
refused "a bind mount of /proc" 'read_only = /srv/bind:/x' '/srv/bind is a file system of type proc'
refused "a bind mount of a secret directory" 'read_only = /srv/secret:/x' '/srv/secret is /etc/ssh of the host'
refused "a procfs of its own" 'read_write = /srv/proc:/x' '/srv/proc is a file system of type proc'
refused "what has one below it" 'read_only = /srv/jail:/x' '/srv/jail/proc is a file system of type proc'
refused "a bind mount of everything" 'read_only = /srv/all:/x' '/srv/all is above /(etc|root|boot)'
refused "part of it" 'read_only = /srv/all/root:/x' '/srv/all/root is /root of the host'
refused "the root, by a link" 'read_only = /srv/root:/x' '/ is above /proc of the host'

# --- home directories --------------------------------------------------------------------------------------------
policy
usermod -d /srv/link alice
mark=$(log_mark)
is "a home that is a link to /proc: no login" "" "$(timeout 20 su alice -c 'echo in' 2>/dev/null)"
like "the log says what it is" 'the home directory: .*type proc' "$(log_since $mark)"
like "so does hostel check" 'the home directory /proc is /proc of the host' "$(policy '[session]'; hostel check 2>&1)"
policy
usermod -d /home/alice alice
mkdir -p /home/alice/proc
mount --bind /proc /home/alice/proc
mark=$(log_mark)
is "/proc mounted in a home: no login" "" "$(inside 'echo in')"
like "and that is said" 'the home directory: what would be /home/alice/proc inside is a file system of type proc' "$(log_since $mark)"
umount /home/alice/proc
is "without it" in "$(inside 'echo in')"

# --- it changes between the look and the mount --------------------------------------------------------------------
# strace stops hostel-init before it opens anything; then the host's mount reaches its namespace, as it does where
# mounts are shared.
mount --make-rshared /
sed -i "s/^\[host\]/&\ntimeout = 60s/" $CONF/hostel.ini
policy '[filesystem]' 'read_only = /srv/vault:/x'
is "control: an empty directory may be shown" "in" "$(inside 'ls /x; echo in')"
# su's helper that looks beforehand has such a call, too: it goes on.
stopped() { pkill -CONT -x su; grep -q '^State:.[Tt]' "/proc/$(pgrep -x hostel-init)/status"; }
# strace stops the first such call of each process, of helpers too; all are continued until the login has ended.
goes_on() { pkill -CONT -x 'su|hostel-init|hostel-shell'; ! pgrep -xf "su alice -c ls /x; echo in"; }
meanwhile() { # command...: run when hostel-init is about to open sources; what su says then
	local su
	hostel kill alice >/dev/null 2>&1; until_true 10 no_sandbox
	strace -qq -o /dev/null -f -e inject=openat2:signal=STOP:when=1 su alice -c 'ls /x; echo in' >/tmp/said 2>/dev/null &
	su=$!
	until_true 20 stopped && "$@"
	until_true 60 goes_on && kill -KILL $su && wait $su 2>/dev/null
	cat /tmp/said
}
is "control: stopped and continued" "in" "$(meanwhile true)"
touch /srv/plain/other
is "control: what was mounted meanwhile is seen" "deep other in" "$(meanwhile mount --bind /srv/plain /srv/vault | paste -sd' ')"
umount /srv/vault
mark=$(log_mark)
is "a secret directory mounted meanwhile: no login" "" "$(meanwhile mount --bind /etc/ssh /srv/vault)"
like "said by what was mounted" 'read_only: what would be /x inside is /etc/ssh of the host' "$(log_since $mark)"
umount /srv/vault
mark=$(log_mark)
is "or a procfs below it" "" "$(meanwhile mount -t proc proc /srv/vault)"
like "said, too" 'read_only: what would be /x inside is a file system of type proc' "$(log_since $mark)"
umount /srv/vault

# --- below what everybody is shown ----------------------------------------------------------------------------------
mkdir -p /opt/jail/proc; mount -t proc proc /opt/jail/proc
policy '[session]'
mark=$(log_mark)
is "a chroot's /proc below /opt: no login" "" "$(inside 'echo in')"
like "and that is said" '/opt/jail/proc inside is a file system of type proc' "$(log_since $mark)"
like "hostel check says so" 'nobody comes in: /opt/jail/proc is .*unmount it, or hide it' "$(hostel check 2>&1)"
policy '[filesystem]' 'hide = /opt/jail'
is "hidden: there is one" in "$(inside 'ls /opt/jail; echo in')"
unlike "and hostel check is content" 'nobody comes in' "$(hostel check 2>&1)"
umount /opt/jail/proc; policy

umount /srv/all /srv/jail/proc /srv/proc /srv/secret /srv/bind
finish
