#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The system call filter: every number on every ABI, arguments, allow and deny, the log.
. tests/system/lib.sh

fresh() { until_true 5 no_sandbox; policy "$@"; }
gcc -O1 -o /usr/local/bin/try_calls tests/system/try_calls.c || exit 1
try() { alice "try_calls $*" 2>&1 | cut -d' ' -f3; } # abi number argument...
all() { local call; for call; do try $call; done | xargs; } # "abi number argument..."...
x86=$([ "$(uname -m)" = x86_64 ] && echo yes)

# --- every number -------------------------------------------------------------------------------------
compare() { python3 tests/system/expect_calls.py "$1" policy/syscalls.def "$2" /var/tmp/unconfined; }
if [ "$x86" ]; then
	fresh '[seccomp]' 'profile = unconfined'
	T=400 alice try_calls >/var/tmp/unconfined
	is "every call was tried" 1443 "$(wc -l </var/tmp/unconfined)"
	for profile in default strict; do
		fresh '[seccomp]' "profile = $profile"
		T=400 alice try_calls >/var/tmp/$profile
		seen=$(compare $profile /var/tmp/$profile)
		is "$profile: every call is answered as syscalls.def says" 1 "$(wc -l <<<"$seen")"
		sed "s/^/# $profile: /" <<<"$seen"
		ok "control: unconfined, more than 60 calls are answered otherwise" \
			[ "$(compare $profile /var/tmp/unconfined | wc -l)" -gt 60 ]
	done
else
	skip "every number" "the table of numbers is that of x86-64"
fi

# --- arguments ----------------------------------------------------------------------------------------
[ "$x86" ] || { skip "arguments" "numbers of x86-64"; finish; exit; }
arguments() {
	try 64 41 38 5 0             # socket(AF_ALG): 3 to 45 but for netlink
	try 64 41 $(((1 << 32) + 38)) 5 0
	try 64 41 40 1 0             # AF_VSOCK
	try 64 53 38 5 0             # socketpair
	try 64 41 16 3 0             # NETLINK_ROUTE
	try 64 41 16 3 6             # NETLINK_XFRM
	try 64 41 16 3 9             # NETLINK_AUDIT
	try 64 41 16 3 12            # NETLINK_NETFILTER
	try 64 41 2 1 262            # MPTCP
	try 64 41 2 5 0              # SCTP without its number
	try 64 41 2 10 0             # SOCK_PACKET
	try 64 54 -1 6 31            # setsockopt(TCP_ULP)
	try 64 56 $((0x10000011)) 0 0 0 0 # clone(CLONE_NEWUSER | SIGCHLD)
	try 64 56 17 0 0 0 0
	try 64 16 -1 0x5412          # ioctl(TIOCSTI)
	try 64 16 -1 $(((1 << 32) + 0x5423))
	try 64 135 0x20000           # personality(UNAME26)
	try 64 135 0x400000          # READ_IMPLIES_EXEC
	try 64 317 1 8 -1            # seccomp(NEW_LISTENER)
	try 64 54 -1 1 26            # setsockopt(SO_ATTACH_FILTER)
	try 64 54 -1 1 50            # SO_ATTACH_BPF
	try 64 54 -1 1 52            # SO_ATTACH_REUSEPORT_EBPF
	try 64 9 0 0 0 0x40022 -1 0  # mmap(MAP_HUGETLB)
	try 64 319 0 4               # memfd_create(MFD_HUGETLB)
	try 64 29 0 4096 0x800       # shmget(SHM_HUGETLB)
}
arguments_32() {
	try 32 359 38 5 0            # socket(AF_ALG)
	try 32 359 16 3 9
	try 32 359 1 1 0             # AF_UNIX
	try 32 360 38 5 0            # socketpair
	try 32 102 1 here 38 5 0     # socketcall(SYS_SOCKET, {AF_ALG, ...})
	try 32 102 1 here 1 1 0
	try 32 120 $((0x10000011)) 0 0 0 0
	try 32 54 -1 0x5412
	try 32 117 23 0 0 0          # ipc(SHMGET): the kernel's own answer, EINVAL
}
fresh
is "asking for the clock's state, as glibc does: clock_adjtime(2)" "0 0 0" "$(alice 'python3 -c "
import ctypes
c, new = ctypes.CDLL(None), lambda: ctypes.create_string_buffer(512)
print(min(0, c.adjtimex(new())), min(0, c.ntp_gettime(new())), min(0, c.clock_adjtime(0, new())))"')"
is "setting it: the kernel refuses" "-1 1" "$(alice 'python3 -c "
import ctypes
c, b = ctypes.CDLL(None, use_errno=True), ctypes.create_string_buffer(b\"\x01\", 512)
print(c.clock_adjtime(0, b), ctypes.get_errno())"')"
is "setarch: what the manual says" "i686 2.6 40008 yes" "$(alice 'setarch i686 uname -m; setarch --uname-2.6 uname -r | cut -c1-3; setarch i686 -R cat /proc/self/personality | sed s/^0*//
	setarch -X true 2>/dev/null || echo yes' | xargs)"
is "calls of long ago: ENOSYS" ENOSYS "$(for call in 156 180 183 174 177 178 134 139 136 212 467; do try 64 $call 0 0 0; done | sort -u | xargs)"
is "default: arguments" "EAFNOSUPPORT EAFNOSUPPORT EAFNOSUPPORT EAFNOSUPPORT done EPROTONOSUPPORT EPROTONOSUPPORT EPROTONOSUPPORT EPROTONOSUPPORT ESOCKTNOSUPPORT EAFNOSUPPORT ENOPROTOOPT EPERM done EPERM EPERM done ENOSYS EFAULT EPERM EPERM EPERM ENOMEM EINVAL ENOMEM" \
	"$(arguments | xargs)"
is "default: arguments of 32-bit calls" "EAFNOSUPPORT EPROTONOSUPPORT done EAFNOSUPPORT ENOSYS ENOSYS EPERM EPERM EINVAL" \
	"$(arguments_32 | xargs)"
huge() { all "32 117 23 0 0 0x800" "32 117 $((0x10017)) 0 0 0x800" "32 395 0 0 0x800" "32 117 23 0 0 0"; }
is "huge pages by i386's ipc(SHMGET), too; small ones are not refused" "ENOMEM ENOMEM ENOMEM EINVAL" "$(huge)"
# What other keys refuse, numbers of both ABIs: sendto, sendmsg, sendmmsg with MSG_FASTOPEN, MPTCP, IP_LOCAL_PORT_RANGE.
beside() { all "64 44 -1 0 0 0x20000000" "64 46 -1 0 0x20000000" "64 307 -1 0 0 0x20000000" "64 41 2 1 262" "64 54 -1 0 51" \
	"32 369 -1 0 0 0x20000000" "32 370 -1 0 0x20000000" "32 345 -1 0 0 0x20000000" "32 359 2 1 262" "32 366 -1 0 51"; }
is "SO_RESERVE_MEM, SECCOMP_FILTER_FLAG_LOG; other options, other flags" \
	"ENOPROTOOPT ENOPROTOOPT EINVAL EBADF EFAULT" "$(all "64 54 -1 1 73" "32 366 -1 1 73" "64 317 1 2 0" "64 54 -1 1 7" "64 317 1 1 0")"
is "control: no ports named, no more is refused" "EBADF EBADF EBADF EPROTONOSUPPORT EBADF EBADF EBADF EBADF EPROTONOSUPPORT EBADF" "$(beside)"
if [ "$(/usr/bin/python3 -c 'import ctypes; print(ctypes.CDLL(None).syscall(444,0,0,1))')" -ge 4 ]; then
	fresh '[network]' 'tcp_connect = 22' '[seccomp]' 'allow = @protocols'
	is "tcp_connect: no way beside connect(2)" \
		"EOPNOTSUPP EOPNOTSUPP EOPNOTSUPP EPROTONOSUPPORT EBADF EOPNOTSUPP EOPNOTSUPP EOPNOTSUPP EPROTONOSUPPORT EBADF" "$(beside)"
	fresh '[network]' 'tcp_bind = 22' '[seccomp]' 'profile = unconfined'
	is "tcp_bind: none beside bind(2), unconfined as well" \
		"EBADF EBADF EBADF EPROTONOSUPPORT ENOPROTOOPT EBADF EBADF EBADF EPROTONOSUPPORT ENOPROTOOPT" "$(beside)"
fi
fresh '[seccomp]' 'deny = seccomp' 'log = yes'
is "deny = seccomp: by prctl(2) neither" "EPERM EPERM" "$(all "64 317 1 0 0" "64 157 22 2 0")"
fresh '[seccomp]' 'log = yes'
is "control: not denied, and with log = yes the flag" "EFAULT EFAULT" "$(all "64 317 1 2 0" "64 157 22 2 0")"
fresh '[seccomp]' 'profile = strict'
is "strict: arguments" "EAFNOSUPPORT EAFNOSUPPORT EAFNOSUPPORT EAFNOSUPPORT done EPROTONOSUPPORT EPROTONOSUPPORT EPROTONOSUPPORT EPROTONOSUPPORT ESOCKTNOSUPPORT EAFNOSUPPORT ENOPROTOOPT EPERM done EPERM EPERM ENOSYS ENOSYS EINVAL EPERM EPERM EPERM ENOMEM EINVAL ENOMEM" \
	"$(arguments | xargs)"
is "strict: no 32-bit call at all" "9 ENOSYS" "$(arguments_32 | sort | uniq -c | xargs)"
fresh '[seccomp]' 'profile = unconfined'
unlike "control: unconfined, other answers" "EPERM EPERM done ENOSYS EFAULT" "$(arguments | xargs)"
is "control: unconfined, what the kernel says to AF_ALG by socketcall" "$(try 32 359 38 5 0)" \
	"$(try 32 102 1 here 38 5 0)"
is "control: and to SHM_HUGETLB" "EINVAL EINVAL EINVAL EINVAL" "$(huge)"
is "control: and to AF_UNIX" done "$(try 32 102 1 here 1 1 0)"

# --- allow and deny -----------------------------------------------------------------------------------
fresh '[seccomp]' 'allow = @netlink, @alg, @protocols, @namespaces, @emulation, socketcall, keyctl'
is "what allow lifts is answered as unconfined" "done done done done" \
	"$(for a in '41 16 3 9' '41 16 3 0' '135 0x400000' '250 0 -3 0'; do try 64 $a; done | xargs)"
unlike "@namespaces lifts clone3" ENOSYS "$(try 64 435 0 0)"
like "but no namespace is made: the sandbox has none to give" "ENOSPC|EPERM" "$(try 64 56 $((0x10000011)) 0 0 0 0)"
is "socketcall, too" done "$(try 32 102 1 here 1 1 0)"
is "vsock is never lifted, nor TIOCSTI" "EAFNOSUPPORT EPERM" "$(all "64 41 40 1 0" "64 16 -1 0x5412")"
is "python's threads work with clone3" 7 "$(alice 'python3 -c "
import threading
t=threading.Thread(target=print,args=(7,)); t.start(); t.join()"')"
fresh '[seccomp]' 'allow = chown, socketcall, @debug' 'deny = chown, connect, shmget, @32bit'
is "deny wins over allow" EPERM "$(try 64 92 0 0 0)"
is "@32bit" ENOSYS "$(try 32 20)"
fresh '[seccomp]' 'allow = chown, socketcall' 'deny = chown, connect, shmget, @netlink, getdents'
is "deny holds in every ABI and spelling: chown, chown32, lchown not" "EPERM EPERM EPERM EFAULT" \
	"$(all "64 92 -1" "32 182 -1" "32 212 -1" "32 198 -1")"
is "and getdents64 with getdents" EPERM "$(try 64 217)"
is "so do the doors of 32-bit programs: ipc, socketcall" "EPERM ENOSYS" \
	"$(all "32 117 23 0 0 0" "32 102 1 here 1 1 0")"
is "and their own numbers beside the doors: connect, shmget; bind and msgget are not denied" \
	"EPERM EPERM EBADF done" "$(all "32 362 -1 0 0" "32 395 0 0 0" "32 361 -1 0 0" "32 399 0 0")"
is "@netlink denies NETLINK_ROUTE, too" EAFNOSUPPORT "$(try 64 41 16 3 0)"
fresh '[seccomp]' 'profile = strict' 'allow = @32bit, ptrace'
is "strict, with @32bit and ptrace allowed" "done ESRCH EPERM" "$(all "32 20" "64 101 16 999999" "64 310")"
fresh '[seccomp]' 'profile = unconfined' 'deny = chown, @io_uring, getdents, uname'
is "unconfined keeps to deny on i386, in every spelling: chown, readdir, olduname" "EPERM EPERM EPERM" \
	"$(all "32 182 -1" "32 89 -1" "32 109 0")"
is "unconfined keeps to deny" "EPERM EPERM" "$(all "64 92 -1" "64 425")"
unlike "and to nothing else" EPERM "$(try 64 250 0 -3 0)"

# hostel-init starts processes whatever is denied: all that can be, a line of a policy file at a time.
cat >/var/tmp/seven.c <<-X
int main(void) { return 7; }
X
gcc -static -O1 -o /usr/local/bin/seven /var/tmp/seven.c
names=$(sed -E 's,/\*.*\*/,,' policy/syscalls.def | grep -oE '\b(BOTH|CALL)\([a-z0-9_]+' | sed 's/.*(//' |
	grep -vxE 'name|ident' | sort)
lines=$(xargs <<<"$names" | sed 's/ /, /g' | fold -s -w 900 | sed 's/, *$//')
while read -r line; do
	fresh '[session]' 'shell = /usr/local/bin/seven' '[seccomp]' "deny = $line"
	alice true </dev/null; status=$?
	is "a process starts with ${line%%,*} to ${line##* } denied" 7 "$status"
done <<<"$lines"

# --- mistakes -----------------------------------------------------------------------------------------
mistake() { # line, expression
	fresh '[seccomp]' "$1"
	is "refused: $1" 255 "$(alice true >/dev/null 2>&1 </dev/null; echo $?)"
	like "and the log says why" "$2" "$("$PREFIX/sbin/hostel" check 2>&1)"
}
mistake 'allow = ptrase' 'did you mean ptrace'
mistake 'deny = @debgu' 'did you mean @debug'
mistake 'allow = io_uring' 'written with an @: @io_uring'
mistake 'allow = @module' 'init_module|is about the machine and cannot be allowed'
mistake 'deny = execve' 'execve cannot be denied'

# --- the log ------------------------------------------------------------------------------------------
# The kernel passes on ten lines in five seconds at most, of all that ask (printk_ratelimit), and forgets its
# oldest: so what counts is a line later than a mark, and the call is made again until there is one.
newest() { dmesg 2>/dev/null | tail -n 1 | grep -oE '^\[ *[0-9.]+' | tr -d '[ '; }
logged() { # number, mark: records of this call later than the mark
	dmesg 2>/dev/null | tr -d '[]' | awk -v mark="$2" -v uid=" uid=$(id -u alice) " -v call=" syscall=$1 " \
		'$1 + 0 > mark + 0 && /type=1326/ && index($0, uid) && index($0, call)' | wc -l
}
again() { try 64 165 0 0 0 0 0 >/dev/null; [ "$(logged 165 "$mark")" -gt 0 ]; }
mark=$(newest)
fresh '[seccomp]' 'log = no'
try 64 165 0 0 0 0 0 >/dev/null
if dmesg >/dev/null 2>&1 && grep -q errno /proc/sys/kernel/seccomp/actions_logged; then
	is "control: log = no, no record" 0 "$(logged 165 "$mark")"
	fresh '[seccomp]' 'log = yes'
	is "log = yes: the same answers" "EPERM ENOSYS" "$(all "64 165 0 0 0 0 0" "64 435 0 0")"
	ok "log = yes: a record of mount(2), 1326, in the kernel log" until_true 30 again
	is "but none of clone3, which every program tries" 0 "$(logged 435 "$mark")"
	fresh '[seccomp]' 'profile = unconfined' 'deny = mount' 'log = yes'
	mark=$(newest)
	is "unconfined with deny" EPERM "$(try 64 165 0 0 0 0 0)"
	ok "is logged as well" until_true 30 again
else
	skip "log = yes" "the kernel log cannot be read here"
fi

# --- work under strict --------------------------------------------------------------------------------
fresh '[seccomp]' 'profile = strict'
is "strict: bash, pipes, job control" "3 2" "$(alice 'seq 3 | wc -l; sleep 9 & sleep 9 & jobs | wc -l; kill %1 %2; wait' | xargs)"
is "strict: python, sqlite, processes" "499500 4" "$(alice 'python3 -c "
import sqlite3, multiprocessing
d=sqlite3.connect(\"t.db\"); d.execute(\"create table if not exists t(n)\")
d.executemany(\"insert into t values(?)\", [(i,) for i in range(1000)]); d.commit()
print(d.execute(\"select sum(n) from t\").fetchone()[0])
print(sum(multiprocessing.Pool(2).map(len, [\"ab\",\"cd\"])))"' | xargs)"
is "strict: git" "one" "$(alice 'git init -q r && cd r && echo one >f && git add f &&
	git -c user.name=a -c user.email=a@b commit -qm one && cd .. && git clone -q r s && git -C s log --format=%s')"
head -c 300000 /dev/urandom >/var/tmp/data
moved() { # command...: brings data to alice's home
	rm -f /home/alice/data; "$@" >/dev/null 2>&1 </dev/null; cmp -s /var/tmp/data /home/alice/data && echo same
}
is "strict: scp" same "$(moved scp -F /root/.ssh/config /var/tmp/data alice@host:data)"
is "strict: scp of old" same "$(moved scp -O -F /root/.ssh/config /var/tmp/data alice@host:data)"
is "strict: rsync" same "$(moved rsync -e 'ssh -F /root/.ssh/config' /var/tmp/data alice@host:data)"
is "strict: sftp" data "$(echo 'ls data' | sftp -q -b - -F /root/.ssh/config alice@host 2>&1 | tail -n 1 | xargs)"
finish
