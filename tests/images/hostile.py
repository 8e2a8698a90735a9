#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Archives and layouts that were made to do harm, written at test time.

hostile.py make DIR CANARY    writes them; DIR/list has a line each: NAME, SOURCE, what is to become of it
hostile.py look TREE NAME     after it was let in: is the mounted image harmless? Prints what is wrong

What is to become of it: "refused REGEX", the sentence; or "harmless".
CANARY is a directory of the host, whose path the archives know.
"""
import gzip
import hashlib
import json
import os
import stat
import subprocess
import sys
import tarfile

CASES = []
CAPABILITY = b'\x01\0\0\x02\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0'  # VFS_CAP_REVISION_2, effective: net_raw


def case(outcome):
    def add(function):
        CASES.append((function.__name__.replace('_', '-'), outcome, function))
        return function
    return add


# --- tar ------------------------------------------------------------------------------------------------------
class Tar:
    """Entries one after the other; fields as they are, whether tar would write them or not."""

    def __init__(self, form=tarfile.PAX_FORMAT):
        self.out, self.form = bytearray(), form

    def add(self, name, data=b'', kind=tarfile.REGTYPE, mode=0o644, xattr=None, pax=None, **fields):
        info = tarfile.TarInfo(name)
        info.type, info.mode, info.size, info.mtime = kind, mode, len(data), 1500000000
        for key, value in fields.items():
            setattr(info, key, value)
        info.pax_headers = dict(pax or {})
        for key, value in (xattr or {}).items():
            info.pax_headers['SCHILY.xattr.' + key] = value.decode('utf-8', 'surrogateescape')
        self.out += info.tobuf(self.form, 'utf-8', 'surrogateescape')
        self.out += data + bytes(-len(data) % 512)
        return self

    def dir(self, name, mode=0o755):
        return self.add(name, kind=tarfile.DIRTYPE, mode=mode)

    def link(self, name, target):
        return self.add(name, kind=tarfile.SYMTYPE, linkname=target, mode=0o777)

    def hard(self, name, target):
        return self.add(name, kind=tarfile.LNKTYPE, linkname=target)

    def raw(self, name, data=b'', typeflag=b'0', **at):
        """A header by hand: size=b'...' and the like go where ustar has them."""
        head = bytearray(512)
        head[0:len(name)] = name
        fields = {'mode': (100, b'0000644\0'), 'uid': (108, b'0000000\0'), 'gid': (116, b'0000000\0'),
                  'size': (124, b'%011o\0' % len(data)), 'mtime': (136, b'00000000000\0'),
                  'magic': (257, b'ustar\00000')}
        for key, (where, value) in fields.items():
            value = at.get(key, value)
            head[where:where + len(value)] = value
        head[156:157] = typeflag
        head[148:156] = b' ' * 8
        head[148:156] = b'%06o\0 ' % sum(head)
        self.out += head + data + bytes(-len(data) % 512)
        return self

    def end(self):
        return bytes(self.out) + bytes(1024)


def base256(number, width):
    return (number & ((1 << (8 * width - 1)) - 1) | 1 << (8 * width - 1)).to_bytes(width, 'big')


@case('harmless')
def good(w):
    w.tar(Tar().dir('bin').add('bin/sh', b'#!', mode=0o755).dir('etc').add('etc/os-release', b'PRETTY_NAME="Good 1"\n'))


@case('harmless')
def absolute(w):
    w.tar(Tar().add(w.canary + '/hit', b'hit'))


@case('refused leads out of it')
def dotdot(w):
    w.tar(Tar().add('../' * 12 + w.canary[1:] + '/hit', b'hit'))


@case('refused leads out of it')
def dotdot_in_the_middle(w):
    w.tar(Tar().dir('a').add('a/../' + '../' * 12 + w.canary[1:] + '/hit', b'hit'))


@case('refused cannot be made')
def through_a_link(w):
    w.tar(Tar().link('l', w.canary).add('l/hit', b'hit'))


@case('refused cannot be made')
def through_a_relative_link(w):
    w.tar(Tar().link('l', '../' * 12 + w.canary[1:]).add('l/hit', b'hit'))


@case('refused hard link')
def hard_link_out(w):
    w.tar(Tar().hard('h', '/etc/shadow').add('h', b'hit'))


@case('refused leads out of it|hard link')
def hard_link_dotdot(w):
    w.tar(Tar().hard('h', '../' * 12 + 'etc/shadow').add('h', b'hit'))


@case('harmless')
def hard_link_to_a_link(w):
    w.tar(Tar().link('l', '/etc/shadow').hard('h', 'l').add('h', b'hit'))


@case('harmless')
def devices(w):
    w.tar(Tar().dir('dev').add('dev/sda', kind=tarfile.BLKTYPE, devmajor=8, devminor=0)
          .add('null', kind=tarfile.CHRTYPE, devmajor=1, devminor=3).add('kept', b'x'))


@case('harmless')
def whiteout_devices(w):
    w.tar(Tar().add('gone', kind=tarfile.CHRTYPE, devmajor=0, devminor=0).add('kept', b'x'))


@case('harmless')
def fifo(w):
    w.tar(Tar().add('fifo', kind=tarfile.FIFOTYPE))


@case('refused not a file')
def fifo_for_passwd(w):
    w.tar(Tar().dir('etc').add('etc/passwd', kind=tarfile.FIFOTYPE))


@case('refused not a file')
def directory_for_passwd(w):
    w.tar(Tar().dir('etc').dir('etc/passwd'))


@case('refused /tmp of the image is a file')
def file_for_tmp(w):
    w.tar(Tar().add('tmp', b'x'))


@case('harmless')
def set_id(w):
    w.tar(Tar().add('suid', b'x', mode=0o4755).add('sgid', b'x', mode=0o2755))


@case('harmless')
def capability(w):
    w.tar(Tar().add('capable', b'x', xattr={'security.capability': CAPABILITY}))


@case('harmless')
def attributes(w):
    w.tar(Tar().dir('d').add('x', b'x', xattr={
        'trusted.overlay.opaque': b'y', 'user.overlay.opaque': b'y', 'user.overlay.redirect': b'/etc', 'user.own': b'1'}))


@case('harmless')
def directory_link_file(w):
    w.tar(Tar().dir('d').link('d', w.canary).add('e', b'x'))


@case('refused cannot be made')
def directory_link_file_through(w):
    w.tar(Tar().dir('d').link('d', w.canary).add('d/hit', b'hit'))


@case('harmless')
def file_twice(w):
    w.tar(Tar().link('f', w.canary + '/kept').add('f', b'hit'))


@case('refused larger than')
def sparse_bomb(w):
    with open(w.directory + '/sparse', 'wb') as file:
        file.truncate(1 << 40)
    subprocess.run(['tar', '-C', w.directory, '--sparse', '-cf', w.path('.tar'), 'sparse'], check=True)
    os.unlink(w.directory + '/sparse')


@case('refused larger than')
def gzip_bomb(w):
    size = 200 << 20
    with gzip.open(w.path('.tar.gz'), 'wb', 6) as out:
        out.write(Tar().raw(b'zeros', size=b'%011o\0' % size).out)
        for _ in range(size >> 20):
            out.write(bytes(1 << 20))
        out.write(bytes(1024))


@case('refused more files')
def count_bomb(w):
    tar = Tar(tarfile.USTAR_FORMAT)
    for number in range(4000):
        tar.add(f'd{number}', b'')
    w.tar(tar)


@case('refused nested deeper')
def depth_bomb(w):
    w.tar(Tar().dir('d/' * 400))


@case('refused too long')
def path_bomb(w):
    w.tar(Tar().dir('d/' * 2500))


@case('refused too long')
def name_too_long(w):
    w.tar(Tar().add('n' * 300, b'x'))


@case('harmless')
def name_of_200(w):
    w.tar(Tar().add('n' * 200, b'x'))


@case('refused .')
def size_below_zero(w):
    w.tar(Tar().raw(b'x', size=b'\xff' * 12))


@case('refused .')
def size_huge(w):
    w.tar(Tar().raw(b'x', b'x', size=base256(1 << 62, 12)))


@case('refused above 65535')
def owner_huge(w):
    w.tar(Tar().raw(b'x', b'x', uid=base256(1879048192, 8)))


@case('refused above 65535')
def owner_65536(w):
    w.tar(Tar().add('x', b'x', uid=65536))


@case('harmless')
def owner_65535(w):
    w.tar(Tar().add('x', b'x', uid=65535, gid=65535))


@case('refused .')
def owner_below_zero(w):
    w.tar(Tar().raw(b'x', b'x', uid=b'\xff' * 8))


@case('harmless')
def times(w):
    w.tar(Tar().add('old', b'x', mtime=-(1 << 33)).add('new', b'x', mtime=1 << 38))


@case('refused .')
def gnu_long_name_unfinished(w):
    w.tar(Tar().raw(b'././@LongLink', b'', b'L', size=b'77777777777\0'))


@case('refused leads out of it')
def gnu_long_name(w):
    name = ('../' * 40 + w.canary[1:] + '/hit').encode()
    w.tar(Tar().raw(b'././@LongLink', name + b'\0', b'L').raw(b'x', b'hit'))


@case('harmless')
def pax_path(w):
    w.tar(Tar().add('x', b'hit', pax={'path': w.canary + '/hit'}))


@case('harmless')
def pax_link(w):
    w.tar(Tar().add('x', kind=tarfile.SYMTYPE, linkname='y', pax={'linkpath': w.canary}).add('y', b'x'))


@case('refused .')
def pax_size(w):
    body = b'21 size=999999999999\n'
    w.tar(Tar().raw(b'p', body, b'x').raw(b'x', b'hit'))


@case('refused .')
def pax_malformed(w):
    w.tar(Tar().raw(b'p', b'9999 path=x\n', b'x').raw(b'x', b'hit'))


@case('refused .')
def pax_huge(w):
    w.tar(Tar().raw(b'p', b'', b'x', size=b'77777777777\0'))


@case('refused ends too early')
def cut(w):
    w.write('.tar', bytes(Tar().add('x', b'x' * 100000).out[:5000]))


@case('refused no tar archive')
def noise(w):
    w.write('.tar', hashlib.shake_256(b'noise').digest(20000))


@case('refused no tar archive|ends too early|.')
def nothing(w):
    w.write('.tar', b'')


@case('refused ends too early')
def gzip_cut(w):
    w.write('.tar.gz', gzip.compress(Tar().add('x', os.urandom(100000)).end())[:50000])


@case('refused damaged')
def gzip_flipped(w):
    data = bytearray(gzip.compress(Tar().add('x', os.urandom(100000)).end()))
    data[-6] ^= 1
    w.write('.tar.gz', bytes(data))


@case('refused /etc of the image is a link')
def etc_is_a_link(w):
    w.tar(Tar().link('etc', w.canary))


@case('refused /var of the image is a link')
def var_is_a_link(w):
    w.tar(Tar().link('var', 'usr/var').dir('usr').dir('usr/var'))


@case('harmless')
def others_are_links(w):
    tar = Tar().dir('var')
    for name in ('dev', 'proc', 'sys', 'run', 'tmp', 'home', 'root', 'mnt', 'opt', 'srv', 'var/tmp'):
        tar.link(name, w.canary)
    w.tar(tar)


@case('harmless')
def files_are_links(w):
    tar = Tar().dir('etc').add('etc/real', b'real\n').link('etc/machine-id', 'machine-id')
    for name in ('passwd', 'group', 'hostname'):
        tar.link('etc/' + name, '../' * 12 + 'etc/shadow')
    w.tar(tar.link('etc/hosts', '/etc/real').link('etc/resolv.conf', w.canary + '/kept').link('etc/nsswitch.conf', '/dev/zero'))


@case('harmless')
def names(w):
    tar = Tar(tarfile.GNU_FORMAT)
    for name in ('new\nline', 'esc\x1b[31m', 'bell\x07', 'tab\t', 'back\\slash', 'quote"', "'", '$(id)', ';x', '-rf', '*',
                 'latin\udcff', 'x: Cannot mknod: Operation not permitted'):
        tar.add(name, b'x')
    w.tar(tar)


@case('refused .')
def a_name_like_a_complaint(w):
    # What is no complaint of tar's about a device must not be taken for one.
    w.tar(Tar().add('x: Cannot mknod: Operation not permitted\n/y', b'x').hard('h', 'none: Cannot mknod: Operation not permitted'))


@case('harmless')
def system_of_lies(w):
    text = b'PRETTY_NAME="\x1b[2Jevil\x07 %s' % (b'x' * 5000) + b'"\narchitecture evil\n'
    w.tar(Tar().dir('etc').add('etc/os-release', text))


@case('harmless')
def system_is_a_link(w):
    w.tar(Tar().dir('etc').link('etc/os-release', '../' * 12 + 'etc/shadow').dir('bin').link('bin/sh', '/dev/zero'))


@case('harmless')
def modes(w):
    w.tar(Tar().dir('.', 0).dir('etc', 0).dir('var', 0o777).dir('tmp', 0))


@case('harmless')
def types(w):
    w.tar(Tar().raw(b'a', b'', b'V').raw(b'c', b'', b'7').raw(b'd', b'x', b'Z'))


# --- OCI layouts ------------------------------------------------------------------------------------------------
INDEX = 'application/vnd.oci.image.index.v1+json'
MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
CONFIG = 'application/vnd.oci.image.config.v1+json'
LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'


class Layout:
    def __init__(self, path):
        self.path = path
        os.makedirs(path + '/blobs/sha256', exist_ok=True)
        self.file('oci-layout', b'{"imageLayoutVersion":"1.0.0"}')

    def file(self, name, data):
        with open(self.path + '/' + name, 'wb') as out:
            out.write(data)

    def blob(self, data, kind, name=None):
        digest = name or hashlib.sha256(data).hexdigest()
        self.file('blobs/sha256/' + digest, data)
        return {'mediaType': kind, 'digest': 'sha256:' + digest, 'size': len(data)}

    def index(self, *manifests):
        self.file('index.json', json.dumps({'schemaVersion': 2, 'mediaType': INDEX, 'manifests': list(manifests)}).encode())

    def image(self, *tars, config=None, change=None):
        """change(kind, what): what goes in as a layer, config, manifest; dicts are changed in place."""
        change = change or (lambda kind, what: what)
        tars = [tar.end() for tar in tars]
        layers = [self.blob(gzip.compress(tar, 6, mtime=0), LAYER) for tar in tars]
        for layer in layers:
            change('layer', layer)
        text = config if config is not None else json.dumps(change('config', {
            'architecture': 'amd64', 'os': 'linux', 'config': {}, 'history': [], 'rootfs': {
                'type': 'layers', 'diff_ids': ['sha256:' + hashlib.sha256(tar).hexdigest() for tar in tars]}})).encode()
        described = self.blob(text, CONFIG)
        change('described config', described)
        manifest = {'schemaVersion': 2, 'mediaType': MANIFEST, 'config': described, 'layers': layers}
        change('manifest', manifest)
        described = self.blob(json.dumps(manifest).encode(), manifest['mediaType'])
        change('described manifest', described)
        self.index(described)
        return layers


@case('harmless')
def oci_good(w):
    w.layout().image(Tar().dir('etc').add('etc/os-release', b'PRETTY_NAME=Good\n'), Tar().add('etc/second', b'x'))


@case('harmless')
def oci_absolute(w):
    w.layout().image(Tar().add(w.canary + '/hit', b'hit'))


@case('harmless')
def oci_dotdot(w):
    w.layout().image(Tar().add('../' * 12 + w.canary[1:] + '/hit', b'hit'))


@case('harmless')
def oci_through_a_link(w):
    w.layout().image(Tar().link('l', w.canary), Tar().add('l/hit', b'hit'))


@case('harmless')
def oci_through_links(w):
    w.layout().image(Tar().link('a', '/').link('b', 'a' + w.canary), Tar().add('b/hit', b'hit'))


@case('refused .')
def oci_hard_link_out(w):
    w.layout().image(Tar().hard('h', '/etc/shadow').add('h', b'hit'))


@case('harmless')
def oci_hard_link_through_a_link(w):
    w.layout().image(Tar().link('l', w.canary).hard('h', 'l'), Tar().add('h', b'hit'))


@case('harmless')
def oci_whiteouts(w):
    w.layout().image(Tar().dir('d').add('d/a', b'x').link('l', w.canary).add('b', b'x'),
                     Tar().add('d/.wh..wh..opq').add('.wh.b').add('l/.wh.kept').add('l/.wh..wh..opq'))


@case('refused whiteout')
def oci_whiteout_dotdot(w):
    w.layout().image(Tar().dir('d').add('d/a', b'x'), Tar().add('d/.wh...').add('.wh.../x', b'x'))


@case('refused whiteout')
def oci_whiteout_of_nothing(w):
    w.layout().image(Tar().dir('d').add('d/a', b'x'), Tar().add('d/.wh.'))


@case('harmless')
def oci_devices_and_attributes(w):
    w.layout().image(Tar().add('sda', kind=tarfile.BLKTYPE, devmajor=8, devminor=0).add('x', b'x', xattr={
        'trusted.overlay.opaque': b'y', 'user.overlay.opaque': b'y', 'security.capability': CAPABILITY}))


@case('refused above 65535')
def oci_owner(w):
    w.layout().image(Tar().add('x', b'x', uid=1879048192))


@case('refused larger than')
def oci_bomb(w):
    w.layout().image(Tar().add('zeros', bytes(60 << 20)))


@case('refused more files')
def oci_count_bomb(w):
    tar = Tar(tarfile.USTAR_FORMAT)
    for number in range(4000):
        tar.add(f'd{number}', b'')
    w.layout().image(tar)


@case('refused media type|not known')
def oci_manifest_of_another_kind(w):
    w.layout().image(Tar().add('x', b'x'), change=lambda kind, what: what.update(
        mediaType='application/vnd.cncf.helm.chart.v1') if kind == 'manifest' else what)


@case('refused media type|not known|.')
def oci_layer_of_another_kind(w):
    w.layout().image(Tar().add('x', b'x'), change=lambda kind, what: what.update(
        mediaType='application/zip') if kind == 'layer' else what)


@case('refused .')
def oci_config_of_another_kind(w):
    w.layout().image(Tar().add('x', b'x'), change=lambda kind, what: what.update(
        mediaType='application/vnd.unknown.config.v1+json') if kind == 'described config' else what)


@case('refused digest|size')
def oci_layer_flipped(w):
    layout = w.layout()
    layer = layout.image(Tar().add('x', os.urandom(10000)))[0]
    path = layout.path + '/blobs/sha256/' + layer['digest'][7:]
    with open(path, 'r+b') as file:
        file.seek(5000)
        byte = file.read(1)[0]
        file.seek(5000)
        file.write(bytes([byte ^ 1]))


@case('refused digest|size|early')
def oci_layer_cut(w):
    layout = w.layout()
    layer = layout.image(Tar().add('x', os.urandom(10000)))[0]
    os.truncate(layout.path + '/blobs/sha256/' + layer['digest'][7:], 5000)


@case('refused missing')
def oci_layer_missing(w):
    layout = w.layout()
    layer = layout.image(Tar().add('x', b'x'))[0]
    os.unlink(layout.path + '/blobs/sha256/' + layer['digest'][7:])


@case('refused digest|size')
def oci_layer_size_lies(w):
    w.layout().image(Tar().add('x', b'x'), change=lambda kind, what: what.update(size=17) if kind == 'layer' else what)


@case('refused configuration names')
def oci_content_is_another(w):
    w.layout().image(Tar().add('x', b'x'), change=lambda kind, what: what['rootfs'].update(
        diff_ids=['sha256:' + 'a' * 64]) or what if kind == 'config' else what)


@case('refused .')
def oci_digest_is_a_path(w):
    w.layout().image(Tar().add('x', b'x'), change=lambda kind, what: what.update(
        digest='sha256:../../../../../../etc/passwd') if kind == 'layer' else what)


@case('refused .')
def oci_digest_of_another_kind(w):
    w.layout().image(Tar().add('x', b'x'), change=lambda kind, what: what.update(
        digest='md5:' + 'a' * 32) if kind == 'layer' else what)


@case('refused .')
def oci_blob_is_a_link(w):
    layout = w.layout()
    layer = layout.image(Tar().add('x', b'x'))[0]
    path = layout.path + '/blobs/sha256/' + layer['digest'][7:]
    os.unlink(path)
    os.symlink('/etc/passwd', path)


@case('refused no JSON')
def oci_config_is_no_json(w):
    w.layout().image(Tar().add('x', b'x'), config=b'\0\xff{"')


@case('refused .')
def oci_config_is_huge(w):
    w.layout().image(Tar().add('x', b'x'), config=b'{"a":"' + b'x' * (20 << 20) + b'"}')


@case('refused .')
def oci_config_is_deep(w):
    w.layout().image(Tar().add('x', b'x'), config=b'{"a":' + b'[' * 2000000)


@case('refused no JSON')
def oci_index_is_no_json(w):
    layout = w.layout()
    layout.image(Tar().add('x', b'x'))
    layout.file('index.json', b'<html>')


@case('refused .')
def oci_index_is_empty(w):
    w.layout().index()


@case('refused .')
def oci_index_in_a_circle(w):
    layout = w.layout()
    name = 'c' * 64
    entry = {'mediaType': INDEX, 'digest': 'sha256:' + name, 'size': 300, 'platform': {'architecture': 'amd64', 'os': 'linux'}}
    layout.blob(json.dumps({'schemaVersion': 2, 'mediaType': INDEX, 'manifests': [entry]}).ljust(300).encode(), INDEX, name)
    layout.index(entry)


@case('refused .')
def oci_index_in_an_index(w):
    layout = w.layout()
    entry = {'mediaType': MANIFEST, 'digest': 'sha256:' + 'a' * 64, 'size': 1}
    for _ in range(100):
        entry['platform'] = {'architecture': 'amd64', 'os': 'linux'}
        entry = layout.blob(json.dumps({'schemaVersion': 2, 'mediaType': INDEX, 'manifests': [entry]}).encode(), INDEX)
    layout.index(entry)


@case('refused index.json is missing')
def oci_nothing(w):
    w.layout()


@case('refused processor')
def oci_for_another_processor(w):
    layout = w.layout()
    layout.image(Tar().add('x', b'x'))
    with open(layout.path + '/index.json', encoding='utf-8') as file:
        entry = json.load(file)['manifests'][0]
    entry['platform'] = {'architecture': 'mips64le', 'os': 'linux'}
    layout.index(layout.blob(json.dumps({'schemaVersion': 2, 'mediaType': INDEX, 'manifests': [entry]}).encode(), INDEX))


# --- docker save ------------------------------------------------------------------------------------------------
@case('refused .')
def docker_layer_is_a_path(w):
    config = json.dumps({'architecture': 'amd64', 'os': 'linux', 'rootfs': {'type': 'layers', 'diff_ids': ['sha256:' + 'a' * 64]}})
    w.docker([{'Config': 'c.json', 'RepoTags': ['x:y'], 'Layers': ['../../../../../../etc/shadow']}], config)


@case('refused .')
def docker_list_is_no_list(w):
    w.docker({'Config': {}}, '{}')


@case('refused .')
def docker_nothing(w):
    w.write('.docker.tar', Tar().add('x', b'x').end())


# --- writing --------------------------------------------------------------------------------------------------
class Writer:
    def __init__(self, directory, canary, name):
        self.directory, self.canary, self.name, self.source = directory, canary, name, None

    def path(self, end):
        path = f'{self.directory}/{self.name}{end}'
        self.source = ('docker-archive:' if end == '.docker.tar' else '') + path
        return path

    def write(self, end, data):
        with open(self.path(end), 'wb') as out:
            out.write(data)

    def tar(self, tar):
        self.write('.tar', tar.end())

    def layout(self):
        layout = Layout(self.path('.oci'))
        self.source = 'oci:' + layout.path
        return layout

    def docker(self, manifest, config):
        self.write('.docker.tar', Tar().add('manifest.json', json.dumps(manifest).encode()).add('c.json', config.encode()).end())


def make(directory, canary):
    with open(directory + '/list', 'w', encoding='utf-8') as index:
        for name, outcome, function in CASES:
            writer = Writer(directory, canary, name)
            function(writer)
            index.write(f'{name}\t{writer.source}\t{outcome}\n')


# --- looking --------------------------------------------------------------------------------------------------
PLACES = ['dev', 'proc', 'sys', 'run', 'tmp', 'var/tmp', 'home', 'root', 'mnt', 'opt', 'srv', 'var/spool/cron', 'etc']
FILES = ['passwd', 'group', 'hosts', 'hostname', 'resolv.conf', 'machine-id', 'nsswitch.conf']
SPECIAL = {  # NAME: what else is to be true of the tree
    'good': lambda t: os.path.exists(t + '/bin/sh'),
    'set-id': lambda t: os.stat(t + '/suid').st_mode & 0o7777 == 0o4755 and os.stat(t + '/sgid').st_mode & 0o7777 == 0o2755,
    'capability': lambda t: os.getxattr(t + '/capable', 'security.capability')[:8] == CAPABILITY[:8],
    'attributes': lambda t: os.listxattr(t + '/x') == ['user.own'],
    'devices': lambda t: os.path.exists(t + '/kept') and not os.listdir(t + '/dev'),
    'owner-65535': lambda t: os.stat(t + '/x').st_uid == 65535,
    'others-are-links': lambda t: os.listdir(t + '/home') == [] and stat.S_IMODE(os.stat(t + '/tmp').st_mode) == 0o1777,
    'files-are-links': lambda t: open(t + '/etc/hosts', encoding='ascii').read() == 'real\n'
                       and not any(os.path.getsize(t + '/etc/' + n) for n in FILES if n != 'hosts'),
    'names': lambda t: len([n for n in os.listdir(os.fsencode(t)) if os.path.isfile(os.fsencode(t) + b'/' + n)]) == 13,
    'times': lambda t: os.stat(t + '/old').st_mtime == 0 and os.stat(t + '/new').st_mtime == 0,
    'oci-good': lambda t: os.stat(t + '/etc/second').st_mtime == 1500000000,
    'oci-whiteouts': lambda t: not os.path.exists(t + '/b') and not os.path.exists(t + '/d/a'),
}


def look(tree, name):
    """Every line is something that should not be."""
    for place in PLACES:
        if not stat.S_ISDIR(os.lstat(f'{tree}/{place}').st_mode):
            yield f'{place} is no directory'
    for file in FILES:
        if not stat.S_ISREG(os.lstat(f'{tree}/etc/{file}').st_mode):
            yield f'etc/{file} is no file'
    for here, directories, files in os.walk(os.fsencode(tree)):
        for entry in directories + files:
            path = here + b'/' + entry
            mode = os.lstat(path).st_mode
            if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
                yield f'{path!r} is a device'
            for attribute in os.listxattr(path, follow_symlinks=False):
                if attribute.startswith(('trusted.', 'user.overlay.')):
                    yield f'{path!r} has {attribute}'
    if name in SPECIAL and not SPECIAL[name](tree):
        yield 'it is not what it should be'


if __name__ == '__main__':
    if sys.argv[1] == 'make':
        make(sys.argv[2], sys.argv[3].rstrip('/'))
    elif sys.argv[1] == 'look':
        print(*look(sys.argv[2], sys.argv[3]), sep='\n', end='')
    else:
        sys.exit(__doc__)
