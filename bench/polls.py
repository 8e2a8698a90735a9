#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the polls of a fleet cost the git server: tools/world bench/polls.py [HOSTS [TENANTS]]

A server on 127.0.0.1 with one repository: Apache with git-http-backend over https, git daemon, sshd. A poll is the git
command of cli/sync/bring.c with the settings of cli/sync/git.c, in a repository as hostel sync keeps it. Beside each
stands a bare exchange of as many bytes: a TLS connection to the same Apache with two files of that size, or a TCP
connection. Processor time is that of a cgroup in which the server is; bytes are those of the loopback device, which has
nothing else. A thousand clients are more than one machine has room for beside the server: what half a minute of theirs
is for the server are the bytes that such a poll sends, from this process. Not a test: it prints figures, and fails for
no number.
"""
import glob
import http.client
import os
import queue
import random
import re
import socket
import ssl
import statistics
import subprocess
import sys
import threading
import time

ROOT = '/srv/polls'
REPOSITORY = f'{ROOT}/git/policies.git'
CLIENTS = 16  # repositories, each used by one poll at a time
SECONDS = 30  # between two polls of a host
URLS = {'https': 'https://127.0.0.1:8443/git/policies.git', 'git': 'git://127.0.0.1:9418/policies.git',
        'ssh': f'ssh://gitserver@127.0.0.1:2222{REPOSITORY}'}


def run(*command, **more):
    return subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True, **more).stdout.strip()


def git(*arguments):
    return run('git', '-C', f'{ROOT}/tree', '-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main',
               *arguments)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


# --- the repository, and the hosts' copies ------------------------------------------------------------------------

def make_repository(tenants):
    os.makedirs(f'{ROOT}/tree')
    run('git', 'init', '-q', '--bare', '--initial-branch=main', REPOSITORY)
    git('init', '-q')
    write(f'{ROOT}/tree/plans/basic.ini', '[resources]\nmemory.max = 512M\npids.max = 100\n')
    for n in range(tenants):
        write(f'{ROOT}/tree/tenants/t{n}.ini', f'[tenant]\nplan = basic\nhosts = web{n % 1000:04}\n[resources]\npids.max = {100 + n % 50}\n')
    run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', f'{ROOT}/signs')
    commit('first')


def commit(message):
    git('add', '-A')
    git('-c', 'gpg.format=ssh', '-c', f'user.signingKey={ROOT}/signs.pub', 'commit', '-q', '-S', '-m', message)
    git('push', '-q', REPOSITORY, 'HEAD:refs/heads/main')
    return git('rev-parse', 'HEAD')


def settings():
    """Of git.c, as they stand there."""
    with open('cli/sync/git.c', encoding='utf-8') as file:
        text = re.search(r'settings\[\] = \{(.*?)\};', file.read(), re.S).group(1)
    return [word for value in re.findall(r'"([^"]+)"', text) for word in ('-c', value)]


def make_client(path, full):
    os.makedirs(path)
    run('git', 'init', '--quiet', '--bare', '--template=', f'{path}/repository.git')
    if full:
        run('git', '-C', f'{path}/repository.git', 'fetch', '-q', REPOSITORY, 'refs/heads/main:refs/hostel/accepted')
    write(f'{path}/settings', f'[http]\nsslCAInfo = {ROOT}/ca.pem\n[safe]\ndirectory = *\n')


class Poller:
    def __init__(self, url, names):
        self.url, self.free, self.settings = url, queue.Queue(), settings()
        for name in names:
            self.free.put(name)

    def poll(self):
        home = self.free.get()
        incoming = f'{home}/repository.git/incoming'
        run('rm', '-rf', incoming)
        os.makedirs(f'{incoming}/objects/pack')
        environment = {
            'PATH': '/usr/local/bin:/usr/bin:/bin', 'LC_ALL': 'C', 'HOME': home, 'TMPDIR': home,
            'GIT_CONFIG_GLOBAL': f'{home}/settings', 'GIT_TERMINAL_PROMPT': '0', 'GIT_ASKPASS': '/bin/false',
            'GIT_SSH_COMMAND': f'ssh -oBatchMode=yes -F {ROOT}/ssh_config', 'GIT_NO_REPLACE_OBJECTS': '1',
            'GIT_OBJECT_DIRECTORY': f'{incoming}/objects',
            'GIT_ALTERNATE_OBJECT_DIRECTORIES': f'{home}/repository.git/objects'}
        done = subprocess.run(['git', '--git-dir=repository.git', *self.settings, 'fetch', '--quiet', '--no-tags',
                               '--no-recurse-submodules', '--', self.url, 'refs/heads/main'], cwd=home, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f'{self.url}: {done.stderr[:500]}', file=sys.stderr, flush=True)
            os._exit(1)  # of a thread
        self.free.put(home)


# --- the servers ---------------------------------------------------------------------------------------------------

APACHE = '''
ServerName 127.0.0.1
Listen 127.0.0.1:8443
PidFile {r}/apache.pid
ErrorLog {r}/apache.log
User nobody
Group nogroup
LoadModule mpm_event_module {m}/mod_mpm_event.so
LoadModule authz_core_module {m}/mod_authz_core.so
LoadModule alias_module {m}/mod_alias.so
LoadModule env_module {m}/mod_env.so
LoadModule cgid_module {m}/mod_cgid.so
LoadModule socache_shmcb_module {m}/mod_socache_shmcb.so
LoadModule ssl_module {m}/mod_ssl.so
ScriptSock {r}/cgid.sock
SSLEngine on
SSLCertificateFile {r}/server.pem
SSLCertificateKeyFile {r}/server.key
DocumentRoot {r}/files
SetEnv GIT_PROJECT_ROOT {r}/git
SetEnv GIT_HTTP_EXPORT_ALL 1
ScriptAlias /git/ /usr/lib/git-core/git-http-backend/
<Directory />
Require all granted
</Directory>
'''


def make_certificates():
    os.chdir(ROOT)
    for name in 'ca', 'server':
        run('openssl', 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', f'{name}.key')
    run('openssl', 'req', '-x509', '-new', '-key', 'ca.key', '-subj', '/CN=a CA', '-days', '2', '-out', 'ca.pem')
    run('openssl', 'req', '-new', '-key', 'server.key', '-subj', '/CN=127.0.0.1', '-out', 'server.csr')
    write(f'{ROOT}/server.ext', 'subjectAltName = IP:127.0.0.1\n')
    run('openssl', 'x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2',
        '-extfile', 'server.ext', '-out', 'server.pem')


def make_servers():
    write(f'{ROOT}/apache.conf', APACHE.format(r=ROOT, m='/usr/lib/apache2/modules'))
    os.makedirs(f'{ROOT}/files', exist_ok=True)
    os.makedirs('/run/sshd', exist_ok=True)
    write(f'{REPOSITORY}/git-daemon-export-ok', '')
    run('git', 'config', '--system', 'safe.directory', '*')
    for name in 'client', 'host':
        run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', f'{ROOT}/{name}')
    run('useradd', '--password', '*', '--shell', '/usr/bin/git-shell', 'gitserver')
    run('sh', '-c', f'sed "s/^/[127.0.0.1]:2222 /" {ROOT}/host.pub >{ROOT}/known_hosts')
    write(f'{ROOT}/ssh_config', f'Host *\nIdentityFile {ROOT}/client\nUserKnownHostsFile {ROOT}/known_hosts\n')
    write(f'{ROOT}/sshd_config', f'ListenAddress 127.0.0.1\nPort 2222\nHostKey {ROOT}/host\nUsePAM no\nMaxStartups 1000\n'
          f'PidFile {ROOT}/sshd.pid\nStrictModes no\nAuthorizedKeysFile {ROOT}/client.pub\n')
    return {'https': ['apache2', '-f', f'{ROOT}/apache.conf', '-DFOREGROUND'],
            'git': ['git', 'daemon', '--listen=127.0.0.1', f'--base-path={ROOT}/git', '--max-connections=1000', f'{ROOT}/git'],
            'ssh': ['/usr/sbin/sshd', '-D', '-f', f'{ROOT}/sshd_config'],
            'tcp': [sys.executable, os.path.abspath(__file__), '--answer']}


class Server:
    """In a cgroup of its own, which counts what it and its children take."""
    PORTS = {'https': 8443, 'git': 9418, 'ssh': 2222, 'tcp': 9999}

    def __init__(self, kind, command):
        self.first = glob.glob('/sys/fs/cgroup/cpuacct') + ['/sys/fs/cgroup']
        self.group = f'{self.first[0]}/{os.environ["WORLD_CGROUP"]}-{kind}'
        os.makedirs(self.group, exist_ok=True)
        self.process = subprocess.Popen(['sh', '-c', f'echo $$ >{self.group}/cgroup.procs && exec "$@"', 'sh', *command],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(('127.0.0.1', self.PORTS[kind])).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit(f'{kind}: nobody listens')

    def seconds(self):
        try:
            with open(f'{self.group}/cpuacct.usage', encoding='ascii') as file:
                return int(file.read()) / 1e9
        except OSError:
            with open(f'{self.group}/cpu.stat', encoding='ascii') as file:
                return int(file.read().split()[1]) / 1e6

    def stop(self):
        self.process.terminate()
        self.process.wait()


def answer():
    """The least that a server over TCP does: read a question, write an answer."""
    listener = socket.create_server(('127.0.0.1', 9999), backlog=1000)
    while True:
        connection, _ = listener.accept()
        size = connection.recv(4096)
        connection.sendall(b'x' * int(size or b'1'))
        connection.close()


# --- measured -------------------------------------------------------------------------------------------------------

def loopback():
    with open('/proc/net/dev', encoding='ascii') as file:  # /sys is that of another network namespace
        return int(re.search(r'lo:\s*(\d+)', file.read()).group(1))


def measure(server, work, count, workers):
    """Processor time and bytes of each, and how many there were in a second."""
    todo = iter(range(count))
    lock = threading.Lock()

    def loop():
        while True:
            with lock:
                if next(todo, None) is None:
                    return
            work()

    threads = [threading.Thread(target=loop) for _ in range(workers)]
    before, bytes_before, begun = server.seconds(), loopback(), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    time.sleep(0.3)  # the server's last child
    return (server.seconds() - before) / count, (loopback() - bytes_before) / count, count / took


def fleet(server, poll, hosts):
    """Each host once in 30 s, at a time of its own: how long the polls take, and the server's share of a processor."""
    delays, threads = [], []
    begun, before = time.monotonic(), server.seconds()

    def one(at):
        time.sleep(max(0.0, at - (time.monotonic() - begun)))
        poll()
        delays.append(time.monotonic() - begun - at)

    for _ in range(hosts):
        threads.append(threading.Thread(target=one, args=(random.uniform(0, SECONDS),)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    took = max(SECONDS, time.monotonic() - begun)
    delays.sort()
    return (server.seconds() - before) / took, statistics.median(delays), delays[int(len(delays) * .99)]


def packet(text):
    return f'{len(text) + 4:04x}{text}'.encode()


# What git asks in protocol 2 where the branch may be what the host has.
QUESTION = packet('command=ls-refs\n') + packet('agent=git/2.39.5') + packet('object-format=sha1') + b'0001' + \
    packet('peel\n') + packet('symrefs\n') + packet('ref-prefix refs/heads/main\n') + b'0000'
CONTEXT = ssl.create_default_context()


def ask_https():
    connection = http.client.HTTPSConnection('127.0.0.1', 8443, context=CONTEXT)
    version = {'Git-Protocol': 'version=2'}
    connection.request('GET', '/git/policies.git/info/refs?service=git-upload-pack', headers=version)
    connection.getresponse().read()
    connection.request('POST', '/git/policies.git/git-upload-pack', QUESTION,
                       {'Content-Type': 'application/x-git-upload-pack-request', **version})
    look(connection.getresponse().read())
    connection.close()


def ask_git():
    with socket.create_connection(('127.0.0.1', 9418)) as connection:
        stream = connection.makefile('rwb')
        for question in packet('git-upload-pack /policies.git\0host=127.0.0.1\0\0version=2\0'), QUESTION:
            stream.write(question)
            stream.flush()
            answer = b''
            while not answer.endswith(b'0000'):
                answer += stream.read(1) or sys.exit('git: no answer')
        look(answer)
        stream.write(b'0000')
        stream.flush()


def look(answer):
    if b'refs/heads/main' not in answer:
        print('no answer', file=sys.stderr, flush=True)
        os._exit(1)  # of a thread


def tls_exchange(size):
    def one():
        connection = http.client.HTTPSConnection('127.0.0.1', 8443, context=CONTEXT)
        for _ in range(2):
            connection.request('GET', f'/{size}')
            connection.getresponse().read()
        connection.close()
    return one


def tcp_exchange(size):
    def one():
        with socket.create_connection(('127.0.0.1', 9999)) as connection:
            connection.sendall(b'%d' % size)
            while connection.recv(65536):
                pass
    return one


def show(what, figures, floor=None):
    seconds, size, rate = figures
    print(f'{what:34} {seconds * 1000:8.2f} ms {size:9.0f} bytes {rate:7.1f}/s here'
          f'{f" {seconds / floor:6.1f} times the bare exchange" if floor else ""}', flush=True)


def main(hosts, tenants):
    if 'WORLD_CGROUP' not in os.environ:
        sys.exit('polls: it changes files of the host, and so needs a world: make polls')
    os.makedirs(ROOT)
    here = os.getcwd()
    make_repository(tenants)
    make_certificates()
    CONTEXT.load_verify_locations(f'{ROOT}/ca.pem')
    commands = make_servers()
    os.chdir(here)
    clients, new = [f'{ROOT}/c{n}' for n in range(CLIENTS)], [f'{ROOT}/n{n}' for n in range(4)]
    for path in clients:
        make_client(path, True)
    for path in new:
        make_client(path, False)
    old = git('rev-parse', 'HEAD')
    write(f'{ROOT}/tree/tenants/t7.ini', '[tenant]\nplan = basic\n[resources]\npids.max = 333\n')
    changed = commit('one change')
    print(f'{hosts} hosts, {tenants} tenants; processor time of the server, bytes both ways, polls in a second by '
          f'{os.cpu_count()} processors which the clients use as well')
    for kind, url in URLS.items():
        server, poller = Server(kind, commands[kind]), Poller(url, clients)
        run('git', '-C', REPOSITORY, 'update-ref', 'refs/heads/main', old)
        measure(server, poller.poll, 10, 2)
        same = measure(server, poller.poll, 40 if kind == 'ssh' else 200, 4)
        run('git', '-C', REPOSITORY, 'update-ref', 'refs/heads/main', changed)
        other = measure(server, poller.poll, 40 if kind == 'ssh' else 100, 4)
        whole = measure(server, Poller(url, new).poll, 8, 2)
        if kind == 'https':
            half = int(same[1] / 4)
            write(f'{ROOT}/files/{half}', 'x' * half)
            floor = measure(server, tls_exchange(half), 500, 4)
            show('a bare TLS exchange', floor)
            tls = floor[0]
        elif kind == 'git':
            bare = Server('tcp', commands['tcp'])
            floor = measure(bare, tcp_exchange(int(same[1] / 2)), 500, 4)
            bare.stop()
            show('a bare TCP exchange', floor)
        least = tls if kind == 'ssh' else floor[0]
        show(f'{kind}: nothing new', same, least)
        show(f'{kind}: a commit with one change', other, least)
        show(f'{kind}: a host that is new', whole, least)
        print(f'  a host and day: {same[1] * 86400 / SECONDS / 1e6:.1f} MB; {hosts} hosts: {same[0] * hosts / SECONDS * 100:.0f} % of a '
              f'processor, and one processor is enough for {SECONDS / same[0]:.0f} hosts', flush=True)
        if kind != 'ssh':
            run('git', '-C', REPOSITORY, 'update-ref', 'refs/heads/main', old)
            ask = ask_https if kind == 'https' else ask_git
            show('  (the same question, without git)', measure(server, ask, 200, 4))
            share, median, late = fleet(server, ask, hosts)
            print(f'  {hosts} in {SECONDS} s: the server took {share * 100:.0f} % of a processor, half had their answer within '
                  f'{median * 1000:.0f} ms, 99 % within {late * 1000:.0f} ms', flush=True)
        server.stop()


if sys.argv[1:] == ['--answer']:
    answer()
else:
    main(*[int(word) for word in sys.argv[1:]] + [1000, 5000][len(sys.argv) - 1:])
