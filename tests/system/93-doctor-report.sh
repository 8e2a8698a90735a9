#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel doctor's report: states, exit statuses, grade, list, explain, waivers, comparison, JSON and HTML; and that
# neither a check that hangs or crashes nor what a tenant writes spoils it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/doctor_checks.sh"

status() { "$@" >/dev/null 2>&1; echo $?; }
json() { # file, expression of o
	python3 -c 'import json, sys; o = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"
}
sed -i 's/user_readenv=1//' /etc/pam.d/*
rm -f /etc/logrotate.conf /etc/logrotate.d/*

# --- states and exit statuses -----------------------------------------------------------------------------
is "nothing to say: 0" 0 "$(status hostel doctor shells uids)"
like "and grade A" '^grade A, 100 %; 2 tenants; 2 passed' "$(doctor shells uids)"
echo $SHELL_PATH >>/etc/shells
is "a warning: 10" 10 "$(status hostel doctor shells uids)"
like "grade B, and half of it" '^grade B, 50 %.* 1 warning,' "$(doctor shells uids)"
chmod o+w /home/alice
is "a hole: 20" 20 "$(status hostel doctor shells homes)"
like "grade F" '^grade F, 0 %' "$(doctor shells homes)"
chmod o-w /home/alice
is "what does not apply is in no number" 0 "$(status hostel doctor gate uids)"
like "it is counted apart" '^grade A, 100 %.* 1 not applicable' "$(doctor gate uids)"
sed -i '$d' /etc/shells
is "the status is an error of JSON, too" '{"type":"exit_error","code":20,"name":"hole","message":"a check of doctor failed"}' \
	"$(chmod o+w /home/alice; hostel doctor homes --json 2>&1 >/dev/null; chmod o-w /home/alice)"

# A check that waits for ever, as for a file system that is dead; and one that crashes.
mkdir -p /etc/logrotate.d; mkfifo /etc/logrotate.d/never
: >/var/log/wtmp
seen=$(doctor wtmp shells homes); code=$?
like "a check that hangs is given up" '^ +ERROR +wtmp +the check was given up after 10 seconds' "$seen"
is "that is 30" 30 $code
like "the others have their answers" 'PASS +shells' "$seen"
like "those behind it, too" 'PASS +homes' "$seen"
chmod o+w /home/alice
is "a hole is not hidden behind it" 20 "$(status hostel doctor wtmp homes)"
chmod o-w /home/alice
hostel doctor --no-color wtmp uids >/root/seen 2>&1 & pid=$!
until_true 10 pgrep -P $pid
until_true 10 grep -q wait_for_partner /proc/"$(pgrep -P $pid)"/wchan
kill -SEGV "$(pgrep -P $pid)"
wait $pid; code=$?
like "a check that crashes is said to" 'ERROR +wtmp +the check was ended by signal 11' "$(cat /root/seen)"
like "the next worker goes on" 'PASS +uids' "$(cat /root/seen)"
is "that is 30, too" 30 $code
rm /etc/logrotate.d/never
until_true 30 eval '! pgrep -x hostel'
is "nobody is left behind" 0 "$(pgrep -xc hostel)"
# A name service that gives no answer: who the tenants are is not known, and nothing is said as if there were none.
mkfifo /root/passwd; mount --bind /root/passwd /etc/passwd
seen=$(doctor tenants homes version); code=$?
umount /etc/passwd
like "a name service that hangs: what is about tenants" 'ERROR +tenants +it is not known who the tenants are' "$seen"
like "all of it" 'ERROR +homes' "$seen"
like "the rest has its answers" 'PASS +version' "$seen"
is "that is 30 as well" 30 $code

# --- list, explain --------------------------------------------------------------------------------------------
hostel doctor --json >/root/doctor.json 2>/dev/null
is "list: every check of the report, once, and the probes" "$(json /root/doctor.json '" ".join(c["id"] for c in o["checks"])' | tr ' ' '\n' | sort)" \
	"$(hostel doctor list | awk '$2 !~ /^probe-/ { print $2 }' | sort)"
is "at least the sixty" yes "$([ "$(hostel doctor list | wc -l)" -ge 60 ] && echo yes)"
like "explain: why and what to do" 'remedy +sysctl -w kernel.dmesg_restrict=1' "$(hostel doctor explain leaks)"
is "a code can be of two" 2 "$(hostel doctor explain k10 | grep -c remedy)"
is "explain of nothing" 2 "$(status hostel doctor explain)"
is "explain of what is not there" 2 "$(status hostel doctor explain leek)"
is "a check that is not there" 2 "$(status hostel doctor leek)"
is "list --json has the same" "$(hostel doctor list | wc -l)" "$(hostel doctor list --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["checks"]))')"

# --- JSON -----------------------------------------------------------------------------------------------------
is "--json: every check once, with the same members" "" "$(python3 - <<'X'
import json
o = json.load(open('/root/doctor.json'))
if list(o)[0] != 'schema' or o['schema'] != 2: print('schema')
ids = [c['id'] for c in o['checks']]
if len(set(ids)) != len(ids) or len(ids) < 60: print('checks', ids)
members = ['id', 'code', 'area', 'title', 'state', 'detail', 'items', 'items_left_out', 'evidence', 'waiver', 'look',
           'why', 'remedy', 'impact', 'reference']
for c in o['checks']:
    if list(c) != members: print(c['id'], list(c))
    if not c['evidence'] or not all(e['source'] and isinstance(e['said'], str) for e in c['evidence']): print('evidence', c['id'])
for state, n in o['counts'].items():
    if n != sum(c['state'] == state for c in o['checks']): print(state)
n = o['counts']
if o['percent'] != n['PASS'] * 100 // (n['PASS'] + n['WARN'] + n['FAIL'] + n['ERROR']): print('percent')
if o['grade'] != ('F' if n['FAIL'] else 'B' if n['WARN'] or n['ERROR'] else 'A'): print('grade')
X
)"
is "--html and --json: one of them" 2 "$(status hostel doctor --html --json)"

is "doctor explain, as JSON: the one that is asked for" "groups" "$(hostel doctor explain groups --json | python3 -c 'import json,sys; print(*[c["id"] for c in json.load(sys.stdin)["checks"]])')"
is "doctor list takes no word" 2 "$(status hostel doctor list groups)"

# --- waivers ----------------------------------------------------------------------------------------------------
waive() { hostel doctor waive "$@" 2>&1; }
mkdir -p /etc/php/8.2/fpm/pool.d
for name in alice bob; do printf '[%s]\nuser = %s\n' $name $name >/etc/php/8.2/fpm/pool.d/$name.conf; done
becomes php-fpm WARN 'user = alice'
is "waive: for one tenant" "php-fpm:alice: write waivers.ini: waived until 2099-03-01" "$(waive php-fpm --tenant alice --until 2099-03-01 --reason 'moves in spring')"
is "again: nothing is to do" "php-fpm:alice: already so, nothing to do" "$(waive php-fpm --tenant alice --until 2099-03-01 --reason 'moves in spring')"
is "as JSON it is a waiver" php-fpm:alice "$(waive php-fpm --tenant alice --until 2099-03-01 --reason 'moves in spring' --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["waiver"])')"
is "the file is root's" "root 644" "$(stat -c '%U %a' $CONF/waivers.ini)"
is "hostel check has nothing against it" 0 "$(status hostel check)"
becomes php-fpm WARN 'user = alice .waived.'
unlike "the other's is not" 'user = bob .waived' "$(doctor php-fpm)"
like "every report lists it" '^ +unused +php-fpm of alice until 2099-03-01: moves in spring' "$(doctor shells)"
waive php-fpm --tenant bob --until 2099-03-01 --reason 'he too' >/dev/null
becomes php-fpm WAIVED 'user = bob'
is "a waived finding is no warning" 0 "$(status hostel doctor php-fpm)"
like "but told" 'used +php-fpm of bob until 2099-03-01: he too' "$(doctor php-fpm)"
like "in JSON, too" '"state": "used"' "$(hostel doctor php-fpm --json)"
printf '[carol]\nuser = alice\n' >/etc/php/8.2/fpm/pool.d/more.conf
becomes php-fpm WAIVED 'more.conf: user = alice'
is "taken back" "php-fpm:bob: write waivers.ini: it counts again" "$(waive php-fpm --tenant bob --off)"
becomes php-fpm WARN 'user = bob'
is "taken back twice" 4 "$(status hostel doctor waive php-fpm --tenant bob --off)"
sed -i 's/2099-03-01/2020-03-01/' $CONF/waivers.ini
unlike "one that has expired does not count" 'waived' "$(doctor php-fpm | grep alice.conf)"
becomes waivers WARN 'php-fpm of alice: it has expired'
sed -i 's/^php-fpm:alice.*/php-fpm:alice = tomorrow x\nleek = 2099-01-01 x/' $CONF/waivers.ini
becomes waivers WARN 'tomorrow is no day'
becomes waivers WARN 'leek: there is no such check'
chmod o+w $CONF/waivers.ini
becomes waivers WARN 'none counts'
rm $CONF/waivers.ini
becomes waivers PASS
rm -r /etc/php/8.2
for words in 'leek --until 2099-03-01 --reason x' 'leaks --until 2099-02-30 --reason x' 'leaks --until 2020-01-01 --reason x' \
	'leaks --until 2099-03-01' 'leaks --reason x' 'leaks links --until 2099-03-01 --reason x' 'K10 --until 2099-03-01 --reason x' '--until 2099-03-01 --reason x'; do
	is "waive $words" 2 "$(status hostel doctor waive $words)"
done
is "a reason of two lines" 2 "$(status hostel doctor waive leaks --until 2099-03-01 --reason $'a\nb')"
is "a tenant that is not there" 4 "$(status hostel doctor waive leaks --tenant nobody-here --until 2099-03-01 --reason x)"
is "options of waive elsewhere" 2 "$(status hostel doctor leaks --until 2099-03-01)"
is "and nothing was written" "" "$(ls $CONF/waivers.ini 2>/dev/null)"

# A hole in a way in is nobody's to accept for all; a warning there, and a hole elsewhere, can be.
pam_lines_remove su
becomes services FAIL
is "waive a hole in PAM for all: refused" 8 "$(status hostel doctor waive services --until 2099-03-01 --reason x)"
like "with what to do" 'cannot be waived for all tenants: repair it .hostel setup' "$(waive services --until 2099-03-01 --reason x)"
printf '[waivers]\nservices = 2099-03-01 by hand\n' >$CONF/waivers.ini
becomes services FAIL
rm $CONF/waivers.ini
chmod o+w /home/alice
is "a hole elsewhere: accepted" 0 "$(status hostel doctor waive homes --until 2099-03-01 --reason x)"
becomes homes WAIVED
waive homes --off >/dev/null
chmod o-w /home/alice
echo 'auth optional pam_env.so user_readenv=1' >>/etc/pam.d/cron
becomes environment WARN
is "a warning of PAM: accepted" 0 "$(status hostel doctor waive environment --until 2099-03-01 --reason x)"
becomes environment WAIVED
waive environment --off >/dev/null
sed -i '$d' /etc/pam.d/cron

# --- compared with an older report ---------------------------------------------------------------------------------
checks="shells homes uids leaks"
hostel doctor --json $checks >/root/old.json 2>/dev/null
is "nothing has changed: nothing is shown" 0 "$(hostel doctor --no-color --baseline /root/old.json $checks | grep -cE '^ +[A-Z]+ ')"
is "and that is 0" 0 "$(status hostel doctor --baseline /root/old.json $checks)"
echo $SHELL_PATH >>/etc/shells
seen=$(hostel doctor --no-color --baseline /root/old.json $checks 2>&1); code=$?
like "what is new" '^ +WARN +shells .*\(was PASS\)' "$seen"
is "and that alone" 1 "$(grep -cE '^ +[A-Z]+ ' <<<"$seen")"
is "its status" 10 $code
hostel doctor --json $checks >/root/worse.json 2>/dev/null
echo /opt/hostel-shell >>/etc/shells
like "the same state with another thing in it" 'WARN +shells .*\(was WARN\)' "$(hostel doctor --no-color --baseline /root/worse.json $checks)"
sed -i '/hostel-shell/d' /etc/shells
like "what has become well" 'PASS +shells .*\(was WARN\)' "$(hostel doctor --no-color --baseline /root/worse.json $checks)"
hostel doctor --json --baseline /root/worse.json $checks >/root/change.json 2>/dev/null
is "as JSON" "['WARN']" "$(json /root/change.json '[c["was"] for c in o["checks"]]')"
echo '{}' >/root/none.json
is "what is no report" 2 "$(status hostel doctor --baseline /root/none.json shells)"
is "what is not there" 1 "$(status hostel doctor --baseline /root/nothing.json shells)"

# --- what a tenant has a hand in -----------------------------------------------------------------------------------
name=$'<i>\e]0;x\a'
mkdir -m 755 /srv/evil; cp /bin/sleep "/srv/evil/$name"
setpriv --reuid alice --regid alice --clear-groups "/srv/evil/$name" 300 & evil=$!
until_true 5 pgrep -u alice
becomes processes FAIL "$evil of alice .<i>.]0;x"
unlike "no escape on a terminal" $'\e|\a' "$(doctor processes)"
unlike "none in JSON" 'u001b|u0007' "$(hostel doctor --json processes 2>/dev/null)"
page=$(hostel doctor --html processes)
unlike "none in HTML" $'\e|\a|<i>' "$page"
like "but escaped" '&lt;i&gt;' "$page"
kill $evil; wait $evil 2>/dev/null

# --- HTML -----------------------------------------------------------------------------------------------------------
echo $SHELL_PATH >>/etc/shells
hostel doctor waive shells --until 2099-03-01 --reason '<b>bold</b> & more' >/dev/null
hostel doctor --html >/root/report.html
sed -i '$d' /etc/shells
is "the page is well-formed, whole and alone" "" "$(python3 - <<'X'
import html.parser, re
text = open('/root/report.html').read()
VOID = {'meta', 'input', 'br'}
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.labels, self.words, self.where = [], [], [], [], {}
    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if 'id' in a: self.ids.append(a['id'])
        if tag == 'label': self.labels.append(a['for'])
        for k in a:
            if k.startswith('on') or k in ('src', 'href', 'style'): print('attribute', tag, k)
        if tag in ('script', 'link', 'img', 'iframe', 'object'): print('element', tag)
        self.words.append(tag)
        if tag not in VOID: self.open.append(tag)
        if tag == 'p' and 'p' in self.open[:-1]: print('p in p')
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: print('closed', tag)
    def handle_data(self, data):
        for tag in set(self.open): self.where[tag] = self.where.get(tag, '') + data
page = Page(); page.feed(text); page.close()
if page.open: print('left open', page.open)
if len(set(page.ids)) != len(page.ids): print('ids')
if not set(page.labels) <= set(page.ids): print('labels')
if not text.startswith('<!DOCTYPE html>\n<html lang="en">'): print('doctype')
for word in 'details', 'summary', 'main', 'header', 'footer', 'h1':
    if word not in page.words: print('no', word)
if page.words.count('details') < 60: print('details', page.words.count('details'))
if 'hostel' in page.where['header'] or 'hostel' in page.where['title']: print('our name in the header')
if 'hostel' not in page.where['footer']: print('no name in the footer')
if 'world' not in page.where['header'] or not re.search(r'20\d\d-\d\d-\d\dT', page.where['header']): print('host, date')
if re.search(r'url\(|@import|https?:', text): print('something from elsewhere')
for feature in 'prefers-color-scheme: dark', '@media print', ':checked ~ main', 'width=device-width':
    if feature not in text: print('no', feature)
if re.search(r'[^-]\bwidth: [2-9]\d*(px|em|rem)', text): print('fixed width')
if '&lt;b&gt;bold' not in text or '<b>bold' in text: print('not escaped')
if any(ord(c) > 126 for c in text): print('not ASCII')
X
)"
is "as many results as by JSON" "$(json /root/doctor.json 'len(o["checks"])')" "$(grep -c '<details class="result ' /root/report.html)"
finish
