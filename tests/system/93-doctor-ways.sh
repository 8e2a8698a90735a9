#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hostel doctor, ways in: PAM, sshd and what else lets a tenant's programs run. Each check is made to complain, and is
# content when the cause is gone. Others: 75-doctor.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/doctor_checks.sh"

# --- PAM ------------------------------------------------------------------------------------------------
for service in lightdm crond remote atd cockpit; do [ ! -f /etc/pam.d/$service ] || pam_lines $service; done
becomes session-last PASS
echo 'session optional pam_mail.so' >>/etc/pam.d/sshd
becomes session-last FAIL 'sshd: pam_mail.so stands behind it'
is "P02 is its code" FAIL "$(doctor p02 | awk '$2 == "session-last" { print $1 }')"
sed -i '$d' /etc/pam.d/sshd
becomes session-last PASS

becomes stack-order PASS
for type in account session; do
	sed -i "/^$type required .*pam_hostel/i $type sufficient pam_permit.so" /etc/pam.d/su
	becomes stack-order FAIL "su: behind \"$type sufficient pam_permit.so\" nothing more is run"
	sed -i '/sufficient pam_permit/d' /etc/pam.d/su
done
becomes stack-order PASS

becomes module PASS
chmod o+w $MODULE
becomes module FAIL 'mode 0646: others can write'
chmod o-w $MODULE
chown carol $MODULE
becomes module FAIL "owner $(id -u carol)"
chown root $MODULE
cp -p $MODULE /root/module
head -c 2000 /root/module >$MODULE
becomes module FAIL 'cannot be loaded'
rm $MODULE
becomes module FAIL 'No such file'
cp -p /root/module $MODULE
becomes module PASS

if [ -x /usr/sbin/pam-auth-update ]; then
	becomes pam-auth-update PASS
	cp -p /etc/pam.d/common-session /root/common-session
	sed -i '/end of pam-auth-update/d' /etc/pam.d/common-session
	becomes pam-auth-update WARN 'common-session: without the marks'
	cp -p /root/common-session /etc/pam.d/common-session
	becomes pam-auth-update PASS
else
	becomes pam-auth-update SKIP
fi

sed -i 's/user_readenv=1//' /etc/pam.d/*
becomes environment PASS
echo 'session optional pam_exec.so /root/look' >>/etc/pam.d/cron
becomes environment WARN 'cron: session pam_exec.so /root/look'
sed -i '$d' /etc/pam.d/cron
echo 'auth optional pam_mount.so' >>/etc/pam.d/login
becomes environment WARN 'login: auth pam_mount.so'
sed -i '$d' /etc/pam.d/login
becomes environment PASS

if [ -e /proc/self/loginuid ]; then
	becomes loginuid PASS
	cp -p /etc/pam.d/sshd /root/sshd
	sed -i /pam_loginuid/d /etc/pam.d/sshd
	becomes loginuid WARN 'sshd: no session line of pam_loginuid'
	echo 'session required pam_loginuid.so' >>/etc/pam.d/sshd
	becomes loginuid WARN 'sshd: pam_loginuid.so stands behind'
	cp -p /root/sshd /etc/pam.d/sshd
	becomes loginuid PASS
else
	becomes loginuid SKIP
fi

# --- sshd: a Match block is one more outcome ----------------------------------------------------------------
cp /etc/ssh/sshd_config /root/sshd_config
matched() { # check, state, text, lines for alice alone
	cp /root/sshd_config /etc/ssh/sshd_config
	printf 'Match User alice\n%s\n' "$4" >>/etc/ssh/sshd_config
	becomes "$1" "$2" "$3"
	cp /root/sshd_config /etc/ssh/sshd_config
}
sed -i '/^PermitUserEnvironment/d; s/^AcceptEnv.*/AcceptEnv LANG LC_*/' /root/sshd_config
cp /root/sshd_config /etc/ssh/sshd_config
for check in sshd-command sshd-environment sshd-keys-command sshd-keys-file sshd-capacity sshd-service; do becomes $check PASS; done
matched sshd-command WARN 'chrootdirectory /srv for alice and 0 more' 'ChrootDirectory /srv'
matched sshd-command WARN 'forcecommand internal-sftp for alice' 'ForceCommand internal-sftp'
matched sshd-environment WARN 'acceptenv \* for alice and 0 more: LD_PRELOAD' 'AcceptEnv *'
matched sshd-environment WARN 'acceptenv BASH_\*' 'AcceptEnv BASH_*'
matched sshd-environment PASS '' 'AcceptEnv EDITOR'
echo 'PermitUserEnvironment LD_*' >>/etc/ssh/sshd_config
becomes sshd-environment WARN 'permituserenvironment LD_\*'
matched sshd-keys-command WARN 'authorizedkeyscommand /usr/bin/keys runs as root' $'AuthorizedKeysCommand /usr/bin/keys\nAuthorizedKeysCommandUser root'
matched sshd-keys-command WARN 'runs as bob' $'AuthorizedKeysCommand /usr/bin/keys\nAuthorizedKeysCommandUser bob'
matched sshd-keys-command PASS '' $'AuthorizedKeysCommand /usr/bin/keys\nAuthorizedKeysCommandUser nobody'
matched sshd-keys-file WARN '/etc/ssh/keys: No such file' 'AuthorizedKeysFile /etc/ssh/keys/%u'
mkdir /etc/ssh/keys
matched sshd-keys-file PASS '' 'AuthorizedKeysFile /etc/ssh/keys/%u'
: >/etc/ssh/keys/alice; chown bob /etc/ssh/keys/alice
matched sshd-keys-file WARN "/etc/ssh/keys/alice is uid $(id -u bob)'s" 'AuthorizedKeysFile /etc/ssh/keys/%u'
chown alice /etc/ssh/keys/alice
chmod 777 /etc/ssh/keys
matched sshd-keys-file WARN 'can be written by others .mode 0777' 'AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/keys/%u'
echo 'LoginGraceTime 0' >>/etc/ssh/sshd_config
becomes sshd-capacity WARN 'logingracetime 0'
cp /root/sshd_config /etc/ssh/sshd_config
becomes sshd-forwarding INFO 'x11forwarding yes'
printf 'X11Forwarding no\nDisableForwarding yes\n' | cat - /root/sshd_config >/etc/ssh/sshd_config
sed -i 's/^X11Forwarding yes//' /etc/ssh/sshd_config
unlike "sshd-forwarding: no X11" x11forwarding "$(doctor sshd-forwarding)"
cp /root/sshd_config /etc/ssh/sshd_config
printf 'PrintMotd no\nPrintLastLog no\n' >>/etc/ssh/sshd_config
becomes sshd-motd PASS
echo 'session optional pam_motd.so' >>/etc/pam.d/sshd; sed -i 's/PrintMotd no/PrintMotd yes/' /etc/ssh/sshd_config
becomes sshd-motd INFO 'printmotd yes, and pam_motd.so'
sed -i '$d' /etc/pam.d/sshd
cp /root/sshd_config /etc/ssh/sshd_config

like "each outcome is asked once, and the coverage is told" '"said": "2 of 2 tenants by 1 calls"' "$(hostel doctor sshd --json)"
printf 'Match User alice\nX11Forwarding no\nMatch Address 192.0.2.1\nX11Forwarding no\n' >>/etc/ssh/sshd_config
like "two outcomes, and what cannot be asked is said" '2 of 2 tenants by 2 calls; Match blocks by host, address' "$(hostel doctor sshd --json)"
mkdir /etc/ssh/more.d; printf 'Match Group hostel\nChrootDirectory /srv\n' >/etc/ssh/more.d/one.conf
cp /root/sshd_config /etc/ssh/sshd_config; sed -i '1i Include more.d/*.conf' /etc/ssh/sshd_config
becomes sshd-command WARN 'chrootdirectory /srv'
cp /root/sshd_config /etc/ssh/sshd_config

# An sshd that says of itself what this host's does not: another PAM service, and nothing at all.
mv /usr/sbin/sshd /root/sshd.real
printf '#!/bin/sh\n/root/sshd.real "$@" | sed "/^pamservicename/Id"; echo "PAMServiceName other"\n' >/usr/sbin/sshd
chmod 755 /usr/sbin/sshd
becomes sshd-service FAIL 'other: there is no /etc/pam.d/other|other: /etc/pam.d/other has no lines'
cp /etc/pam.d/sshd /etc/pam.d/other
becomes sshd-service PASS
rm /etc/pam.d/other /usr/sbin/sshd
becomes sshd SKIP 'there is no sshd'
mv /root/sshd.real /usr/sbin/sshd

cp /bin/sleep /usr/sbin/dropbear
becomes ssh-servers PASS
/usr/sbin/dropbear 300 &
until_true 5 pgrep -x dropbear
becomes ssh-servers WARN "process $!: dropbear"
kill $!; wait $! 2>/dev/null
becomes ssh-servers PASS
setpriv --reuid carol --clear-groups /usr/sbin/dropbear 300 &
until_true 5 pgrep -x dropbear
becomes ssh-servers PASS # anybody can call a program of theirs so
kill $!; wait $! 2>/dev/null
/usr/sbin/sshd -p 2222 -o PidFile=/run/other.pid
until_true 5 test -s /run/other.pid
becomes ssh-servers WARN 'two sshd that listen'
kill "$(cat /run/other.pid)"
until_true 5 test ! -e /run/other.pid
becomes ssh-servers PASS

# --- jobs, mail, files --------------------------------------------------------------------------------------
for pair in cron-daemon:/usr/sbin/cron at-daemon:/usr/sbin/atd; do
	check=${pair%%:*} program=${pair#*:}
	if [ ! -e $program ]; then becomes $check SKIP; continue; fi
	becomes $check PASS
	mv $program /root/daemon; cp /bin/true $program
	becomes $check FAIL "$program does not ask PAM"
	mv /root/daemon $program
	becomes $check PASS
done

rm -f /etc/exim4/update-exim4.conf.conf /etc/postfix/main.cf /usr/bin/procmail
becomes mail PASS
mkdir -p /etc/postfix; : >/etc/postfix/main.cf
becomes mail WARN 'Postfix runs commands'
echo '|/home/alice/run' >/home/alice/.forward
becomes mail WARN '/home/alice/.forward'
rm /home/alice/.forward; ln -s /etc/passwd /home/alice/.procmailrc
becomes mail WARN '/home/alice/.procmailrc'
rm /home/alice/.procmailrc /etc/postfix/main.cf
becomes mail PASS

rm -f /etc/exports /etc/rsyncd.conf /usr/sbin/{vsftpd,proftpd,pure-ftpd,smbd}
becomes file-services PASS
echo '# /home *(ro)' >/etc/exports
becomes file-services PASS
echo '/home *(ro)' >>/etc/exports
becomes file-services WARN 'NFS serves'
rm /etc/exports
printf '[home]\nuid = alice\npath = /home\n' >/etc/rsyncd.conf
becomes file-services WARN 'rsyncd'
rm /etc/rsyncd.conf
: >/usr/sbin/vsftpd
becomes file-services WARN vsftpd
rm /usr/sbin/vsftpd

# --- rights on the host ---------------------------------------------------------------------------------------
becomes groups PASS
groupadd -f docker
gpasswd -a alice docker >/dev/null
becomes groups FAIL 'gpasswd -d alice docker # as good as root'
gpasswd -d alice docker >/dev/null
gpasswd -a bob adm >/dev/null
becomes groups WARN 'gpasswd -d bob adm'
gpasswd -d bob adm >/dev/null
gpasswd -a carol docker >/dev/null
becomes groups PASS # she is no tenant
gpasswd -d carol docker >/dev/null

mkdir -p /etc/sudoers.d /etc/polkit-1/rules.d
mv /etc/sudoers /root/sudoers 2>/dev/null
printf 'Defaults env_reset\nroot ALL=(ALL) ALL\ncarol ALL = NOPASSWD: /usr/bin/id alice\n#includedir /etc/sudoers.d\n' >/etc/sudoers
becomes sudo PASS
ruled() { # the tenant or word in the answer, line of sudoers
	echo "$2" >/etc/sudoers.d/one
	becomes sudo WARN "/etc/sudoers.d/one:1: $1"
	rm /etc/sudoers.d/one
}
ruled alice 'alice ALL=(root) NOPASSWD: /usr/bin/systemctl'
ruled bob 'carol, bob ALL = ALL'
ruled '%hostel: alice' '%hostel ALL=(ALL) ALL'
ruled alice "#$(id -u alice) ALL=ALL"
ruled alice 'User_Alias OPERATORS = alice, carol'
ruled 'ALL: every tenant' 'ALL ALL=(games) /usr/games/x'
echo 'permit nopass :hostel as root' >/etc/doas.conf
becomes sudo WARN '/etc/doas.conf:1: %hostel: alice'
rm /etc/doas.conf
echo 'polkit.addRule(function(a, s) { if (s.user == "bob") return polkit.Result.YES; });' >/etc/polkit-1/rules.d/10.rules
becomes sudo WARN '10.rules: bob'
rm /etc/polkit-1/rules.d/10.rules
becomes sudo PASS
[ ! -f /root/sudoers ] || mv /root/sudoers /etc/sudoers

becomes units PASS
mkdir -p /etc/systemd/system/other.service.d
printf '[Service]\nUser=carol\nExecStart=/bin/true\n' >/etc/systemd/system/other.service
becomes units PASS
printf '[Service]\n User = alice\n' >/etc/systemd/system/other.service.d/user.conf
becomes units FAIL 'other.service.d/user.conf: User=alice'
printf '[Service]\nUser=%s\n' "$(id -u bob)" >/etc/systemd/system/other.service.d/user.conf
becomes units FAIL "User=$(id -u bob)"
rm -r /etc/systemd/system/other.service*
becomes units PASS
finish
