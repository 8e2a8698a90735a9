# SPDX-License-Identifier: GPL-2.0-or-later
# The ways in: whatever is asked for, by whichever of them, runs inside. Controls: carol, an account of
# the same host without hostel.

PROOF="{ $PLACE; } >~/place 2>/dev/null" # leaves its place in the home
for user in alice carol; do # the same as a script
	sed "s,~,/home/$user," <<<"$PROOF" >/home/$user/script
	chmod 755 /home/$user/script
done
seen_of() { placed_file "/home/$1/place"; }
as() { # tenant, ssh arguments...: the place that his command left behind
	S "$@" </dev/null >/dev/null 2>&1
	seen_of "$1"
}
both() { # way, what, function that takes an account: tried as alice and, for the control, as carol
	attempt "$1" "$2" "$3 alice" "$3 carol"
}

if want A1; then
	attack A1
	command_form() { as "$1" "$FORM"; }
	for form in "$PROOF" "bash --noprofile -c '$PROOF'" "sh -c '$PROOF'" "exec -a -bash bash -c '$PROOF'" \
		"/bin/dash -c '$PROOF'" "env -i /bin/sh -c '$PROOF; mv place /home/\$(stat -c %U .)/ 2>/dev/null'"; do
		FORM=${form/env -i/env -i HOME=\$HOME}
		attempt ssh "ssh host ${form:0:24}..." "FORM=${FORM@Q} command_form alice" "FORM=${FORM@Q} command_form carol"
	done
	here_document() { S "$1" 'bash -s' <<<"$PROOF" >/dev/null 2>&1; seen_of "$1"; }
	login_shell() { S "$1" <<<"$PROOF" >/dev/null 2>&1; seen_of "$1"; }
	terminal() { S "$1" -tt "$PROOF" </dev/null >/dev/null 2>&1; seen_of "$1"; }
	remote_command() { S "$1" -o RemoteCommand="$PROOF" </dev/null >/dev/null 2>&1; seen_of "$1"; }
	typed() { python3 tests/system/talk.py ssh -F /root/.ssh/config -tt -l "$1" host >/dev/null <<<"want @[a-z]+:
	say $PROOF; echo rea''dy
	want ready
	say exit"; seen_of "$1"; }
	by_su() { su - "$1" -c "$PROOF"; seen_of "$1"; }
	by_su_shell() { su -s "$SU_SHELL" "$1" -c "$PROOF"; seen_of "$1"; }
	by_runuser() { runuser -l "$1" -c "$PROOF"; seen_of "$1"; }
	by_login() { python3 tests/system/talk.py login -f "$1" >/dev/null <<<"want @[a-z]+:
	say $PROOF; echo rea''dy
	want ready
	say exit"; seen_of "$1"; }
	both ssh "a here document" here_document
	both ssh "a login shell with a script as input" login_shell
	both terminal "ssh -tt with a command" terminal
	both ssh "RemoteCommand" remote_command
	both terminal "typed at a prompt" typed
	both su "su - -c" by_su
	for shell in /bin/bash /usr/bin/dash; do
		SU_SHELL=$shell
		attempt "su -s" "su -s $shell" "SU_SHELL=$shell by_su_shell alice" "SU_SHELL=$shell by_su_shell carol"
	done
	pam_lines login runuser runuser-l
	both runuser "runuser -l" by_runuser
	both login "login -f" by_login
	SFTP=/usr/lib/openssh/sftp-server start_sshd
	# sftp-server is started by the login shell; its exit leaves nothing: what it sees tells where it is.
	sftp_sees() { echo 'ls -1 /home' | timeout 60 sftp -q -b - "$1@host" 2>/dev/null | grep -qw bob && echo escaped || echo inside; }
	both sftp "sftp-server: the host's /home" sftp_sees
	start_sshd
	both sftp "internal-sftp: the host's /home" sftp_sees
	policy; hostel kill alice >/dev/null 2>&1
	in_run() { if [ "$1" = alice ]; then hostel run alice -- sh -c "$PROOF"; else setpriv --reuid carol --regid carol --clear-groups env HOME=/home/carol sh -c "$PROOF"; fi; seen_of "$1"; }
	both run "hostel run" in_run
fi

if want A2; then
	attack A2
	injected() { as "$1" "$INJECTED"; }
	for form in "scp -t x; $PROOF" "scp -f x || $PROOF" "/usr/lib/openssh/sftp-server; $PROOF" "scp \$($PROOF)" \
		"scp \`$PROOF\`" "true
$PROOF" "git-upload-pack x; $PROOF" "rsync --server; $PROOF" "internal-sftp; $PROOF"; do
		attempt ssh "$(printf %.30s "${form//$'\n'/\\n}")" "INJECTED=${form@Q} injected alice" "INJECTED=${form@Q} injected carol"
	done
fi

# hostel-shell executed by hand on the porch, where sshd would do it, with arguments that nobody sends.
if want A3; then
	attack A3
	cat >/root/argv.c <<'C'
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* argv PID UID PROGRAM CASE COMMAND SCRIPT: as UID where process PID stands (0: here) */
int main(int argc, char **argv)
{
	(void)argc;
	char path[64], *big = calloc(1, 120001), *none[] = {NULL}, *c = argv[5];
	char *env[] = {"PATH=/usr/bin", NULL};
	unsigned uid = (unsigned)atoi(argv[2]);
	memset(big, 'x', 120000);
	if (atoi(argv[1])) {
		snprintf(path, sizeof path, "/proc/%s/ns/net", argv[1]);
		if (setns(open(path, O_RDONLY | O_CLOEXEC), CLONE_NEWNET) < 0) return 98;
		snprintf(path, sizeof path, "/proc/%s/ns/mnt", argv[1]);
		if (setns(open(path, O_RDONLY | O_CLOEXEC), CLONE_NEWNS) < 0) return 99;
	}
	if (setgroups(0, NULL) || setgid(uid) || setuid(uid)) return 97;
	char *empty[] = {"", "-c", c, NULL}, *dash[] = {"-bash", "-c", c, NULL}, *help[] = {"bash", "--help", NULL};
	char *version[] = {"bash", "--version", NULL}, *more[] = {"bash", "-c", c, "a", "b", big, NULL};
	char *large[] = {big, "-c", c, NULL}, *stdin_[] = {"sh", "-s", NULL}, *script[] = {"bash", argv[6], NULL};
	char **cases[] = {none, empty, dash, help, version, more, large, stdin_, script};
	execve(argv[3], cases[atoi(argv[4])], env);
	return 96;
}
C
	gcc -O1 -w -o /root/argv /root/argv.c
	S alice -f -N -M -S /tmp/argv.sock </dev/null
	on_porch alice
	names=("argc 0" "argv[0] empty" "argv[0] -bash" "--help" "--version" "arguments behind -c" \
		"argv[0] of 120,000 bytes" "-s" "a script")
	argv_case() { # account, pid to stand where, program, number
		local home=/home/$1
		timeout 10 /root/argv "$2" "$(id -u "$1")" "$3" "$4" "$(sed "s,~,$home,g" <<<"$PROOF")" $home/script \
			<<<"$(sed "s,~,$home,g" <<<"$PROOF")" >/tmp/argv.out 2>&1
		case $4 in 3 | 4) grep -q "GNU bash" /tmp/argv.out && { [ "$2" = 0 ] && echo "escaped host's bash" || echo inside; } || echo refused; return ;; esac
		[ -s "$home/place" ] || { echo "refused $(tr '\n' ' ' </tmp/argv.out)"; return; }
		seen_of "$1"
	}
	for number in ${!names[*]}; do
		attempt porch "hostel-shell, ${names[number]}" "argv_case alice $porch /usr/bin/bash $number" "argv_case carol 0 /bin/bash $number"
		attempt host "outside, ${names[number]}" "argv_case alice 0 $SHELL_PATH $number" "argv_case carol 0 /bin/bash $number"
	done
	ssh -F /root/.ssh/config -S /tmp/argv.sock -O exit host 2>/dev/null
fi

if want A4; then
	attack A4
	cat >/root/evil.c <<'C'
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* loaded into whatever starts: where is it? */
__attribute__((constructor)) static void evil(void)
{
	unsetenv("LD_PRELOAD"); unsetenv("LD_AUDIT");
	if (access("place", F_OK))
		if (system("{ for n in user pid mnt net ipc uts cgroup; do readlink /proc/self/ns/$n; done | tr '\\n' ' '; cat /proc/1/comm; } >place 2>/dev/null")) return;
}
unsigned la_version(unsigned v) { return v; }
C
	gcc -shared -fPIC -o /root/evil.so /root/evil.c
	for user in alice carol; do
		install -m 755 /root/evil.so /home/$user/evil.so
		echo "$PROOF" >/home/$user/envrc; chmod 644 /home/$user/envrc
	done
	by_environment() { as "$1" -o SetEnv="$(sed "s,~,/home/$1," <<<"$VARIABLE")" 'bash -c true; sh -c true'; }
	for variable in LD_PRELOAD=~/evil.so LD_AUDIT=~/evil.so BASH_ENV=~/envrc; do
		variable=${variable/$HOME/\~}
		attempt ssh "AcceptEnv ${variable%%=*}" "VARIABLE='$variable' by_environment alice" "VARIABLE='$variable' by_environment carol"
	done
	by_file() { # PermitUserEnvironment
		sed "s,~,/home/$1," <<<"$VARIABLE" >"/home/$1/.ssh/environment"
		as "$1" 'bash -c true'
		rm "/home/$1/.ssh/environment"
	}
	attempt ssh "~/.ssh/environment LD_PRELOAD" "VARIABLE=LD_PRELOAD=~/evil.so; VARIABLE=\${VARIABLE/\$HOME/\\~} by_file alice" "VARIABLE='LD_PRELOAD=~/evil.so' by_file carol"
	by_key() { # environment= in authorized_keys
		cp -a "/home/$1/.ssh/authorized_keys" /root/keys
		sed -i "s|^|environment=\"LD_PRELOAD=/home/$1/evil.so\" |" "/home/$1/.ssh/authorized_keys"
		as "$1" 'bash -c true'
		cp -a /root/keys "/home/$1/.ssh/authorized_keys"
	}
	both ssh "environment= in authorized_keys" by_key
	# What steers libc's search for code and data, all at once: nothing of it may reach a host's program.
	everything() {
		as "$1" -o SetEnv="GCONV_PATH=/home/$1 LOCPATH=/home/$1 MALLOC_CHECK_=3 ENV=/home/$1/envrc PATH=/home/$1 SHELL=/home/$1/x HOME=/ IFS=/ TERMINFO=/home/$1 LD_LIBRARY_PATH=/home/$1" \
			"cd /home/$1 && HOME=/home/$1; PATH=/usr/bin:/bin; IFS=' '; $PROOF"
	}
	both ssh "GCONV_PATH, LOCPATH, PATH, HOME=/, SHELL, IFS ..." everything
fi

if want A5; then
	attack A5
	user_rc() { echo "$PROOF" >"/home/$1/.ssh/rc"; S "$1" true; rm "/home/$1/.ssh/rc"; seen_of "$1"; }
	both ssh "~/.ssh/rc" user_rc
	xauth_rc() { echo "cat >/dev/null; $PROOF" >"/home/$1/.ssh/rc"
		DISPLAY=:9 XAUTHORITY=/dev/null S "$1" -X true; rm "/home/$1/.ssh/rc"; seen_of "$1"; }
	both ssh "~/.ssh/rc with X11 forwarding" xauth_rc
	system_rc() { echo "cd /home/$1; HOME=/home/$1; $PROOF" >/etc/ssh/sshrc; S "$1" true; rm /etc/ssh/sshrc; seen_of "$1"; }
	both ssh "/etc/ssh/sshrc" system_rc
	fake_xauth() { # sshd runs xauth by its configured path: one that the tenant could replace
		printf '#!/bin/sh\ncat >/dev/null\n%s\n' "${PROOF/\~//home/$1}" >/home/$1/xauth; chmod 755 /home/$1/xauth
		start_sshd "XAuthLocation /home/$1/xauth"
		DISPLAY=:9 XAUTHORITY=/dev/null S "$1" -X true
		start_sshd
		seen_of "$1"
	}
	both ssh "XAuthLocation in the home" fake_xauth
fi

if want A6; then
	attack A6
	forced() { # options of the key
		cp -a "/home/$1/.ssh/authorized_keys" /root/keys
		sed -i "s|^|$OPTIONS |" "/home/$1/.ssh/authorized_keys"
		S "$1" $SSH_OPTIONS 'echo other' </dev/null >/dev/null 2>&1
		cp -a /root/keys "/home/$1/.ssh/authorized_keys"
		seen_of "$1"
	}
	for options in "command=\"sh script\"" "restrict,pty,command=\"sh script\"" "restrict,command=\"/bin/sh -c 'sh script'\""; do
		attempt ssh "${options:0:22}..." "SSH_OPTIONS= OPTIONS=${options@Q} forced alice" "SSH_OPTIONS= OPTIONS=${options@Q} forced carol"
	done
	attempt terminal "command= with a terminal" "SSH_OPTIONS=-tt OPTIONS=${options@Q} forced alice" "SSH_OPTIONS= OPTIONS=${options@Q} forced carol"
	start_sshd "ForceCommand ${PROOF}"
	by_force() { as "$1" true; }
	both ssh "ForceCommand" by_force
	start_sshd
	mkdir -p /dev/net
	[ -e /dev/net/tun ] || mknod -m 666 /dev/net/tun c 10 200
	if ip tuntap add mode tun name tun7 2>/dev/null; then
		ip link del tun7
		start_sshd "PermitTunnel yes"
		tunnel() { # a tun device of the host that belongs to the account
			ip tuntap add mode tun user "$1" name tun8
			ip link set tun8 up
			timeout 40 ssh -F /root/.ssh/config -l "$1" -w 9:8 -o Tunnel=point-to-point host 'sleep 10' >/tmp/tunnel.out 2>&1 & local pid=$!
			until_true 30 eval 'ip -br link show tun8 | grep -q LOWER_UP || ! kill -0 '$pid
			ip -br link show tun8 | grep -q LOWER_UP && echo "escaped: the host's tun device" || echo refused
			kill $pid 2>/dev/null; wait $pid
			ip link del tun8; ip link del tun9
		}
		both ssh "ssh -w: a tun device of the host" tunnel
		start_sshd
	else
		absent "ssh -w: a tun device of the host" "this kernel has no tun"
	fi
fi

if want A11; then
	attack A11
	second_channel() {
		S "$1" -f -N -M -S /tmp/a11.sock </dev/null
		ssh -F /root/.ssh/config -l "$1" -S /tmp/a11.sock host "$PROOF" </dev/null
		ssh -F /root/.ssh/config -S /tmp/a11.sock -O exit host 2>/dev/null
		seen_of "$1"
	}
	both channel "a second channel" second_channel
	# The session fails, and the login program goes on as if it had not. Control: another module's failure.
	cat >/root/careless.c <<'C'
#include <security/pam_appl.h>
#include <security/pam_misc.h>
#include <grp.h>
#include <stdlib.h>
#include <unistd.h>
/* careless SERVICE USER UID COMMAND */
int main(int argc, char **argv)
{
	struct pam_conv conv = {misc_conv, NULL};
	pam_handle_t *pamh;
	(void)argc;
	if (pam_start(argv[1], argv[2], &conv, &pamh)) return 1;
	if (pam_open_session(pamh, 0) == PAM_SUCCESS) return 2;
	if (setgroups(0, NULL) || setgid((gid_t)atoi(argv[3])) || setuid((uid_t)atoi(argv[3]))) return 3;
	execl("/bin/bash", "bash", "-c", argv[4], (char *)NULL);
	execl("/bin/busybox", "sh", "-c", argv[4], (char *)NULL);
	return 4;
}
C
	gcc -O1 -o /root/careless /root/careless.c -lpam -lpam_misc
	printf 'session required pam_deny.so\n' >/etc/pam.d/denied
	careless() { /root/careless "$2" "$1" "$(id -u "$1")" "$(sed "s,~,/home/$1,g" <<<"$PROOF")" >/dev/null 2>&1; seen_of "$1"; }
	careless_ours() {
		fresh
		mv $PREFIX/libexec/hostel/hostel-init $PREFIX/libexec/hostel/away
		careless alice hostel
		mv $PREFIX/libexec/hostel/away $PREFIX/libexec/hostel/hostel-init
	}
	attempt PAM "a caller that ignores a failed session" careless_ours "careless carol denied"
	failing() { # sshd's own way on: with a shell of the host's as login shell
		chsh -s /bin/bash alice
		mv $PREFIX/libexec/hostel/hostel-init $PREFIX/libexec/hostel/away
		"$@"
		mv $PREFIX/libexec/hostel/away $PREFIX/libexec/hostel/hostel-init
		chsh -s $SHELL_PATH alice
	}
	sftp_home() { echo 'ls -1 /home' | timeout 60 sftp -q -b - "$1@host" 2>/dev/null | grep -qw bob && echo "escaped: the host's /home" || echo refused; }
	attempt ssh "a command after the session failed" "failing as alice '$PROOF'" "as carol '$PROOF'"
	attempt terminal "a terminal after the session failed" "failing as alice -tt '$PROOF'" "as carol -tt '$PROOF'"
	attempt sftp "internal-sftp after the session failed" "failing sftp_home alice" "sftp_home carol"
fi
