#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# packaging/ansible, run by the real ansible-playbook on this host: files, sets, signed commits; mistakes, dry runs.
. "$(dirname "$0")/lib.sh"
patient
role=$PREFIX/share/ansible/roles/hostel
if [ ! -x /usr/bin/ansible-playbook ]; then
	[ -e build/ansible/complete ] || { skip "ansible" "not here: tools/packages ansible fetches it"; finish; exit; }
	DEBIAN_FRONTEND=noninteractive dpkg -i build/ansible/*.deb >/tmp/dpkg 2>&1
	ok "ansible-core is there" /usr/bin/ansible-playbook --version
	[ -x /usr/bin/ansible-playbook ] || { tail -n 5 /tmp/dpkg; finish; exit; }
fi
export NO_COLOR=1 ANSIBLE_NOCOLOR=1 ANSIBLE_PIPELINING=1 ANSIBLE_ROLES_PATH=$PREFIX/share/ansible/roles ANSIBLE_LOCALHOST_WARNING=False \
	ANSIBLE_DEPRECATION_WARNINGS=False GIT_CONFIG_GLOBAL=/root/gitconfig
printf 'host ansible_connection=local ansible_python_interpreter=/usr/bin/python3\n' >/root/hosts
printf -- '- hosts: host\n  gather_facts: false\n  roles: [hostel]\n' >/root/play.yml
play() { # options...: with /root/vars.yml; "status changed", what it said in /tmp/said
	local status
	timeout $((300 * ${SLOW:-1})) /usr/bin/ansible-playbook -i /root/hosts -e @/root/vars.yml "$@" /root/play.yml </dev/null >/tmp/said 2>&1
	status=$?
	echo "$status $(sed -n 's/^host .*changed=\([0-9]*\).*/\1/p' /tmp/said)"
}
vars() { { echo 'hostel_package: ""'; cat; } >/root/vars.yml; }
value() { hostel show "$1" | awk -v k="$2" '$1 == k {print $3}'; }
in_force() { readlink $CONF/applied || echo own; }
state() { find $CONF /etc/ssh /etc/passwd -type f -exec md5sum {} + | sort; readlink $CONF/applied; ls -d /run/hostel-ansible 2>/dev/null; }
unchanged() { state | diff /tmp/state - >/tmp/diff && echo yes || cat /tmp/diff; }
comes_in() { [ "$(timeout 60 su - "$1" -c 'echo in' </dev/null 2>/dev/null)" = in ]; }

# --- as a role is written ------------------------------------------------------------------------------------------
ok "it is installed" diff -r packaging/ansible/roles/hostel $role
is "each task has a name and one module by its whole name, none is a shell, commands say what changes" "" "$(/usr/bin/python3 - $role <<'P'
import glob, sys, yaml
words = {'name', 'when', 'loop', 'loop_control', 'register', 'vars', 'notify', 'check_mode', 'changed_when', 'failed_when', 'diff',
         'until', 'retries', 'delay', 'no_log'}
def look(path, tasks):
    for t in tasks:
        if 'block' in t:
            look(path, t['block'] + t.get('always', []))
            continue
        modules = set(t) - words
        module = next(iter(modules), '')
        if not t.get('name') or len(modules) != 1 or not module.startswith('ansible.builtin.') or \
                module.endswith(('.shell', '.raw', '.script')) or (module.endswith('.command') and 'changed_when' not in t):
            print(path, t)
for path in glob.glob(sys.argv[1] + '/tasks/*.yml') + glob.glob(sys.argv[1] + '/handlers/*.yml'):
    with open(path) as file:
        look(path, yaml.safe_load(file))
P
)"
keys() { grep -oE "$1" "$2" | grep -oE 'hostel_[a-z_]+' | sort -u | grep -vx hostel_policy; }
is "each variable is specified" "$(keys '^hostel_[a-z_]+' $role/defaults/main.yml)" "$(keys '^      hostel_[a-z_]+' $role/meta/argument_specs.yml)"
is "and stands in README.md" "" "$(keys '^hostel_[a-z_]+' $role/defaults/main.yml | while read -r v; do grep -q "\`$v\`" $role/README.md || echo $v; done)"

# --- files -----------------------------------------------------------------------------------------------------------
good() { # pids.max of alice, of bob
	vars <<-X
	hostel_plans:
	  gold:
	    plan: {extends: basic}
	    session: {linger: no}
	hostel_owners: {acme: {resources: {memory.max: 4G}}}
	hostel_tenants:
	  alice:
	    tenant: {plan: gold, owner: acme}
	    session: {environment: [LANG, "A*"]}
	    resources: {pids.max: $1}
	    service web: {command: "/bin/sh -c 'sleep 1; sleep 2'"}
	  bob: |
	    [tenant]
	    plan = basic
	    [resources]
	    pids.max = $2
	X
}
good 71 72; state >/tmp/state
is "a dry run would write" "0 1" "$(play --check)"
is "and writes nothing" yes "$(unchanged)"
is "the first run, and limits are told" "0 2" "$(play)"
is "they hold" "71 72" "$(value alice pids.max) $(value bob pids.max)"
is "hostel check finds nothing" 0 "$(hostel check >/dev/null 2>&1; echo $?)"
is "files are as hostel's own" "644 root root" "$(stat -c '%a %U %G' $CONF/tenants/alice.ini)"
is "a list, a word that YAML takes for another, a value with ;" "environment = LANG, A*
linger = no
command = \"/bin/sh -c 'sleep 1; sleep 2'\"" "$(grep -h ^environment $CONF/tenants/alice.ini; grep -h ^linger $CONF/plans/gold.ini; grep -h ^command $CONF/tenants/alice.ini)"
ok "alice comes in" comes_in alice
state >/tmp/state
is "the second run changes nothing" "0 0" "$(play)"
is "nothing at all" yes "$(unchanged)"
open_master bob /tmp/master
limit() { find /sys/fs/cgroup -path "*$WORLD_CGROUP*" -name pids.max -path '*bob*' -exec cat {} + 2>/dev/null | sort -u | xargs; }
like "(control: bob's sandbox has its limit)" '(^| )72( |$)' "$(limit)"
good 71 73
is "a change is one file" "0 2" "$(play)"
like "what lives has it" '(^| )73( |$)' "$(limit)"
hostel kill bob >/dev/null 2>&1; rm -f /tmp/master

good 81 many; state >/tmp/state
sed -i 's/plan: gold/plan: silver/' /root/vars.yml
like "bad policies fail" '^2 0$' "$(play)"
like "with file, line, key and value" 'tenants/bob.ini:[0-9]+: \[resources\] pids.max = many: ' "$(cat /tmp/said)"
like "a plan that is not there is one" 'tenants/alice.ini:[0-9]+: \[tenant\] plan = silver: there is no such plan' "$(cat /tmp/said)"
is "nothing is changed" yes "$(unchanged)"
good 81 many
like "a dry run tells as well" '^2 0$' "$(play --check)"
like "with the same" 'tenants/bob.ini:[0-9]+: \[resources\] pids.max = many: ' "$(cat /tmp/said)"
like "without a dry run as well" '^2 0$' "$(play)"
is "nothing is changed, of others neither" yes "$(unchanged)"
vars <<<'hostel_tenants: {"../alice": {tenant: {plan: basic}}}'
like "a name with a path" '^2 0$' "$(play)"
vars <<<'hostel_policies: somehow'
like "a way that is none" '^2 0$' "$(play)"
like "is told what there is" 'files, apply, sync, none' "$(cat /tmp/said)"
is "nothing is changed by them" yes "$(unchanged)"

# --- sets: all of it, plans too -----------------------------------------------------------------------------------
whole() { # the same as a set
	good "$@"
	echo 'hostel_policies: apply' >>/root/vars.yml
	sed -i 's/^hostel_plans:/&\n  basic: {session: {login_rate: max, keep_room: no}}/' /root/vars.yml
}
good 91 92; echo 'hostel_policies: apply' >>/root/vars.yml; state >/tmp/state
like "apply: a plan that only the host has is none of the set's" '^2 0$' "$(play)"
like "it is told" 'plans/gold.ini:[0-9]+: \[plan\] extends = basic: there is no such plan' "$(cat /tmp/said)"
is "nothing is changed" yes "$(unchanged)"
whole 91 92
is "a dry run would" "0 1" "$(play --check)"
is "and changes nothing" yes "$(unchanged)"
is "the first run" "0 1" "$(play)"
is "a set is in force" "sets/1 91 92" "$(in_force) $(value alice pids.max) $(value bob pids.max)"
is "the second run changes nothing" "0 0" "$(play)"
sed -i '/^  bob:/,$ { /^hostel_policies/!d }' /root/vars.yml
is "a tenant is taken out" "0 1" "$(play)"
ok "it is suspended" grep -q '^suspended = yes' $CONF/applied/tenants/bob.ini
like "and cannot log in" 'closed' "$(su - bob -c true 2>&1 </dev/null)"
ok "(control) alice can" comes_in alice
state >/tmp/state
whole 95 x1
like "a bad policy fails" '^2 0$' "$(play)"
like "with file, line, key and value" 'tenants/bob.ini:[0-9]+: \[resources\] pids.max = x1: ' "$(cat /tmp/said)"
is "and nothing is changed" yes "$(unchanged)"
echo 'hostel_keep_going: true' >>/root/vars.yml
like "with keep_going it fails, and has changed something" '^2 1$' "$(play)"
like "whose was kept is named" 'bob keeps what it has: .*tenants/bob.ini' "$(cat /tmp/said)"
is "the other has the new set" 95 "$(value alice pids.max)"
state >/tmp/state
vars <<<$'hostel_policies: apply\nhostel_plans: {basic: {session: {keep_room: no}}}'
like "an empty set is refused" '^2 0$' "$(play)"
like "by hostel's guard" 'the set has no tenants' "$(cat /tmp/said)"
is "nothing is changed" yes "$(unchanged)"
mkdir -p /root/policies/{plans,tenants}; cp $CONF/plans/basic.ini /root/policies/plans/
for who in alice bob; do printf '[tenant]\nplan = basic\n[resources]\npids.max = 96\n' >/root/policies/tenants/$who.ini; done
vars <<<$'hostel_policies: apply\nhostel_directory: /root/policies\nhostel_set_version: 3\nhostel_gone: [zora]'
is "a directory of the controller's" "0 1" "$(play)"
is "is in force, with its version" "96 3" "$(value alice pids.max) $(hostel sync status --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["in_force"]["version"])')"
is "once more: nothing" "0 0" "$(play)"
good 71 72; state >/tmp/state
like "single files beside a set are refused" '^2 0$' "$(play)"
like "told why" 'are a set of hostel apply' "$(cat /tmp/said)"
is "nothing is changed" yes "$(unchanged)"

# --- signed commits -----------------------------------------------------------------------------------------------------
rm -rf $CONF/applied $CONF/sets
R=/srv/policies.git W=/root/work
ssh-keygen -q -t ed25519 -N '' -C admin -f /root/admin
for setting in user.name=Admin user.email=admin@example.org gpg.format=ssh user.signingKey=/root/admin.pub commit.gpgSign=true init.defaultBranch=main; do
	git config --global "${setting%%=*}" "${setting#*=}"
done
git init -q --bare $R; git clone -q $R $W 2>/dev/null; git -C $W checkout -q -b main 2>/dev/null
cp -r /root/policies/. $W/
push() { # pids.max, git options of the commit...
	sed -i "s/^pids.max.*/pids.max = $1/" $W/tenants/alice.ini
	git -C $W add -A && git -C $W "${@:2}" commit -q -m "$1" && git -C $W push -q --force origin main
}
commit() { hostel sync status --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["in_force"]["commit"])'; }
head_of() { git -C $W rev-parse HEAD; }
by_git() { # lines
	vars <<-X
	hostel_policies: sync
	hostel_sync_url: $R
	hostel_sync_allowed_signers: ["admin@example.org $(cat /root/admin.pub)"]
	X
	printf '%s\n' "$@" >>/root/vars.yml
}
push 51; by_git; state >/tmp/state
is "sync: a dry run would make two accounts and two files" "0 3" "$(play --check)"
is "and changes nothing" yes "$(unchanged)"
is "the first run" "0 4" "$(play)"
is "the signed commit is in force" "$(head_of) 51" "$(commit) $(value alice pids.max)"
is "the accounts are without a shell and a home that is made" "hostel-sync:/usr/sbin/nologin hostel-verify:/usr/sbin/nologin" \
	"$(getent passwd hostel-sync hostel-verify | cut -d: -f1,7 | xargs)"
like "without systemd there is no timer to switch on" 'twice a minute\] \*+ *skipping' "$(tr '\n' ' ' </tmp/said)"
is "the second run changes nothing" "0 0" "$(play)"
push 52
is "a new commit: a dry run would" "0 1" "$(play --check)"
is "and does not" 51 "$(value alice pids.max)"
is "a run does" "0 1" "$(play)"
is "it is in force" "$(head_of) 52" "$(commit) $(value alice pids.max)"
was=$(head_of); push 53 -c commit.gpgSign=false
like "a commit that nobody signed fails" '^2 0$' "$(play)"
like "and is told" 'is not signed by a key of' "$(cat /tmp/said)"
is "what was in force is" "$was 52" "$(commit) $(value alice pids.max)"
git -C $W reset -q --hard $was; whole 71 72; state >/tmp/state
like "a set beside a repository is refused" '^2 0$' "$(play)"
like "told why" 'come from the repository of' "$(cat /tmp/said)"
is "nothing is changed" yes "$(unchanged)"

useradd -m -s /bin/bash gitserver; install -d -o gitserver -m 700 /home/gitserver/.ssh
ssh-keygen -q -t ed25519 -N '' -f /root/deploy; install -o gitserver -m 600 /root/deploy.pub /home/gitserver/.ssh/authorized_keys
push 54; cp -r $R /home/gitserver/policies.git; chown -R gitserver /home/gitserver/policies.git
key() { printf 'hostel_sync_url: ssh://gitserver@127.0.0.1/home/gitserver/policies.git\nhostel_sync_key: |\n'; sed 's/^/  /' /root/deploy; }
by_git "$(key)"
like "over ssh, a server that nobody knows" '^2 ' "$(play)"
like "is told" 'Host key verification failed' "$(cat /tmp/said)"
by_git "$(key)" 'hostel_sync_known_hosts:' "$(ssh-keyscan 127.0.0.1 2>/dev/null | sed 's/^/  - /')"
like "with its keys" '^0 [1-9]' "$(play)"
is "it is in force" "$(head_of) 54" "$(commit) $(value alice pids.max)"
is "the key is root's, and the account's to read" "640 root hostel-sync" "$(stat -c '%a %U %G' $CONF/sync_key)"
unlike "nobody was shown it" 'BEGIN OPENSSH' "$(cat /tmp/said)"
is "nothing was written below the account's home" "" "$(find /var/lib/hostel-sync -name .ssh)"

# --- the package, and hostel setup ---------------------------------------------------------------------------------------
if /usr/bin/python3 -c 'import apt' 2>/dev/null; then
	mkdir -p /root/deb/DEBIAN
	printf 'Package: hostel-test\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: a test\n' >/root/deb/DEBIAN/control
	dpkg-deb -b /root/deb /root/hostel-test.deb >/dev/null
	printf 'hostel_package: /root/hostel-test.deb\nhostel_policies: none\n' >/root/vars.yml
	is "a package's file is installed" "0 1 ii" "$(play) $(dpkg -l hostel-test | tail -n 1 | cut -c1-2)"
	printf 'hostel_package: hostel-test\nhostel_policies: none\n' >/root/vars.yml
	is "a package that is there is let be" "0 0" "$(play)"
else
	skip "a package" "there is no python3-apt"
fi
for service in sshd su login cron; do pam_lines_remove $service; done
vars <<<$'hostel_policies: none\nhostel_setup: true'; md5sum /etc/pam.d/* >/tmp/state
is "hostel setup: a dry run would" "0 1" "$(play --check)"
ok "and does not" md5sum --quiet -c /tmp/state
is "a run does" "0 1" "$(play)"
like "the lines are there" 'pam_hostel' "$(cat /etc/pam.d/sshd)"
is "once" "0 0" "$(play)"
mv $PREFIX/sbin/hostel /root/; hash -r
vars <<<'hostel_policies: none'
like "without hostel the role says so" '^2 0$' "$(play)"
like "with what to do" 'There is no command hostel on this host' "$(cat /tmp/said)"
is "a dry run goes on: nobody is there to judge" "0 0" "$(play --check)"
finish
