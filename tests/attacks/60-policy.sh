# SPDX-License-Identifier: GPL-2.0-or-later
# Configuration that is wrong, lost or chosen by somebody else: no login, or one that is inside.

if want A33; then
	attack A33
	came_in() { # account: whether any command of his runs outside a sandbox, and whether one runs at all
		local place
		place=$(S "$1" "$PLACE" </dev/null 2>/dev/null | tail -n 1)
		[ -n "$place" ] || { echo "refused"; return; }
		case $(placed "$place") in
		inside) echo "escaped: the mistake was overlooked" ;;
		*) placed "$place" ;;
		esac
	}
	with_policy() { # bytes of alice's file
		printf "$1" >$CONF/tenants/alice.ini
		came_in alice
		policy
	}
	good='[session]\nmax_sessions = 5\n'
	for bad in '[session]\nmax_session = 5\n' '[sesion]\nmax_sessions = 5\n' '[session]\nmax_sessions = 5\nmax_sessions = 6\n' \
		'[session]\nmax_sessions = 5\n[session]\nmax_sessions = 5\n' '[session]\nmax_sessions = 5x\n' '[session]\nmax_sessions = -1\n' \
		'[session]\nmax_sessions = 010\n' '[session]\nmax_sessions = 4294967297\n' '[session]\nmax_sessions =\n' '[session]\nmax_sessions\n' \
		'max_sessions = 5\n' '[session\nmax_sessions = 5\n' '[session]\0\nmax_sessions = 5\n' \
		'[resources]\nmemory.max = 2048\n' '[resources]\nmemory.max = 1M\n' '[filesystem]\nread_only = ../etc\n' \
		'[filesystem]\nread_write = /\n' '[filesystem]\nread_write = /etc:/etc\n' '[session]\nhostname = a/b\n' '[session]\nshell = bash\n' \
		'[session]\nshell = /home/alice/sh; id\n' '[capabilities]\nkeep = sys_admin\n' '[session]\nhostname = %%x\n' \
		'[tenant]\nplan = ../plans/basic\n' '[tenant]\nplan = /etc/passwd\n' '[host]\ntenants = root\n' '\xff\xfe[session]\n'; do
		attempt ssh "policy: $(printf %q "${bad//\\n/ }" | tr -d '\\')" "with_policy '$bad'" "with_policy '$good'"
	done
	with_file() { # a command that spoils the file
		printf "$good" >$CONF/tenants/alice.ini
		eval "$1"
		came_in alice
		chmod 755 $CONF/tenants; chown root:root $CONF/tenants; rm -rf $CONF/tenants/alice.ini
	}
	for spoil in 'chmod 666 $CONF/tenants/alice.ini' 'chown alice $CONF/tenants/alice.ini' 'chmod 777 $CONF/tenants' 'chown alice $CONF/tenants' \
		'head -c 10M /dev/zero | tr "\0" "#" >$CONF/tenants/alice.ini' 'mv $CONF/tenants/alice.ini /root/x; ln -s /root/x $CONF/tenants/alice.ini' \
		'rm $CONF/tenants/alice.ini; mkdir $CONF/tenants/alice.ini' 'rm $CONF/tenants/alice.ini; mkfifo $CONF/tenants/alice.ini' \
		'rm $CONF/tenants/alice.ini; mknod $CONF/tenants/alice.ini c 1 5' 'truncate -s 20 $CONF/tenants/alice.ini'; do
		attempt ssh "$(sed 's,$CONF/tenants,...,g' <<<"$spoil")" "with_file ${spoil@Q}" "with_file true"
	done
	lost() { # the whole of the configuration, or its main file, away: a tenant must not become an ordinary account
		mv "$1" "$1.away"
		chsh -s /bin/bash alice
		came_in alice
		chsh -s $SHELL_PATH alice
		mv "$1.away" "$1"
	}
	unknown() { came_in carol; } # what an account is of which nobody says that it is a tenant
	attempt ssh "hostel.ini lost" "lost $CONF/hostel.ini" unknown
	attempt ssh "/etc/hostel lost" "lost $CONF" unknown
	attempt ssh "the plan lost" "lost $CONF/plans/basic.ini" unknown
	named() { # an account with such a name, and a policy that was left under a name like it
		useradd -M -N --badname -o -u 3999 -d /home/alice -s /bin/bash -G hostel "$1" 2>/dev/null || { echo "unclear: no such account"; return; }
		local out
		out=$(timeout 20 setsid hostel run "$1" -- sh -c "$PLACE" 2>/dev/null)
		userdel "$1" >/dev/null 2>&1 || sed -i '/:3999:/d' /etc/passwd /etc/shadow
		placed "$out"
	}
	outside_as() { placed "$(setpriv --reuid 3999 --regid 3999 --clear-groups sh -c "$PLACE")"; }
	for name in _x 12345 account_of_thirty_two_characters; do
		attempt run "an account called $name" "named $name" outside_as
	done
	as_uid() { # a tenant by name whose uid is root's or a system account's
		useradd -M -N -o -u "$1" -d /root -s /bin/bash -G hostel zeta 2>/dev/null
		local out; out=$(hostel run zeta -- sh -c "$PLACE" 2>/dev/null)
		sed -i '/^zeta:/d' /etc/passwd /etc/shadow /etc/group; sed -i 's/,zeta\b//; s/\bzeta\b//' /etc/group
		placed "$out"
	}
	attempt run "a tenant with uid 0" "as_uid 0" outside_as
	attempt run "a tenant with a system account's uid" "as_uid 1" outside_as
fi

if want A50; then
	attack A50
	for capability in sys_admin sys_ptrace setuid setgid chown dac_override fowner fsetid mknod sys_chroot net_admin setfcap setpcap kill; do
		keep() { # is it held inside? its number in CapEff
			policy '[capabilities]' "keep = $capability"
			case $(S alice 'grep CapEff /proc/self/status' 2>/dev/null </dev/null) in
			*CapEff*0000000000000000) echo "refused without effect" ;;
			*CapEff*) echo "escaped: held" ;;
			*) echo "refused" ;;
			esac
			policy
		}
		held() { case $(capsh --has-p=cap_$capability 2>/dev/null && echo yes) in yes) echo "escaped: held" ;; *) echo refused ;; esac; }
		attempt ssh "keep = $capability" keep "held # $capability"
	done
	set_gid_file() { # what CAP_FSETID would do: a set-group-ID file of a group that is not his
		fresh '[capabilities]' 'keep = net_bind_service'
		S alice 'cp /bin/true ~/gid && chgrp hostel ~/gid && chmod 2755 ~/gid && chgrp 0 ~/gid' >/dev/null 2>&1
		[ "$(stat -c %a:%g /home/alice/gid)" = 2755:0 ] && echo "escaped: set-group-ID root" || echo refused
		rm -f /home/alice/gid; fresh
	}
	set_gid_root() { cp /bin/true /root/gid; chgrp 0 /root/gid; chmod 2755 /root/gid; [ "$(stat -c %a:%g /root/gid)" = 2755:0 ] && echo escaped; }
	attempt ssh "a set-group-ID file of root's" set_gid_file set_gid_root
fi

if want A34 || want A48; then
	cat >/root/caller.c <<'C'
#include <grp.h>
#include <pthread.h>
#include <security/pam_appl.h>
#include <security/pam_misc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
/* caller HOW SERVICE USER UID COMMAND: a PAM application of a certain kind, that then runs COMMAND */
static void *rest(void *unused) { for (;;) pause(); return unused; }
static int run(const char *uid, const char *command)
{
	pid_t pid = fork();
	int status;
	if (pid == 0) {
		if (getuid() == 0 && (setgroups(0, NULL) || setgid((gid_t)atoi(uid)) || setuid((uid_t)atoi(uid)))) _exit(3);
		execl("/bin/bash", "bash", "-c", command, (char *)NULL);
		execl("/usr/bin/bash", "bash", "-c", command, (char *)NULL);
		_exit(4);
	}
	waitpid(pid, &status, 0);
	return status;
}
int main(int argc, char **argv)
{
	const char *how = argv[1];
	struct pam_conv conv = {misc_conv, NULL};
	pam_handle_t *pamh, *second;
	pthread_t thread;
	int r = 0;
	if (argc != 6) return 9;
	if (!strcmp(how, "threaded")) pthread_create(&thread, NULL, rest, NULL);
	if (!strcmp(how, "unprivileged") && setuid((uid_t)atoi(argv[4]))) return 8;
	if (pam_start(argv[2], argv[3], &conv, &pamh)) return 1;
	if (!strcmp(how, "setcred")) r = pam_setcred(pamh, PAM_ESTABLISH_CRED);
	else if (!strcmp(how, "close")) r = pam_close_session(pamh, 0);
	else if (!strcmp(how, "account")) r = pam_acct_mgmt(pamh, 0);
	else r = pam_open_session(pamh, 0);
	if (!strcmp(how, "twice")) r |= pam_open_session(pamh, 0);
	if (!strcmp(how, "reopened")) { pam_close_session(pamh, 0); r = pam_open_session(pamh, 0); }
	if (!strcmp(how, "two") && !pam_start(argv[2], argv[3], &conv, &second)) r |= pam_open_session(second, 0);
	if (!strcmp(how, "elsewhere") && fork() == 0) { pam_close_session(pamh, 0); _exit(0); }
	/* A threaded process cannot be moved, one without root's rights neither: they must heed the refusal. */
	if (r != PAM_SUCCESS && (!strcmp(how, "threaded") || getuid())) return 7;
	run(argv[4], argv[5]);
	return 0;
}
C
	gcc -O1 -o /root/caller /root/caller.c -lpam -lpam_misc -lpthread
	called() { # how, service, account, login shell of the host's
		local home=/home/$3
		rm -f "$home/place"
		chmod 777 "$home"
		timeout 30 /root/caller "$1" "$2" "$3" "$(id -u "$3")" "$(sed "s,~,$home,g" <<<"{ $PLACE; } >~/place 2>/dev/null")" >/dev/null 2>&1 </dev/null
		placed_file "$home/place" 1
		chmod 755 "$home"
	}
fi
if want A48; then
	attack A48
	for how in threaded twice reopened two elsewhere; do
		attempt PAM "a caller: $how" "called $how hostel alice" "called $how hostel carol"
	done
	attempt PAM "a caller: unprivileged" "called unprivileged hostel alice; fresh" "called unprivileged hostel carol"
fi
if want A34; then
	attack A34
	stack() { # account, lines of a PAM file
		printf '%b' "$2" | sed "s,pam_hostel.so,$MODULE," >/etc/pam.d/stack
		called open stack "$1"
	}
	for lines in 'session required pam_hostel.so\n' 'session optional pam_hostel.so\n' \
		'session sufficient pam_hostel.so\n' 'session required pam_hostel.so\nsession required pam_permit.so\n' \
		'session required pam_hostel.so\nsession required pam_hostel.so\n' 'session [default=ignore] pam_hostel.so\n'; do
		attempt PAM "stack: ${lines//\\n/, }" "stack alice ${lines@Q}" "stack carol ${lines@Q}"
	done
	# Without a session line, or with the module away, no PAM module can do anything: the login shell refuses.
	shell_of() { # account, lines: su's stack
		cp /etc/pam.d/su /root/pam.su
		printf '%b' "auth sufficient pam_rootok.so\naccount required pam_permit.so\n$2" >/etc/pam.d/su
		rm -f "/home/$1/place"
		su - "$1" -c "{ $PLACE; } >~/place" >/dev/null 2>&1
		cp /root/pam.su /etc/pam.d/su
		placed_file "/home/$1/place" 1
	}
	for lines in 'session required pam_permit.so\n' '-session optional pam_away.so\nsession required pam_permit.so\n' \
		"account required $MODULE\nsession required pam_permit.so\n"; do
		attempt su "su's stack: ${lines//\\n/, }" "shell_of alice ${lines@Q}" "shell_of carol ${lines@Q}"
	done
	for how in setcred close account; do
		with_shell() { setpriv --reuid "$1" --regid "$1" --clear-groups env HOME="/home/$1" "$(getent passwd "$1" | cut -d: -f7)" -c "{ $PLACE; } >~/place" >/dev/null 2>&1; placed_file "/home/$1/place" 1; }
		attempt host "a caller of pam_$how only, then the login shell" "/root/caller $how hostel alice $(id -u alice) true </dev/null; with_shell alice" "with_shell carol"
	done
	su_m() { su -m "$1" -c "{ $PLACE; } >/home/$1/place" >/dev/null 2>&1; placed_file "/home/$1/place" 1; }
	attempt su "su -m" "su_m alice" "su_m carol"
fi

if want A35; then
	attack A35
	evil=$'x\033[2J\r\nNov 22 00:00:00 host sshd[1]: Accepted password for root'
	in_log() { # account whose command has a name that would draw on a terminal
		local mark; mark=$(log_mark)
		policy '[session]' "shell = /nowhere"
		S alice "$evil" >/dev/null 2>&1 </dev/null
		policy
		TERM=$evil S alice -tt true >/dev/null 2>&1 </dev/null
		hostel run "$evil" -- true >/dev/null 2>&1
		log_since "$mark" | grep -q $'\033' && { echo "escaped: it is raw in the log"; return; }
		log_since "$mark" | grep -q '^Nov 22 00:00:00 host sshd' && { echo "escaped: a forged line"; return; }
		echo refused
	}
	raw_log() { printf '%s\n' "$evil" >>/root/raw.log; grep -q $'\033' /root/raw.log && echo "escaped: it is raw"; }
	attempt ssh "control characters and lines in the host's log" in_log raw_log
	in_ps() {
		S alice "cp /bin/sleep ~/\$'s\\e]0;evil\\a'; ~/\$'s\\e]0;evil\\a' 4" </dev/null &
		until_true 5 pgrep -x hostel-init; sleep 0.7
		if { hostel ps; hostel ps --json; hostel ps -v; hostel show alice; hostel top -b -n1; } 2>/dev/null | grep -q $'\033'; then echo "escaped: raw"; else echo refused; fi
		hostel kill alice >/dev/null
	}
	raw_ps() { cp /bin/sleep /root/$'s\e]0;evil\a'; /root/$'s\e]0;evil\a' 1 & sleep 0.2; cat /proc/$!/comm /proc/$!/cmdline | grep -q $'\033' && echo "escaped: raw in /proc"; wait $!; }
	attempt ssh "control characters in a process's name, hostel ps" in_ps raw_ps
	in_errors() {
		printf '[session]\nshell = \033[31mred\n' >$CONF/tenants/alice.ini
		hostel check 2>&1 | grep -q $'\033' && echo "escaped: raw" || echo refused
		policy
	}
	attempt host "control characters of a policy in hostel check" in_errors raw_log
fi
