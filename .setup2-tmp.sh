S="timeout 20 ssh -l alice h"
for c in 0 1 7 255; do $S "exit $c"; echo "exit $c -> $?"; done
for s in HUP INT TERM KILL SEGV; do $S "kill -$s \$\$"; echo "$s -> $?"; done
head -c 30000000 /dev/urandom > /tmp/r; time $S cat < /tmp/r | cmp - /tmp/r && echo binary ok
$S 'echo out; echo err >&2' 2>/tmp/e >/tmp/o; echo "o=$(cat /tmp/o) e=$(cat /tmp/e)"
$S true; echo "true: $?"
timeout 20 ssh -tt -l alice h 'tty; ls -la /dev/pts; stty size; echo $TERM' </dev/null
echo 'ls /; ls /usr/bin | head -3; get /etc/passwd /tmp/pw; put /tmp/o x; ls -la; rm /etc/passwd; mkdir /usr/x' | timeout 20 sftp -q -b - -oUser=alice h ; cat /tmp/pw
scp -q -oUser=alice /tmp/r h:r && $S 'wc -c r'; scp -O -q -oUser=alice h:r /tmp/r2 && cmp /tmp/r /tmp/r2 && echo scp ok
echo su; su - alice -c 'id; tty; cat /proc/self/cgroup' ; echo rc=$?
