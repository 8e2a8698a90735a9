# SPDX-License-Identifier: GPL-2.0-or-later
# Clients that are not OpenSSH's.

dropbear_client() {
	have dbclient dropbearconvert || return
	dropbearconvert openssh dropbear $KEY "$D/key" 2>/dev/null
	local db="t dbclient -y -y -i $D/key"
	$db "$U@127.0.0.1" 'echo out; echo err >&2; exit 7' 2>"$D/err"; echo $?; sed '/^dbclient: Caution/d; /^.\?$/d' "$D/err"
	$db "$U@127.0.0.1" 'cat >db; sum=$(sha256sum <db); echo ${sum%% *}; rm db' </tmp/random 2>/dev/null >"$D/there"; same "$D/there" <(sum </tmp/random)
	talk dbclient -y -y -i "$D/key" -t "$U@127.0.0.1" 'tty; exit 3' <<-'X'
	want /dev/pts/[0-9]
	ended 3
	X
	dbclient -y -y -i "$D/key" -L $P:127.0.0.1:$((P + 1)) "$U@127.0.0.1" "timeout 30 socat TCP-LISTEN:$((P + 1)),bind=127.0.0.1,reuseaddr 'SYSTEM:echo forwarded'" 2>/dev/null & local client=$!
	local said=
	until_true 30 eval 'said=$(socat -u TCP:127.0.0.1:$P - 2>/dev/null) && [ -n "$said" ]'; echo "$said"; wait $client
}
row quick "Dropbear's dbclient" dropbear_client 'out|7|err|same|ok|forwarded'

putty() {
	have plink psftp pscp puttygen || return
	export HOME=$D
	puttygen $KEY -O private -o "$D/key.ppk" || return
	local host with
	host=$(ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub | cut -d' ' -f2)
	with="-batch -hostkey $host -i $D/key.ppk"
	t plink $with "$U@127.0.0.1" 'echo out; echo err >&2; exit 7' 2>"$D/err"; echo $?; cat "$D/err"
	t pscp -q $with /tmp/random "$U@127.0.0.1:putty" && same /tmp/random $H/putty
	printf 'chmod 600 putty\nmv putty putty2\nget putty2 %s\nrm putty2\n' "$D/back" >"$D/batch"
	t psftp $with -b "$D/batch" "$U@127.0.0.1" 2>/dev/null | grep -c 'OK\|=>'; same /tmp/random "$D/back"
}
row whole "PuTTY: plink, pscp, psftp" putty 'out|7|err|same|2|same'

python_has() { /usr/bin/python3 -c "import $1" 2>/dev/null || { echo "SKIP no python3-$1 here"; return 1; }; }
library_want='exec: out err 7|signal|1 MiB: same|channels: 0 1 2 3|sftp: same 640 [a, b] renamed link|resize: 40 100|shell: 42 3|forward: forwarded'
paramiko_client() { python_has paramiko && t /usr/bin/python3 $here/libraries.py paramiko $U $KEY $P 2>&1 | grep -v 'Deprecat\|^  from\|^Secsh channel'; }
row quick "Paramiko" paramiko_client "$library_want"
asyncssh_client() { python_has asyncssh && t /usr/bin/python3 $here/libraries.py asyncssh $U $KEY $P 2>&1 | grep -v 'Deprecat\|^  from\|^Secsh channel'; }
row whole "AsyncSSH" asyncssh_client "$library_want"

ansible_there() {
	have ansible ansible-playbook || return
	export HOME=$D ANSIBLE_HOST_KEY_CHECKING=no ANSIBLE_NOCOLOR=yes ANSIBLE_PYTHON_INTERPRETER=/usr/bin/python3 ANSIBLE_PRIVATE_KEY_FILE=$KEY
	export ANSIBLE_SSH_ARGS='-C -o ControlMaster=auto -o ControlPersist=3s' ANSIBLE_DEPRECATION_WARNINGS=no LC_ALL=C.UTF-8
	T=120
	local all="-i 127.0.0.1, -u $U all"
	t ansible $all -m ping 2>&1 | grep -o '"ping": "pong"'
	t ansible $all -m copy -a "src=/tmp/random dest=copied mode=0640" 2>&1 | grep -o 'CHANGED'; same $H/copied /tmp/random; stat -c '%a %U' $H/copied
	t ansible-playbook -i 127.0.0.1, -u $U $here/playbook.yml 2>&1 | grep -E 'ok=|fatal' | tr -s ' '
	t ansible-playbook -i 127.0.0.1, -u $U $here/playbook.yml 2>&1 | grep -E 'ok=|fatal' | tr -s ' '
	cat $H/site/page; rm -rf $H/site $H/copied
}
row whole "Ansible: ping, copy, a playbook" ansible_there \
	'"ping": "pong"|CHANGED|same|640 USER|127.0.0.1 : ok=8 changed=5 unreachable=0 failed=0 skipped=0 rescued=0 ignored=0 |127.0.0.1 : ok=7 changed=0 unreachable=0 failed=0 skipped=0 rescued=0 ignored=0 |Debian USER /home/USER'

mosh_there() { # mosh-server answers on UDP; what is typed goes by that
	have mosh mosh-server || return
	export LC_ALL=C.UTF-8
	on -tt "mosh-server new -i 127.0.0.1 -p $P -l LC_ALL=C.UTF-8" 2>&1 | grep -oE 'MOSH CONNECT [0-9]+' | sed "s/$P/PORT/"
	talk timeout -s KILL 8 sh -c "stty rows 24 cols 80; exec mosh --no-init --bind-server=any --port=$((P + 1)) --ssh='ssh -F /root/.ssh/config' $A" <<-'X' | grep -o '^ok' || echo no answer
	want \$ 
	sleep 0.3
	say echo mosh=$((6 * 7))
	want mosh=42
	say exit
	ended 0
	X
	pkill -u $U -x mosh-server; true
}
row whole "mosh" mosh_there 'MOSH CONNECT PORT|ok' 'MOSH CONNECT PORT|no answer' Network
# With the host's network, and a sandbox that stays when ssh has started the server and gone.
TENANT=dave row whole "mosh, mode = host and linger" mosh_there 'MOSH CONNECT PORT|ok'
