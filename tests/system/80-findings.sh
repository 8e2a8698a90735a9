#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What reviews found: each a way that once worked, tried again.
. "$(dirname "$0")/lib.sh"

# A channel on a connection whose sandbox has ended: a sentence, not a loop of hostel-shell executing itself.
open_master alice /tmp/old.sock
unwatch
pkill -9 -x hostel-init
until_true 5 no_sandbox
like "a channel of an ended sandbox is refused" 'hostel: this account is only usable' \
	"$(timeout 60 ssh -F /root/.ssh/config -S /tmp/old.sock host 'echo in' 2>&1)"
is "and nothing of it goes on" 0 "$(pgrep -fc '^(bash|hostel-shell) -c echo in')"
ssh -F /root/.ssh/config -S /tmp/old.sock -O exit host 2>/dev/null

# PID 1 holds nothing that is somebody else's, of no type: so it never waits in close(2) either (attack A65).
until_true 5 no_sandbox
open_master alice /tmp/held.sock
held() { find "/proc/$(pgrep -x hostel-init)/fd" -type l -printf '%l\n' | sort; }
given() { # what
	until_true 5 pgrep -xf 'sleep 97'
	until_true 30 eval '[ "$(held | wc -l)" = '$((before + 2))' ]' # it is passed on, and closed here
	local in; in=$(readlink "/proc/$(pgrep -xf 'sleep 97')/fd/0")
	is "stdin is $1: PID 1 has the session's and its connection" $((before + 2)) "$(held | wc -l)"
	[ "$in" = /dev/null ] || unlike "stdin is $1: it is not that" "^$in\$" "$(held)"
	pkill -xf 'sleep 97'; wait $!
	until_true 5 eval '[ "$(held | wc -l)" = '$before' ]'
	is "stdin is $1: and no more afterwards" $before "$(held | wc -l)"
	is "and it answers" hostel-init "$(alice 'cat /proc/1/comm' 2>/dev/null)"
}
until_true 5 eval '[ "$(sandboxes)" = 1 ]'
is "control: it answers" hostel-init "$(alice 'cat /proc/1/comm')"
until_true 30 eval '[ "$(pgrep -fc "^sshd(-session)?: alice \[priv\]")" = 1 ]'; sleep 0.5 # PID 1 has closed it by then
before=$(held | wc -l)
mkfifo /tmp/fifo; exec 7<>/tmp/fifo
cat <(sleep 60) | hostel run alice -- sleep 97 & given "a pipe"
hostel run alice -- sleep 97 </etc/passwd & given "a file"
hostel run alice -- sleep 97 </dev/null & given /dev/null
hostel run alice -- sleep 97 </tmp/fifo & given "a FIFO"
python3 -c 'import os, socket
a, b = socket.socketpair(); os.dup2(b.fileno(), 0); os.set_inheritable(a.fileno(), True)
os.execlp("hostel", "hostel", "run", "alice", "--", "sleep", "97")' & given "a unix socket"
timeout 60 script -qec 'hostel run alice -- sleep 97' /dev/null </tmp/fifo >/dev/null & given "a terminal"
exec 7>&-; rm /tmp/fifo
ssh -F /root/.ssh/config -S /tmp/held.sock -O exit host 2>/dev/null

# fs.aio-max-nr is one count for the whole host.
aio='import ctypes
c=ctypes.CDLL(None, use_errno=True); x=ctypes.c_ulong(0)
print(c.syscall(206, 32768, ctypes.byref(x)), ctypes.get_errno())'
is "io_setup: ENOSYS" "-1 38" "$(alice "python3 -c '$aio'")"

# Empty files take the kernel's memory too.
until_true 5 no_sandbox
policy '[filesystem]' 'tmp_size = 8M'
is "inodes of /tmp are bounded with its size" 2048 "$(alice 'df --output=itotal /tmp | tail -1 | xargs')"
policy

# A group that was taken away is gone at the next login, whatever session is still open.
groupadd secret; gpasswd -a alice secret >/dev/null
until_true 5 no_sandbox
open_master alice /tmp/held.sock
is "control: the new group is there" 1 "$(alice 'id -Gn' | grep -cw secret)"
gpasswd -d alice secret >/dev/null
is "a group taken away is gone at the next login" 0 "$(alice 'id -Gn' | grep -cw secret)"
ssh -F /root/.ssh/config -S /tmp/held.sock -O exit host 2>/dev/null

# Files of /etc that are not everybody's are nobody's inside, whatever their name.
echo secret >/etc/wgetrc; chmod 600 /etc/wgetrc
until_true 5 no_sandbox
is "a private file of /etc is not shown" "" "$(alice 'cat /etc/wgetrc' 2>/dev/null)"
chmod 644 /etc/wgetrc
until_true 5 no_sandbox
is "control: a public one is" secret "$(alice 'cat /etc/wgetrc')"
rm /etc/wgetrc

# Socket buffers count: on cgroup v1 by a limit of their own.
until_true 5 no_sandbox
policy '[resources]' 'memory.max = 64M'
buffers='import socket, resource
n = 0; keep = []
resource.setrlimit(resource.RLIMIT_NOFILE, (4000, 4096))
for i in range(40):
    l = socket.create_server(("127.0.0.1", 0)); c = socket.create_connection(l.getsockname()); p, _ = l.accept()
    c.setblocking(False); keep += [l, c, p]
    try:
        while True: n += c.send(b"x" * 65536)
    except OSError: pass
print(n // 1048576)'
sent=$(alice "python3 -c '$buffers'")
ok "buffers of TCP connections: ${sent:-killed} MiB of 64" test "${sent:-0}" -le 96
policy '[resources]' 'memory.max = 1G'
until_true 5 no_sandbox
sent=$(alice "python3 -c '$buffers'")
ok "control: with 1 GiB it is more: ${sent:-killed} MiB" test "${sent:-0}" -gt 96
policy

# Out of memory PID 1 is the last to be killed, not the first because the others are smaller.
until_true 5 no_sandbox
policy '[resources]' 'memory.max = 64M'
open_master alice /tmp/held.sock
before=$(alice 'readlink /proc/self/ns/pid')
for attempt in 1 2 3; do
	alice 'python3 -c "
import os
fd = os.memfd_create(\"m\")
while True: os.write(fd, b\"x\" * 65536)"' >/dev/null 2>&1
done
is "PID 1 survives the tenant's running out of memory" "$before" "$(alice 'readlink /proc/self/ns/pid')"
ssh -F /root/.ssh/config -S /tmp/held.sock -O exit host 2>/dev/null
policy

# A name service that fails must not make a tenant an ordinary account.
usermod -s /bin/bash alice
mkdir -p /root/nss
cat >/root/nss/nss.c <<'X'
#include <errno.h>
#include <grp.h>
#include <nss.h>
enum nss_status _nss_broken_getgrnam_r(const char *n, struct group *g, char *b, size_t s, int *e);
enum nss_status _nss_broken_getgrnam_r(const char *n, struct group *g, char *b, size_t s, int *e)
{ (void)n; (void)g; (void)b; (void)s; *e = ECONNREFUSED; return NSS_STATUS_UNAVAIL; }
enum nss_status _nss_broken_getgrgid_r(gid_t n, struct group *g, char *b, size_t s, int *e);
enum nss_status _nss_broken_getgrgid_r(gid_t n, struct group *g, char *b, size_t s, int *e)
{ (void)n; (void)g; (void)b; (void)s; *e = ECONNREFUSED; return NSS_STATUS_UNAVAIL; }
enum nss_status _nss_broken_initgroups_dyn(const char *u, gid_t g, long *s, long *z, gid_t **p, long l, int *e);
enum nss_status _nss_broken_initgroups_dyn(const char *u, gid_t g, long *s, long *z, gid_t **p, long l, int *e)
{ (void)u; (void)g; (void)s; (void)z; (void)p; (void)l; *e = ECONNREFUSED; return NSS_STATUS_UNAVAIL; }
X
gcc -shared -fPIC -o /lib/x86_64-linux-gnu/libnss_broken.so.2 /root/nss/nss.c
cp -a /etc/group /root/nss/group; cp -a /etc/nsswitch.conf /root/nss/
is "control: with bash as her shell alice is a tenant by her group" hostel-init "$(alice 'cat /proc/1/comm')"
sed -i '/^hostel:/d' /etc/group # the group comes from the network
sed -i 's/^group:.*/group: files broken/' /etc/nsswitch.conf
is "name service down: no command of the tenant's" "" "$(alice 'cat /proc/1/comm' 2>/dev/null)"
cp -a /root/nss/group /etc/group
sed -i 's/^group:.*/group: broken files/' /etc/nsswitch.conf
is "name service down, group in the file: inside or refused" "" "$(alice 'cat /proc/1/comm' 2>/dev/null | grep -v '^hostel-init$')"
is "root comes in" in "$(S root 'echo in')"
# "files systemd" answers "no such group" where the file cannot be read: not believed if the file has it.
sed -i 's/^group:.*/group: systemd/' /etc/nsswitch.conf
is "a service that has never heard of the group is not believed" "" "$(alice 'cat /proc/1/comm' 2>/dev/null)"
is "root comes in then too" in "$(S root 'echo in')"
cp -a /root/nss/nsswitch.conf /etc/nsswitch.conf
usermod -s $SHELL_PATH alice

# A line of 1.2 MB in the group file, and an account in 300 groups that is no tenant.
cp -a /etc/group /root/nss/group
python3 - <<'X'
lines = open('/etc/group').read().splitlines()
lines = [l + ',' + ','.join(f'member{i:06}' for i in range(100000)) if l.startswith('hostel:') else l for l in lines]
lines += [f'many{i}:x:{50000 + i}:carol' for i in range(300)]
open('/etc/group', 'w').write('\n'.join(lines) + '\n')
X
usermod -s /bin/bash alice 2>/dev/null || sed -i '/^alice:/s,[^:]*$,/bin/bash,' /etc/passwd
is "a group of 100,000 members: the tenant stays one" hostel-init "$(alice 'cat /proc/1/comm')"
is "an account in 300 groups that is no tenant comes in" in "$(S carol 'echo in')"
cp -a /root/nss/group /etc/group
finish
