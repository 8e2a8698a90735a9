#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whatever a login program executes for a tenant runs in his sandbox or not at all: su -s, sudo, runuser,
# sshd's own helpers, cron and at with any shell, and the mail of their output. Carol, who is no
# tenant, is the control: for her the same command runs on the host.
. "$(dirname "$0")/lib.sh"
pam_lines sudo sudo-i runuser runuser-l atd
sed -i 's/^127.0.0.1.*/& world/' /etc/hosts # sudo looks itself up

HOST_NS=$(readlink /proc/self/ns/pid)
prove() { echo "{ readlink /proc/self/ns/pid; cat /proc/1/comm; } >/home/$1/proof"; } # shell code
pyprove() { # the same for python
	echo "import os; open('/home/$1/proof','w').write(os.readlink('/proc/self/ns/pid')+'\\n'+open('/proc/1/comm').read())"
}
where() { # file: inside, host, or nothing
	local seen=nothing
	if [ -s "$1" ]; then
		seen=host
		[ "$(sed -n 1p "$1")" = "$HOST_NS" ] || seen=elsewhere
		[ "$seen$(sed -n 2p "$1")" != elsewherehostel-init ] || seen=inside
	fi
	rm -f "$1"
	echo $seen
}
way() { # name, command with USER, PROVE and PYTHON in it, what is expected for alice
	local user words=() word
	for user in alice carol; do
		rm -f /home/$user/proof
		words=()
		for word in "${@:3}"; do
			word=${word//USER/$user}
			word=${word//PROVE/$(prove $user)}
			words+=("${word//PYTHON/$(pyprove $user)}")
		done
		[ "$(type -t "${words[0]}")" = function ] || words=(timeout 60 "${words[@]}")
		"${words[@]}" </dev/null >/tmp/way.$user 2>&1
		if [ $user = alice ]; then
			is "$1" "$2" "$(where /home/alice/proof)"
		else
			is "control: $1, by who is no tenant" host "$(where /home/carol/proof)"
		fi
	done
}
evil() { # path, user: an executable of the host's that proves itself
	printf '#!/bin/sh\n%s\n' "$(prove "$2")" >"$1"; chmod 755 "$1"
}

# --- su, runuser, sudo ---------------------------------------------------------------------------------
way "su -c" inside su USER -c PROVE
way "su - -c" inside su - USER -c PROVE
way "su -m" inside su -m USER -c PROVE
way "su -s /bin/bash" inside su -s /bin/bash USER -c PROVE
way "su -s an interpreter" inside su -s /usr/bin/python3 USER -c PYTHON
way "runuser -u" inside runuser -u USER -- sh -c PROVE
way "runuser -u, an interpreter" inside runuser -u USER -- python3 -c PYTHON
way "runuser -l" inside runuser -l USER -c PROVE
way "sudo -u, a shell" inside sudo -u USER sh -c PROVE
way "sudo -u, by its path" inside sudo -u USER /usr/bin/env sh -c PROVE
way "sudo -u, an interpreter" inside sudo -u USER python3 -c PYTHON
way "sudo -i" inside sudo -iu USER sh -c PROVE
way "sudo -s" inside sudo -u USER -s sh -c PROVE
like "sudo -u tenant id" "^uid=$(id -u alice)\(alice\)" "$(sudo -u alice id)"
sudo -u alice sh -c 'exit 7'; is "sudo: the exit status" 7 $?
is "sudo -l and -v are not ours" 0 "$(sudo -n -l -U alice >/dev/null 2>&1; echo $?)"
python3 "$(dirname "$0")/talk.py" login -f alice >/dev/null 2>&1 <<X
say PS1=rea''dy:
want ready:
say $(prove alice); exit
ended 0
X
is "login -f" inside "$(where /home/alice/proof)"
mkdir -p /opt
for file in /tmp/evil /opt/evil /usr/libexec/evil; do
	for user in alice carol; do evil $file.$user $user; done
	way "su -s $file" nothing su -s $file.USER USER
	way "sudo $file" nothing sudo -u USER $file.USER
	way "runuser $file" nothing runuser -u USER -- $file.USER
done
for user in alice carol; do evil /home/$user/evil $user; chown $user /home/$user/evil; done
way "sudo, a program of the tenant's" nothing sudo -u USER /home/USER/evil
way "sudo, a program of the tenant's through the loader" nothing \
	sudo -u USER "$(readlink -f /lib64/ld-linux-x86-64.so.2)" /usr/bin/python3 -c PYTHON
way "but through a shell it runs" inside sudo -u USER sh -c /home/USER/evil
install -m 755 /tmp/evil.alice /usr/local/bin/later
until_true 5 no_sandbox
is "a program installed just now" inside "$(sudo -u alice later; where /home/alice/proof)"

# --- the working directory --------------------------------------------------------------------------------
install -d -o alice /home/alice/sub; install -d -m 700 /home/alice/roots
is "su keeps the directory" /home/alice/sub "$(cd /home/alice/sub && su alice -c pwd </dev/null)"
is "sudo too" /home/alice/sub "$(cd /home/alice/sub && sudo -u alice pwd)"
is "su - goes home" /home/alice "$(cd /home/alice/sub && su - alice -c pwd </dev/null)"
is "not to one that is closed to the tenant" / "$(cd /home/alice/roots && su alice -c pwd </dev/null)"
is "nor to one that is not there" / "$(cd /root && su alice -c pwd </dev/null)"
alice 'ln -s /home/alice/sub /tmp/x; exec sleep 80' & holder=$!
until_true 5 pgrep -u alice -x sleep
mkdir /tmp/x
is "nor where the tenant has put a link" / "$(cd /tmp/x && su alice -c 'pwd -P' </dev/null)"
pkill -u alice -x sleep; wait $holder

# --- PAM stacks ----------------------------------------------------------------------------------------------
keep_pam() { cp -a /etc/pam.d /etc/pam.away; }
back_pam() { rm -rf /etc/pam.d; mv /etc/pam.away /etc/pam.d; }
keep_pam
sed -i '/session.*pam_hostel/d' /etc/pam.d/sudo
sudo -u alice sh -c "$(prove alice)"
is "control: sudo without our session line" host "$(where /home/alice/proof)"
sed -i "\$a session optional $MODULE" /etc/pam.d/sudo
sudo -u alice sh -c "$(prove alice)"
is "optional: inside" inside "$(where /home/alice/proof)"
until_true 5 no_sandbox
mv $PREFIX/libexec/hostel/hostel-init $PREFIX/libexec/hostel/away
sudo -u alice sh -c "$(prove alice)" >/dev/null 2>&1
is "optional, and the session fails: nothing runs" nothing "$(where /home/alice/proof)"
mv $PREFIX/libexec/hostel/away $PREFIX/libexec/hostel/hostel-init
sed -i "s,^session optional $MODULE,session required /lib/no_such_module.so," /etc/pam.d/sudo
sudo -u alice sh -c "$(prove alice)" >/dev/null 2>&1
is "the module is missing: nothing runs" nothing "$(where /home/alice/proof)"
back_pam
keep_pam
evil /root/by-pam alice
sed -i "\$a session optional pam_exec.so /root/by-pam\nsession optional pam_exec.so /bin/sh /root/by-pam" /etc/pam.d/sudo
is "a line behind ours runs" in "$(sudo -u alice echo in 2>/dev/null)"
is "but finds nothing to execute on the porch" nothing "$(where /home/alice/proof)"
sed -i '/pam_hostel/d' /etc/pam.d/sudo
sudo -u alice true
is "control: without ours it does" host "$(where /home/alice/proof)"
back_pam

# --- what sshd itself executes --------------------------------------------------------------------------------
for user in alice carol; do prove $user >/home/$user/.ssh/rc; done
way "~/.ssh/rc" inside S USER true
rm /home/alice/.ssh/rc /home/carol/.ssh/rc
printf 'case $USER in alice) %s ;; carol) %s ;; esac\n' "$(prove alice)" "$(prove carol)" >/etc/ssh/sshrc
way "/etc/ssh/sshrc" nothing S USER true
rm /etc/ssh/sshrc
mv /usr/bin/xauth /usr/bin/xauth.real
cat >/usr/bin/xauth <<-X
	#!/bin/sh
	{ readlink /proc/self/ns/pid; cat /proc/1/comm; } >/home/\$(id -un)/proof
	exec /usr/bin/xauth.real "\$@"
X
chmod 755 /usr/bin/xauth
x11() { DISPLAY=127.0.0.1:0 S "$1" -Y 'cp ~/proof ~/proof.kept; echo $DISPLAY; xauth list'; cp "/home/$1/proof.kept" "/home/$1/proof"; }
way "xauth" inside x11 USER 2>/dev/null
seen=$(x11 alice 2>/dev/null)
like "DISPLAY is set" '^(localhost|127\.0\.0\.1):' "$seen"
like "and the cookie is there" 'MIT-MAGIC-COOKIE-1' "$seen"
mv /usr/bin/xauth.real /usr/bin/xauth
start_sshd 'Match User alice' "ForceCommand $(prove alice)" 'Match User carol' "ForceCommand $(prove carol)"
way "ForceCommand" inside S USER true
start_sshd
socat TCP-LISTEN:7400,bind=127.0.0.1,fork,reuseaddr SYSTEM:'echo on-the-host' & server=$!
until_true 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/7400'
is "control: ssh -W, by who is no tenant" on-the-host "$(S carol -W 127.0.0.1:7400 </dev/null 2>/dev/null)"
is "ssh -W leads to the tenant's own network" "" "$(S alice -W 127.0.0.1:7400 </dev/null 2>/dev/null)"
kill $server

# --- cron and at: any shell, and mail --------------------------------------------------------------------------
cat >/usr/sbin/sendmail <<'X'
#!/bin/sh
# Stands for a mail system: keeps what it got, and where it ran.
me=$(id -un)
out=$(mktemp "/home/$me/mail.XXXXXX")
{ readlink /proc/self/ns/pid; cat /proc/1/comm; echo "args: $*"; cat; } >"$out"
X
chmod 755 /usr/sbin/sendmail
mail_of() { grep -lE -- "$2" /home/$1/mail.* 2>/dev/null | head -1; } # user, pattern
job() { prove "$1" | sed "s,/proof,/$2,"; }
for user in alice carol; do
	cat >/tmp/crontab <<-X
	* * * * * $(job $user cron-sh); echo mail-of-plain
	SHELL=/bin/bash
	* * * * * $(job $user cron-bash)
	SHELL=/usr/bin/python3
	* * * * * $(pyprove $user | sed "s,/proof,/cron-python,")
	SHELL=/tmp/evil.$user.cron
	* * * * * anything
	SHELL=/home/$user/evil.cron
	* * * * * anything
	SHELL=/bin/sh
	MAILTO=root
	* * * * * echo mail-to-root
	MAILTO="-oQ/tmp root"
	* * * * * echo mail-with-option
	MAILTO="x; touch /home/$user/injected"
	* * * * * echo mail-with-command
	X
	printf '#!/bin/sh\n%s\n' "$(job $user cron-evil)" >/tmp/evil.$user.cron
	printf '#!/bin/sh\n%s\n' "$(job $user cron-own)" >/home/$user/evil.cron
	chmod 755 /tmp/evil.$user.cron /home/$user/evil.cron
	crontab -u $user /tmp/crontab
	echo "* * * * * $user $(job $user cron-d)" >>/etc/cron.d/hostel-test
done
mark=$(log_mark)
cron
until_true 180 bash -c 'for u in alice carol; do for f in cron-sh cron-bash cron-python cron-d; do test -s /home/$u/$f || exit 1; done; done'
until_true 60 bash -c 'ls /home/carol/mail.* && grep -l mail-to-root /home/alice/mail.*'
until_true 120 bash -c '! pgrep -x CRON && ! pgrep -f "^/usr/sbin/CRON"'
for file in cron-sh cron-bash cron-python cron-d; do
	is "$file" inside "$(where /home/alice/$file)"
	is "control: $file, by who is no tenant" host "$(where /home/carol/$file)"
done
for file in cron-evil cron-own; do
	is "$file: SHELL= a program that is no shell of the host's" nothing "$(where /home/alice/$file)"
	is "control: $file, by who is no tenant" host "$(where /home/carol/$file)"
done
mail=$(mail_of alice mail-of-plain)
is "the mail of a job's output is sent inside" inside "$(head -2 "$mail" >/tmp/mail && where /tmp/mail)"
like "with cron's arguments" '^args: .*-oem alice$' "$(cat "$mail")"
mail=$(mail_of carol mail-of-plain)
is "control: by who is no tenant on the host" host "$(head -2 "$mail" >/tmp/mail && where /tmp/mail)"
mail=$(mail_of alice mail-to-root)
is "MAILTO of somebody else: inside" inside "$(head -2 "$mail" >/tmp/mail && where /tmp/mail)"
is "MAILTO with an option or a command: no mail" "" "$(mail_of alice 'mail-with')"
like "which cron says" 'alice. UNSAFE MAIL \(-oQ' "$(log_since $mark)"
is "and nothing was executed" "" "$(ls /home/*/injected 2>/dev/null)"
rm -f /home/*/mail.* /etc/cron.d/hostel-test
crontab -u carol -r
echo '* * * * * echo mail-that-is-lost' | crontab -u alice -
mv /usr/sbin/sendmail /usr/sbin/sendmail.away
mark=$(log_mark)

# --- at, meanwhile ----------------------------------------------------------------------------------------------
: >/etc/at.deny
mkdir -p /var/spool/cron/atjobs /var/spool/cron/atspool
atd -b 1 -l 1000
submit() { # user, at or batch: a job from stdin, put there from the host (not by way of hostel)
	setpriv --reuid "$1" --regid "$1" --init-groups sh -c "cd /; exec ${2:-at now}" >/dev/null 2>&1
}
for user in alice carol; do
	job $user at-job | submit $user
	(echo "#!/usr/bin/python3"; job $user at-python) | submit $user
	(job $user at-batch; echo "echo mail-of-batch") | submit $user batch
done
until_true 180 bash -c 'for u in alice carol; do for f in at-job at-python at-batch; do test -s /home/$u/$f || exit 1; done; done'
for file in at-job at-python at-batch; do
	is "$file" inside "$(where /home/alice/$file)"
	is "control: $file, by who is no tenant" host "$(where /home/carol/$file)"
done
until_true 60 bash -c "tail -n +$mark $LOG | grep \"Exec failed\" | wc -l | grep -q 2"
is "no sendmail: atd says that the mails are lost, of the one and the other" 2 "$(log_since $mark | grep -c "atd.*Exec failed for mail command")"
until_true 150 bash -c "tail -n +$mark $LOG | grep -q 'alice.*MAIL\|No MTA'"
like "no sendmail: cron's log says so, too" 'No MTA installed, discarding output' "$(log_since $mark)"
crontab -u alice -r
mv /usr/sbin/sendmail.away /usr/sbin/sendmail
until_true 10 no_sandbox
(job alice at-mail; echo 'echo mail-of-at') | submit alice
until_true 60 bash -c 'grep -l mail-of-at /home/alice/mail.*'
mail=$(mail_of alice mail-of-at)
is "atd's mail, after the session was closed: inside" inside "$(head -2 "$mail" >/tmp/mail && where /tmp/mail)"
like "with atd's arguments" '^args: -i alice' "$(cat "$mail")"
ok "and then the sandbox ends" until_true 10 no_sandbox
is "nothing is left in atd's spool" "" "$(find /var/spool/cron/atjobs /var/spool/cron/atspool -type f ! -name .SEQ)"
printf '#!/bin/sh\nexit 75\n' >/usr/sbin/sendmail
mark=$(log_mark)
echo 'echo mail-that-fails' | submit alice
until_true 60 eval 'log_since $mark | grep -q "not sent"'
like "a sendmail that fails: the log says it" "mail of a job of uid $(id -u alice) was not sent: sendmail ended with 75" \
	"$(log_since $mark)"
is "the host's spools are not there inside" "atjobs atspool crontabs 0" "$(alice 'cd /var/spool/cron && echo * $(find . -type f ! -name .SEQ ! -name .deny | wc -l)')"
kill "$(cat /run/atd.pid)" "$(cat /run/crond.pid)"

# --- the tree of names ------------------------------------------------------------------------------------------
until_true 10 no_sandbox
trees() { ls $STATE | grep -c '^programs-'; }
before=$(trees)
touch /usr/local/bin # another time, the same names
is "a directory that has changed without a new name" in "$(sudo -u alice echo in)"
is "needs no other tree" "$before" "$(trees)"
until_true 10 no_sandbox
hostel gc >/dev/null
is "hostel gc removes the trees and what leads to them" "" "$(ls $STATE | grep programs)"
is "and the next login makes one" "in 1" "$(sudo -u alice echo in) $(trees)"
finish
