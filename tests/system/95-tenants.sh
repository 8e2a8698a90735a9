#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel tenant and plan: what an admin, a panel and a typing error do; and killed at every step. Real useradd, real ssh.
. "$(dirname "$0")/lib.sh"
patient
export NO_COLOR=1
ssh-keygen -q -t ed25519 -N '' -f /tmp/k; ssh-keygen -q -t ed25519 -N '' -f /tmp/k2
printf '[plan]\nextends = basic\n[resources]\npids.max = 200\n' >$CONF/plans/pro.ini
H() { timeout 60 hostel "$@" </dev/null 2>&1; echo "status $?"; }
status() { timeout 60 hostel "$@" </dev/null >/tmp/said 2>&1; echo $?; }
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
ssh_as() { timeout 30 ssh -F /root/.ssh/config -i "$1" -l "$2" host "${@:3}"; }
gone() { ! getent passwd "$1" >/dev/null && [ ! -e $CONF/tenants/$1.ini ] && [ ! -e /home/$1 ] && ! getent group "$1" >/dev/null; }
whole() { # name: what there is of a tenant, the same for each that is whole
	getent passwd "$1" | cut -d: -f6,7; id -Gn "$1"; grep -v '^#' $CONF/tenants/$1.ini; ls -A -I .var-tmp /home/$1 /home/$1/.ssh
	stat -c '%U %a' /home/$1 /home/$1/.ssh /home/$1/.ssh/authorized_keys; cat /home/$1/.ssh/authorized_keys
} 2>&1

# --- three commands: add, log in, remove ------------------------------------------------------------------------
dry=$(hostel tenant add dora --plan basic --key @/tmp/k.pub -n 2>/tmp/said)
like "a dry run says that it was one" 'nothing was done: --dry-run' "$(cat /tmp/said)"
ok "and does nothing" gone dora
real=$(hostel tenant add dora --plan basic --key @/tmp/k.pub)
is "add: it ends well" 0 $?
is "and does what the dry run said, word by word" "$dry" "$real"
is "ssh with the key leads into a room" "dora hostel-init" "$(ssh_as /tmp/k dora 'echo $(id -un) $(cat /proc/1/comm)')"
is "the key file is the tenant's, private" "dora 600 dora 700" "$(stat -c '%U %a' /home/dora/.ssh/authorized_keys /home/dora/.ssh | xargs)"
is "once more: nothing to do" $'dora: already so, nothing to do\nstatus 0' "$(H tenant add dora --plan basic --key @/tmp/k.pub)"
like "with another key: it is added" 'add 1 key to /home/dora' "$(H tenant add dora --key @/tmp/k2.pub)"
is "both keys work" "in in" "$(ssh_as /tmp/k dora echo in) $(ssh_as /tmp/k2 dora echo in)"
want=$(whole dora)
like "with another plan: a guard, and what to type" 'hostel tenant set dora plan=pro' "$(H tenant add dora --plan pro)"
is "its status" 8 "$(status tenant add dora --plan pro)"
is "another home, another uid" "8 8" "$(status tenant add dora --home /srv/dora) $(status tenant add dora --uid 54321)"
is "all that changed nothing" "$want" "$(whole dora)"
like "of an account that is no tenant: adopt" 'hostel tenant adopt carol --plan basic' "$(H tenant add carol --plan basic)"
is "the key of standard input" 0 "$(hostel tenant add erna --plan pro --key - --uid 54321 --home /home/e --comment 'Erna E' </tmp/k.pub >/dev/null; echo $?)"
is "uid, home, comment, plan" "54321 Erna E /home/e pro" "$(getent passwd erna | cut -d: -f3,5,6 | tr : ' ') $(hostel tenant list --json | json '[e["plan"] for e in d if e["name"]=="erna"][0]')"
is "ssh" in "$(ssh_as /tmp/k erna echo in)"

# --- list, show, keys ---------------------------------------------------------------------------------------------
is "list: tabs where there is no terminal" $'dora\t'"$(id -u dora)"$'\tbasic\tactive\t0\t/home/dora\t' "$(hostel tenant list | grep ^dora)"
like "columns and a heading on one" 'NAME +UID +PLAN +STATE +SESSIONS +HOME' "$(script -qc 'hostel tenant list' /dev/null </dev/null)"
is "as JSON, with a schema in the first" "1 True active 0" "$(hostel tenant list --json | json '"%s %s %s %s" % (d[0]["schema"], all("schema" not in e for e in d[1:]), [e for e in d if e["name"]=="dora"][0]["state"], [e for e in d if e["name"]=="dora"][0]["sessions"])')"
open_master dora /tmp/m -i /tmp/k
is "a session counts" 1 "$(hostel tenant list --json | json '[e["sessions"] for e in d if e["name"]=="dora"][0]')"
is "show is show" "$(hostel show dora)" "$(hostel tenant show dora)"
is "keys: as many as the tables have" "$(cat policy/fields.def policy/service_keys.def | grep -cE '^(FIELD|SERVICE)\(')" "$(hostel keys --json | json 'len(d)')"
is "keys: numbers are numbers, none is null" "536870912 16777216 bytes True limit None" "$(hostel keys --json | json '" ".join(str(e[k]) for e in d if e["key"]=="memory.max" for k in ("default_number","min","unit","unlimited","change")) + " " + str([e["default_number"] for e in d if e["key"]=="memory.high"][0])')"
is "keys: each has a help, a type and a change" "[]" "$(hostel keys --json | json '[e["key"] for e in d if not e["help"] or not e["type"] or e["change"] not in ("limit","policy","login")]')"

# --- set and unset ------------------------------------------------------------------------------------------------
printf '# mine\n[tenant]\nplan = basic ; paid\n\n[resources]\n# few\npids.max = 90\n' >$CONF/tenants/dora.ini
like "set: applied to the room that lives" 'dora: .*pids.max 128 -> 77 applied' "$(H tenant set dora pids.max=77 resources.memory.max=300M)"
is "comments, order and blank lines stay" $'# mine\n[tenant]\nplan = basic ; paid\n\n[resources]\n# few\npids.max = 77\nmemory.max = 300M' "$(cat $CONF/tenants/dora.ini)"
is "again: nothing to do" "dora: already so, nothing to do" "$(hostel tenant set dora pids.max=77)"
like "what needs a new room is said" 'hide needs a new sandbox: hostel reload --restart dora' "$(H tenant set dora hide=/srv)"
is "unset takes it out" "0 0" "$(status tenant unset dora hide memory.max) $(grep -c 'hide\|memory' $CONF/tenants/dora.ini)"
like "--no-reload leaves the room" '^status 0' "$(H tenant set dora pids.max=66 --no-reload)"
like "(reload finds it)" 'pids.max 77 -> 66 applied' "$(H reload dora)"
before=$(sha256sum $CONF/tenants/dora.ini)
like "a number without unit: refused by what check says" 'tenants/dora.ini:8: \[resources\] memory.max = 300: a size needs a unit' "$(H tenant set dora memory.max=300)"
is "its status" 5 "$(status tenant set dora memory.max=300)"
like "an unlikely value" 'status 5' "$(H tenant set dora memory.max=2K)"
like "a typing error" 'a key with a similar name exists: resources.memory.max' "$(H tenant set dora memry.max=1G)"
printf '[network]\nmode = nat\npublish = 192.0.2.10:8000-8100/tcp\n' >$CONF/tenants/bob.ini
like "a port that another tenant has" 'bob has 192.0.2.10:8000-8100/tcp|status 5' "$(H tenant set dora network.mode=nat publish=192.0.2.10:8080:80/tcp)"
rm $CONF/tenants/bob.ini
like "a key of another file" 'there is no key' "$(H tenant set dora extends=basic)"
like "a plan that is not there" 'there is no plan gold' "$(H tenant set dora plan=gold)"
is "its status" 4 "$(status tenant set dora plan=gold)"
is "lines in a value, no value, a key twice" "2 2 2" "$(status tenant set dora $'suspended_reason=a\n[host]') $(status tenant set dora pids.max) $(status tenant set dora pids.max=9 pids.max=10)"
like "a limit that this host cannot have: the file is as it was" 'cpuset.cpus = 4000.*|the file is as it was' "$(H tenant set dora cpuset.cpus=4000)"
is "its status" 6 "$(status tenant set dora cpuset.cpus=4000)"
is "nothing of that changed the file" "$before" "$(sha256sum $CONF/tenants/dora.ini)"
is "unknown tenant, ordinary account" "4 4" "$(status tenant set nobodyhere pids.max=9) $(status tenant set carol pids.max=9)"
flock -o $STATE/desk sleep 30 & holder=$!
until_true 5 eval '! flock -n $STATE/desk true'
is "somebody else is at it: busy" 7 "$(status tenant set dora pids.max=9)"
kill $holder

# --- suspend and resume -------------------------------------------------------------------------------------------
like "suspend ends who is in" 'end every sandbox' "$(H tenant suspend dora --why 'The bill is open' --until 2199-01-01)"
ok "gone" until_true 10 no_sandbox
mark=$(log_mark)
is "and lets nobody in" "" "$(ssh_as /tmp/k dora echo in 2>/dev/null)"
like "su tells why" 'This account is suspended until 2199-01-01: The bill is open\.' "$(su dora -c 'echo in' 2>&1)"
is "listed" suspended "$(hostel tenant list | awk '$1 == "dora" { print $4 }')"
is "the same again: nothing to do" "dora: already so, nothing to do" "$(hostel tenant suspend dora --why 'The bill is open' --until 2199-01-01)"
hostel tenant set dora "suspended_until=$(date +%F)" >/dev/null
is "an end that has come: they can log in" "in active" "$(ssh_as /tmp/k dora echo in) $(hostel tenant list | awk '$1 == "dora" { print $4 }')"
is "control: the day before, they cannot" "" "$(hostel tenant suspend dora --until "$(date -d tomorrow +%F)" >/dev/null; ssh_as /tmp/k dora echo in 2>/dev/null)"
is "resume" "0 in" "$(status tenant resume dora) $(ssh_as /tmp/k dora echo in)"
is "resume again" "dora: already so, nothing to do" "$(hostel tenant resume dora)"
is "no day, no line" "2 2 2" "$(status tenant suspend dora --until soon) $(status tenant suspend dora --until 2026-02-30) $(status tenant suspend dora --why $'a\nb')"
open_master dora /tmp/m2 -i /tmp/k
is "suspend --keep leaves who is in" "0 in" "$(status tenant suspend dora --keep) $(timeout 30 ssh -F /root/.ssh/config -o ProxyCommand=false -S /tmp/m2 -l dora host echo in)"
hostel tenant resume dora >/dev/null

# --- rename -------------------------------------------------------------------------------------------------------
like "rename: not while a room lives" 'hostel tenant rename --kill dora dorothy' "$(H tenant rename dora dorothy)"
is "its status" 8 "$(status tenant rename dora dorothy)"
is "rename --kill" 0 "$(status tenant rename dora dorothy --kill)"
is "account, group, policy" "dorothy dorothy hostel yes no" "$(id -Gn dorothy | sed 's/^/dorothy /') $([ -e $CONF/tenants/dorothy.ini ] && echo yes) $([ -e $CONF/tenants/dora.ini ] || echo no)"
is "ssh with the new name, home where it was" /home/dora "$(ssh_as /tmp/k dorothy 'echo $HOME')"
is "the old name is none" 4 "$(status tenant rename dora dorothy)"
is "to a name that is taken, by a group, to none" "8 8 8 2" "$(status tenant rename dorothy erna) $(status tenant rename dorothy root) $(status tenant rename dorothy audio) $(status tenant rename dorothy ../x)"
is "back, with the home" "0 0" "$(status tenant rename dorothy doris --move-home --kill) $(status tenant rename doris dora --move-home)"
is "it moved twice" "/home/dora in" "$(ssh_as /tmp/k dora 'echo $HOME in')"

# --- remove -------------------------------------------------------------------------------------------------------
like "remove wants the name again" 'hostel tenant remove dora --confirm dora' "$(H tenant remove dora)"
is "its status, and of another name" "8 8" "$(status tenant remove dora) $(status tenant remove dora --confirm doro)"
like "on a terminal it asks" 'Type its name' "$(printf 'doro\n' | script -qc 'hostel tenant remove dora' /dev/null)"
ok "still there" getent passwd dora
open_master dora /tmp/m3 -i /tmp/k
echo '0 0 1 1 * true' | crontab -u dora -
dry=$(hostel tenant remove dora --confirm dora -n 2>/dev/null)
is "remove: what the dry run said" "$dry" "$(hostel tenant remove dora --confirm dora)"
is "no account, no policy, no crontab; the home stays" "2 no no yes" "$(getent passwd dora >/dev/null; echo $?) $([ -e $CONF/tenants/dora.ini ] || echo no) $([ -e /var/spool/cron/crontabs/dora ] || echo no) $([ -d /home/dora ] && echo yes)"
ok "nobody of theirs is left" until_true 10 no_sandbox
is "once more: no such tenant" 4 "$(status tenant remove dora --confirm dora)"
like "a home that is there is not taken over" '/home/dora is there already and belongs to uid' "$(H tenant add dora --plan basic)"
is "its status" 8 "$(status tenant add dora --plan basic)"
is "but by its uid" 0 "$(status tenant add dora --plan basic --uid "$(stat -c %u /home/dora)" --key @/tmp/k.pub)"
mkdir -p /srv/below /home/dora/below; echo kept >/srv/below/f; mount --bind /srv/below /home/dora/below
is "--take-home: not with a mount below, which userdel -r would empty" "8 kept 0" \
	"$(status tenant remove dora --confirm dora --take-home) $(cat /srv/below/f) $(grep -c suspended $CONF/tenants/dora.ini)"
like "named" '/home/dora/below is mounted' "$(cat /tmp/said)"
umount /home/dora/below
is "--take-home" "0 0" "$(status tenant remove dora --confirm dora --take-home) $(ls /home | grep -cx dora)"
is "an ordinary account, a stranger, both ways at once" "8 4 2" "$(status tenant remove carol --confirm carol) $(status tenant remove zoe --confirm zoe) $(status tenant remove erna --confirm erna --keep-home --take-home)"

# --- a panel: its own useradd, then adopt, all in JSON ----------------------------------------------------------
useradd -m -s /bin/sh paula
install -d -o paula -g paula -m 700 /home/paula/.ssh; install -o paula -g paula -m 600 /tmp/k.pub /home/paula/.ssh/authorized_keys
is "adopt" "1 adopt True" "$(hostel tenant adopt paula --plan pro --json | json '"%s %s %s" % (d["schema"], d["verb"], d["changed"])')"
is "again: nothing changes" False "$(hostel tenant adopt paula --plan pro --json | json 'd["changed"]')"
is "in a room, with the shell that the panel gave" "hostel-init /bin/sh" "$(ssh_as /tmp/k paula 'echo $(cat /proc/1/comm) $SHELL')"
useradd -m -s /usr/sbin/nologin norbert
is "who had no shell gets none" "0 /usr/sbin/nologin" "$(status tenant adopt norbert --plan basic) $(hostel show norbert --json | json '[e["value"] for e in d if e["key"]=="shell"][0]')"
useradd -m -G sudo adam
useradd -o -u "$(id -u carol)" -M -d /home/carol -s /bin/sh twin
is "two names with one uid, the second and the first" "8 8" "$(status tenant adopt twin --plan basic) $(status tenant adopt carol --plan basic)"
like "said with the other's name" 'twin has the uid of carol' "$(hostel tenant adopt twin --plan basic 2>&1)"
# Without that refusal: what adopt does, by hand. Both have one home, as with a panel's second login for a customer.
printf '[tenant]\nplan = basic\n' >$CONF/tenants/carol.ini
usermod -s $SHELL_PATH carol; gpasswd -a carol hostel >/dev/null
# What stands for the first process, where it is read.
is "control: the tenant's own code runs in a room" hostel-init "$(S carol 'echo "cat /proc/1/comm >~/ran; exit" >~/.profile; cat /proc/1/comm')"
timeout 20 su - twin -c true </dev/null >/dev/null 2>&1
is "control: and outside of it, with the second name" "$(cat /proc/1/comm)" "$(cat /home/carol/ran)"
hostel kill carol >/dev/null 2>&1; until_true 10 no_sandbox
rm -f $CONF/tenants/carol.ini /home/carol/.profile /home/carol/ran; gpasswd -d carol hostel >/dev/null; usermod -s /bin/bash carol
userdel twin
useradd -m -s /bin/bash stevedore; groupadd -f docker; gpasswd -a stevedore docker >/dev/null
like "a group that has the host is warned of" 'in the group docker.*gpasswd -d stevedore docker' "$(hostel tenant adopt stevedore --plan basic 2>&1)"
hostel tenant remove stevedore --confirm stevedore --take-home >/dev/null
is "a reason that means half made" 2 "$(status tenant suspend paula --why 'hostel tenant remove has not finished')"
is "an admin, root, a stranger" "8 8 4" "$(status tenant adopt adam --plan basic) $(status tenant adopt root --plan basic) $(status tenant adopt zoe --plan basic)"
is "errors are an object, last on standard error" "exit_error 4 no_such_tenant" "$(hostel tenant set zoe pids.max=9 --json 2>&1 >/dev/null | tail -1 | json '"%s %s %s" % (d["type"], d["code"], d["name"])')"
is "of the command line, too" "2 usage" "$(hostel tenant frobnicate --json 2>&1 >/dev/null | tail -1 | json '"%s %s" % (d["code"], d["name"])')"
is "and of other commands" "3 not_running" "$(hostel kill alice --json 2>&1 >/dev/null | tail -1 | json '"%s %s" % (d["code"], d["name"])')"
is "back to the panel: an ordinary account" "0 /bin/sh paula" "$(status tenant remove paula --confirm paula --keep-account --shell /bin/sh) $(getent passwd paula | cut -d: -f7) $(id -Gn paula)"
is "which logs in as one" "no room" "$(ssh_as /tmp/k paula '[ "$(cat /proc/1/comm)" = hostel-init ] || echo no room')"

# A second one does all by apply.
cat >/tmp/ops <<X2
{"op":"add","name":"p1","plan":"basic","keys":["$(cat /tmp/k.pub)"],"comment":"P One"}
{"op":"set","name":"p1","set":{"pids.max":50,"memory.max":"200M","memory.oom.group":true}}
{"op":"unset","name":"p1","unset":["memory.oom.group"]}
{"op":"suspend","name":"p1","why":"late","until":"2199-01-01"}
{"op":"resume","name":"p1"}
{"op":"rename","name":"p1","new":"p2"}
{"op":"set","name":"p9","set":{"pids.max":50}}
{"op":"set","name":"p2","set":{"pids.max":"two"}}
{"op":"remove","name":"p2","take_home":true}
{"op":"add","name":"p3","keys":["ssh-rsa AAAA"]}
{"op":"add","name":"p3","plans":"basic"}
{"op":"suspend","name":"p2","plan":"basic"}
{"op":"rename","name":"p2"}
nonsense
{"op":"remove","name":"p2","confirm":"p2","take_home":true}
X2
timeout 60 hostel tenant apply - </tmp/ops >/tmp/results 2>/tmp/said
is "apply: a part of it failed" "9 hostel: 8 of 15 failed" "$? $(cat /tmp/said)"
is "a result a line" "0 0 0 0 0 0 4 5 8 2 2 2 2 2 0" "$(python3 -c 'import json; print(*[json.loads(l)["code"] for l in open("/tmp/results")])')"
like "with what to do" 'hostel tenant remove p2 --confirm p2' "$(sed -n 9p /tmp/results)"
like "a member of another operation's is none of this one" 'plan: no such member' "$(sed -n 12p /tmp/results)"
like "what is missing is named" '"new: is missing"' "$(sed -n 13p /tmp/results)"
ok "all was done" gone p2
like "operations come from standard input" 'tenant apply - <FILE' "$(H tenant apply /tmp/ops)"

# --- plans --------------------------------------------------------------------------------------------------------
is "plan add, again, another way" "0 0 8" "$(status plan add gold pids.max=300 --extends basic) $(status plan add gold pids.max=300 --extends basic) $(status plan add gold pids.max=301)"
is "plan list" "gold 0 basic" "$(hostel plan list --json | json '" ".join(str(e[k]) for e in d if e["name"]=="gold" for k in ("name","tenants","extends"))')"
is "plan show" $'[plan]\nextends = basic\n[resources]\npids.max = 300' "$(hostel plan show gold)"
printf '[plan]\n[service web]\ncommand = /bin/true\n' >$CONF/plans/site.ini
is "plan show: services, too" '[service web]' "$(hostel plan show site | head -n 1)"
is "as JSON" "service web command" "$(hostel plan show site --json | json '" ".join((d[0]["section"], d[0]["key"]))')"
rm $CONF/plans/site.ini
for front in '--dry-run kill alice' '--local tenant suspend alice' '-n check' '--key /tmp/k tenant add x'; do
	like "an option in front of a command that has it: hostel $front" 'in front of the command.*status 2' "$(H $front | paste -sd' ')"
done
like "--json in front of one that has none" 'metrics: unknown option --json.*status 2' "$(H --json metrics | paste -sd' ')"
is "--json in front of one that has it" alice "$(hostel --json tenant list | json 'd[0]["name"]')"
hostel tenant set alice plan=gold >/dev/null
like "plan set judges its tenants' policies first" 'nothing was changed: plans/gold.ini would have mistakes|alice would have no valid policy' "$(H plan set gold memory.max=1G memory.high=2)"
printf '[tenant]\nplan = gold\n[ulimits]\nnofile = 100:200\n' >$CONF/tenants/alice.ini
open_master alice /tmp/m4
like "plan set reaches the rooms" 'alice: pids.max 300 -> 222 applied' "$(H plan set gold pids.max=222)"
is "plan remove: not while somebody has it, by name" "hostel: plan gold is in use by tenants/alice.ini: give them another one first
status 8" "$(H plan remove gold)"
printf '[plans]\n@nobodys = gold # theirs\n' >>$CONF/hostel.ini; sed -i '/^\[plans\]/{N;/basic/!d}' $CONF/hostel.ini
sed -i "/^@hostel/a @nobodys = gold # theirs" $CONF/hostel.ini; printf '[plan]\nextends = gold\n' >$CONF/plans/more.ini
grep -c . $CONF/hostel.ini >/dev/null; awk '!(/^@nobodys/ && seen++)' $CONF/hostel.ini >/tmp/ini && cat /tmp/ini >$CONF/hostel.ini
dry=$(hostel plan rename gold silver -n 2>/dev/null)
is "plan rename: what the dry run said" "$dry" "$(hostel plan rename gold silver)"
is "hostel.ini, plans and tenants follow" "@nobodys = silver # theirs|extends = silver|plan = silver" "$(grep ^@nobodys $CONF/hostel.ini)|$(grep extends $CONF/plans/more.ini)|$(grep ^plan $CONF/tenants/alice.ini)"
is "and the configuration is in order" 0 "$(status check)"
is "the old name is none, a taken one, a wrong one" "4 8 2" "$(status plan rename gold x) $(status plan rename silver basic) $(status plan rename silver ../x)"
is "unknown plans" "4 4 4 4" "$(status plan show nix) $(status plan set nix pids.max=9) $(status plan remove nix) $(status plan add z --extends nix)"
is "plan unset, keys that are none" "0 2" "$(status plan unset silver pids.max) $(status plan unset silver pids)"
policy '[resources]' 'pids.max = what'
is "a room that cannot follow: done, but for a part" 9 "$(status plan set silver pids.max=76)"
hostel kill alice >/dev/null
is "a policy that has mistakes already: the plan can change, the tenant can be suspended" "0 0" "$(status plan set silver pids.max=77) $(status tenant suspend alice)"
rm $CONF/plans/more.ini; sed -i '/^@nobodys/d' $CONF/hostel.ini; policy

# --- services -----------------------------------------------------------------------------------------------------
is "a service's keys, all of them" "$(grep -oP '^SERVICE\("\K[a-z_]+' policy/service_keys.def | sed 's/^/service.NAME./' | xargs)" "$(hostel keys | grep -oE '^service\.[A-Za-z_.]*' | xargs)"
printf '# mine\n[resources]\npids.max = 50 ; few\n\n# the last\n' >$CONF/tenants/alice.ini
before=$(cat $CONF/tenants/alice.ini)
dry=$(hostel tenant set alice "service.web.command=/usr/bin/python3 -c 'import time; time.sleep(9)'" service.web.listen=unix pids.max=51 -n 2>/dev/null)
is "tenant set: a dry run does nothing" "$before" "$(cat $CONF/tenants/alice.ini)"
is "and says what is done" "$dry" "$(hostel tenant set alice "service.web.command=/usr/bin/python3 -c 'import time; time.sleep(9)'" service.web.listen=unix pids.max=51)"
like "by the name that was typed" 'service\.web\.command = /usr/bin/python3 .*, service\.web\.listen = unix, pids\.max = 51' "$dry"
is "a section, behind what was there" "# mine
[resources]
pids.max = 51 ; few

# the last

[service web]
command = \"/usr/bin/python3 -c 'import time; time.sleep(9)'\"
listen = unix" "$(cat $CONF/tenants/alice.ini)"
like "which hostel show has" "listen += unix +tenants/alice.ini:9" "$(hostel show alice)"
is "as a section has it: a blank; once more: nothing to do" "alice: already so, nothing to do" "$(hostel tenant set alice 'service web.listen=unix')"
like "a value that is none: by file, line and key" 'tenants/alice.ini:9: \[service web\] listen = tcp: .*\|status 5' "$(H tenant set alice service.web.listen=tcp | xargs -d'\n' | tr '\n' ' ' | sed 's/ status/|status/')"
like "one that does not go with the others" 'listen = unix.*status 5' "$(H tenant set alice service.web.listen=none service.web.forward=3000 | tr '\n' ' ')"
like "a command is a path" 'command = python3.*status 5' "$(H tenant set alice service.web.command=python3 | tr '\n' ' ')"
like "a key that a service has not" 'service.web.comand: a service has no key comand; a key with a similar name exists: service.web.command' "$(H tenant set alice service.web.comand=/bin/true)"
like "a name that is none" 'small letters, digits.*write service.NAME.KEY' "$(H tenant set alice service.Web.command=/bin/true)"
like "none at all" 'write service.web.KEY=VALUE' "$(H tenant set alice service.web=/bin/true)"
is "their status, and a key twice" "2 2 2 2" "$(status tenant set alice service.web.comand=x) $(status tenant set alice service..command=/bin/true) $(status tenant set alice service.web=x) $(status tenant set alice service.web.listen=unix 'service web.listen=none')"
like "a command cannot be taken out alone" 'command is missing.*status 5' "$(H tenant unset alice service.web.command | tr '\n' ' ')"
is "a key can, with the rest as it was" "0 $(grep -v ^listen $CONF/tenants/alice.ini)" "$(status tenant unset alice service.web.listen) $(cat $CONF/tenants/alice.ini)"
is "the service as a whole" "0 ${before/50/51}" "$(status tenant unset alice service.web) $(cat $CONF/tenants/alice.ini)"
is "once more: nothing to do" "alice: already so, nothing to do" "$(hostel tenant unset alice service.web)"
hostel tenant set alice plan=silver >/dev/null
said() { hostel show alice | sed -n "/service $1/,\$s/^$2 *= *\([^ ]*\).*/\1/p"; }
is "plan set: of every tenant's" "0 /usr/bin/true" "$(status plan set silver service.job.command=/usr/bin/true service.job.restart=no) $(said job command)"
is "a tenant says one key anew" "no /usr/bin/true" "$(hostel tenant set alice service.job.enabled=no >/dev/null; said job enabled) $(said job command)"
like "a plan's service cannot lose its command" 'status 5' "$(H plan unset silver service.job.command)"
like "nor the plan the service, while a tenant's file says a part of it" 'command is missing.*status 5' "$(H plan unset silver service.job | tr '\n' ' ')"
is "taken out by the tenant's file first, then by the plan" "0 no 0 no" "$(status tenant unset alice service.job.enabled) $(grep -q service $CONF/tenants/alice.ini || echo no) $(status plan unset silver service.job) $(grep -q service $CONF/plans/silver.ini || echo no)"
policy
is "plan remove" "0 no" "$(status plan remove silver) $([ -e $CONF/plans/silver.ini ] || echo no)"

# --- dry runs: nothing is changed, and the real run says the same ----------------------------------------------------
all_of_it() { cat /etc/passwd /etc/group /etc/shadow; ls -lR /home; find $CONF -type f -exec sha256sum {} + | sort; }
same_words() {
	local before dry; before=$(all_of_it) dry=$(timeout 60 hostel "$@" -n 2>/tmp/said </dev/null)
	[ "$before" = "$(all_of_it)" ] && [ -n "$dry" ] && diff <(echo "$dry") <(timeout 60 hostel "$@" 2>&1 </dev/null) && [ "$before" != "$(all_of_it)" ]
}
useradd -m -s /bin/sh ines
for line in 'tenant adopt ines --plan basic' 'tenant set ines pids.max=50 hide=/srv' 'tenant unset ines hide' 'tenant suspend ines --why x' \
	'tenant resume ines' 'tenant rename ines inge' 'tenant rename inge ina --move-home' 'plan add tin pids.max=40' 'plan set tin pids.max=41' \
	'plan unset tin pids.max' 'plan rename tin zinc' 'plan remove zinc' 'tenant remove ina --confirm ina --take-home' 'tenant add ivo --plan basic --key @/tmp/k.pub' \
	'tenant remove ivo --confirm ivo --keep-account --shell /bin/sh'; do
	ok "$line" same_words $line
done
userdel -r ivo 2>/dev/null

# --- bad input of every verb ----------------------------------------------------------------------------------------
declare -A more=([set]=pids.max=9 [unset]=pids.max [rename]=renamed)
before=$(cat /etc/passwd /etc/group /etc/shadow; find $CONF -type f -exec sha256sum {} + | sort)
for verb in add adopt show set unset suspend resume remove rename; do
	for name in ../x /etc/passwd -- '' 'a b' "$(printf 'a%.0s' {1..70})" $'a\nb' root; do
		case $(status tenant $verb "$name" ${more[$verb]:-}) in 2|4|8) ;; *) echo "tenant $verb '$name': $(cat /tmp/said)" ;; esac
	done
done >/tmp/accepted
is "no verb takes a name that is none, or root" "" "$(cat /tmp/accepted)"
for verb in show set unset add rename remove; do
	for name in ../x /etc/passwd '' 'a b' .x -x 12 "$(printf 'a%.0s' {1..70})"; do
		case $(status plan $verb "$name" pids.max=9) in 2|4) ;; *) echo "plan $verb '$name': $(cat /tmp/said)" ;; esac
	done
done >/tmp/accepted
is "nor a plan's" "" "$(cat /tmp/accepted)"
printf 'ssh-ed25519 AAAA\n' >/tmp/bad1; printf 'command="x" %s\n' "$(cat /tmp/k.pub)" >/tmp/bad2; : >/tmp/bad3; head -c 300 /tmp/k >/tmp/bad4
is "keys that are none" "2 2 2 2 2 2" "$(for f in bad1 bad2 bad3 bad4 nothere; do status tenant add zoe --plan basic --key @/tmp/$f; done | xargs) $(status tenant add zoe --plan basic --key 'ssh-rsa x')"
is "a uid that no tenant has, one that is taken" "2 2 8" "$(status tenant add zoe --plan basic --uid 0) $(status tenant add zoe --plan basic --uid x) $(status tenant add zoe --plan basic --uid "$(id -u bob)")"
is "a comment that is no field of passwd" 1 "$(status tenant add zoe --plan basic --comment 'a:b')"
is "a policy that would not do" 5 "$(echo broken >$CONF/plans/bad.ini; status tenant add zoe --plan bad)"
rm $CONF/plans/bad.ini
is "nothing was changed by any of them" "$before" "$(cat /etc/passwd /etc/group /etc/shadow; find $CONF -type f -exec sha256sum {} + | sort)"
useradd -M -d /srv/of-root -s /bin/bash -G hostel gerd; mkdir -p /srv/of-root; echo kept >/srv/of-root/f
is "a home directory of root's is not taken" "8 kept" "$(status tenant remove gerd --confirm gerd --take-home) $(cat /srv/of-root/f)"
is "the account can go without it" "0 kept" "$(status tenant remove gerd --confirm gerd) $(cat /srv/of-root/f)"
is "a group that is not there" 6 "$(sed -i s/@hostel/@hosted/ $CONF/hostel.ini; status tenant add zoe; sed -i s/@hosted/@hostel/ $CONF/hostel.ini)"

# A home in which the tenant has put links: the key goes nowhere else.
hostel tenant add dora --plan basic --key @/tmp/k.pub >/dev/null
rm -r /home/dora/.ssh; mkdir /root/victim; ln -s /root/victim /home/dora/.ssh
is "a link for ~/.ssh: refused" "1" "$(status tenant add dora --key @/tmp/k2.pub)"
rm /home/dora/.ssh; install -d -o dora -m 700 /home/dora/.ssh; ln -s /root/victim/keys /home/dora/.ssh/authorized_keys
is "a link for the file" 1 "$(status tenant add dora --key @/tmp/k2.pub)"
rm /home/dora/.ssh/authorized_keys; mkfifo /home/dora/.ssh/authorized_keys
is "a pipe" 1 "$(status tenant add dora --key @/tmp/k2.pub)"
is "root's directory has nothing" "" "$(ls /root/victim)"
hostel tenant remove dora --confirm dora --take-home >/dev/null

# --- killed at every step -------------------------------------------------------------------------------------------
# strace counts each process's calls by itself: at N hostel is killed where it has so many, and so is each useradd.
CALLS=rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,execve,chown,lchown,fchown,fchownat,link
killed() { # N, command...: true if somebody was killed
	timeout 60 strace -f -o /tmp/trace -e trace=$CALLS -e "inject=$CALLS:signal=KILL:when=$1" hostel "${@:2}" </dev/null >/tmp/said 2>&1 || :
	until_true 20 eval '! pgrep -x "useradd|userdel|usermod|groupmod" >/dev/null'
	grep -q 'killed by SIGKILL' /tmp/trace
}
can_enter() { timeout 30 hostel run "$1" -- true </dev/null >/dev/null 2>&1; }

hostel tenant add dora --plan basic --key @/tmp/k.pub >/dev/null; want=$(whole dora)
hostel tenant remove dora --confirm dora --take-home >/dev/null
steps=0; : >/tmp/wrong
for ((n = 1; n < 80; n++)); do
	killed $n tenant add dora --plan basic --key @/tmp/k.pub || break
	steps=$n
	if can_enter dora; then # whole, or nobody comes in
		[ "$(whole dora)" = "$want" ] || echo "$n: half a tenant can log in" >>/tmp/wrong
		hostel kill dora >/dev/null 2>&1
	fi
	if [ $((n % 2)) = 1 ]; then
		[ "$(status tenant add dora --plan basic --key @/tmp/k.pub)" = 0 ] || echo "$n: add does not mend: $(cat /tmp/said)" >>/tmp/wrong
		[ "$(whole dora)" = "$want" ] || echo "$n: add mends something else: $(whole dora)" >>/tmp/wrong
	fi
	if getent passwd dora >/dev/null || [ -e $CONF/tenants/dora.ini ]; then
		[ "$(status tenant remove dora --confirm dora --take-home)" = 0 ] || echo "$n: remove does not mend: $(cat /tmp/said)" >>/tmp/wrong
	fi
	gone dora || { echo "$n: something is left: $(ls -lan /home $CONF/tenants; getent passwd dora)" >>/tmp/wrong; userdel -f dora; rm -rf /home/dora $CONF/tenants/dora.ini; }
done
is "add, killed at each of its steps: no half tenant comes in, and add or remove mends" "" "$(cat /tmp/wrong)"
ok "(that were many: $steps)" [ "$steps" -ge 12 ]
hostel tenant remove dora --confirm dora --take-home >/dev/null 2>&1

steps=0; : >/tmp/wrong
for ((n = 1; n < 80; n++)); do
	hostel tenant add dora --plan basic --key @/tmp/k.pub >/dev/null || break
	killed $n tenant remove dora --confirm dora --take-home || break
	steps=$n
	if can_enter dora; then [ "$(whole dora)" = "$want" ] || echo "$n: half a tenant can log in" >>/tmp/wrong; hostel kill dora >/dev/null 2>&1; fi
	if getent passwd dora >/dev/null || [ -e $CONF/tenants/dora.ini ]; then
		[ "$(status tenant remove dora --confirm dora --take-home)" = 0 ] || echo "$n: remove does not go on: $(cat /tmp/said)" >>/tmp/wrong
	fi
	gone dora || { echo "$n: something is left: $(ls -lan /home $CONF/tenants; getent passwd dora)" >>/tmp/wrong; userdel -f dora; rm -rf /home/dora $CONF/tenants/dora.ini; }
done
is "remove, killed at each of its steps: it goes on" "" "$(cat /tmp/wrong)"
ok "(that were many: $steps)" [ "$steps" -ge 8 ]

printf '[plan]\nextends = basic\n[resources]\npids.max = 200\n' >$CONF/plans/pro.ini
hostel tenant remove dora --confirm dora --take-home >/dev/null 2>&1; hostel tenant add dora --plan pro >/dev/null
printf '[plan]\nextends = pro\n' >$CONF/plans/more.ini
steps=0; : >/tmp/wrong; from=pro to=big
for ((n = 1; n < 30; n++)); do
	killed $n plan rename $from $to || break
	steps=$n
	rm -f $CONF/*/*.new
	[ "$(status check)" = 0 ] || echo "$n: $(cat /tmp/said)" >>/tmp/wrong
	[ "$(hostel show dora --json | json '[e["value"] for e in d if e["key"]=="pids.max"][0]')" = 200 ] || echo "$n: another policy" >>/tmp/wrong
	[ ! -e $CONF/plans/$from.ini ] || [ "$(status plan rename $from $to)" = 0 ] || echo "$n: does not go on: $(cat /tmp/said)" >>/tmp/wrong
	[ ! -e $CONF/plans/$from.ini ] && [ -e $CONF/plans/$to.ini ] || echo "$n: not renamed" >>/tmp/wrong
	was=$from; from=$to to=$was
done
is "plan rename, killed at each of its steps: every policy is whole, and it goes on" "" "$(cat /tmp/wrong)"
ok "(that were many: $steps)" [ "$steps" -ge 5 ]

steps=0; : >/tmp/wrong; from=dora to=dolly
for ((n = 1; n < 60; n++)); do
	killed $n tenant rename $from $to || break
	steps=$n
	if getent passwd $from >/dev/null; then now=$from; else now=$to; fi
	[ "$(hostel show $now --json | json '[e["value"] for e in d if e["key"]=="pids.max"][0]')" = 200 ] || echo "$n: another policy" >>/tmp/wrong
	if getent passwd $from >/dev/null || [ -e $CONF/tenants/$from.ini ]; then
		[ "$(status tenant rename $from $to)" = 0 ] || echo "$n: does not go on: $(cat /tmp/said)" >>/tmp/wrong
	fi
	[ "$(id -Gn $to 2>&1) $(ls $CONF/tenants | grep -c '^do.*ini$')" = "$to hostel 1" ] || echo "$n: $(id $to) $(ls $CONF/tenants)" >>/tmp/wrong
	was=$from; from=$to to=$was
done
is "rename, killed at each of its steps: the policy goes along, and it goes on" "" "$(cat /tmp/wrong)"
ok "(that were many: $steps)" [ "$steps" -ge 6 ]
finish
