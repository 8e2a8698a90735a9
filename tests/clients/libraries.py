#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The same work by two Python libraries that speak SSH: libraries.py paramiko|asyncssh USER KEY PORT

Prints what came of it, a line for each part; a part's first word is its name.
"""
import asyncio, hashlib, os, stat, sys, time

library, user, key, port = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
DATA = os.urandom(1 << 20)
SHELL = [b'bind "set enable-bracketed-paste off"; stty -echo; PS1=; echo rea""dy\n', b'stty size; echo $((6 * 7))\n', b'exit 3\n']
SERVE = f"timeout 5 socat TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr 'SYSTEM:echo forwarded'"


def digest(data):
    return hashlib.sha256(data).hexdigest()


def with_paramiko():
    import paramiko
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect('127.0.0.1', username=user, key_filename=key, allow_agent=False, look_for_keys=False)

    def run(command, data=b''):
        stdin, stdout, stderr = client.exec_command(command, timeout=20)
        stdin.write(data)
        stdin.channel.shutdown_write()
        return stdout.read(), stderr.read(), stdout.channel.recv_exit_status()

    out, err, status = run('echo out; echo err >&2; exit 7')
    print('exec:', out.decode().strip(), err.decode().strip(), status)
    print('signal' if run('kill -TERM $$')[2] == -1 else 'no signal')
    out = run('sha256sum', DATA)[0].split()[0].decode()
    print('1 MiB:', 'same' if out == digest(DATA) == digest(run('cat', DATA)[0]) else 'different')
    many = [client.exec_command(f'sleep 0.2; echo {i}', timeout=20) for i in range(4)]
    print('channels:', *(m[1].read().decode().strip() for m in many))

    sftp = client.open_sftp()
    sftp.mkdir('lib')
    with sftp.open('lib/a', 'wb') as f:
        f.write(DATA)
    sftp.chmod('lib/a', 0o640)
    sftp.posix_rename('lib/a', 'lib/b')
    sftp.symlink('b', 'lib/a')
    with sftp.open('lib/a', 'rb') as f:
        f.prefetch()
        same = 'same' if f.read() == DATA else 'different'
    mode, names = stat.S_IMODE(sftp.stat('lib/a').st_mode), sorted(sftp.listdir('lib'))
    print('sftp:', same, f'{mode:o}', '[' + ', '.join(names) + ']', 'renamed',
          'link' if sftp.readlink('lib/a') == 'b' else '-')
    for name in names:
        sftp.remove('lib/' + name)
    sftp.rmdir('lib')

    shell = client.invoke_shell(width=80, height=24)
    shell.settimeout(20)

    def until(word, seen=b''):
        while word not in seen:
            seen += shell.recv(4096)
        return seen

    shell.send(SHELL[0])
    until(b'ready\r\n')
    shell.resize_pty(width=100, height=40)
    shell.send(SHELL[1])
    seen = until(b'42\r\n').decode().split()
    print('resize:', *seen[-3:-1])
    shell.send(SHELL[2])
    print('shell:', seen[-1], shell.recv_exit_status())

    server = client.exec_command(SERVE)
    for _ in range(50):
        try:
            channel = client.get_transport().open_channel('direct-tcpip', ('127.0.0.1', port), ('127.0.0.1', 0))
            break
        except paramiko.ChannelException:
            time.sleep(0.1)
    print('forward:', channel.recv(100).decode().strip())
    del server
    client.close()


async def with_asyncssh():
    import asyncssh
    async with asyncssh.connect('127.0.0.1', username=user, client_keys=[key], known_hosts=None) as client:
        done = await client.run('echo out; echo err >&2; exit 7')
        print('exec:', done.stdout.strip(), done.stderr.strip(), done.exit_status)
        done = await client.run('kill -TERM $$')
        print('signal' if done.exit_signal and done.exit_signal[0] == 'TERM' else 'no signal')
        out = (await client.run('sha256sum', input=DATA, encoding=None)).stdout.split()[0].decode()
        back = (await client.run('cat', input=DATA, encoding=None)).stdout
        print('1 MiB:', 'same' if out == digest(DATA) == digest(back) else 'different')
        many = await asyncio.gather(*(client.run(f'sleep 0.2; echo {i}') for i in range(4)))
        print('channels:', *(m.stdout.strip() for m in many))

        async with client.start_sftp_client() as sftp:
            await sftp.mkdir('lib')
            async with sftp.open('lib/a', 'wb') as f:
                await f.write(DATA)
            await sftp.chmod('lib/a', 0o640)
            await sftp.posix_rename('lib/a', 'lib/b')
            await sftp.symlink('b', 'lib/a')
            async with sftp.open('lib/a', 'rb') as f:
                same = 'same' if await f.read() == DATA else 'different'
            mode = stat.S_IMODE((await sftp.stat('lib/a')).permissions)
            names = sorted(n for n in await sftp.listdir('lib') if n not in ('.', '..'))
            print('sftp:', same, f'{mode:o}', '[' + ', '.join(names) + ']', 'renamed',
                  'link' if await sftp.readlink('lib/a') == 'b' else '-')
            for name in names:
                await sftp.remove('lib/' + name)
            await sftp.rmdir('lib')

        shell = await client.create_process(term_type='xterm', term_size=(80, 24), encoding=None)

        async def until(word, seen=b''):
            while word not in seen:
                seen += await shell.stdout.read(4096)
            return seen

        shell.stdin.write(SHELL[0])
        await until(b'ready\r\n')
        shell.change_terminal_size(100, 40)
        shell.stdin.write(SHELL[1])
        seen = (await until(b'42\r\n')).decode().split()
        print('resize:', *seen[-3:-1])
        shell.stdin.write(SHELL[2])
        print('shell:', seen[-1], (await shell.wait()).exit_status)

        server = await client.create_process(SERVE)
        for _ in range(50):
            try:
                reader, _writer = await client.open_connection('127.0.0.1', port)
                break
            except asyncssh.ChannelOpenError:
                await asyncio.sleep(0.1)
        print('forward:', (await reader.read(100)).decode().strip())
        await server.wait()


if library == 'paramiko':
    with_paramiko()
else:
    asyncio.run(asyncio.wait_for(with_asyncssh(), 60))
