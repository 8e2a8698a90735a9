#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What an admin stumbled over in the first weeks with the product: each tried again.
. "$(dirname "$0")/lib.sh"
patient
export NO_COLOR=1
ssh-keygen -q -t ed25519 -N '' -f /tmp/k
H() { timeout 60 hostel "$@" </dev/null 2>&1; echo "status $?"; }
status() { timeout 60 hostel "$@" </dev/null >/tmp/said 2>&1; echo $?; }
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
ssh_as() { timeout 60 ssh -F /root/.ssh/config -i /tmp/k -l "$1" host "${@:2}" </dev/null 2>&1; }

# --- a uid that is given away again -----------------------------------------------------------------------------
hostel tenant add zoe --plan basic --key @/tmp/k.pub >/dev/null
uid=$(id -u zoe)
hostel tenant set zoe pids.max=20 >/dev/null
ssh_as zoe "python3 -c '$bomb'" >/dev/null
hostel tenant suspend zoe --keep >/dev/null; ssh_as zoe true >/dev/null
like "control: a tenant has events" 'pids_max' "$(H events zoe)"
like "(and counters)" 'PIDS.MAX' "$(H faults zoe)"
is "removed" 0 "$(status tenant remove zoe --confirm zoe --take-home)"
is "a new one has the uid" "$uid" "$(hostel tenant add newbie --plan basic --uid "$uid" --key @/tmp/k.pub >/dev/null; id -u newbie)"
is "and has run into nothing" "[]" "$(hostel events newbie --json)"
is "nor when a room of its own has come and gone" "in []" "$(ssh_as newbie echo in) $(hostel events newbie --json)"
is "nothing is counted" 0 "$(hostel metrics | grep -E 'newbie.* [1-9]|zoe' | grep -cE 'refused|oom|pids_max|zoe')"
unlike "no diagnosis is made of what the other did" 'were refused|pids.max was reached' "$(H explain newbie 'Connection to host closed by remote host.')"
like "the history of the one that is gone is kept" 'status 0' "$(H faults zoe --since 1h)"
ssh_as newbie "true" >/dev/null; hostel tenant suspend newbie >/dev/null; ssh_as newbie true >/dev/null
like "control: it has events of its own" 'refused_login' "$(H events newbie)"
until_true 20 no_sandbox; all_gone newbie; userdel -r newbie 2>/dev/null; rm -f $CONF/tenants/newbie.ini
hostel tenant add other --plan basic --uid "$uid" --key @/tmp/k.pub >/dev/null
is "removed by userdel(8): the same" "[] in" "$(hostel events other --json) $(ssh_as other echo in)"
hostel tenant remove other --confirm other --take-home >/dev/null 2>&1
hostel tenant add zoe --plan basic --uid "$uid" --key @/tmp/k.pub >/dev/null
is "nor has the first name what it ran into before" "[] in []" "$(hostel events zoe --json) $(ssh_as zoe echo in) $(hostel events zoe --json)"

# --- hostel setup tries logins, and nobody is refused by that ------------------------------------------------------
for service in cockpit polkit-1; do
	printf 'auth required pam_deny.so\naccount required pam_permit.so\nsession required pam_permit.so\n' >/etc/pam.d/$service
done
cp -a /etc/pam.d /root/pam.before
hostel setup >/tmp/said 2>&1
like "control: setup had something to do with cockpit" 'PAM service cockpit' "$(cat /tmp/said)"
is "setup's own trial is no event of a tenant's" "[] []" "$(hostel events zoe --json) $(hostel events alice --json)"
is "and no count" 0 "$(hostel metrics | grep -E 'refused_logins.* [1-9]' | grep -c 'services')"
cat >/root/refused.py <<'P'
import ctypes, sys # a program of the host's that opens a session by this service
pam, h = ctypes.CDLL('libpam.so.0'), ctypes.c_void_p()
class Conv(ctypes.Structure): _fields_ = [('f', ctypes.c_void_p), ('d', ctypes.c_void_p)]
C = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(lambda *a: 19)
conv = Conv(ctypes.cast(C, ctypes.c_void_p), None)
pam.pam_start(sys.argv[1].encode(), sys.argv[2].encode(), ctypes.byref(conv), ctypes.byref(h))
print(pam.pam_acct_mgmt(h, 0))
P
is "control: a login by it is refused" 6 "$(python3 /root/refused.py cockpit zoe)"
like "and is an event" 'service cockpit is not in' "$(H events zoe)"
said=$(H explain zoe 'Connection to host closed by remote host.')
like "explain says that such services are refused to tenants" 'your own decision: hostel\.ini\(5\), services' "$said"
unlike "and proposes no command that lets them in" 'tenant set zoe .*cockpit' "$said"
python3 /root/refused.py atd2 zoe >/dev/null; cp /etc/pam.d/cockpit /etc/pam.d/myway; python3 /root/refused.py myway zoe >/dev/null
like "control: another service can be added by a command" "tenant set zoe .*services=.*myway" "$(H explain zoe 'Connection to host closed by remote host.')"
rm -rf /etc/pam.d; mv /root/pam.before /etc/pam.d; rm -f /etc/pam.d/cockpit /etc/pam.d/polkit-1

# --- a quota on a file system that has none ---------------------------------------------------------------------------
WANT='disk = 20G: (warning: )?cannot be enforced on this host, and every login is refused: the file system of the home directory enforces no user quotas'
like "set says that no login comes in with it" "$WANT" "$(H tenant set zoe disk=20G)"
like "check says it" "$WANT" "$(H check)"
like "as a warning: it may be switched on before anybody logs in" '1 warning' "$(H check)"
like "doctor limits fails" 'FAIL +.*limits|disk, inodes: for zoe: ' "$(hostel doctor limits 2>&1)"
ssh_as zoe true >/dev/null
like "control: the login is refused" 'disk = 20G cannot be enforced' "$(H events zoe)"
for words in 'client_loop: send disconnect: Broken pipe' 'Connection closed' 'scp: Connection closed' 'Connection closed by 192.0.2.1 port 22'; do
	like "explain \"$words\" finds it" 'the last: .*disk = 20G cannot be enforced' "$(H explain zoe "$words")"
done
like "explain disk says it" 'in force +it cannot be enforced here, and every login is refused' "$(H explain zoe disk)"
like "explain \"quota\" as well, without a command that raises it" 'It cannot be enforced here' "$(H explain zoe 'Disk quota exceeded')"
unlike "(without one)" 'hostel tenant set zoe disk' "$(H explain zoe 'Disk quota exceeded')"
hostel tenant set zoe when_unavailable=warn >/dev/null 2>&1
like "with when_unavailable = warn it says that logins go on" 'disk = 20G: warning: cannot be enforced on this host: ' "$(H check)"
is "and doctor has nothing against it" 0 "$(hostel doctor limits 2>&1 | grep -c 'for zoe')"
hostel tenant unset zoe disk when_unavailable >/dev/null 2>&1
like "plan set says it, too" "$WANT" "$(H plan set basic disk=20G)"
like "and add of a tenant with such a plan" "$WANT" "$(H tenant add quentin --plan basic)"
hostel tenant remove quentin --confirm quentin --take-home >/dev/null 2>&1
hostel plan unset basic disk >/dev/null 2>&1
unlike "control: without the key nobody says anything" 'quotas' "$(H check; H doctor limits)"

# --- suspended until a day that is over -------------------------------------------------------------------------------
open_master zoe /tmp/m -i /tmp/k
like "a day that has begun: nothing is changed" '^hostel: tenant suspend: --until 2020-01-01: that day has begun already: nothing was changed' "$(H tenant suspend zoe --until 2020-01-01)"
is "status 2, today as well, and for what is no day" "2 2 2 2" "$(status tenant suspend zoe --until 2020-01-01) $(status tenant suspend zoe --until "$(date +%F)") $(status tenant suspend zoe --until 2026-13-45) $(status tenant suspend zoe --until 2199-2-30)"
is "who is in stays" in "$(timeout 30 ssh -F /root/.ssh/config -o ProxyCommand=false -S /tmp/m -l zoe host echo in)"
ssh -F /root/.ssh/config -S /tmp/m -O exit host 2>/dev/null
is "control: tomorrow it is" "0 suspended 0" "$(status tenant suspend zoe --until "$(date -d tomorrow +%F)") $(hostel tenant list | awk '$1 == "zoe" { print $4 }') $(status tenant resume zoe)"

# --- hostel run where the services leave it out ------------------------------------------------------------------------
hostel tenant set zoe services=sshd >/dev/null
like "hostel run tells root the reason, and where more is" 'zoe: service hostel is not in \[session\] services of tenant zoe: hostel events zoe' "$(H run zoe -- true)"
is "the tenant's sentence is the tenant's alone" "This account cannot be used in this way." "$(python3 /root/refused.py su zoe >/dev/null; su zoe -c true 2>&1 </dev/null | grep -o 'This account.*way\.')"
hostel tenant set zoe suspended=yes >/dev/null
like "another reason: that one" 'zoe: tenant zoe is suspended \(tenants/zoe.ini' "$(H run zoe -- true)"
hostel tenant unset zoe services suspended >/dev/null
is "control: it runs" $'in\nstatus 0' "$(H run zoe -- echo in)"

# --- a draft without the host's own file ---------------------------------------------------------------------------------
mkdir -p /root/draft/plans /root/draft/tenants; cp $CONF/plans/*.ini /root/draft/plans; printf '[tenant]\nplan = basic\n' >/root/draft/tenants/zoe.ini
like "check --draft takes the host's hostel.ini, as apply does" 'no mistakes' "$(H check --draft --config /root/draft)"
is "and its own where it has one" 5 "$(echo '[host' >/root/draft/hostel.ini; status check --draft --config /root/draft)"
mv $CONF/hostel.ini /root/; rm /root/draft/hostel.ini
is "where there is neither: a mistake" 5 "$(status check --draft --config /root/draft)"
mv /root/hostel.ini $CONF/

# --- what is not done yet -------------------------------------------------------------------------------------------------
like "a tenant without key and password: nobody can log in" '^hostel: nokey: no key and no password: nobody can log in yet: hostel tenant add nokey --key FILE, or passwd nokey$' "$(H tenant add nokey --plan basic)"
like "doctor notes it" 'INFO +accounts .*|nokey: no key and no password' "$(H doctor accounts)"
is "(INFO)" INFO "$(hostel doctor accounts 2>&1 | awk '$2 == "accounts" { print $1 }')"
is "with --json it is no part of the answer" True "$(hostel tenant add nokey2 --plan basic --json 2>&1 | json 'd["changed"]')"
hostel tenant remove nokey2 --confirm nokey2 --take-home >/dev/null 2>&1
unlike "control: with a key nothing is said" 'nobody can log in' "$(H tenant add withkey --plan basic --key @/tmp/k.pub)"
echo nokey:secret | chpasswd
is "nor is a password none" PASS "$(hostel doctor accounts 2>&1 | awk '$2 == "accounts" { print $1 }')"
for name in nokey withkey; do hostel tenant remove $name --confirm $name --take-home >/dev/null 2>&1; done

# --- a host that has not been set up -----------------------------------------------------------------------------------------
for name in zoe alice bob; do hostel tenant remove $name --confirm $name --take-home >/dev/null 2>&1; done
cp -a /etc/pam.d /root/pam.before
for service in sshd su login cron; do pam_lines_remove $service; done
groupdel hostel
like "tenant add without the group" '^hostel: there is no group hostel: this host has not been set up yet: hostel setup$' "$(H tenant add zoe --plan basic --key @/tmp/k.pub)"
is "its status" 6 "$(status tenant add zoe --plan basic)"
groupadd hostel
like "without lines in any PAM file: it is made, and nobody can log in" '^hostel: nobody can log in yet: hostel setup$' "$(H tenant add zoe --plan basic --key @/tmp/k.pub)"
hostel tenant remove zoe --confirm zoe --take-home >/dev/null 2>&1
said=$(hostel setup 2>&1)
is "setup of a host without tenants ends with what comes next" 'next: hostel tenant add NAME --plan basic --key FILE.pub' "$(tail -1 <<<"$said")"
is "which does" in "$(hostel tenant add zoe --plan basic --key @/tmp/k.pub >/dev/null; ssh_as zoe echo in)"
unlike "control: with one it does not" 'next:' "$(hostel setup 2>&1)"
hostel setup --undo >/dev/null 2>&1; rm -rf /etc/pam.d; mv /root/pam.before /etc/pam.d

# --- a policy of a backup ---------------------------------------------------------------------------------------------------
printf '[tenant]\nplan = basic\n[resources]\npids.max = 77\n' >$CONF/tenants/mover.ini
like "add of a restored policy says how it is kept" 'to keep it: useradd -M -u UID mover, then hostel tenant adopt mover$' "$(H tenant add mover)"
install -d -o 54321 -g 54321 -m 700 /home/mover
said=$(hostel tenant add mover 2>&1)
like "with the uid of a home that is there" 'useradd -M -u 54321 mover, then' "$said"
is "which does it: the limit is as it was" 77 "$(bash -e -c "$(grep -o 'useradd -M.*' <<<"$said" | sed 's/, then/;/')" >/dev/null 2>&1; hostel show mover | awk '$1 == "pids.max" { print $3 }')"
hostel tenant remove mover --confirm mover --take-home >/dev/null 2>&1

# --- a shell that is not there ------------------------------------------------------------------------------------------------
like "set refuses it" '\[session\] shell = /bin/nosuch: No such file or directory: every login would fail' "$(H tenant set zoe shell=/bin/nosuch)"
is "its status" 5 "$(status tenant set zoe shell=/usr/share/doc)"
printf '[tenant]\nplan = basic\n[session]\nshell = /bin/nosuch\n' >$CONF/tenants/zoe.ini
like "and check names file and line" 'tenants/zoe.ini:4: \[session\] shell = /bin/nosuch' "$(H check)"
is "its status" 5 "$(status check)"
is "control: a shell that is there, also below a link" "0 0 in" "$(status tenant set zoe shell=/bin/sh) $(status check) $(ssh_as zoe echo in)"
mkdir -p /srv/tools; cp /bin/dash /srv/tools/mysh
is "control: one of what the policy shows is not looked for on the host" 0 "$(status tenant set zoe shell=/tools/mysh read_only=/srv/tools:/tools)"
is "(it runs)" in "$(ssh_as zoe echo in)"
hostel tenant unset zoe shell read_only >/dev/null 2>&1

# --- doctor with a hostel.ini that cannot be read ---------------------------------------------------------------------------------
cp $CONF/hostel.ini /root/hostel.ini; echo 'keepers = nonsense' >>$CONF/hostel.ini
said=$(hostel doctor 2>&1)
like "doctor: hostel.ini is broken: policies fails" 'FAIL +policies' "$said"
is "what is asked of tenants is not answered" $'gate SKIP\nlimits SKIP\ntenants SKIP\naccounts SKIP' \
	"$(for check in gate limits tenants accounts; do echo "$check $(hostel doctor $check 2>&1 | awk -v id=$check '$2 == id { print $1 }')"; done)"
like "and says why" 'hostel\.ini does not tell who is a tenant: hostel check' "$(hostel doctor gate 2>&1)"
unlike "nobody is advised to make a tenant of others" 'carol|nobody' "$(grep -vE 'own-files|ssh' <<<"$said")"
cp /root/hostel.ini $CONF/hostel.ini
is "control: with it they are asked" 0 "$(hostel doctor gate limits tenants accounts 2>&1 | grep -c 'does not tell')"

# --- statuses ------------------------------------------------------------------------------------------------------------------------
useradd -M nosh 2>/dev/null; userdel nosh
codes() { local words; for words in "$@"; do status $words; done | xargs; }
is "no such account: 4" "4 4 4 4 4" "$(codes 'kill nosh' 'ps nosh' 'events nosh' 'usage nosh' 'faults nosh')"
like "in these words" '^hostel: nosh: there is no such account$' "$(cat /tmp/said)"
is "no tenant: 4" "4 4 4 4 4 4" "$(codes 'kill carol' 'ps carol' 'enter carol' 'events carol' 'usage carol' 'faults carol')"
like "in these" '^hostel: carol is not a tenant$' "$(H kill carol)"
hostel tenant add fresh --plan basic --key @/tmp/k.pub >/dev/null
is "a tenant of whom nothing is known yet: 0" "0 0 0" "$(codes 'events fresh' 'usage fresh' 'faults fresh')"
is "and nothing to parse" "[] [] []" "$(for c in events usage faults; do hostel $c fresh --json 2>/dev/null; done | xargs)"
is "without a room: 3" "3 3 3" "$(codes 'kill fresh' 'ps fresh' 'enter fresh')"
is "no configuration: 5" 5 "$(timeout 60 hostel -c /nonexist ps >/dev/null 2>&1; echo $?)"
echo 'keepers = nonsense' >>$CONF/hostel.ini
ssh_as zoe true >/dev/null
is "a broken one: 5" 5 "$(status ps)"
cp /root/hostel.ini $CONF/hostel.ini
is "control: 0" 0 "$(status ps)"
is "tenant add root" $'hostel: root is a system account and never a tenant\nstatus 8' "$(H tenant add root --plan basic)"
printf '[tenant]\nplan = basic\n[resources]\npids.max = many\n' >$CONF/tenants/fresh.ini
is "tenant list: a policy with a mistake" "invalid invalid active" "$(hostel tenant list | awk '$1 == "fresh" { print $4 }') $(hostel tenant list --json | json '[e["state"] for e in d if e["name"] == "fresh"][0]') $(hostel tenant list | awk '$1 == "zoe" { print $4 }')"
hostel tenant remove fresh --confirm fresh --take-home >/dev/null 2>&1

# --- another name ----------------------------------------------------------------------------------------------------------------------
used() { hostel usage --json "$1" 2>/dev/null | json 'd[0]["counters"]["cpu_usec"] > 300000 if d else "none"'; }
hostel tenant add ruth --plan basic --key @/tmp/k.pub >/dev/null
ssh_as ruth 'timeout 1 sh -c "while :; do :; done"' >/dev/null; hostel sample
is "control: it has used processors" True "$(used ruth)"
is "renamed" 0 "$(status tenant rename ruth ruby --kill)"
is "what it used goes along" True "$(used ruby)"
is "and is no longer the old name's" 4 "$(status usage ruth)"
ssh_as ruby true >/dev/null; hostel sample
is "nor doubled by the next look" True "$(hostel usage --json ruby | json '300000 < d[0]["counters"]["cpu_usec"] < 2500000')"
hostel tenant remove ruby --confirm ruby --take-home >/dev/null 2>&1

# --- numbers of a short time ---------------------------------------------------------------------------------------------------------------
hostel tenant add sven --uid 54400 --plan basic --key @/tmp/k.pub >/dev/null
open_master sven /tmp/m -i /tmp/k
hostel sample; hostel enter sven -- timeout 0.3 sh -c 'while :; do :; done'; hostel sample
sleep 2.2; hostel sample
ssh -F /root/.ssh/config -S /tmp/m -O exit host 2>/dev/null
is "usage: the mean is never above the most" "[]" "$(hostel usage --csv 2>/dev/null | python3 -c '
import csv, sys
print([r["tenant"] for r in csv.DictReader(sys.stdin) if int(r["cpu_mean"] or 0) > int(r["cpu_most"] or 0)])')"
is "nor in a piece of the time" "[]" "$(hostel usage sven --csv 2>/dev/null | python3 -c '
import csv, sys
print([r["start"] for r in csv.DictReader(sys.stdin) if int(r["cpu_mean"] or 0) > int(r["cpu_most"] or 0)])')"
hostel tenant set sven pids.max=20 >/dev/null; ssh_as sven "python3 -c '$bomb'" >/dev/null
like "faults: LAST is a piece of time" "^sven .* $(date +%Y)-[0-9]{2}-[0-9]{2} [0-9:]{5}-[0-9:]{5}$" "$(hostel faults | grep ^sven)"
like "of days the day" '^sven .* [0-9]{4}-[0-9]{2}-[0-9]{2}$' "$(hostel faults --since 300d | grep ^sven)"
hostel tenant remove sven --confirm sven --take-home >/dev/null 2>&1

finish
