#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel image pull and update: from a real registry, with and without TLS and passwords, and when it breaks off.
. "$(dirname "$0")/lib.sh"
export NO_COLOR=1
STORE=/var/lib/hostel/images
FIRST=2000224256
for tool in skopeo umoci mkfs.erofs docker-registry htpasswd openssl; do
	command -v $tool >/dev/null || { skip "images" "no $tool"; finish; exit; }
done
[ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
for i in $(seq 0 63); do [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i; done
losetup -f >/dev/null 2>&1 || { skip "images" "no loop devices"; finish; exit; }
mkdir -p -m 700 $STORE
# Devices are the machine's: those of another world's imports are not ours. What backs ours is on this file system.
backing=$(truncate -s 1M $STORE/probe && device=$(losetup -f --show $STORE/probe) && losetup -ln -O BACK-MAJ:MIN $device | xargs; losetup -d $device; rm -f $STORE/probe)
our_devices() { losetup -ln -O BACK-MAJ:MIN,BACK-FILE 2>/dev/null | awk -v d="$backing" '$1 == d && /\.work-/'; }
image() { timeout $((120 * ${SLOW:-1})) hostel image "$@" </dev/null 2>&1; }
refuses() { # name, status, sentence, arguments...
	local said status
	said=$(image "${@:4}"); status=$?
	is "$1: status" "$2" "$status"
	like "$1" "$3" "$said"
}
versions() { ls "$STORE/$1" 2>/dev/null | grep -c '^[0-9]*$'; }

# --- a registry: 5000 plain, 5443 with TLS and passwords, the same store ------------------------------------------
mkdir -p /tmp/r && cd /tmp/r || exit 1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ours -keyout ca.key -out ca.crt \
	-addext basicConstraints=critical,CA:TRUE 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=another -keyout other.key -out other.crt \
	-addext basicConstraints=critical,CA:TRUE 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout server.key -out server.csr 2>/dev/null
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >ext
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out server.crt 2>/dev/null
htpasswd -Bbn keeper s3cr3t-word >passwords
cat >plain.yml <<X
version: 0.1
log: {accesslog: {disabled: false}, level: warn}
storage: {filesystem: {rootdirectory: /tmp/r/store}}
http: {addr: 127.0.0.1:5000, secret: x}
X
sed 's/addr: 127.0.0.1:5000/addr: 127.0.0.1:5443/; s,secret: x,secret: x\, tls: {certificate: /tmp/r/server.crt\, key: /tmp/r/server.key},' plain.yml >tls.yml
echo 'auth: {htpasswd: {realm: ours, path: /tmp/r/passwords}}' >>tls.yml
docker-registry serve plain.yml >plain.log 2>&1 & plain=$!
docker-registry serve tls.yml >tls.log 2>&1 & tls=$!
cd - >/dev/null || exit 1
listens() { ss -ltnH "sport = :$1" | grep -q .; }
ok "a registry" until_true 30 eval "listens 5000 && listens 5443"
push() { skopeo copy -q --dest-tls-verify=false "$1" "docker://127.0.0.1:5000/$2"; }
python3 tests/images/small.py /tmp/r/one 'Small 1'
python3 tests/images/small.py /tmp/r/two 'Small 2'
python3 tests/images/small.py /tmp/r/large 'Large' 3000000
ok "with an image" push oci:/tmp/r/one small:now
push oci:/tmp/r/large large:now

# --- plain http -----------------------------------------------------------------------------------------------------
refuses "plain http is not spoken unasked" 1 'speaks plain http: allow that' pull 127.0.0.1:5000/small:now --as plain
allow() { printf '[[registry]]\nlocation = "127.0.0.1:%s"\ninsecure = true\n' "$1" >>/etc/containers/registries.conf; }
allow 5000
like "but where registries.conf says so" '^plain@1: Small 1, unknown, ' "$(image pull 127.0.0.1:5000/small:now --as plain)"
like "its manifest has the digest" '^source docker://127.0.0.1:5000/small:now sha256:[0-9a-f]{64}$' "$(cat $STORE/plain/1/manifest)"
digest=$(sed -n 's/^source .* //p' $STORE/plain/1/manifest)
is "which is the registry's" "$digest" "$(skopeo inspect --no-tags --tls-verify=false --format '{{.Digest}}' docker://127.0.0.1:5000/small:now)"
like "it can be asked for" '^pinned@1: Small 1' "$(image pull docker://127.0.0.1:5000/small@"$digest" --as pinned)"

# --- TLS and passwords ------------------------------------------------------------------------------------------------
auth() { # user, password
	mkdir -p -m 700 /root/.config/containers
	printf '{"auths":{"localhost:5443":{"auth":"%s"}}}\n' "$(printf '%s:%s' "$1" "$2" | base64)" >/root/.config/containers/auth.json
	chmod 600 /root/.config/containers/auth.json
}
trust() { mkdir -p /etc/containers/certs.d/localhost:5443; install -m 600 "$1" /etc/containers/certs.d/localhost:5443/ca.crt; }
rm -rf /root/.config/containers /root/.docker /run/containers
unset XDG_RUNTIME_DIR REGISTRY_AUTH_FILE
refuses "a certificate of nobody known" 1 'of an authority that is not known here' pull localhost:5443/small:now --as safe
trust /tmp/r/other.crt
refuses "of another" 1 'of an authority that is not known here' pull localhost:5443/small:now --as safe
trust /tmp/r/ca.crt
refuses "no password" 1 'asks for a name and password' pull localhost:5443/small:now --as safe
auth keeper wrong
refuses "a wrong one" 1 'name and password' pull localhost:5443/small:now --as safe
is "none of it is an image" no "$([ -e $STORE/safe ] && echo yes || echo no)"
auth keeper s3cr3t-word
like "with the right one, which root alone can read" '^safe@1: Small 1' "$(image pull localhost:5443/small:now --as safe)"
REGISTRY_AUTH_FILE=/tmp/r/auth.json
mv /root/.config/containers/auth.json $REGISTRY_AUTH_FILE
export REGISTRY_AUTH_FILE
is "or elsewhere" "safe@1 is unchanged" "$(image update safe)"
unset REGISTRY_AUTH_FILE
mv /tmp/r/auth.json /root/.config/containers/auth.json

# --- what fails ---------------------------------------------------------------------------------------------------------
refuses "no such tag" 1 'no such tag or digest' pull 127.0.0.1:5000/small:none --as x
refuses "no such image" 1 'no such (image|tag or digest)' pull 127.0.0.1:5000/none:now --as x
refuses "nobody listens" 1 'nothing answers at' pull 127.0.0.1:5999/small:now --as x
refuses "no such host" 1 'name is not known|no name server answers' pull registry.invalid/small:now --as x
cp /etc/containers/policy.json /tmp/r/policy.json
echo '{"default":[{"type":"reject"}]}' >/etc/containers/policy.json
refuses "the host's policy.json refuses it" 1 'policy.json does not let' pull 127.0.0.1:5000/small:now --as x
rm /etc/containers/policy.json
refuses "or is missing" 1 'policy.json is missing' pull 127.0.0.1:5000/small:now --as x
cp /tmp/r/policy.json /etc/containers/policy.json
put() { # name, media type, file: a manifest
	curl -s -o /dev/null -X PUT -H "Content-Type: $2" --data-binary @"$3" "http://127.0.0.1:5000/v2/$1/manifests/now"
}
python3 - <<'P'
import json
from pathlib import Path
index = json.loads(Path('/tmp/r/one/index.json').read_text())['manifests'][0]
manifest = json.loads(Path('/tmp/r/one/blobs/sha256/' + index['digest'][7:]).read_text())
index['platform'] = {'architecture': 's390x', 'os': 'linux'}
Path('/tmp/r/foreign').write_text(json.dumps({
    'schemaVersion': 2, 'mediaType': 'application/vnd.oci.image.index.v1+json', 'manifests': [index]}))
manifest['config']['mediaType'] = 'application/vnd.cncf.helm.config.v1+json'
manifest['layers'][0]['mediaType'] = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'
Path('/tmp/r/chart').write_text(json.dumps(manifest))
P
put small application/vnd.oci.image.index.v1+json /tmp/r/foreign
refuses "for another processor" 1 "no image for this host's processor" pull 127.0.0.1:5000/small:now --as x
put small application/vnd.oci.image.manifest.v1+json /tmp/r/chart
refuses "no root file system" 1 'media type is another' pull 127.0.0.1:5000/small:now --as x
push oci:/tmp/r/one small:now
sed -i '/^\[image\]/,$d' $CONF/hostel.ini
printf '[image]\nmax_size = 16M\n' >>$CONF/hostel.ini
python3 tests/images/small.py /tmp/r/huge 'Huge' 20000000
push oci:/tmp/r/huge huge:now
refuses "larger than allowed" 1 'larger than \[image\] max_size' pull 127.0.0.1:5000/huge:now --as x
sed -i '/^\[image\]/,$d' $CONF/hostel.ini
is "none of these left anything" "" "$(ls -A $STORE | grep -E '^\.work|^x$')"

# --- update ---------------------------------------------------------------------------------------------------------------
mark=$(wc -l </tmp/r/plain.log)
is "nothing new: no new version" "plain@1 is unchanged" "$(image update plain)"
is "and nothing is fetched" 0 "$(tail -n +$((mark + 1)) /tmp/r/plain.log | grep -c 'GET /v2/small/blobs')"
push oci:/tmp/r/two small:now
like "a new one" '^plain@2: Small 2' "$(image update plain)"
is "as JSON" "2 False" "$(image update plain --json | python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["version"], d["added"])')"
is "both are there" 2 "$(versions plain)"
is "one that was asked for by its digest stays" "pinned@1 is unchanged" "$(image update pinned)"
# A rollback is not undone.
ok "a rollback" image rollback plain
is "the one that was left is not added again" "plain@2 is unchanged|new rooms still get plain@1: hostel image rollback plain 2" \
	"$(image update plain | paste -sd'|')"
is "as JSON: which is current" "2 False 1" "$(image update plain --json | python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["version"], d["added"], d["current"])')"
is "nor if it is downloaded" "plain@2 is unchanged" "$(image pull 127.0.0.1:5000/small:now --as plain | head -n 1)"
ok "back" image rollback plain 2
python3 - <<'P'
import json
from pathlib import Path
index = json.loads(Path('/tmp/r/two/index.json').read_text())['manifests'][0]
manifest = json.loads(Path('/tmp/r/two/blobs/sha256/' + index['digest'][7:]).read_text())
manifest['annotations'] = {'another': 'manifest'}
Path('/tmp/r/same').write_text(json.dumps(manifest))
P
put small application/vnd.oci.image.manifest.v1+json /tmp/r/same
is "another manifest of the same content: no new version" "plain@2 is unchanged 2" "$(image update plain) $(versions plain)"

# What a name means changes between the look and the download; skopeo warns of something.
push oci:/tmp/r/one moving:now
push oci:/tmp/r/two other:now
cp /usr/bin/skopeo /tmp/r/skopeo.own; cp /usr/bin/skopeo /usr/bin/skopeo.own
cat >/usr/bin/skopeo <<'X'
#!/bin/sh
echo 'time="2027-01-31T12:00:00Z" level=warning msg="an unknown key"' >&2
[ "$1" != copy ] || skopeo.own copy -q --src-no-creds --dest-no-creds docker://127.0.0.1:5000/other:now docker://127.0.0.1:5000/moving:now >&2
exec skopeo.own "$@"
X
like "what comes in is what was looked at" '^moved@1: Small 1' "$(image pull 127.0.0.1:5000/moving:now --as moved)"
is "and the name did change" "Small 2" "$(image pull 127.0.0.1:5000/moving:now --as moved | sed -n 's/^moved@2: \(Small [0-9]\).*/\1/p')"
cp /tmp/r/skopeo.own /usr/bin/skopeo; rm /usr/bin/skopeo.own

# --- unsigned where rooms want a signature: they go on with what they have -------------------------------------------------
openssl genpkey -algorithm ED25519 -out /root/ours.pem 2>/dev/null
mkdir -p /etc/hostel-keys; openssl pkey -in /root/ours.pem -pubout -out /etc/hostel-keys/ours.pub
printf '[image]\nkeys = /etc/hostel-keys/ours.pub\nrequire_signature = yes\n' >>$CONF/hostel.ini
push oci:/tmp/r/one signed:now
ok "the first of its name" image pull 127.0.0.1:5000/signed:now --as signed
ok "is signed" image sign signed --key /root/ours.pem
ok "and can be had" image mount signed
push oci:/tmp/r/two signed:now
is "the next waits for its signature" "new rooms still get signed@1: hostel image sign signed@2 --key FILE" "$(image update signed | tail -n 1)"
is "it waits still when it is asked for again" "new rooms still get signed@1: hostel image sign signed@2 --key FILE" "$(image update signed | tail -n 1)"
ok "rooms get what they had" image mount signed
is "signed, it is the one; without a number it is the newest" "signed@2 is signed; new rooms get it" "$(image sign signed --key /root/ours.pem)"
is "and which is current" 2 "$(readlink $STORE/signed/current)"
image rollback signed >/dev/null
is "signing once more undoes no rollback" "signed@2 is signed 1" "$(image sign signed@2 --key /root/ours.pem) $(readlink $STORE/signed/current)"
for mount in $STATE/images/signed@*; do umount "$mount"; done
sed -i '/^\[image\]/,$d' $CONF/hostel.ini

# --- when it breaks off ------------------------------------------------------------------------------------------------------
quiet() { ! find /proc -maxdepth 1 -name '[0-9]*' -uid +$((FIRST - 1)) -uid -$((FIRST + 65536)) 2>/dev/null | grep -q .; }
no_loop() { [ -z "$(our_devices)" ]; }
proxy() { # port, bytes, what then
	: >/tmp/r/proxy.$1
	python3 tests/images/proxy.py $1 5000 $2 $3 >/tmp/r/proxy.$1 2>&1 & proxies+=($!)
	until_true 30 grep -q listening /tmp/r/proxy.$1
	allow $1
}
proxies=()
proxy 5001 200 cut
refuses "cut off in the first answer" 1 'broke off|does not answer|nothing answers|no registry answers|damaged|JSON|early' pull 127.0.0.1:5001/large:now --as broken
proxy 5002 1500000 cut
refuses "in the middle of a layer" 1 'broke off' pull 127.0.0.1:5002/large:now --as broken
is "half an image is none" no "$([ -e $STORE/broken ] && echo yes || echo no)"
printf '[image]\nmax_time = 4s\n' >>$CONF/hostel.ini
proxy 5003 1500000 hang
refuses "one that says nothing any more" 1 'longer than \[image\] max_time, 4 seconds' pull 127.0.0.1:5003/large:now --as broken
sed -i '/^\[image\]/,$d' $CONF/hostel.ini
port=5004
for bytes in 100 5000 1000000 2500000; do # before the list of layers, before a layer, in one
	proxy $port $bytes hang
	hostel image pull 127.0.0.1:$port/large:now --as broken >/dev/null 2>&1 </dev/null & pid=$!
	ok "killed behind $bytes bytes: it is at that" until_true 60 grep -q there /tmp/r/proxy.$port
	if [ $bytes = 1000000 ]; then
		is "no password is on a command line" 0 "$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' | grep -c 's3cr3t-wor[d]')"
	fi
	kill -9 $pid
	wait $pid 2>/dev/null
	ok "killed behind $bytes bytes: all of it ends" until_true 30 quiet
	ok "and no device is left" until_true 30 no_loop
	is "only its directory is" 1 "$(ls -A $STORE | grep -c '^\.work-')"
	hostel gc >/dev/null 2>&1
	is "until hostel gc" 0 "$(ls -A $STORE | grep -c '^\.work-')"
	port=$((port + 1))
done
like "the next pull works" '^broken@1: Large' "$(image pull 127.0.0.1:5000/large:now --as broken)"

# --- what is said on a terminal, and what the unpacker knows ------------------------------------------------------------------
terminal=$(script -qec "hostel image pull 127.0.0.1:5000/small:now --as seen" /dev/null </dev/null | tr '\r' '\n' | sed 's/\x1b\[K//g')
is "a line a step on a terminal" "look download unpack prepare pack check" "$(awk '$3 ~ /^[0-9]+$/ && $4 == "files" { print $1 }' <<<"$terminal" | uniq | xargs)"
like "with sizes and times" '^unpack +[0-9.]+[KM] +[0-9]+ files +[0-9]+\.[0-9] s$' "$terminal"
unlike "and not a word of skopeo's" 'Copying|Getting|Writing' "$terminal"
cp /usr/bin/umoci /tmp/r/umoci
printf '#!/bin/sh\necho none $(ls -d /secret /etc/containers /etc/ssl 2>/dev/null)\nexit 1\n' >/usr/bin/umoci
like "who unpacks sees no password" ': none$' "$(image pull localhost:5443/small:now --as x)"
cp /tmp/r/umoci /usr/bin/umoci
kill $plain $tls "${proxies[@]}" 2>/dev/null
wait $plain $tls "${proxies[@]}" 2>/dev/null
finish
