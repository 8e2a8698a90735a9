#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Rooms from images: another system's programs, read-only, changed by the tenant, or with a root of its own; each
# way in, and each wall, with bob, whose room has the host's system, or the host itself as control.
# IMAGES: what tests/images/base.sh made. WORLD_DISK: images are files of a disk, not of the world's memory.
. tests/system/lib.sh
: "${IMAGES:=build/images}"
if [ ! -e "$IMAGES/debian-13.tar" ] || [ -z "${WORLD_DISK:-}" ]; then
	skip "rooms from images" "there is no image to start from: tests/images/base.sh, WORLD_DISK"
	finish; exit
fi

patient
disk=$(mktemp -d "$WORLD_DISK/rooms.XXXXXX")
chmod 755 "$disk"
mkdir -p /var/lib/hostel && mount --bind "$disk" /var/lib/hostel
# A world has none of these; the machine's loop devices are its own as well.
[ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
for i in $(seq 0 63); do [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i; done
trap 'umount -l /var/lib/hostel /home/alice /home/bob 2>/dev/null; rm -rf "$disk"' EXIT

ended() { hostel kill alice >/dev/null 2>&1; until_true 20 no_sandbox; }
room() { # lines of the policy: a new room for alice
	ended
	policy '[filesystem]' 'image = debian-13' "$@"
}

ok "a tar of Debian 13 becomes an image" hostel image import "$IMAGES/debian-13.tar" --as debian-13
release='. /etc/os-release; echo $VERSION_ID'
host=$(. /etc/os-release; echo "$VERSION_ID")
[ "$host" = 13 ] && other=12 || other=13

# --- the ways in ---------------------------------------------------------------------------------------
room
is "ssh: the image's release" 13 "$(alice "$release")"
is "control: bob sees the host's" "$host" "$(S bob "$release")"
is "its root directory is the image's" yes "$(alice 'test -e /etc/debian_version && test ! -e /etc/hostel && echo yes')"
is "a terminal" "/dev/pts/0" "$(alice -tt tty | tr -d '\r')"
is "the exit status" 7 "$(alice 'exit 7'; echo $?)"
is "su" 13 "$(su - alice -c "$release")"
is "hostel run" 13 "$(hostel run alice -- sh -c "$release")"
is "who one is" "alice $(id -u alice) $(id -g alice)" "$(alice 'echo $(id -un) $(id -u) $(id -g)')"
is "the image's accounts beside the tenant" "www-data:33 alice:$(id -u alice)" \
	"$(alice 'getent passwd www-data alice' | awk -F: '{printf "%s%s:%s", n++ ? " " : "", $1, $3}')"
is "no other account of the host" "" "$(alice 'getent passwd bob carol')"
is "the host's name for it" "alice" "$(alice 'cat /etc/hostname')"
echo "from outside" >"$disk/file"
ok "scp there" scp -qF /root/.ssh/config "$disk/file" alice@host:copied
is "and it is in the home" "from outside" "$(cat /home/alice/copied)"
ok "internal sftp" sftp -qF /root/.ssh/config -b - alice@host <<<"get copied $disk/back"
ok "rsync" rsync -e "ssh -F /root/.ssh/config" "$disk/file" alice@host:synced
is "and there" "from outside" "$(alice 'cat synced')"
alice 'git init -q --bare r.git'
git -c init.defaultBranch=m init -q "$disk/work"
git -C "$disk/work" -c user.name=a -c user.email=a@b commit -q --allow-empty -m one
ok "git push" env GIT_SSH_COMMAND="ssh -F /root/.ssh/config" git -C "$disk/work" push -q alice@host:r.git HEAD:m
is "and it is there" one "$(alice 'git -C r.git log --format=%s m')"
eval "$(ssh-agent -s)" >/dev/null
ssh-add -q $KEY
is "the agent" 1 "$(alice -A 'ssh-add -l' | grep -c ED25519)"
kill "$SSH_AGENT_PID"
until_true 10 no_sandbox
SFTP=/usr/lib/openssh/sftp-server
start_sshd
ok "external sftp is the image's" sftp -qF /root/.ssh/config -b - alice@host <<<"get /etc/debian_version $disk/version"
like "of the image" '^13' "$(cat "$disk/version")"
unset SFTP
start_sshd
alice 'cat >s.py' <<-'P'
	import socket
	s = socket.create_server(("127.0.0.1", 7777))
	while True:
	    c, _ = s.accept(); c.sendall(open("/etc/debian_version").read().encode()); c.close()
P
open_master alice "$disk/m" -L 17777:127.0.0.1:7777
alice -S "$disk/m" "python3 s.py >/dev/null 2>&1 & $UP up 7777"
like "forwarding -L into it" '^13' "$(timeout $((20 * ${SLOW:-1})) python3 -c 'import socket; s=socket.create_connection(("127.0.0.1",17777)); print(s.recv(99).decode())')"
S alice -S "$disk/m" -O exit 2>/dev/null
room
printf '* * * * * . /etc/os-release; echo $VERSION_ID >$HOME/by-cron\n' | crontab -u alice -
if [ -x /usr/sbin/cron ]; then
	/usr/sbin/cron -f & cron=$!
	ok "cron" until_true 130 test -s /home/alice/by-cron
	is "in the image" 13 "$(cat /home/alice/by-cron)"
	kill $cron
	wait $cron 2>/dev/null
fi
crontab -u alice -r

# --- rules that change while it is mounted -----------------------------------------------------------------
rules() { sed -i '/^\[image\]/,$d' $CONF/hostel.ini; printf '%s\n' '[image]' "$@" >>$CONF/hostel.ini; }
room
is "it is mounted" 13 "$(alice "$release")"
ended
rules 'require_signature = yes'
like "a stricter rule reaches it: the next room is refused" 'the image debian-13@1: .*it is not signed' "$(mark=$(log_mark); alice true >/dev/null 2>&1; log_since "$mark")"
is "nobody is in" 0 "$(sandboxes)"
rules
is "control: without it the tenant is in" 13 "$(alice "$release")"
# A change of the file that is as old as two seconds is told by its times: then it is judged once.
judged() { alice true; ended; [ -n "$(sed -n 2p $STATE/images/.debian-13@1.how)" ]; }
ok "what was judged is noted" until_true 20 judged
mv $PREFIX/sbin/hostel $PREFIX/sbin/hostel.away
is "and not asked again" 13 "$(alice "$release")"
pkill -x hostel-init; until_true 20 no_sandbox
rules
is "control: after a change of the file it is" "" "$(alice "$release" 2>/dev/null)"
mv $PREFIX/sbin/hostel.away $PREFIX/sbin/hostel

# A pinned key whose file is replaced, under the same name.
for key in ours other; do
	openssl genpkey -algorithm ED25519 -out /root/$key.pem 2>/dev/null
	openssl pkey -in /root/$key.pem -pubout -out $CONF/$key.pub; chmod 644 $CONF/$key.pub
done
rules "keys = $CONF/ours.pub" 'require_signature = yes'
hostel image sign debian-13 --key /root/ours.pem >/dev/null
ok "a signed one: the tenant is in, and that is noted, with the key" until_true 20 eval 'judged; grep -q "	$CONF/ours.pub$" $STATE/images/.debian-13@1.how'
is "it is mounted, and the next one is in" 13 "$(alice "$release")"
ended
cp $CONF/other.pub $CONF/new.pub; mv $CONF/new.pub $CONF/ours.pub
like "another key in its place: the next room is refused" 'the image debian-13@1: ' "$(mark=$(log_mark); alice true >/dev/null 2>&1; log_since "$mark")"
is "nobody is in" 0 "$(sandboxes)"
again() { # the right key, there: judged with it
	mkdir -p "${1%/*}"
	openssl pkey -in /root/ours.pem -pubout -out "$1"; chmod 644 "$1"
	rules "keys = $1" 'require_signature = yes'
	until_true 120 eval 'judged; grep -q "	$1$" $STATE/images/.debian-13@1.how && [ "$(alice "$release")" = 13 ]'
	ended
}
ok "the first one again: the tenant is in" again $CONF/ours.pub
mv $CONF/ours.pub $CONF/away.pub
like "the key is removed: the next room is refused" "ours.pub: No such file" "$(mark=$(log_mark); alice true >/dev/null 2>&1; log_since "$mark")"
ln -s away.pub $CONF/ours.pub
like "a link to the same in its place: it is not followed" 'ours.pub: Too many levels of symbolic links' "$(mark=$(log_mark); alice true >/dev/null 2>&1; log_since "$mark")"
rm $CONF/ours.pub
ok "control: the key itself" again $CONF/ours.pub

rules "keys = $CONF/ours.pub, $CONF/none.pub" 'require_signature = yes'
like "another key that is not there: refused, whoever signed" "none.pub: No such file" "$(mark=$(log_mark); alice true >/dev/null 2>&1; log_since "$mark")"

# config=DIR in a PAM line: that directory's rules, whatever /etc/hostel's are.
rm -rf /srv/conf; cp -a $CONF /srv/conf
rules
sed -i '/^\[image\]/,$d' /srv/conf/hostel.ini; printf '%s\n' '[image]' "keys = $CONF/other.pub" 'require_signature = yes' >>/srv/conf/hostel.ini
cp /etc/pam.d/su /root/su.before
sed -i "s|pam_hostel.so.*|& config=/srv/conf|" /etc/pam.d/su
like "config=: another directory's rules" 'the image debian-13@1: ' "$(mark=$(log_mark); su alice -c true >/dev/null 2>&1 </dev/null; log_since "$mark")"
is "nobody is in" 0 "$(sandboxes)"
cp /root/su.before /etc/pam.d/su
is "control: without it the tenant is in" 13 "$(su alice -c "$release" </dev/null)"
ended; rm -rf /srv/conf

# A key where nothing answers: a login has its bound, and leaves no second one behind.
dead() { # name, what the log is to say: a login of the tenant's while the file system does not answer
	local from=$SECONDS mark=$(log_mark)
	alice true >/dev/null 2>&1
	ok "$1: in time" [ $((SECONDS - from)) -lt $((25 * ${SLOW:-1})) ]
	like "$1: it says why" "$2" "$(log_since "$mark")"
	is "$1: another tenant is in" in "$(S bob 'echo in' 2>&1)"
}
stuck() { grep -ls request_wait_answer /proc/[0-9]*/wchan | wc -l; }
for state in judged unjudged; do
	ok "$state: a key elsewhere: the tenant is in" again /srv/keys/ours.pub
	[ $state = judged ] || rules "keys = /srv/keys/ours.pub" 'require_signature = yes' '# changed'
	rm -f /tmp/hung.out
	python3 tests/attacks/hung.py /srv/keys >/tmp/hung.out & hung=$!
	until_true 10 grep -q mounted /tmp/hung.out
	if [ $state = judged ]; then
		dead "the file system of a key does not answer" "a key of .image., where it lies, does not answer"
		dead "once more" "an earlier login still waits"
	else
		dead "nor for what is not judged yet" "was not verified and mounted in .host. timeout"
		before=$(stuck)
		dead "once more, not judged" "an earlier login's 'hostel image mount' was not done in .host. timeout"
		is "nothing more is stuck" "$before" "$(stuck)"
	fi
	kill $hung; wait $hung 2>/dev/null; umount -l /srv/keys
	ok "$state: it answers again: the tenant is in" until_true 20 eval '[ "$(alice "$release")" = 13 ]'
	ended
done
rm /var/lib/hostel/images/debian-13/1/signature
rules
is "control: without rules the tenant is in" 13 "$(alice "$release")"
ended

# --- nothing may be written ------------------------------------------------------------------------------
room
is "write = none: not the root" "Read-only file system" "$(alice 'LC_ALL=C touch /x 2>&1' | sed 's/.*: //')"
is "not /etc" "Read-only file system" "$(alice 'LC_ALL=C touch /etc/passwd 2>&1' | sed 's/.*: //')"
is "/tmp, /var/tmp and the home all the same" "3" "$(alice 'n=0; for d in /tmp /var/tmp ~; do touch $d/x && n=$((n+1)); done; echo $n')"
is "set-id bits are shown and mean nothing" "$(id -u alice)" "$(alice 'test -u /usr/bin/su && cp /usr/bin/id /tmp/id && chmod u+s /tmp/id && /tmp/id -u')"
is "shadow(5) is root's" "1" "$(alice 'cat /etc/shadow 2>&1' | grep -c 'Permission denied')"
is "no capability, no new ones, a filter" "0000000000000000 1 2" \
	"$(alice 'awk "/^CapBnd|^NoNewPrivs|^Seccomp:/ {printf \"%s%s\", n++ ? \" \" : \"\", \$2}" /proc/self/status')"
room '[service web]' 'command = /usr/bin/cat /etc/debian_version'
like "a service" '13' "$(hostel run --service web alice 2>&1)"
ended
policy '[filesystem]' 'image = debian-13' 'write = root' 'disk = 10M'
like "a quota that cannot be enforced refuses" 'disk = 10M cannot be enforced' "$(mark=$(log_mark); alice true >/dev/null 2>&1; log_since "$mark")"
room '[resources]' 'pids.max = 40'
like "a limit: pids.max" full "$(alice "python3 -c '$bomb'" 2>&1)"
ended
mkdir -p /srv/www/alice && all_gone alice; usermod -d /srv/www/alice/home -m alice
room 'read_only = /etc/ssl:/opt/tools/ssl' 'tmpfs = /var/cache/own:1M'
is "a home that the image has no place for" /srv/www/alice/home "$(alice 'pwd')"
is "and what the policy shows or makes" "2" "$(alice 'n=0; test -d /opt/tools/ssl/certs && n=1; touch /var/cache/own/x && n=$((n+1)); echo $n')"
echo licence >/srv/licence; chown alice /srv/licence
for key in read_only read_write; do
	room "$key = /srv/licence, /srv/licence:/opt/tools/key, /srv/licence:/etc/ssl/own"
	is "single files, $key, wherever the image has none" "licence licence licence" "$(alice 'cat /srv/licence /opt/tools/key /etc/ssl/own' | xargs)"
	is "and the rest of /etc/ssl is the image's" yes "$(alice 'test -e /etc/ssl/openssl.cnf || test -d /etc/ssl/certs && echo yes')"
	is "$key" "$([ $key = read_only ] && echo licence || echo written)" "$(alice 'echo written 2>/dev/null >/opt/tools/key'; cat /srv/licence)"
done
room 'write = own' 'read_only = /srv/licence:/etc/licence, /srv/licence:/usr/bin/env'
is "with write = own, and in the place of one of the image's" "written written" "$(alice 'cat /etc/licence /usr/bin/env' | xargs)"
room 'read_only = /etc/ssl:/opt/tools/ssl' 'tmpfs = /var/cache/own:1M'
is "the rest of such a directory stays the image's" yes "$(alice 'test -d /var/cache/apt && echo yes')"
ended
all_gone alice; usermod -d /home/alice -m alice

# --- the tenant changes it --------------------------------------------------------------------------------
room 'write = own'
is "write = own: /etc and /usr are the tenant's" "yes" \
	"$(alice 'echo mine >/etc/mine && mkdir /usr/lib/mine && echo "#!/bin/sh" >/usr/bin/mine && chmod +x /usr/bin/mine && mine && rm /usr/bin/su && echo yes')"
ended
is "it lasts" "mine gone" "$(alice 'cat /etc/mine; test -e /usr/bin/su || echo gone' | xargs)"
is "the image is as it was" yes "$(ls -l /run/hostel/images/debian-13@1/usr/bin/su >/dev/null && echo yes)"
is "still no capability" 0000000000000000 "$(alice "awk '/^CapBnd/ {print \$2}' /proc/self/status")"
is "what was changed lies where only root comes" "700 root" "$(stat -c '%a %U' /var/lib/hostel/uppers)"
is "an account of the host does not" "1" "$(su carol -c "ls /var/lib/hostel/uppers/$(id -u alice)" 2>&1 | grep -c denied)"
printf '[filesystem]\nimage = debian-13\nwrite = own\n' >$CONF/tenants/bob.ini
is "a neighbour of the same image has none of it" "no" "$(S bob 'cat /etc/mine 2>/dev/null || echo no')"
rm $CONF/tenants/bob.ini

# --- a root of its own -------------------------------------------------------------------------------------
ended
rm -rf "/var/lib/hostel/uppers/$(id -u alice)"
before=$(find /usr /etc /home/bob -xdev -type f -newermt '2 minutes ago' 2>/dev/null | wc -l; find /etc /home/bob -xdev -path $CONF -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
policy '[filesystem]' 'image = debian-13' 'write = root'
like "a home whose file system has no idmapped mounts refuses it" '/home/alice: ids of a mount: Invalid argument' \
	"$(mark=$(log_mark); alice true >/dev/null 2>&1; log_since "$mark")"
home_on_disk "$disk" alice bob
mkdir -p /srv/repository && mount --bind "$IMAGES/repository" /srv/repository
room 'write = root' 'read_only = /srv/repository' '[resources]' 'pids.max = 600' '[ulimits]' 'nproc = 500'
is "write = root: uid 0" "0 root" "$(alice 'echo $(id -u) $(id -un)')"
alice 'rm -f /etc/apt/sources.list.d/*; echo "deb [trusted=yes] file:/srv/repository ./" >/etc/apt/sources.list; apt-get -qq update' >/dev/null
alice 'DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends nginx-light hello sudo openssh-server 2>&1' >"$disk/apt.log"
is "apt-get install" "install ok installed" "$(alice "dpkg-query -W -f '\${Status}\n' nginx-light hello sudo openssh-server" | sort -u)" || cat "$disk/apt.log"
is "what was installed runs" "Hello, world!" "$(alice hello)"
open_master alice "$disk/m"
is "a web server on port 80 of the room" "HTTP/1.1 200 OK" \
	"$(S alice -S "$disk/m" 'nginx; exec 3<>/dev/tcp/127.0.0.1/80; printf "GET / HTTP/1.0\r\n\r\n" >&3; head -1 <&3' | tr -d '\r')"
is "its workers are another id" "www-data" "$(S alice -S "$disk/m" 'ps -o user= -C nginx | grep -v root | sort -u')"
is "useradd, su, sudo" "1000 0" \
	"$(S alice -S "$disk/m" 'useradd -m two; echo "two ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/two; echo $(su two -c "id -u") $(su two -c "sudo id -u")')"
is "an sshd of its own" "0" "$(S alice -S "$disk/m" 'mkdir -p /run/sshd ~/.ssh2; /usr/sbin/sshd -p 2222; ssh-keygen -q -t ed25519 -N "" -f ~/.ssh2/k; mkdir -p /root/.ssh; chmod 700 /root /root/.ssh; cp ~/.ssh2/k.pub /root/.ssh/authorized_keys;
	for i in $(seq 300); do ssh -o StrictHostKeyChecking=no -o LogLevel=ERROR -i ~/.ssh2/k -p 2222 root@127.0.0.1 id -u 2>/dev/null && break; sleep 0.1; done')"
is "owners and file capabilities" "two cap_net_bind_service=ep" \
	"$(S alice -S "$disk/m" 'cp /bin/cat /usr/local/bin/c; setcap cap_net_bind_service+ep /usr/local/bin/c; touch /srv/f; chown two /srv/f; echo $(stat -c %U /srv/f) $(getcap /usr/local/bin/c | sed "s/.* //")')"
S alice -S "$disk/m" -O exit 2>/dev/null
after=$(find /usr /etc /home/bob -xdev -type f -newermt '2 minutes ago' 2>/dev/null | wc -l; find /etc /home/bob -xdev -path $CONF -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
is "the host and the neighbour are as they were" "${before#*$'\n'}" "${after#*$'\n'}"

# The walls around that root: each attempt, and its control as root of the host.
attempts='kill -0 1 2>/dev/null && echo kill; mknod /tmp/n c 1 3 2>/dev/null && echo mknod; mount -t tmpfs x /mnt 2>/dev/null && echo mount
	unshare -U true 2>/dev/null && echo userns; cat /proc/1/environ >/dev/null 2>&1 && echo environ; sysctl -qw kernel.domainname=x 2>/dev/null && echo sysctl
	hostname x 2>/dev/null && echo hostname; ip link set lo down 2>/dev/null && { ip link set lo up; echo link; }; dmesg >/dev/null 2>&1 && echo dmesg
	nice -n -5 true 2>&1 | grep -q . || echo nice; echo 1 >/proc/sys/vm/drop_caches 2>/dev/null && echo caches; :'
is "of $(grep -o 'echo' <<<"$attempts" | wc -l) attempts none passes" "" "$(alice "$attempts" | xargs)"
like "control: as the host's root they do" 'kill mknod mount .*environ' "$(unshare -mu bash -c "$attempts" 2>/dev/null | xargs)"
is "its capabilities, no more" "00000000800405fb" "$(alice "awk '/^CapBnd/ {print \$2}' /proc/self/status")"
is "none over PID 1's namespaces" "1" "$(alice 'nsenter -t 1 -n true 2>&1 | grep -c "Permission denied\|Operation not permitted"')"

# A set-id program of that root belongs to the tenant's account on the host. Only root comes there.
printf '#include <stdio.h>\n#include <unistd.h>\nint main(void) { return printf("%%d\\n", (int)geteuid()) < 0; }\n' >"$disk/sid.c"
cc -static -o /home/alice/sid "$disk/sid.c" && chmod 755 /home/alice/sid
alice 'cp sid /usr/local/bin/sid; chmod 4755 /usr/local/bin/sid'
sid=/var/lib/hostel/uppers/$(id -u alice)/debian-13/upper/usr/local/bin/sid
is "a set-id file of it is there" "4755 alice" "$(stat -c '%a %U' "$sid")"
is "no account of the host can run it" "126" "$(su carol -c "$sid" >/dev/null 2>&1; echo $?)"
chmod 711 /var/lib/hostel/uppers
is "control: were the directory open, carol would be alice" "$(id -u alice)" "$(su carol -c "$sid")"
chmod 700 /var/lib/hostel/uppers

# In the home, which accounts of the host can reach, no id but the tenant's is valid.
is "no file of another id in the home" "Value too large for defined data type" "$(alice 'LC_ALL=C chown www-data sid 2>&1' | sed 's/.*: //')"
is "nor made there by one" "refused" "$(alice 'chmod 777 .; LC_ALL=C su -s /bin/sh www-data -c "touch /home/alice/theirs" 2>/dev/null || echo refused; chmod 711 .')"
is "control: in the image it is" "www-data" "$(alice 'touch /srv/theirs; chown www-data /srv/theirs; stat -c %U /srv/theirs')"
ended
range=$(readlink /var/lib/hostel/subids/* >/dev/null && sed -n 1p <<<"$(for n in /var/lib/hostel/subids/*; do [ "$(readlink "$n")" != "$(id -u alice)" ] || basename "$n"; done)")
useradd -u $((2000224256 + range * 65536 + 500)) -M mallory
like "an account that has got an id of the range refuses the room" "/etc/passwd gives $((2000224256 + range * 65536 + 500)) to mallory" "$(mark=$(log_mark); alice true >/dev/null 2>&1; log_since "$mark")"
userdel mallory
is "and without it the room is back" 0 "$(alice 'id -u')"

# Ids of a root of its own stay the tenant's, and are nobody else's.
is "its range is recorded" "$(id -u alice)" "$(readlink /var/lib/hostel/subids/* | head -1)"
printf '[filesystem]\nimage = debian-13\nwrite = root\n' >$CONF/tenants/bob.ini
ranges=$(for who in alice bob; do S $who 'sed -n 2p /proc/self/uid_map'; done | awk '{print $2}' | sort -u | wc -l)
is "a neighbour's root has another" 2 "$ranges"
rm $CONF/tenants/bob.ini
ended
is "it lasts, as what write = own changes" "Hello, world!" "$(alice hello)"

# --- what was changed ------------------------------------------------------------------------------------------
ended
rm -rf "/var/lib/hostel/uppers/$(id -u alice)"
room 'write = own'
alice 'echo new >/etc/added; echo more >>/etc/profile; rm /etc/debian_version; rm -r /usr/share/bash-completion; mkdir /usr/share/bash-completion; printf x >"/srv/a $(printf "\\033")[1m"'
is "hostel diff: added, changed, deleted, replaced; names are escaped" \
	"A /etc/added D /etc/debian_version C /etc/profile A /srv/a\040\033[1m O /usr/share/bash-completion" \
	"$(hostel diff alice | grep -v '^C /\(etc\|srv\|usr\|usr/share\)$' | xargs -d '\n')"
is "as JSON" "A/etc/added" "$(hostel diff alice --json | python3 -c 'import json,sys; print(*[x["change"]+x["path"] for x in json.load(sys.stdin) if "added" in x["path"]])')"
mv "/var/lib/hostel/uppers/$(id -u alice)" "$disk/away"
is "a tenant who has changed nothing: nothing" "0 []" "$(hostel diff alice; echo $? $(hostel diff alice --json))"
is "nothing to reset or to commit" "1 1" "$(hostel image reset alice >/dev/null 2>&1; a=$?; hostel commit alice --as mine >/dev/null 2>&1; echo $a $?)"
mv "$disk/away" "/var/lib/hostel/uppers/$(id -u alice)"
open_master alice "$disk/m"
is "reset and commit leave a living room alone" "7 7" "$(hostel image reset alice >/dev/null 2>&1; a=$?; hostel commit alice --as mine >/dev/null 2>&1; echo $a $?)"
S alice -S "$disk/m" -O exit 2>/dev/null
ended
ok "hostel commit" hostel commit alice --as mine
like "it is updated by committing again" '^8 hostel: image update: mine is debian-13@[0-9]+ and what alice changed: hostel commit TENANT --as mine$' \
	"$(said=$(hostel image update mine 2>&1); echo $? "$said")"
policy '[filesystem]' 'image = mine'
is "the new image has what was changed" "new gone" "$(alice 'cat /etc/added; test -e /etc/debian_version || echo gone' | xargs)"
is "as root's, like all of it" "root" "$(alice 'stat -c %U /etc/added')"
ended
policy '[filesystem]' 'image = debian-13' 'write = own'
is "the tenant's own is as it was" new "$(alice 'cat /etc/added')"
ended
ok "hostel image reset" hostel image reset alice
is "and it is the image again" "yes" "$(alice 'test ! -e /etc/added && test -e /etc/debian_version && echo yes')"
alice 'touch /etc/left'
ended
policy '[filesystem]' 'image = mine'
is "what was changed of an image that the policy names no more goes by its name" "alice: what was changed of debian-13 is gone" \
	"$(hostel image reset alice debian-13)"
policy '[filesystem]' 'image = debian-13' 'write = own'
is "(it is gone)" gone "$(alice 'test -e /etc/left || echo gone')"
ended
alice 'd=/opt; for i in $(seq 300); do d=$d/d; mkdir $d; cd $d 2>/dev/null; done; touch /usr/bin/behind' >/dev/null 2>&1
like "what lies too deep hides nothing else" '^A /usr/bin/behind' "$(hostel diff alice 2>/dev/null)"
is "and is counted" "9 1" "$(hostel diff alice >/dev/null 2>"$disk/said"; echo $? $(grep -c 'more lie too deep' "$disk/said"))"
ended
ok "reset removes it" hostel image reset alice
ok "once more" hostel image reset alice
is "a tenant without an image has nothing to compare" 1 "$(hostel diff bob >/dev/null 2>&1; echo $?)"
# Killed at any of its steps, what was changed is there whole or gone whole.
for call in renameat mkdirat fchownat unlinkat; do
	ended
	alice 'mkdir -p /opt/many; for i in 1 2 3 4 5; do echo $i >/opt/many/$i; done'
	ended
	strace -f -qq -e trace=$call -e inject=$call:signal=KILL:when=1 hostel image reset alice >/dev/null 2>&1
	like "image reset, killed at $call: all or nothing" '^(5|0)$' "$(alice 'ls /opt/many 2>/dev/null | wc -l')"
	ended
	is "hostel gc takes away what it left" "lock upper work" "$(hostel gc >/dev/null; ls "/var/lib/hostel/uppers/$(id -u alice)/debian-13" | xargs)"
	ok "and once more it goes through" hostel image reset alice
	is "leaving nothing" "lock upper work" "$(ls "/var/lib/hostel/uppers/$(id -u alice)/debian-13" | xargs)"
done

# --- another version --------------------------------------------------------------------------------------
ended
rm -rf "/var/lib/hostel/uppers/$(id -u alice)"
room
open_master alice "$disk/m"
is "who runs what" "debian-13@1" "$(readlink $STATE/t/"$(id -u alice)"/*/image)"
mkdir "$disk/tree" && tar -C "$disk/tree" -xf "$IMAGES/debian-13.tar" --exclude='./dev/*' && echo two >"$disk/tree/etc/version-two"
ok "a second version" hostel image import "$disk/tree" --as debian-13
rm -rf "$disk/tree"
is "a room that is alive keeps its own" "no" "$(S alice -S "$disk/m" 'cat /etc/version-two 2>/dev/null || echo no')"
is "so does a login that joins it" "no" "$(alice 'cat /etc/version-two 2>/dev/null || echo no')"
S alice -S "$disk/m" -O exit 2>/dev/null
until_true 20 no_sandbox
is "the next room has the new one" "two" "$(alice 'cat /etc/version-two')"
room 'image = debian-13@1'
policy '[filesystem]' 'image = debian-13@1'
is "a version that the policy names" "no" "$(alice 'cat /etc/version-two 2>/dev/null || echo no')"
policy '[filesystem]' 'image = debian-13'
ok "roll back" hostel image rollback debian-13
is "and the next room has the old one" "no" "$(ended; alice 'cat /etc/version-two 2>/dev/null || echo no')"
# What the tenant made is new in the version that the room runs; the next version has a file of that name.
ended
room 'write = own'
open_master alice "$disk/m"
S alice -S "$disk/m" 'echo mine >/etc/version-two'
ok "forward again" hostel image rollback debian-13 2
is "hostel diff: with the version that the room runs" "A /etc/version-two" "$(hostel diff alice | grep version-two)"
S alice -S "$disk/m" -O exit 2>/dev/null
ended
is "without one: with what the next room gets" "C /etc/version-two" "$(hostel diff alice | grep version-two)"
hostel image reset alice; hostel image rollback debian-13 >/dev/null

# --- what is missing is said -------------------------------------------------------------------------------
mkdir -p "$disk/tiny/bin" && cp "$(command -v busybox)" "$disk/tiny/bin/" && ln -s busybox "$disk/tiny/bin/sh"
for file in $(ldd "$(command -v busybox)" 2>/dev/null | grep -o '/[^ ]*'); do install -D "$file" "$disk/tiny$file"; done
ok "an image without a bash" hostel image import "$disk/tiny" --as tiny
policy '[filesystem]' 'image = tiny'
ended
is "is said by its login in one sentence" "hostel: the image tiny@1 has no /bin/bash 127" "$(echo $(alice true 2>&1; echo $?))"
policy '[session]' 'shell = /bin/sh' '[filesystem]' 'image = tiny'
is "with a shell that it has it works" "BusyBox" "$(alice 'busybox | busybox head -1' | cut -d' ' -f1)"
policy '[filesystem]' 'image = absent'
ended
like "an image that is not there refuses, with a sentence for the log" "there is no image absent on this host" \
	"$(mark=$(log_mark); alice true >/dev/null 2>&1; log_since "$mark")"
like "and for hostel run" "cannot be used" "$(hostel run alice -- true 2>&1)"
like "hostel check says it, too" 'tenants/alice.ini:2: \[filesystem\] image = absent: there is no image absent' "$(hostel check 2>&1)"
policy '[filesystem]' 'write = own'
like "write without an image is a mistake" 'needs \[filesystem\] image' "$(hostel check 2>&1)"
policy
ended

# --- with the account ----------------------------------------------------------------------------------------
add_tenant dora
printf '[filesystem]\nimage = debian-13\nwrite = own\n' >$CONF/tenants/dora.ini
S dora 'echo doras >/etc/doras'
until_true 20 no_sandbox
uid=$(id -u dora)
ok "rename" hostel tenant rename dora dana
is "what was changed goes along" doras "$(S dana 'cat /etc/doras')"
until_true 20 no_sandbox
all_gone dana; usermod -l eve dana && mv $CONF/tenants/dana.ini $CONF/tenants/eve.ini && usermod -d /home/dora eve
is "another account of the same uid has none of it" none "$(S eve 'cat /etc/doras 2>/dev/null || echo none')"
ok "it is set aside" test -e "/var/lib/hostel/uppers/$uid.dana/debian-13/upper/etc/doras"
until_true 20 no_sandbox
# The names go round: what was set aside before is not in the way.
rename_account() { all_gone "$1"; usermod -l "$2" "$1" && mv "$CONF/tenants/$1.ini" "$CONF/tenants/$2.ini"; }
S eve 'echo eves >/etc/eves'; until_true 20 no_sandbox
rename_account eve dana; S dana 'echo danas >/etc/danas'; until_true 20 no_sandbox
rename_account dana eve
is "nor where each of two names has been set aside before" "none" "$(S eve 'cat /etc/danas 2>/dev/null || echo none')"
until_true 20 no_sandbox
is "all of it is kept" "$uid.dana $uid.dana.2 $uid.eve" "$(ls -d "/var/lib/hostel/uppers/$uid".* | sed 's,.*/,,' | xargs)"
ok "remove" hostel tenant remove eve --confirm eve
is "takes what was changed along" gone "$(test -e "/var/lib/hostel/uppers/$uid" || echo gone)"
finish
