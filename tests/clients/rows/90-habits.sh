# SPDX-License-Identifier: GPL-2.0-or-later
# What people do in a shell, one command each: all of them in one login of each account.
#
# habit NAME COMMAND EXPECTED [OF THE TENANT, ITEM]   as row; COMMAND is a line for bash, in a directory of its own
habits_names=() habits_commands=() habits_rest=()
habit() {
	habits_names+=("$1") habits_commands+=("$2")
	shift 2
	habits_rest+=("$(printf '%q ' "$@")")
}
habits_script() { # each command's output and status, by its number
	local n
	echo 'rm -rf ~/habits; mkdir -p ~/habits; cd ~/habits; exec 3>&1 >/dev/null 2>&1 </dev/null'
	for n in "${!habits_commands[@]}"; do
		printf 'mkdir -p %d; (cd %d; timeout -k 5 %d bash -c %q; echo "=$?") 2>&1 | cat >%d.out\n' \
			$n $n $((30 * ${SLOW:-1})) "${habits_commands[n]}" $n
	done
	echo 'tar c *.out >&3'
}
habits_seen() { # account
	rm -rf "/tmp/habits.$1"; mkdir -p "/tmp/habits.$1"
	habits_script | T=$((300 * ${SLOW:-1})) t ssh "$1@host" 'cat >.habits; bash .habits; rm -rf .habits habits' | tar xC "/tmp/habits.$1"
}
habits_programs="at gdb git gpg man mandb node openssl php ping rsync ruby screen sqlite3 strace tmux vim" # not everywhere
habit_of() {
	local program
	for program in $habits_programs; do
		[[ ! " ${habits_commands[habit_number]}" =~ [^[:alnum:]_./-]$program" " ]] || have $program || return
	done
	cat "/tmp/habits.$U/$habit_number.out"
}

# --- files -------------------------------------------------------------------------------------------------------
habit "a temporary file, and a directory" 'f=$(mktemp); d=$(mktemp -d); echo x >$f; cat $f; rmdir $d; rm $f' '~^x\|=0$'
habit "TMPDIR of its own" 'mkdir t; TMPDIR=$PWD/t mktemp | grep -c habits' '1|=0'
habit "/var/tmp" 'f=/var/tmp/$LOGNAME.$$; echo x >$f; cat $f; rm $f' 'x|=0'
habit "/dev/shm" 'f=/dev/shm/$LOGNAME.$$; echo x >$f; cat $f; rm $f' 'x|=0'
habit "a fifo" 'mkfifo p; echo x >p & cat p' 'x|=0'
habit "process substitution" 'diff <(echo a) <(echo a) && echo same' 'same|=0'
habit "/dev/stdout, a pipe" 'echo x >/dev/stdout | cat' 'x|=0'
habit "/dev/stderr, /dev/fd/3" 'echo x | tee /dev/stderr >/dev/null; echo y 3>f >/dev/fd/3; cat f' 'x|y|=0'
habit "/proc/self/fd/1" 'echo x >/proc/self/fd/1 | cat' 'x|=0'
habit "hard and symbolic links" 'echo x >a; ln a b; ln -s a c; cat b c; stat -c %h a' 'x|x|2|=0'
habit "modes" 'umask 027; touch a; mkdir d; stat -c %a a d; chmod 2750 d; stat -c %a d' '640|750|2750|=0'
habit "chown to somebody else" 'touch a; chown 33 a; chgrp 33 a' '~^chown: .*Operation not permitted\|chgrp: .*Operation not permitted\|=1$'
habit "chown to oneself" 'touch a; chown $(id -u):$(id -g) a && stat -c %u a' 'UID|=0'
habit "cp -a of a file of root's" 'cp -a /etc/profile a && test -s a && stat -c %u a' 'UID|=0'
habit "install" 'echo x >a; install -m 700 a b; stat -c %a b' '700|=0'
habit "times" 'touch -d 2001-02-03 a; stat -c %y a | cut -c1-10; cp -p a b; find b ! -newer a' '2001-02-03|b|=0'
habit "tar, gzip, xz" 'mkdir d; echo x >d/f; tar czf a.gz d; tar xzOf a.gz; tar cJf a.xz d; tar xJOf a.xz' 'x|x|=0'
habit "tar with owners of others" 'tar cf a --owner=root --group=daemon -C / etc/profile 2>/dev/null; tar xf a && stat -c %u etc/profile' 'UID|=0'
habit "rsync of a tree" 'mkdir d; echo x >d/f; rsync -aAX d/ e/; cat e/f' 'x|=0'
habit "an ACL" 'touch a; setfacl -m u:$(id -u):r a && getfacl -cn a | grep -c "user:$(id -u):r"' '1|=0'
habit "extended attributes" 'touch a; python3 -c "
import os
os.setxattr(\"a\",\"user.x\",b\"y\");print(os.getxattr(\"a\",\"user.x\").decode())"' 'y|=0'
habit "sparse files, fallocate" 'truncate -s 10M a; fallocate -l 1M b; stat -c %s a b' '10485760|1048576|=0'
habit "flock" 'flock f echo locked' 'locked|=0'
habit "flock in /run/lock" 'flock /run/lock/$LOGNAME.x echo locked; rm /run/lock/$LOGNAME.x' 'locked|=0'
habit "inotify" 'python3 -c "
import ctypes,os
l=ctypes.CDLL(None)
i=l.inotify_init1(0)
print(l.inotify_add_watch(i,b\".\",0x100)>0)
open(\"n\",\"w\")
print(len(os.read(i,100))>0)"' 'True|True|=0'
habit "find, xargs, sort, uniq" 'seq 5 | xargs -n1 touch; find . -type f | sort -r | uniq | wc -l' '5|=0'
habit "df and du" 'df -P . | tail -1 | grep -c %; du -s . | wc -l' '1|1|=0'
habit "writing to /etc and /usr" 'for d in /etc /usr /usr/bin /opt; do touch $d/habit 2>/dev/null || echo no; done' 'no|no|no|no|=0'

# --- processes ---------------------------------------------------------------------------------------------------
habit "ps of oneself" 'ps -o comm= -p $$; true' 'bash|=0'
habit "ps of all that is one's own" 'sleep 25.25 & until ps -u $(id -u) -o args= | grep -q "^sleep 25.25"; do sleep 0.1; done; ps -u $(id -u) -o args= | grep -c "^sleep 25.25"; kill %1' '1|=0'
habit "the parent is not PID 1" 'p=$(ps -o ppid= $(ps -o sid= $$)); [ $p != 1 ] && echo no' 'no|=0'
habit "kill, wait, trap" 'trap "echo got" USR1; kill -USR1 $$; sleep 9 & kill %1; wait $!; echo $?' 'got|143|=0'
habit "nice and renice" 'nice -n 5 nice; nice -n 3 bash -c "renice -n 9 \$\$ >/dev/null; nice"' '5|9|=0'
habit "renice below" 'nice -n 5 bash -c "renice -n 0 \$\$ 2>&1" | grep -c denied' '1|=0'
habit "taskset" 'taskset -c 0 nproc' '1|=0'
habit "ionice, chrt" 'ionice -c 3 true && chrt -b 0 chrt -p 0 | head -1 | grep -c BATCH' '1|=0'
habit "ulimit, downwards" 'ulimit -n 100; ulimit -n; ulimit -c 0; ulimit -c' '100|0|=0'
habit "prlimit" 'prlimit --nofile=90:90 bash -c "ulimit -n"' '90|=0'
habit "setsid, nohup" 'setsid -w echo a; nohup echo b </dev/null 2>/dev/null' 'a|b|=0'
habit "timeout" 'timeout 0.1 sleep 9; echo $?' '124|=0'
habit "a terminal by script" 'script -qec "tty | cut -c1-9; stty size >/dev/null && echo tty" /dev/null | tr -d "\r"' '~^/dev/pts/?\|tty\|=0$'
habit "uptime, free, nproc" 'uptime | grep -c load; free | grep -c Mem; [ $(nproc) -ge 1 ] && echo n' '1|1|n|=0'
habit "lscpu" 'lscpu | grep -cE "^(Architecture|CPU\(s\)):"' '2|=0'
habit "top" 'TERM=dumb top -bn1 | grep -c "^Tasks"' '1|=0'
habit "getconf" 'getconf PAGE_SIZE; [ $(getconf _NPROCESSORS_ONLN) -ge 1 ] && echo n' '4096|n|=0'
habit "many short processes" 'for i in $(seq 200); do /bin/true; done; echo done' 'done|=0'
habit "threads" 'python3 -c "
import threading
t=[threading.Thread(target=lambda:None) for _ in range(20)]
[x.start() for x in t];[x.join() for x in t];print(len(t))"' '20|=0'
habit "multiprocessing" 'python3 -c "
from multiprocessing import Pool
print(sum(Pool(2).map(abs,range(9))))"' '36|=0'
habit "memfd_create of odd flags" 'python3 -c "
import ctypes
l=ctypes.CDLL(None,use_errno=True)
print(l.memfd_create(b\"x\",0xffffffff),ctypes.get_errno())"' '-1 22|=0'
habit "strace" 'strace -o t -e trace=execve true; grep -c execve t' '1|=0'
habit "gdb" 'gdb -q -batch -ex run -ex "info program" --args true 2>&1 | grep -c "exited normally"' '1|=0'

# --- who and where -----------------------------------------------------------------------------------------------
habit "id, groups, whoami, logname" 'id -un; whoami; id -u; [ $(id -gn) = $(stat -c %G ~) ] && echo group' 'USER|USER|UID|group|=0'
habit "getent passwd of oneself" 'getent passwd $(id -u) | cut -d: -f1,3,6' 'USER:UID:/home/USER|=0'
habit "getent of services, protocols, hosts" 'getent services ssh | cut -c1-3; getent protocols tcp | cut -c1-3; getent hosts localhost | grep -c localhost' 'ssh|tcp|1|=0'
habit "locale, date, time zone" 'TZ=Asia/Tokyo date -d @0 +%H; locale | grep -c LANG=' '09|1|=0'
habit "terminfo" 'TERM=xterm-256color tput colors' '256|=0'
habit "HOME, SHELL, XDG_RUNTIME_DIR" 'echo $HOME $SHELL; [ -z "$XDG_RUNTIME_DIR" ] || [ -w "$XDG_RUNTIME_DIR" ] && echo runtime' '/home/USER /bin/bash|runtime|=0'
habit "machine-id" 'grep -cE "^[0-9a-f]{32}$" /etc/machine-id' '1|=0'
habit "os-release" '. /etc/os-release; [ -n "$ID" ] && echo known' 'known|=0'
habit "sudo -n" 'sudo -n true 2>/dev/null || echo no' 'no|=0'
habit "dmesg" 'dmesg >/dev/null 2>&1; echo asked' 'asked|=0'
habit "hostname" 'hostname | grep -c .' '1|=0'
habit "namespaces of one's own" 'unshare -Ur true 2>/dev/null && echo made || echo no' '~^(made|no)\|=0$' 'no|=0' "User namespaces"

# --- networks ----------------------------------------------------------------------------------------------------
habit "a server on localhost" 'python3 -c "
import http.server,threading,urllib.request
s=http.server.HTTPServer((\"127.0.0.1\",0),http.server.SimpleHTTPRequestHandler)
threading.Thread(target=s.serve_forever,daemon=True).start()
print(urllib.request.urlopen(\"http://127.0.0.1:%d/\"%s.server_port).status)" 2>/dev/null' '200|=0'
habit "a unix socket" 'python3 -c "
import socket
a=socket.socket(socket.AF_UNIX);a.bind(\"s\");a.listen();b=socket.socket(socket.AF_UNIX);b.connect(\"s\");print(\"in\")"' 'in|=0'
habit "IPv6 of localhost" 'python3 -c "
import socket
a=socket.socket(socket.AF_INET6);a.bind((\"::1\",0));print(a.getsockname()[0])"' '::1|=0'
habit "ping of localhost" 'ping -c1 -W5 127.0.0.1 | grep -c "1 received"' '1|=0'
habit "ip and ss" 'ip -o addr show lo | grep -c 127.0.0.1; ss -ltn 2>/dev/null | head -1 | grep -c State' '1|1|=0'
habit "os.networkInterfaces of node" 'node -e "console.log(Object.keys(require(\"os\").networkInterfaces()).includes(\"lo\"))"' 'true|=0'
habit "a port below 1024" 'python3 -c "
import socket
socket.socket().bind((\"127.0.0.1\",81))" 2>&1 | tail -1' '~Permission denied\|=0$'

# --- tools -------------------------------------------------------------------------------------------------------
habit "git, a repository" 'git init -q r; cd r; git config user.email a@b; git config user.name a; echo x >f; git add f; git commit -qm x; git log --format=%s' 'x|=0'
habit "git through /tmp" 'd=$(mktemp -d); git init -q $d/r; git clone -q $d/r c 2>/dev/null; [ -d c/.git ] && echo cloned; rm -rf $d' 'cloned|=0'
habit "gcc, make, ldd" 'echo "int main(void){return 7;}" >a.c; printf "a: a.c\n\tgcc -o a a.c\n" >Makefile; make -s; ./a; echo $?; ldd a | grep -c libc' '7|1|=0'
habit "python venv" 'python3 -m venv --without-pip v && v/bin/python -c "print(1)"' '1|=0'
habit "sqlite with a write-ahead log" 'sqlite3 d "pragma journal_mode=wal; create table t(a); insert into t values(7); select a from t"' 'wal|7|=0'
habit "perl, php, ruby" 'perl -e "print qq(1\n)"; php -r "echo 2,chr(10);"; ruby -e "puts 3"' '1|2|3|=0'
habit "php's modules" 'php -m | grep -cE "^(Core|readline|json)$"' '3|=0'
habit "dpkg -S, dpkg -l" 'dpkg -S /bin/bash; dpkg -l bash | grep -c ^ii' '~^bash: (/usr)?/bin/bash\|1\|=0$'
habit "ssh-keygen, ssh-agent" 'ssh-keygen -qt ed25519 -N "" -f k; eval $(ssh-agent) >/dev/null; ssh-add -q k; ssh-add -l | wc -l; kill $SSH_AGENT_PID' '1|=0'
habit "gpg" 'mkdir -m 700 g; export GNUPGHOME=$PWD/g; gpg -q --batch --passphrase "" --quick-gen-key a@b rsa1024 2>/dev/null; gpg -k 2>/dev/null | grep -c a@b; gpgconf --kill all' '1|=0'
habit "openssl" 'openssl rand -hex 4 | wc -c; echo | openssl sha256 | grep -c 01ba4719' '9|1|=0'
habit "CA certificates" 'openssl verify -CApath /etc/ssl/certs $(ls /etc/ssl/certs/*.pem | head -1) | grep -c OK' '1|=0'
habit "vim and ed" 'vim -es -u NONE -c "call setline(1,\"x\")" -c "wq f" 2>/dev/null; cat f' 'x|=0'
habit "screen, tmux" 'tmux -L h new -d "sleep 9" && tmux -L h ls | wc -l; tmux -L h kill-server; screen -dmS h sleep 9; for i in $(seq 99); do screen -ls | grep "\.h" >l && break; sleep .1; done; grep -c "\.h" l; screen -S h -X quit' '1|1|=0'
habit "man" 'man -w ls | grep -c ls.1' '1|=0'
habit "mandb of one's own pages" 'mkdir -p m/man1; printf ".TH HABIT 1\n.SH NAME\nhabit \\\\- a page\n" >m/man1/habit.1; mandb -q m; whatis -M $PWD/m habit' '~^habit \(1\) +- a page\|=0$'
habit "a core file" 'ulimit -c' '~^(0|unlimited)\|=0$'
habit "System V IPC" 'i=$(ipcmk -Q | tr -dc 0-9); ipcrm -q $i && echo made' 'made|=0'
habit "POSIX semaphores" 'python3 -c "
import multiprocessing as m
s=m.Semaphore(1);s.acquire();s.release();print(1)"' '1|=0'
habit "crontab -l" 'crontab -l 2>&1 | sed "s/ for .*//"' 'no crontab|=0'
habit "crontab FILE, -, -l, -r" 'echo "1 1 1 1 * echo one" >c; crontab c; crontab -l; (crontab -l; echo "@daily echo two") | crontab -; crontab -l; crontab -r; crontab -l 2>&1 | sed "s/ for .*//"' '1 1 1 1 * echo one|1 1 1 1 * echo one|@daily echo two|no crontab|=0'
habit "crontab -e" 'printf "#!/bin/sh\nsleep 1.1; echo \"2 2 2 2 * echo e\" >>\$1\n" >e; chmod 755 e; VISUAL=$PWD/e crontab -e 2>/dev/null; crontab -l | tail -n 1; crontab -r' '2 2 2 2 * echo e|=0'
habit "a mistake in a crontab" 'echo "77 * * * * echo x" | crontab - 2>&1; crontab -l 2>&1 | grep -c "no crontab"' "\"-\":0: bad minute|errors in crontab file, can't install.|1|=0"
habit "crontab of another" 'crontab -u root -l 2>&1 | head -1' 'must be privileged to use -u|=0'
habit "at, atq, at -c, atrm" 'echo "echo later" | at now + 2 hours 2>&1 | grep -c "^job "; n=$(atq | cut -f1); at -c $n | grep -c "echo later"; atrm $n; atq | wc -l' '1|1|0|=0'
habit "batch" 'echo true | batch 2>&1 | grep -c "^job "; atrm $(atq | cut -f1) 2>/dev/null; atq | wc -l' '1|0|=0'
habit "a time that at does not know" 'echo true | at yesterweek 2>&1 | tail -1; atq | wc -l' '~Garbled time\|0\|=0$'

mkdir -p /var/spool/cron/atjobs /var/spool/cron/atspool
[ -d /run/lock ] && chmod 1777 /run/lock # as systemd makes it
if wanted quick habit || wanted whole habit; then
	habits_seen carol & sides=$!; habits_seen alice & wait $sides $!
	for habit_number in "${!habits_names[@]}"; do
		eval "row quick \"habit: \${habits_names[habit_number]}\" habit_of ${habits_rest[habit_number]}"
	done
fi
