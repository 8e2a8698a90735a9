#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Rules that no compiler checks: who may include and call what, what a binary consists of, sizes.
#
#   B=build tests/lint/run.sh      (B: a build without SAN=)
set -u
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build} CC=${CC:-cc}
passed=0 failed=0 skipped=0

none() { # name, offenders: ok if there are none
	if [ -z "$2" ]; then
		passed=$((passed + 1)); echo "ok - $1"
	else
		failed=$((failed + 1)); echo "not ok - $1"; head -n 40 <<<"$2" | sed 's/^/#   /'
	fi
}

skip() { skipped=$((skipped + 1)); echo "ok - $1 # SKIP $2"; }

sources() { # pattern...: files of the project, not of a build
	local match=()
	for pattern; do match+=(-o -name "$pattern"); done
	find . -path './.*' -prune -o -name 'build*' -prune -o -type f \( "${match[@]:1}" \) -print |
		sed 's,^\./,,' | sort
}

includes() { # file...: lines "FILE HEADER", quotes and brackets as written
	grep -HoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*("[^"]*"|<[^>]*>)' "$@" /dev/null |
		sed -E 's/:.*include[[:space:]]*/ /'
}

# --- who may include what -----------------------------------------------------------------------------
# Not libc's and not the kernel's. iniparser.h stands in two folders, depending on the distribution.
THIRD='<(libmnl|nftables|libnl|security/|iniparser|jansson|seccomp\.h|sys/apparmor|sys/capability|selinux/|archive|curl|openssl|libfsverity\.h|systemd/|glib)'
# What policy/ needs of libc: text, memory and numbers, the text of addresses, and a file in memory for iniparser.
PURE='<(arpa/inet|assert|ctype|errno|inttypes|limits|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|strings)\.h>'

c_files() { find "$@" -name '*.[ch]'; }
# But for the generators, init/seccomp/ and policy/generate/, which run when hostel is built.
in_folder() { includes $(c_files "$1" | grep -vE '^(init/seccomp|policy/generate)/'); }
house() { # name, what tests/lint/house.py looks for
	none "$1" "$(python3 tests/lint/house.py "$2" 2>&1)"
	none "(it sees one that is made up)" "$(python3 tests/lint/house.py "$2" --control | grep -q . || echo no)"
}
house "a room includes only what it may know" rooms
house "no units need each other" circles
house "a header declares only what its own source defines" headers

system() { # folder, extended regular expression of the headers in brackets that it may include
	none "$1/ includes of the system only what it may" "$(in_folder "$1" | grep ' <' | grep -vE " ($2)\$")"
}
SYSTEM='<[a-z_]+\.h>|<(sys|linux|net|arpa)/[a-z0-9_/]+\.h>'
system policy "$PURE|<iniparser/iniparser\.h>|<iniparser\.h>|<fcntl\.h>|<unistd\.h>|<sys/mman\.h>"
system include "<(stdarg|stdbool|stddef|stdint|stdlib|termios|unistd|utmpx)\.h>|<sys/(resource|types)\.h>|<(sys|linux)/(mount|syscall)\.h>"
for folder in init shell jobs; do system $folder "$SYSTEM"; done
system lib "$SYSTEM|<openssl/(evp|pem)\.h>|<libfsverity\.h>"
system pam_module "$SYSTEM|<security/pam_[a-z]+\.h>|<selinux/selinux\.h>"
system net "$SYSTEM|<libmnl/libmnl\.h>|<nftables/libnftables\.h>|<jansson\.h>"
system cli "$SYSTEM|<security/pam_appl\.h>|<openssl/evp\.h>"
system carrier "$SYSTEM|<netinet/in\.h>"
none "lib/, init/, jobs/, carrier/ and shell/ include nothing of others, and no syslog.h" \
	"$(for d in lib init jobs carrier shell; do in_folder $d; done | grep -vE '^lib/base/capabilities\.c|^lib/image/(digest|signature)\.c' | grep -E " ($THIRD|<syslog\.h>)")"
none "policy/ logs nothing" "$(in_folder policy | grep syslog)"

third=$(includes $(sources '*.c' '*.h' | grep -vE '^(tests|bench)/') | grep -E " $THIRD")
for rule in iniparser:policy/file/lex.c 'security/pam_modules:pam_module/(pam_hostel.c|report.h)' \
	'security/pam_ext:pam_module/(pam_hostel|report).c' 'security/pam_appl:cli/(pam_session.[ch]|setup/login_trial.c)' 'jansson:(cli/json|net/others).c' \
	'seccomp\.h:(init/seccomp/generate|cli/call_name).c' nftables:net/nft.c 'libmnl:net/(base|conntrack|link).c' sys/apparmor:pam_module/lsm.c 'sys/capability:(lib/base/capabilities|cli/doctor/files|policy/generate/capability_names).c' selinux/selinux:pam_module/lsm.c \
	'openssl/:(lib/image/(digest|signature)|cli/watch/crypto).c' 'libfsverity\.h:lib/image/digest.c'; do
	none "<${rule%:*}> is included by ${rule#*:} only" "$(
		grep -E "<${rule%:*}" <<<"$third" | grep -vE "^${rule#*:} " | sort -u
		grep -qE "^${rule#*:} <${rule%:*}" <<<"$third" || echo "not even there: this rule is out of date")"
done
none "every header of others has a rule above" "$(grep -vE \
	'<(libmnl/libmnl\.h|nftables/libnftables\.h|iniparser|security/pam_(modules|ext|appl)\.h|jansson\.h|seccomp\.h|sys/apparmor\.h|sys/capability\.h|selinux/selinux\.h|openssl/(evp|pem)\.h|libfsverity\.h)' <<<"$third")"
none "only pam_hostel.c and report.c, of what runs in a login, includes syslog.h" \
	"$(includes $(c_files pam_module lib policy init shell) | grep 'syslog\.h' | grep -vE '^pam_module/(pam_hostel|report).c')"

# --- what the module may call -------------------------------------------------------------------------
# It runs inside sshd, su and cron: it must not end them, nor change what they go on with. Exceptions:
#   clean.c and be_helper(), be_init() of start.c: the helper is a process of its own, nothing returns
#   the same of on_host.c, and be_helper() of porch.c; leave() puts the mask of signals back
#   porch.c  empty_root(), porch_dead_end(): the login that failed must find nothing
CALLS='_?exit|_Exit|abort|quick_exit|atexit|setenv|putenv|unsetenv|clearenv|f?chdir|chroot|umask|signal|sigaction'
CALLS+='|sigprocmask|pthread_sigmask|raise|kill|killpg|alarm|setitimer|sleep|usleep|nanosleep|pause|setlocale|srand'
CALLS+='|v?fork|daemon|system|popen|exec[lv]p?e?|setpriority|nice|sched_set[a-z]+|setsid|prctl|setrlimit|set[a-z]*id'
CALLS+='|setns|unshare|mount|umount2?|printf|puts|perror|err|errx|warn|warnx|assert|syslog|openlog|closelog|lasting_begin'

calls() { # lines "FILE:LINE:FUNCTION:CALL" of the module, without comments and strings
	awk -v calls="$CALLS" '
	FNR == 1 { name = "" }
	/^[a-z].*[a-z0-9_]+\(.*[^;]$/ { split($0, part, "("); n = split(part[1], word, /[ *]+/); name = word[n] }
	{
		line = $0
		gsub(/"([^"\\]|\\.)*"/, "\"\"", line); gsub(/\/\*.*\*\//, "", line)
		if (line ~ /^[ \t]*\*/ || line ~ /^[ \t]*\/\*/ || line !~ /^[ \t]/) next
		while (match(line, "(^|[^a-zA-Z0-9_])(" calls ")\\(")) {
			call = substr(line, RSTART, RLENGTH); gsub(/[^a-z0-9_A-Z]/, "", call)
			print FILENAME ":" FNR ":" name ":" call
			line = substr(line, RSTART + RLENGTH)
		}
	}' pam_module/*.c
}

HELPER='clean_signals|clean_context|enter_host|set_limits|become_keeper|be_init|be_root|be_helper|be_parent|be_orphan|be_program|be_waiter|be_tenant'
all=$(calls)
none "the module changes nothing of the login program" "$(grep -vE \
	"^pam_module/(start|clean|on_host|ticket)\.c:[0-9]+:($HELPER):|^pam_module/porch\.c:[0-9]+:(empty_root|porch_dead_end|porch_join|limit_processes|be_helper):|^pam_module/on_host\.c:[0-9]+:leave:sigprocmask$|^pam_module/face\.c:[0-9]+:take_own_mounts:unshare$" <<<"$all")"
none "the exceptions are there (this check can see them)" "$(
	for call in clean.c:.*:clean_context:lasting_begin start.c:.*:be_helper:_exit porch.c:.*:porch_dead_end:kill \
		porch.c:.*:empty_root:chdir; do
		grep -q "^pam_module/$call$" <<<"$all" || echo "$call"
	done)"
none "porch_join() changes namespaces, and the limit of processes there" \
	"$(grep -E ':(porch_join|limit_processes):' <<<"$all" | grep -vE ':(setns|limit_processes:setrlimit)$')"
none "lib/ and policy/ never end the process, but for attach_end() and a helper" "$(
	grep -nE '(^|[^a-zA-Z0-9_])(_?exit|_Exit|abort|raise)\(' $(c_files lib policy) | grep -vE '^lib/(talk/attach|host/helper)\.c:')"

none "programs put right what they inherit" "$(grep -L 'inherited_reset()' {carrier,cli,jobs,net,shell}/main.c)"
none "nothing in a login is sorted by its locale" \
	"$(grep -nE '(, |\()(alphasort|versionsort)\)|strcoll\(|strxfrm\(' $(c_files pam_module lib policy init shell jobs carrier net))"
none "no literal stands where a directory is the Makefile's to set" \
	"$(grep -nE '"/(etc|run)/hostel' $(c_files include policy lib pam_module init shell jobs carrier net cli) | grep -v '#define HOSTEL_INSIDE ')"
# In the login program's process: what writes into a buffer of libc's would overwrite what it has there, and
# its threads' own calls (attributes(7): MT-Unsafe race). The _r of each is meant, or %m.
STATIC='get(pw|gr|sp|ut|utx|mnt|serv|proto|net|rpc|alias)ent|(set|end)(pw|gr|sp|ut|utx)ent|getpw(nam|uid)|getgr(nam|gid)'
STATIC+='|getspnam|getutx?(id|line)|pututx?line|utmpx?name|gethostby(name2?|addr)|get(serv|proto|net)by[a-z]+|getlogin'
STATIC+='|strtok|localtime|gmtime|ctime|asctime|mktime|tzset|strerror|strsignal|inet_(ntoa|lnaof|netof)|ether_(ntoa|aton)'
STATIC+='|ttyname|ptsname|ctermid|cuserid|tmpnam|crypt|l64a|ecvt|fcvt|gcvt|s?rand|s?random|[dlms]rand48|getopt(_long(_only)?)?'
STATIC+='|basename|dirname|hcreate|hsearch|hdestroy|localeconv|nl_langinfo|wcsto?mbs|mblen|mbtowc|readdir64_r|f?getpass|fgetpwent|fgetgrent|fgetspent'
without_comments() { awk '{ line = $0; gsub(/"([^"\\]|\\.)*"/, "", line); gsub(/\/\*.*\*\//, "", line)
	if (line !~ /^[ \t]*\/?\*/) print FILENAME ":" FNR ": " line }' "$@"; }
none "nothing that the module links has a static buffer" \
	"$(without_comments $(c_files lib policy pam_module) | grep -E "(^|[^a-zA-Z0-9_])($STATIC)\(")"
none "(this check can see such a call)" "$(echo '	x = getpwuid(1);' | grep -qE "(^|[^a-zA-Z0-9_])($STATIC)\(" || echo no)"

# --- headers ------------------------------------------------------------------------------------------
compiles_alone() { # header
	echo "#include \"$1\"" | $CC -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -iquote include -iquote . \
		-DHOSTEL_STATEDIR='"/run/hostel"' -DHOSTEL_WEBDIR='"/run/hostel-web"' -DHOSTEL_CONFDIR='"/etc/hostel"' -DHOSTEL_BINDIR='"/usr/bin"' \
		-DHOSTEL_LIBEXECDIR='"/usr/libexec/hostel"' -fsyntax-only -x c - 2>&1
}
headers=$(find include policy lib pam_module init shell jobs carrier cli net -name '*.h')
none "every header compiles alone" "$(for h in $headers; do compiles_alone "$h"; done)"
none "every header has a guard of its own" "$(grep -ohE '^#ifndef [A-Z_]+_H$' $headers | sort | uniq -d
	for h in $(sources '*.h'); do grep -qE '^#ifndef [A-Z_]+_H$' "$h" || echo "$h"; done)"

# --- what was built -----------------------------------------------------------------------------------
needed() { readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }
for program in hostel-init hostel-shell hostel-jobs hostel-carrier; do
	file=$B/$program
	if [ ! -f "$file" ]; then none "$program is built" "$file"; continue; fi
	if readelf -sW "$file" | grep -q __asan_init; then skip "$program" "sanitized build"; continue; fi
	none "$program is static-pie" "$(
		readelf -hW "$file" | grep -q 'Type: *DYN' || readelf -hW "$file" | grep Type:
		readelf -lW "$file" | grep INTERP; needed "$file")"
	none "$program has no executable stack and no writable code" "$(
		readelf -lW "$file" | grep GNU_STACK | grep E; readelf -lW "$file" | grep LOAD | grep 'RWE')"
	none "$program holds nothing of iniparser, libpam, jansson" "$(
		readelf -sW "$file" | grep -iE ' (iniparser|dictionary|pam|json)_'
		readelf -sW "$file" | grep -qE ' (message_receive|crontab_sync|carry)$' || echo "no symbols at all: this check sees nothing")"
done
if [ -f "$B/pam_hostel.so" ]; then
	exported=$(nm -D --defined-only "$B/pam_hostel.so" | awk '{print $3}')
	none "pam_hostel.so exports pam_sm_* and nothing else" "$(grep -v '^pam_sm_' <<<"$exported"
		for f in acct_mgmt open_session close_session; do grep -qx pam_sm_$f <<<"$exported" || echo "no pam_sm_$f"; done)"
	none "pam_hostel.so calls nothing that has a static buffer" "$(
		nm -D --undefined-only "$B/pam_hostel.so" | awk '{print $2}' | sed 's/@.*//' | grep -xE "(__)?($STATIC)(_chk)?")"
	none "pam_hostel.so needs libpam, iniparser, libcrypt, libc and the libraries of access control" \
		"$(needed "$B/pam_hostel.so" | grep -vE '^(libpam|libapparmor|libselinux|libiniparser|libcrypt|libc|libasan|libubsan|ld-linux[^.]*)\.so')"
	none "hostel needs libpam, iniparser, jansson, libseccomp (names of calls), libcap, ncurses, libcrypto, libfsverity and libc" \
		"$(needed "$B/hostel" | grep -vE '^(libpam|libiniparser|libjansson|libseccomp|libcap|libncursesw|libtinfo|libcrypto|libfsverity|libc|libasan|libubsan|ld-linux[^.]*)\.so')"
	none "all are linked with -z now and relro" "$(for f in pam_hostel.so hostel hostel-init hostel-shell hostel-jobs hostel-carrier; do
		readelf -lW "$B/$f" | grep -q GNU_RELRO || echo "$f: relro"
		readelf -dW "$B/$f" | grep -qE 'BIND_NOW|NOW' || echo "$f: now"; done)"
else
	none "pam_hostel.so is built" "$B/pam_hostel.so"
fi
none "no name is twice in an archive" "$(for a in common host; do ar t "$B/shared/$a.a" 2>&1 | sort | uniq -d; done)"
none "code for the host is not in what stands in the sandbox" "$(
	host=$(nm --defined-only -g "$B/shared/host.a" 2>/dev/null | awk '$2 == "T" { print $3 }' | sort)
	for program in hostel-init hostel-shell hostel-jobs hostel-carrier; do
		comm -12 <(echo "$host") <(nm --defined-only "$B/$program" | awk '{ print $3 }' | sort) | sed "s/^/$program: /"
	done
	grep -qx record_read <<<"$host" || echo "no symbols at all: this check sees nothing")"

# --- text ---------------------------------------------------------------------------------------------
code=$(sources '*.c' '*.h')
scripts=$(sources '*.sh'; for f in tools/* tests/lint/*; do head -n 1 "$f" | grep -q '^#!.*sh' && echo "$f"; done)
scripts=$(sort -u <<<"$scripts")
none "C files begin with the licence" "$(for f in $code; do
	[ "$(head -n 1 "$f")" = '/* SPDX-License-Identifier: GPL-2.0-or-later */' ] || echo "$f"; done)"
none "and then say what they are for" "$(for f in $code; do
	sed -n 2p "$f" | grep -qx '/\*' || echo "$f"; done)"
none "scripts and the Makefile name the licence" "$(for f in $scripts Makefile; do
	head -n 2 "$f" | grep -q '^# SPDX-License-Identifier: GPL-2.0-or-later$' || echo "$f"; done)"
none "no function is longer than 60 lines" "$(for f in $code; do awk '
	/^\{/ { start = FNR }
	/^\}/ && start { if (FNR - start + 1 > 60) print FILENAME ":" start ": " FNR - start + 1 " lines"; start = 0 }
	' "$f"; done)"
long=$(for f in $code; do
	n=$(wc -l <"$f"); [ "$n" -le 400 ] || echo "$f: $n lines"; done)
[ -z "$long" ] || sed 's/^/# long: /' <<<"$long" # a hint: a circle is an error, a long file is not
# 100 columns are meant; a word of a comment may hang over.
none "no line is longer than 110 columns, none ends in blanks" "$(python3 - $code <<-'X'
	import sys
	for name in sys.argv[1:]:
	    for number, line in enumerate(open(name, encoding='utf-8'), 1):
	        line = line.removesuffix('\n')
	        columns = len(line.expandtabs(8))
	        if columns > 110 or line != line.rstrip():
	            print(f'{name}:{number}: {columns} columns' if columns > 110 else f'{name}:{number}: ends in blanks')
	X
	)"
none "C is indented with tabs" "$(grep -nHE '^ +[^ *]' $code | grep -v '^[^:]*:[0-9]*: \*')"
for f in $scripts; do
	if head -n 1 "$f" | grep -q '^#!/bin/sh'; then sh=sh; else sh=bash; fi
	errors+=$($sh -n "$f" 2>&1)
done
none "hostel explain knows every sentence that hostel says to a tenant" "$(python3 tests/lint/sentences.py 2>&1)"
none "(it sees one that nobody knows)" "$(python3 tests/lint/sentences.py --control | grep -q . || echo no)"
none "every script parses" "${errors:-}"
if command -v mandoc >/dev/null; then
	none "every attack of the list has a row in tests/attacks/README.md and is tried, or named as later" "$(for i in $(seq 52) $(sed -n 's/^| A\([0-9]*\) |.*/\1/p' tests/attacks/README.md); do
		grep -q "^| A$i |" tests/attacks/README.md || echo "A$i: no row"
		grep -qE "^A$i	|want [A0-9 ]*A$i\b|attack A$i\b" tests/attacks/room.tsv tests/attacks/[0-9]*.sh || echo "A$i: not tried"
	done)"
	none "the manual has every masked file of /proc with its reason (init/tables.c)" "$(diff \
		<(sed -n 's/^\t{"\([^"]*\)", \(true\|false\), "\(.*\)"},$/\1 \3/p' init/tables.c | tr A-Z a-z) \
		<(sed -n '/^\.It Pa \/proc\//{s,^.It Pa /proc/,,;N;s/\n/ /;s/\.$//;p}' man/hostel.ini.5 | tr A-Z a-z))"
	none "hostel-limits(7) names keys that exist" "$(grep -oE '^\.Cm \[[a-z]+\] .*' man/hostel-limits.7 | tr -d ',;' | while read -r _ section keys; do
		for key in $keys; do grep -q "\"${section//[][]/}\", \"$key\"," policy/fields.def || echo "$section $key"; done
	done)"
	none "hostel(8) and docs/DOCTOR.md have every check of cli/doctor/checks.def" "$(
		sed -nE 's/^CHECK\([a-z_]+, "([a-z-]+)", "([A-Z][0-9]+)".*/\1 \2/p; s/^PROBE\("([a-z-]+)", "([A-Z][0-9]+)".*/\1 \2/p' \
			cli/doctor/checks.def | { n=0; while read -r id code; do
			n=$((n + 1))
			grep -qE "^\.It Cm (.* )?$id( |\$)" man/hostel.8 || echo "hostel(8): $id"
			grep -qE "^\| $code \|.*\`$id\`" docs/DOCTOR.md || echo "docs/DOCTOR.md: $id"
		done; [ $n -ge 60 ] || echo "only $n: this rule is out of date"; })"
	none "the manual pages are clean" "$(mandoc -T lint -W warning man/* 2>&1)"
else
	skip "the manual pages are clean" "no mandoc"
fi

if command -v apparmor_parser >/dev/null && [ -d /etc/apparmor.d/tunables ]; then
	none "the AppArmor profiles can be compiled" "$(
		apparmor_parser --skip-kernel-load --skip-cache etc/apparmor.d/hostel 2>&1 >/dev/null |
			grep -v '^Cache read/write disabled\|^Warning: unable to find a suitable fs'
		[ "${PIPESTATUS[0]}" = 0 ] || echo failed)"
else
	skip "the AppArmor profiles can be compiled" "no apparmor_parser"
fi
none "their names are those that the module looks for" "$(
	sed -n 's/^#define LSM_PROFILE_[A-Z_]* "\([^"]*\)".*/\1/p' pam_module/lsm.h | while read -r name; do
		grep -q "^profile $name " etc/apparmor.d/hostel || echo "$name"; done)"

echo "# lint: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
