# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tests of Debian's package, instead of lib.sh: a host that has never seen hostel, on which alice, bob and
# carol are ordinary accounts; what became of its /etc; the steps that are the same in a world and in a guest.
SET_UP=done
. tests/system/lib.sh
PREFIX=/usr MODULE=pam_hostel.so SHELL_PATH=/usr/bin/hostel-shell
PATH=/usr/sbin:/usr/bin:/sbin:/bin

install_hostel() { :; }
default_config() { :; }
pam_lines() { rm -f /etc/pam.d/hostel; }
add_tenant() {
	useradd -m -s /bin/bash "$1"
	install -d -o "$1" -g "$1" -m 700 "/home/$1/.ssh"
	install -o "$1" -g "$1" -m 600 $KEY.pub "/home/$1/.ssh/authorized_keys"
}

# Without shadow's own copies of its files from the time before, and the lock that its programs leave there.
modes() { (cd /etc && find . ! -name '*-' ! -name .pwd.lock ! -path . -printf '%p %m %U:%G\n' | sort); }
etc() { diff -r --no-dereference -x '*-' -x .pwd.lock /etc.before /etc; modes | diff /etc.modes -; }
remember_etc() { cp -a /etc /etc.before && modes >/etc.modes; }

bare_host() {
	set_up || { echo "not ok - set up the host"; exit 1; }
	! getent group hostel >/dev/null || groupdel hostel
	rm -rf /run/hostel
	host=$(cat /proc/1/comm)
	remember_etc
}

who() { S "$1" 'echo $(id -un) $(cat /proc/1/comm)' 2>&1 </dev/null; }
dpkg_i() { dpkg -i "$1" </dev/null >/tmp/dpkg.log 2>&1 || { cat /tmp/dpkg.log; return 1; }; }
dpkg_r() { dpkg --remove hostel </dev/null 2>&1; }
state() { dpkg-query -W -f '${db:Status-Abbrev}${Version}' hostel | tr -s ' '; }

touches_no_login() { # just installed
	like "the group is a new one and empty" '^hostel:x:[0-9]+:$' "$(getent group hostel)"
	is "/run/hostel" "755 root" "$(stat -c '%a %U' /run/hostel)"
	is "root and others log in as before, who will be a tenant too" "root $host carol $host alice $host" \
		"$(who root) $(who carol) $(who alice)"
	is "/etc/pam.d and /etc/ssh are as before but for the package's own service" "Only in /etc/pam.d: hostel" \
		"$(etc | grep -E '^[^<>].*/etc/(pam.d|ssh)|^[<>].*[.]/(ssh/|pam.d/[^h])')"
	ok "nothing runs" no_sandbox
	ok "hostel check" hostel check
	is "each file of the package is as it was packed" "" "$(dpkg --verify hostel)"
}

make_tenant() { # what hostel setup and hostel tenant do, as the README says it
	local service
	usermod -aG hostel -s $SHELL_PATH alice
	for service in sshd su login cron; do
		sed -n '/^account.*pam_succeed_if/,/^session required/p' etc/pam.d/sshd.sample \
			>>/etc/pam.d/$service
	done
	is "a tenant's login" "alice hostel-init" "$(who alice)"
	is "su" hostel-init "$(su alice -c 'cat /proc/1/comm')"
	is "root and others" "root $host carol $host" "$(who root) $(who carol)"
}
unmake_pam() { sed -i '/pam_hostel.so/d; /pam_succeed_if.*notingroup hostel/d' /etc/pam.d/{su,login,cron,sshd}; }

# Upgrade and downgrade while alice is in.
others() { # what it is called, package
	local mux=/tmp/mux.$1 init
	hostel kill alice >/dev/null 2>&1
	open_master alice "$mux"
	timeout 300 ssh -F /root/.ssh/config -S "$mux" alice@host 'echo begun; exec sleep 301' >/tmp/inside </dev/null & local inside=$!
	until_true 20 grep -q begun /tmp/inside
	init=$(pgrep -x hostel-init)
	ok "$1 while alice is in" dpkg_i "$2"
	unlike "$1: no question is asked about what the admin has changed" 'Configuration file|conffile' "$(cat /tmp/dpkg.log)"
	like "$1: her sandbox runs the program that it began with" 'deleted' "$(readlink "/proc/$init/exe")"
	is "$1: what runs goes on" 1 "$(pgrep -u alice -fc '^sleep 301')"
	is "$1: and so does her connection" in "$(timeout ${T:-30} ssh -F /root/.ssh/config -S "$mux" alice@host 'echo in' 2>&1 </dev/null)"
	is "$1: a new login works" "alice hostel-init" "$(who alice)"
	is "$1: root's and others' too" "root $host carol $host" "$(who root) $(who carol)"
	hostel kill alice >/dev/null
	wait $inside
	is "$1: and afterwards" "alice hostel-init" "$(who alice)"
	is "$1: by the program of now" "/usr/libexec/hostel/hostel-init" "$(readlink "/proc/$(pgrep -x hostel-init)/exe")"
	is "$1: what the admin wrote is still there" 1 "$(grep -c '^cgroup = ' $CONF/hostel.ini)"
}

refuses_removal() { # and is talked out of it by what it prints; but for the PAM files, for hostel setup has a test of its own
	local said
	alice true
	said=$(dpkg_r)
	like "removal is refused: a login shell" '^    usermod --shell /bin/bash alice$' "$said"
	like "a sandbox" '^    hostel kill alice$' "$said"
	like "PAM files" '^  Files with .*: /etc/pam.d/cron /etc/pam.d/login /etc/pam.d/sshd /etc/pam.d/su$' "$said"
	like "and how to take the lines back" '^    hostel setup --undo$' "$said"
	like "the package is there as before" '^[ir]i 0\.' "$(state)"
	is "and works" "alice hostel-init" "$(who alice)"
	unmake_pam
	unlike "without lines nothing is said of them" 'Files with' "$(dpkg_r)"
	printf '# hostel setup: begin\n# hostel setup: end\n' >>/etc/pam.d/su
	like "with the marks of hostel setup it is" 'Files with .*: /etc/pam.d/su$' "$(dpkg_r)"
	sed -i '/hostel setup/d' /etc/pam.d/su
	echo '# pam_hostel.so was here' >>/etc/pam.d/su
	unlike "a comment is no line" 'Files with' "$(dpkg_r)"
	sed -i '/pam_hostel/d' /etc/pam.d/su
	eval "$(dpkg_r | grep -E '^    hostel kill')" >/dev/null
	said=$(dpkg_r)
	unlike "with the sandbox ended, it is not named" 'sandbox that is alive' "$said"
	like "the shell still is" 'hostel-shell: alice$' "$said"
	eval "$(grep -E '^    usermod' <<<"$said")"
	gpasswd -d alice hostel >/dev/null 2>&1
}
