#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Homes that an automounter brings when somebody comes and takes away when nobody is there: autofs(5),
# systemd.automount(5), and the latter behind a link of root's; homes on an NFS server to which root is nobody
# (root_squash), mounted once and by autofs, and while that server is silent. carol is an ordinary account: what she
# gets is right. As root in a throw-away guest whose PID 1 is systemd: tests/vm/run tests/vm/homes.sh
#
# SHAPES: systemd link autofs nfs, or some of them. FAST: systemd's alone, and of it what a kept room is about.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/vm/begin.sh
. tests/system/lib.sh
patient
keeps_rooms

room() { hostel ps --json "$1" 2>/dev/null | grep -q '"kept": true'; }
init_of() { hostel ps --json "$1" 2>/dev/null | sed -n 's/.*"pid": \([0-9]*\),/\1/p' | head -1; }
by_su() { timeout 60 su "$1" -c "$2" </dev/null 2>&1; } # su asks for nothing in the home: who comes first mounts it
by_ssh() { S "$1" "$2" </dev/null 2>&1; }
# The table of mounts is read and no path looked up: that would be a visit. That something was mounted is seen by what
# it held: it may have been taken away again.
not_mounted() { awk -v p="$BASE/$1" '$5 == p && $0 !~ / - autofs / { n++ } END { exit n > 0 }' /proc/self/mountinfo; }
end_all() { local who; for who in alice bob; do hostel kill $who >/dev/null 2>&1; done; until_true 20 no_sandbox; }
# Expired when the test says so and not after a time: on a slow machine that would come in the midst of a login.
expire() { # account
	if [ "$SHAPE" = autofs ]; then
		pkill -USR1 -x automount
	else
		systemctl stop "$(systemd-escape -p "$BASE/$1").mount"
	fi
	not_mounted "$1"
}
gone() { until_true 60 expire "$1"; }

whole() { [ "${FAST:-no}" = no ]; }
if whole; then SHAPES=${SHAPES:-systemd link autofs nfs}; else SHAPES=systemd; fi
shape() { case " $SHAPES " in *" $1 "*) ;; *) return 1 ;; esac; }
visits() { # name of what mounts
	local who init
	policy
	for who in alice bob carol; do ok "$1: at first $who's home is not mounted" not_mounted $who; done
	if whole; then
		is "$1: control: carol's first login mounts it" "in carol" "$(by_su carol 'cd && echo in $(cat name)')"
	fi
	is "$1: alice's first login, by su" "in alice hostel-init" \
		"$(by_su alice 'cd && echo in $(cat name) $(cat /proc/1/comm); echo su >>proof')"
	is "$1: what she wrote is there" su "$(cat "$DISK/alice/proof")"
	if whole; then
		is "$1: bob's, by ssh, while alice's room is kept" "in bob" "$(by_ssh bob 'echo in $(cat name)')"
		is "$1: inside there is nobody else's home" "alice" "$(by_su alice 'cd && ls ..')"
		ok "$1: carol's is taken away" gone carol
	fi
	ok "$1: her room is kept" until_true 20 room alice
	init=$(init_of alice)
	ok "$1: her home is taken away, room or not" gone alice
	is "$1: her next login finds home and room" "in alice $init" \
		"$(by_su alice 'cd && echo in $(cat name); echo warm >>proof') $(init_of alice)"
	is "$1: and writes where the home is" "su warm" "$(xargs <"$DISK/alice/proof")"
	if whole; then
		is "$1: by ssh, too, which mounts it for the keys" "in alice $init" \
			"$(by_ssh alice 'echo in $(cat name); echo ssh >>proof') $(init_of alice)"
		end_all
		for who in alice bob; do ok "$1: without a room $who's is taken away" gone $who; done
		is "$1: a new room mounts it again" "su warm ssh" "$(by_su alice 'cd && xargs <proof')"
		ok "$1: hostel check is content" hostel check alice
	fi
	end_all
	for who in alice bob carol; do gone $who; done
	is "$1: nothing of it is left" 0 "$(grep -cE " $BASE/[a-z]+ .* - (tmpfs homes|nfs4) " /proc/self/mountinfo)"
	rm -f "$DISK"/alice/proof
}

# The homes' own place, on a file system of its own: what holds it is seen when it is to be unmounted.
DISK=/disk/home
mkdir -p /disk
mount -t tmpfs homes /disk
mv /home $DISK
for who in alice bob carol; do echo $who >$DISK/$who/name; done

# --- systemd's, and /home a link of root's -------------------------------------------------------------------
automount_units() { # directory
	local who unit
	for who in alice bob carol; do
		unit=$(systemd-escape -p "$1/$who")
		printf '%s\n' '[Mount]' "What=$DISK/$who" "Where=$1/$who" Type=none Options=bind >"/run/systemd/system/$unit.mount"
		printf '%s\n' '[Automount]' "Where=$1/$who" TimeoutIdleSec=1h >"/run/systemd/system/$unit.automount"
	done
	systemctl daemon-reload
	for who in alice bob carol; do systemctl start "$(systemd-escape -p "$1/$who").automount"; done
}
no_units() { # directory
	local who
	for who in alice bob carol; do systemctl stop "$(systemd-escape -p "$1/$who")".{automount,mount}; done
	rm -f /run/systemd/system/*-{alice,bob,carol}.{mount,automount}
}
mkdir -p /run/systemd/system /home
if shape systemd; then
	BASE=/home SHAPE=systemd
	automount_units /home
	visits "systemd"
	no_units /home
fi

if shape link; then
	find /home -xdev -depth -delete
	mkdir -p /export/home
	ln -s /export/home /home
	BASE=/export/home SHAPE=systemd
	automount_units /export/home
	visits "systemd, and /home a link"
	no_units /export/home
	rm /home; rm -r /export; mkdir /home
fi

# --- autofs ---------------------------------------------------------------------------------------------------
if shape autofs && command -v automount >/dev/null; then
	mkdir -p /srv/tools /auto
	echo tool >/srv/tools/file
	printf '%s\n' "/home /etc/auto.home --timeout=3600 --negative-timeout=1" "/auto /etc/auto.auto --timeout=3600" >/etc/auto.master
	echo "* -fstype=bind :$DISK/&" >/etc/auto.home
	echo 'tools -fstype=bind :/srv/tools' >/etc/auto.auto
	BASE=/home SHAPE=autofs
	systemctl start autofs
	visits autofs

	policy '[filesystem]' 'read_only = /auto/tools:/tools'
	BASE=/auto
	ok "autofs: a source that is not mounted" not_mounted tools
	is "autofs: the login mounts it" "tool" "$(by_su alice 'cat /tools/file')"
	ok "autofs: it is taken away while the room is kept" gone tools
	is "autofs: and is still there inside" "tool" "$(by_su alice 'cat /tools/file')"
	end_all
	policy
	BASE=/home

	mv $DISK/alice $DISK/away
	is "autofs: a home that there is not: no login" "" "$(by_su alice 'echo in' | grep '^in')"
	like "autofs: and hostel check says so" 'home directory /home/alice is not there' "$(hostel check alice 2>&1)"
	mv $DISK/away $DISK/alice
	is_in() { by_su "$1" 'echo in' | grep -qx in; } # autofs does not look again for a while for what it did not find
	ok "control: once it is there she is" until_true 20 is_in alice
	end_all
	gone alice; gone bob; gone carol
	systemctl stop autofs
elif shape autofs; then
	skip autofs "no automount here"
fi

# --- NFS ------------------------------------------------------------------------------------------------------
# The server is this machine, and to it root is nobody: no program of root's reads a home of mode 0700.
threads() { echo "$1" >/proc/fs/nfsd/threads; }
answers() { [ "$(cat /proc/fs/nfsd/threads)" -gt 0 ]; }
serves() { answers && timeout 20 ls "$1" >/dev/null 2>&1; }
nfs_begin() {
	mkdir -p /srv/nfs /etc/exports.d
	cp -a $DISK/. /srv/nfs
	DISK=/srv/nfs # of the guest's own disk: what is exported has to be told by a handle
	echo '/srv/nfs 127.0.0.1(rw,sync,no_subtree_check,fsid=0)' >/etc/exports
	printf '%s\n' '[nfsd]' 'vers3=n' 'threads=4' 'grace-time=10' 'lease-time=10' 'host=127.0.0.1' >/etc/nfs.conf
	systemctl start nfs-server && until_true 30 answers && mount -t nfs4 127.0.0.1:/ /home
}
served() {
	policy
	chmod 700 $DISK/{alice,bob,carol}
	ok "NFS: control: root is nobody there" eval '! ls /home/alice 2>/dev/null'
	is "NFS: control: carol, by ssh" "in carol" "$(by_ssh carol 'echo in $(cat name)')"
	is "NFS: alice, by ssh" "in alice hostel-init" "$(by_ssh alice 'echo in $(cat name) $(cat /proc/1/comm); echo ssh >proof')"
	is "NFS: by su, warm" "in alice" "$(by_su alice 'cd && echo in $(cat name); echo su >>proof')"
	is "NFS: what she wrote is hers, on the server" "alice ssh su" "$(stat -c %U $DISK/alice/proof) $(xargs <$DISK/alice/proof)"
	is "NFS: bob, by su, cold" "in bob hostel-init" "$(by_su bob 'cd && echo in $(cat name) $(cat /proc/1/comm)')"
	is "NFS: inside there is nobody else's home" "alice" "$(by_su alice 'cd && ls ..')"
	is "NFS: a lock, and who else wants it" "held refused" \
		"$(by_su alice 'cd && flock -n proof sh -c "echo held; flock -n proof echo taken || echo refused"' | xargs)"
	is "NFS: a file's rename, link and mode" "ok 640" \
		"$(by_su alice 'cd && cp proof a && mv a b && ln b c && chmod 640 c && cmp c proof && echo ok $(stat -c %a b); rm -f a b c' | xargs)"
	is "NFS: sftp" "in alice" "$(timeout 60 sftp -q -F /root/.ssh/config -b - alice@host <<<'get name /tmp/got' >/dev/null 2>&1; echo "in $(cat /tmp/got)")"
	is "NFS: /var/tmp lasts" "lasts" "$(by_su alice 'echo lasts >/var/tmp/x'; by_su alice 'cat /var/tmp/x')"
	ok "NFS: hostel check is content" hostel check alice
	end_all
	rm -f $DISK/alice/proof
}
silent() { # a server that says nothing: hard mounts wait for ever
	local said status
	policy
	sed -i /pam_systemd/d /etc/pam.d/common-session # waits for a manager of alice's; hostel setup has tenants skip it
	threads 0
	echo 3 >/proc/sys/vm/drop_caches
	ok "NFS, silent: control: who asks waits" eval '! timeout -s KILL 5 cat /home/carol/name >/dev/null 2>&1'
	said=$(timeout 150 su alice -c 'echo in' </dev/null 2>/dev/null); status=$?
	is "NFS, silent: alice's login is refused" "" "$said"
	is "NFS, silent: and it comes to its end by itself" 1 "$status"
	is "NFS, silent: dave, whose home is elsewhere, is let in" "in hostel-init" \
		"$(timeout 100 su dave -c 'echo in $(cat /proc/1/comm)' </dev/null 2>&1)"
	ok "NFS, silent: hostel ps answers" timeout 60 hostel ps
	threads 4
	ok "NFS: the server is back" until_true 60 serves /home
	back() { by_su alice 'cd && cat name' | grep -qx alice; }
	ok "NFS: and alice" until_true 60 back
	end_all
	hostel kill dave >/dev/null 2>&1
}
if shape nfs && modprobe -q nfsd && modprobe -q nfs && command -v exportfs >/dev/null; then
	if nfs_begin; then
		served
		useradd -m -d /srv/dave -s $SHELL_PATH -G hostel dave
		silent
		until_true 20 umount /home
		ok "NFS: no room holds it" eval '! grep -q " - nfs4 " /proc/self/mountinfo'
		if command -v automount >/dev/null; then
			echo "/home /etc/auto.home --timeout=3600 --negative-timeout=1" >/etc/auto.master
			echo "* -fstype=nfs4 127.0.0.1:/&" >/etc/auto.home
			BASE=/home SHAPE=autofs
			systemctl start autofs
			visits "NFS by autofs"
			systemctl stop autofs
		fi
		systemctl stop nfs-server
	else
		ok "NFS: a server" false
		journalctl -n 30 --no-pager | sed 's/^/#   /'
	fi
elif shape nfs; then
	skip NFS "no NFS server here"
fi

ok "no room holds the homes' file system: it can be unmounted" umount /disk
finish
