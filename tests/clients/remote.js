// SPDX-License-Identifier: GPL-2.0-or-later
// remote.js: what an editor's remote mode does, VS Code's Remote-SSH for one: a script on bash's standard input
// installs a server in the home and starts it on a port of 127.0.0.1 there; the editor speaks to it through ssh -D,
// many channels at once; the connection breaks; the next one finds the server by its file.
//
//   node remote.js USER@HOST PORT      HOST as in ~/.ssh/config, PORT for -D
'use strict';
const {spawn} = require('child_process'), net = require('net'), crypto = require('crypto');
const [address, port] = [process.argv[2], Number(process.argv[3])];

const server = `
const http = require('http'), fs = require('fs');
let requests = 0;
http.createServer((q, r) => {
  requests++;
  if (q.method === 'POST') { r.writeHead(200); q.pipe(r); } else r.end(String(requests));
}).listen(0, '127.0.0.1', function () { fs.writeFileSync(process.argv[2], this.address().port + ' ' + process.pid); });
`;
const install = `
set -e; umask 077; cd; mkdir -p .editor; cd .editor
if [ -s run ] && kill -0 "$(cut -d' ' -f2 run)" 2>/dev/null; then echo "%% found $(cat run) %%"; else
rm -f run; cat >server.js <<'SERVER'
${server}
SERVER
nohup node server.js "$PWD/run" >log 2>&1 </dev/null &
for i in $(seq 100); do [ -s run ] && break; sleep 0.1; done
echo "%% started $(cat run) %%"; fi
uname -s >&2; exec sleep 1000
`;

function connect() { // an ssh with -D and the script on its standard input; what the script said
  return new Promise((resolve, reject) => {
    const ssh = spawn('ssh', ['-T', '-D', String(port), '-o', 'ExitOnForwardFailure=yes', address, 'bash']);
    let said = '';
    ssh.stdout.on('data', data => {
      said += data;
      const match = /%% (\w+) (\d+) (\d+) %%/.exec(said);
      if (match) resolve({ssh, how: match[1], port: Number(match[2]), pid: match[3]});
    });
    ssh.on('exit', () => reject(new Error('ssh ended: ' + said)));
    ssh.stdin.end(install);
  });
}

function request(to, method, body) { // by SOCKS5 (RFC 1928) through -D, then HTTP
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.from([5, 1, 0])));
    let step = 0, answer = [];
    socket.on('data', data => {
      if (step === 0) {
        step = 1;
        socket.write(Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, to >> 8, to & 255]));
      } else if (step === 1) {
        if (data[1] !== 0) reject(new Error('SOCKS ' + data[1]));
        step = 2;
        socket.write(`${method} / HTTP/1.0\r\nContent-Length: ${body ? body.length : 0}\r\n\r\n`);
        if (body) socket.write(body);
      } else answer.push(data);
    });
    socket.on('error', reject);
    socket.on('end', () => {
      const whole = Buffer.concat(answer);
      resolve(whole.subarray(whole.indexOf('\r\n\r\n') + 4));
    });
  });
}

(async () => {
  const first = await connect();
  console.log(`installed, ${first.how}`);
  console.log('request', String(await request(first.port, 'GET')));
  console.log('request', String(await request(first.port, 'GET')), 'over another channel');
  const many = await Promise.all(Array.from({length: 10}, () => request(first.port, 'GET')));
  console.log(new Set(many.map(String)).size, 'at once');
  const big = crypto.randomBytes(3 << 20);
  console.log('big:', big.equals(await request(first.port, 'POST', big)) ? 'same' : 'different');
  first.ssh.removeAllListeners('exit');
  await new Promise(done => { first.ssh.on('exit', done); first.ssh.kill('SIGKILL'); });
  console.log('broken');
  await new Promise(done => setTimeout(done, 1000));
  const again = await connect();
  console.log('found again:', again.pid === first.pid ? 'same server' : 'another server');
  console.log('request', String(await request(again.port, 'GET')));
  again.ssh.removeAllListeners('exit');
  spawn('ssh', [address, 'kill $(cut -d" " -f2 .editor/run); rm -r .editor']).on('exit', () => {
    again.ssh.kill();
    process.exit(0);
  });
})().catch(e => { console.log(e.message); process.exit(1); });
