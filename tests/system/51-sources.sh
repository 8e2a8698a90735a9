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

# --- single files --------------------------------------------------------------------------------------------------
echo cert >/srv/ca.pem; echo note >/srv/note; echo root >/srv/roots; chmod 600 /srv/roots
mkdir -p -m 700 /srv/closed; echo in >/srv/closed/in; mkdir -p /opt/app; echo app >/opt/app/conf; chown alice /srv/ca.pem /srv/note
policy '[filesystem]' 'read_only = /srv/ca.pem, /srv/ca.pem:/a/place/of/its/own, /srv/ca.pem:/opt/app/conf, /srv/roots' \
	'read_write = /srv/note:/data/note'
is "single files are shown, at places of all kinds" "cert cert cert note" \
	"$(inside 'cat /srv/ca.pem /a/place/of/its/own /opt/app/conf /data/note' | xargs)"
is "and nothing beside them" "ca.pem roots note" "$(alice 'ls -A /srv; ls -A /data; test -e /srv/note && echo more' | xargs)"
is "what only root may read is not read" "denied" "$(alice 'cat /srv/roots || echo denied' 2>/dev/null)"
ok "hostel check is content" hostel check
is "sftp sees them, too, and nothing beside" "cert note ca.pem roots" \
	"$({ for f in /srv/ca.pem /data/note; do sftp -qF /root/.ssh/config -b - alice@host <<<"get $f /tmp/got" >/dev/null; cat /tmp/got; done
	sftp -qF /root/.ssh/config -b - alice@host <<<"ls -1 /srv" | sed -n 's,^/srv/,,p'; } | xargs)"
is "hers, and read-only all the same" "refused cert" "$({ alice 'echo x >/srv/ca.pem || echo refused' 2>/dev/null; cat /srv/ca.pem; } | xargs)"
is "nor by chmod, truncate, unlink, rename, link" "0 cert" \
	"$(alice 'n=0; for c in "chmod 777 f" "truncate -s0 f" "rm -f f" "mv f g" "ln f ~/hard"; do (cd /srv && ${c//f/ca.pem}) 2>/dev/null && n=$((n+1)); done; echo $n') $(cat /srv/ca.pem)"
install -o alice /dev/null /home/alice/note
for landlock in yes no; do
	policy '[filesystem]' 'read_write = /srv/ca.pem, /srv/note:/data/note, /srv/note:%h/note' "landlock = $landlock"
	is "control: read_write, landlock = $landlock: written" "mine" "$(inside 'echo mine >/srv/ca.pem'; cat /srv/ca.pem)"
	is "cut, lengthened, its mode changed" "aXb 640" \
		"$(alice 'truncate -s0 /data/note && printf aXb >>/data/note && chmod 640 /data/note'; echo "$(cat /srv/note) $(stat -c %a /srv/note)")"
	is "not replaced: what editors do" "EBUSY EROFS 4" "$(alice 'echo new >~/new; python3 -c "import errno, os
for place in os.path.expanduser(\"~\"), \"/data\":
    try: os.rename(os.path.expanduser(\"~/new\") if place != \"/data\" else \"/data/note\", place + (\"/note\" if place != \"/data\" else \"/other\"))
    except OSError as e: print(errno.errorcode[e.errno])"
		n=0; for d in ~ /data; do cd $d; for c in "rm -f note" "sed -i s/a/b/ note"; do $c 2>/dev/null || n=$((n+1)); done; done; echo $n' | xargs)"
	ok "sftp writes it, too" sftp -qF /root/.ssh/config -b - alice@host <<<"put /etc/hostname /data/note"
	is "and it is there" "$(cat /etc/hostname)" "$(cat /srv/note)"
done
mkdir -p /srv/notes; echo note >/srv/notes/note; chown -R alice /srv/notes; policy '[filesystem]' 'read_write = /srv/notes:/data'
is "control: with the directory they do" "bote" "$(inside 'cd /data; sed -i s/n/b/ note'; cat /srv/notes/note)"
policy '[filesystem]' 'read_only = /srv/ca.pem'
is "one that root replaces is seen by the next room" "mine mine new" \
	"$({ inside 'cat /srv/ca.pem'; open_master alice /tmp/m51; echo new >/srv/new; mv /srv/new /srv/ca.pem; S alice -S /tmp/m51 'cat /srv/ca.pem'
	S alice -S /tmp/m51 -O exit 2>/dev/null; inside 'cat /srv/ca.pem'; } | xargs)"
if [ -e /usr/share/zoneinfo/Asia/Tokyo ]; then
	policy '[filesystem]' 'read_only = /usr/share/zoneinfo/Asia/Tokyo:/etc/localtime'
	is "in the place of a file of /etc" JST "$(inside 'date +%Z')"
	policy
	unlike "control: without it" JST "$(inside 'date +%Z')"
fi
policy '[filesystem]' 'read_only = /srv/ca.pem:%h/ca.pem'
refused_home='/home/alice/ca.pem, where it would be seen, is not there: make an empty file'
like "in the home there has to be a place: hostel check" "$refused_home" "$(hostel check 2>&1)"
mark=$(log_mark)
is "no login without it" "" "$(inside 'echo in')"
like "the log says what to do" "$refused_home" "$(log_since $mark)"
install -o alice /dev/null /home/alice/ca.pem
is "with one it is there" new "$(inside 'cat ca.pem')"
mkfifo /srv/fifo; mknod /srv/device c 1 3
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("/srv/socket")'
for kind in fifo device socket; do
	refused "a $kind" "read_only = /srv/$kind" "/srv/$kind is neither a directory nor a regular file: nothing else can be shown"
done
refused "a file in a closed directory" 'read_only = /srv/closed/in' '/srv/closed/in cannot be reached with the rights of alice'
chmod 711 /srv/closed
is "control: in one that may be passed it is shown" in "$(inside 'cat /srv/closed/in')"
ln -s /etc/shadow /srv/shadow; ln -s /proc/version /srv/version; ln -s /usr/bin/env /srv/env; ln -s "$(ls /etc/ssh/ssh_host_*_key | head -1)" /srv/key
touch /srv/bound; mount --bind /etc/shadow /srv/bound
refused "a link to a secret file" 'read_only = /srv/shadow:/x' '/etc/shadow is /etc/shadow of the host.*secrets'
refused "one of a secret directory" 'read_only = /srv/key:/x' '/etc/ssh/ssh_host_[a-z0-9]+_key is below /etc/ssh of the host.*secrets'
refused "one of /proc" 'read_only = /srv/version:/x' '/proc/version is below /proc of the host'
refused "a program, writable" 'read_write = /srv/env:/x' '/usr/bin/env is below /(usr|bin) of the host, which cannot be shown writable'
refused "a bind mount of a secret file" 'read_only = /srv/bound:/x' '/srv/bound is /etc/shadow of the host'
umount /srv/bound
cp /etc/shadow /srv/bound; chmod 644 /srv/bound
policy '[filesystem]' 'read_only = /srv/bound:/x'
is "control: a copy of it, which everybody may read, is shown" 1 "$(inside 'grep -c ^root: /x')"
mkdir -p /srv/hers; chown alice /srv/hers
policy '[filesystem]' 'read_only = /srv/hers/file:/x'
ln -sf /etc/shadow /srv/hers/file
like "a link that is hers is not followed: hostel check" '/srv/hers/file: a symbolic link that somebody but root may have made' "$(hostel check 2>&1)"
is "no login" "" "$(inside 'echo in')"
rm /srv/hers/file; echo hers >/srv/hers/file
is "control: a file there is shown" hers "$(inside 'cat /x')"
hostel kill alice >/dev/null 2>&1; until_true 10 sh -c '! pgrep -u alice' # usermod(8) wants it

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
echo here >/srv/file; echo other >/srv/other
policy '[filesystem]' 'read_only = /srv/file:/x'
is "control: a single file, stopped and continued" "/x in" "$(meanwhile true | paste -sd' ')"
for what in 'mount --bind /etc/shadow /srv/file' 'ln -sf /etc/shadow /srv/file' 'sh -c "rm /srv/file; mkdir /srv/file"' \
	'sh -c "rm /srv/file; mkfifo /srv/file"' 'rm /srv/file'; do
	mark=$(log_mark)
	is "meanwhile $what: no login" "" "$(eval "meanwhile $what")"
	like "said" 'what would be /x inside is /etc/shadow of the host|/srv/file|/x: not shown, as a file is there' "$(log_since $mark)"
	umount /srv/file 2>/dev/null; rm -rf /srv/file; echo here >/srv/file
done
is "control: another file meanwhile is shown" "/x in" "$(meanwhile mount --bind /srv/other /srv/file | paste -sd' ')"
umount /srv/file

# --- below what everybody is shown ----------------------------------------------------------------------------------
mkdir -p /opt/jail/proc; mount -t proc proc /opt/jail/proc
policy '[session]'
mark=$(log_mark)
is "a chroot's /proc below /opt: no login" "" "$(inside 'echo in')"
like "and that is said" '/opt/jail/proc inside is a file system of type proc' "$(log_since $mark)"
like "hostel check says so" 'nobody comes in: /opt/jail/proc is .*unmount it, or hide it' "$(hostel check 2>&1)"
policy '[filesystem]' 'hide = /opt/jail'
is "hidden: there is one" in "$(inside 'ls /opt/jail; echo in')"
unlike "and hostel check is content" 'nobody comes in' "$(hostel check alice 2>&1)"
like "but for bob, whose policy does not hide it" 'bob: nobody comes in' "$(hostel check 2>&1)"
umount /opt/jail/proc; policy
mkdir -p /srv/private
policy '[filesystem]' 'hide = /srv/private'
is "hidden where nothing of the host's is seen: no login" "" "$(inside 'echo in')"
like "hostel check says so" '/srv/private: nothing stands there inside' "$(hostel check 2>&1)"
policy '[filesystem]' 'read_only = /srv/private' 'hide = /srv/private/x'
mkdir -p /srv/private/x
is "control: in what is shown there it is" "x in" "$(inside 'ls /srv/private; echo in' | paste -sd' ')"
ok "control: hostel check is content" hostel check
rm -r /srv/private; policy
mv /opt /srv/opt; ln -s /srv/opt /opt; mkdir /srv/opt/private; : >/srv/opt/private/x
policy '[filesystem]' 'hide = /srv/opt/private'
is "behind a link of root's: hidden" "in" "$(inside 'ls /opt/private; echo in' | paste -sd' ')"
ok "and hostel check is content" hostel check alice
rm -r /opt /srv/opt/private; mv /srv/opt /opt; policy

umount /srv/all /srv/jail/proc /srv/proc /srv/secret /srv/bind
finish
