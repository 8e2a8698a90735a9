#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What an ordinary account runs, run as one, under the default profile; some of it under strict.
# tools/packages brings what CI is to have; of the rest, go and rust, what is there.
. tests/system/lib.sh

fresh() { until_true 10 no_sandbox; policy '[resources]' 'memory.max = 2G' 'pids.max = 512' \
	'[ulimits]' 'nproc = 512' '[filesystem]' 'tmp_size = 1G' "$@"; }
have() { PATH=/usr/local/bin:/usr/bin:/bin:$postgres command -v "$1" >/dev/null; } # as a tenant has it
postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
run() { # name, program, expected; the script on stdin, from a directory of its own
	case $2 in go | rustc) have "$2" || { echo "# $profile: no $2 here, not tried"; cat >/dev/null; return; } ;; esac
	is "$profile: $1" "$3" "$(T=120 alice 'rm -rf ~/w && mkdir ~/w && cd ~/w && bash -e' 2>&1 | tail -n 20)"
}

everywhere() { # what accounts that only run programs have, too
	run "perl: processes, pipes, sockets" perl "child parent 42" <<-'X'
	perl -MSocket -e '$|=1; pipe R,W; if(!fork){print W "child"; exit 0} wait; close W; print <R>," parent ";
	  socketpair A,B,AF_UNIX,SOCK_STREAM,0; syswrite A,"42\n"; print scalar <B>'
	X
	run "python: threads, processes, asyncio, sockets, sqlite" python3 "40 [1, 4, 9] echo 499500 ok" <<-'X'
	cat >t.py <<'P'
	import asyncio, multiprocessing, socket, sqlite3, subprocess, threading
	def square(n): return n * n
	async def talk():
	    async def serve(r, w):
	        w.write(await r.readline()); await w.drain(); w.close()
	    s = await asyncio.start_server(serve, "127.0.0.1", 0)
	    r, w = await asyncio.open_connection(*s.sockets[0].getsockname())
	    w.write(b"echo\n"); return (await r.readline()).decode().strip()
	if __name__ == "__main__":
	    n = []
	    t = [threading.Thread(target=n.append, args=(i,)) for i in range(40)]
	    [x.start() for x in t]; [x.join() for x in t]
	    with multiprocessing.Pool(3) as pool: squares = pool.map(square, [1, 2, 3])
	    d = sqlite3.connect("t.db"); d.execute("pragma journal_mode=wal"); d.execute("create table t(n)")
	    d.executemany("insert into t values(?)", [(i,) for i in range(1000)]); d.commit()
	    print(len(n), squares, asyncio.run(talk()), d.execute("select sum(n) from t").fetchone()[0],
	        subprocess.run(["echo", "ok"], capture_output=True, text=True).stdout.strip())
	P
	python3 t.py
	X
	run "git: init, commit, clone, gc" git "two" <<-'X'
	exec 3>&1 >/dev/null 2>&1; git init -q r; cd r; git config user.name a; git config user.email a@b
	for i in one two; do echo $i >f; git add f; git commit -qm $i; done; git gc -q; cd ..
	git clone -q r s; git -C s fsck; git -C s log -1 --format=%s >&3
	X
	run "sqlite3" sqlite3 "6" <<-'X'
	sqlite3 t.db 'create table t(n); insert into t values(1),(2),(3); select sum(n) from t;'
	X
	run "node: workers, processes, http" node "worker child http" <<-'X'
	cat >t.js <<'P'
	const {Worker, isMainThread, parentPort} = require('worker_threads'), http = require('http');
	if (!isMainThread) parentPort.postMessage('worker'); else (async () => {
	  const w = await new Promise(ok => new Worker(__filename).on('message', ok));
	  const c = require('child_process').execFileSync('echo', ['child']).toString().trim();
	  const s = http.createServer((q, r) => r.end('http')).listen(0, '127.0.0.1', () =>
	    http.get({port: s.address().port, host: '127.0.0.1'}, r => r.on('data', d => {
	      console.log(w, c, d.toString()); process.exit(0)})));
	})();
	P
	node t.js
	X
	run "php" php "42" <<<"php -r 'echo 6 * 7, PHP_EOL;'"
	run "ruby: threads, processes" ruby "3 0" <<<"ruby -e 'puts [3.times.map{|i|Thread.new{i}}.size, system(%q(true)) ? 0 : 1].join(%q( ))'"
	run "tar, gzip, xz, find, rsync" rsync "1" <<-'X'
	mkdir a; echo x >a/f; tar czf a.tgz a; xz -k a.tgz; rsync -a a/ b/; find b -type f | wc -l
	X
}

profile=default; fresh
everywhere
run "gcc: compile, link, run, with threads" gcc "hello 4" <<-'X'
cat >t.c <<'P'
#include <pthread.h>
#include <stdio.h>
static void *one(void *n) { __atomic_add_fetch((int *)n, 1, __ATOMIC_SEQ_CST); return 0; }
int main(void) { pthread_t t[4]; int n = 0;
for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, one, &n);
for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
printf("hello %d\n", n); }
P
gcc -O2 -pthread -o t t.c; ./t
X
run "gdb: a break point, a variable" gdb "7" <<-'X'
printf 'int main(void)\n{\n\tint n = 7;\n\treturn n - 7;\n}\n' >t.c; gcc -g -o t t.c
gdb -q -batch -ex 'break main' -ex run -ex next -ex 'printf "%d\n", n' ./t 2>/dev/null </dev/null | tail -n 1
X
run "strace" strace "write" <<<"strace -o t.log echo >/dev/null; grep -o ^write t.log"
run "java: compile, run, threads" javac "java 8" <<-'X'
cat >T.java <<'P'
import java.util.stream.*;
public class T { public static void main(String[] a) throws Exception {
  var pool = java.util.concurrent.Executors.newFixedThreadPool(4); var n = new java.util.concurrent.atomic.AtomicInteger();
  for (int i = 0; i < 8; i++) pool.submit(n::incrementAndGet); pool.shutdown();
  pool.awaitTermination(20, java.util.concurrent.TimeUnit.SECONDS);
  var p = new ProcessBuilder("echo", "java").redirectErrorStream(true).start();
  System.out.println(new String(p.getInputStream().readAllBytes()).trim() + " " + n); } }
P
javac -J-Xmx256m T.java; java -Xmx128m T
X
run "go: build, goroutines, http" go "go 10" <<-'X'
cat >t.go <<'P'
package main
import ("fmt"; "io"; "net"; "net/http"; "sync"; "sync/atomic")
func main() { var n int32; var w sync.WaitGroup
for i := 0; i < 10; i++ { w.Add(1); go func() { atomic.AddInt32(&n, 1); w.Done() }() }
w.Wait(); l, e := net.Listen("tcp", "127.0.0.1:0"); if e != nil { panic(e) }
go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "go") }))
r, e := http.Get("http://" + l.Addr().String()); if e != nil { panic(e) }
b, _ := io.ReadAll(r.Body); fmt.Println(string(b), n) }
P
GOFLAGS=-mod=mod GOCACHE=$PWD/c go run t.go
X
run "rust" rustc "rust 3" <<-'X'
echo 'fn main(){let t:Vec<_>=(0..3).map(|i|std::thread::spawn(move||i)).collect();println!("rust {}",t.into_iter().map(|t|t.join().unwrap()).sum::<i32>())}' >t.rs
rustc -o t t.rs; ./t
X
run "vim" vim "changed" <<<"echo text >f; vim -es -u NONE -c '%s/text/changed/' -c wq f </dev/null; cat f"
run "tmux: a server, a window, what is on it" tmux "found" <<-'X'
tmux -f /dev/null new-session -d 'echo fo""und; sleep 100'
for i in $(seq 100); do tmux capture-pane -p | grep found && break; sleep 0.3; done; tmux kill-server
X
run "screen" screen "No Sockets" <<-'X'
export SCREENDIR=$HOME/.screen; mkdir -p -m 700 $SCREENDIR
screen -d -m -S one sleep 20; until screen -ls | grep -q one; do sleep 0.1; done; screen -S one -X quit
for i in $(seq 100); do screen -ls | grep -o 'No Sockets' && break; sleep 0.1; done
X
run "postgres: initdb, start, query, stop" initdb "500500" <<-X
PATH=\$PATH:$postgres; exec 3>&1 >log 2>&1; initdb -D d -A trust
pg_ctl -D d -w -o "-k \$PWD -c listen_addresses=127.0.0.1 -c shared_buffers=32MB" start
psql -h 127.0.0.1 -d postgres -Atc 'select sum(n) from generate_series(1, 1000) n' >&3
pg_ctl -D d -w -m fast stop
X
run "redis: start, set, get, save, stop" redis-server "value" <<-'X'
redis-server --port 6380 --daemonize yes --dir "$PWD" >/dev/null
for i in $(seq 100); do redis-cli -p 6380 ping >/dev/null 2>&1 && break; sleep 0.3; done
redis-cli -p 6380 set key value >/dev/null; redis-cli -p 6380 save >/dev/null; redis-cli -p 6380 get key
redis-cli -p 6380 shutdown
X

# Programs that choose their size by the machine's choose it by the tenant's cgroup.
run "java knows cpu.max and memory.max" java $'Effective CPU Count: 1\nMemory Limit: 2.00G' <<-'X'
java -XshowSettings:system -version 2>&1 | grep -oE '(Effective CPU Count|Memory Limit): .*'
X
run "node knows memory.max" node "2147483648" <<<"node -p 'process.constrainedMemory()'"

profile=strict; fresh '[seccomp]' 'profile = strict'
everywhere
run "control: a debugger does not" strace "no" <<<"strace -o t.log true 2>/dev/null && echo yes || echo no"
finish
