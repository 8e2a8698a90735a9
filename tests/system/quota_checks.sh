# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by 59-quota.sh and tests/vm/quota.sh, where the kernel has quotas: what they do. Needs ok, is, like,
# policy LINE..., tenant COMMAND (in a session of $WHO, whose home is $HOME_OF_WHO), fresh (no sandbox).

image=$WORK/quota.img

mount_home() { # mount options: a file system of the tenant's home alone; gone with this mount namespace
	umount "$HOME_OF_WHO" 2>/dev/null
	[ -e "$image" ] || {
		truncate -s 96M "$image"
		mkfs.ext4 -q -N 8192 -O quota,project -E quotatype=usrquota:prjquota "$image"
	}
	mount -o "loop,$1" "$image" "$HOME_OF_WHO" || return 1
	rm -rf "${HOME_OF_WHO:?}"/*
	chown "$WHO": "$HOME_OF_WHO"
	cp -a "$WORK/ssh" "$HOME_OF_WHO/.ssh"
}

quota_available() { mkdir -p "$WORK"; cp -a "$HOME_OF_WHO/.ssh" "$WORK/ssh"; mount_home usrquota,prjquota 2>/dev/null; }

write_mib() { tenant "head -c $1M /dev/zero >f 2>/dev/null; stat -c %s f; rm -f f"; }
write_error() { tenant "head -c $1M /dev/zero >f; rm -f f" 2>&1; }
make_files() { tenant "mkdir -p d; for i in \$(seq $1); do : >d/\$i || break; done 2>/dev/null; ls d | wc -l; rm -rf d"; }

felt() { # user or project
	fresh; policy
	is "$1 quota: control: without the key 30 MiB are written" $((30 << 20)) "$(write_mib 30)"
	is "$1 quota: control: and 700 files made" 700 "$(make_files 700)"
	fresh; policy '[filesystem]' 'disk = 10M' 'inodes = 500'
	ok "$1 quota: disk = 10M: less is written: $(write_mib 30) bytes" test "$(write_mib 30)" -le $((10 << 20))
	ok "$1 quota: but not nothing" test "$(write_mib 8)" = $((8 << 20))
	like "$1 quota: the error is the quota's" 'quota exceeded' "$(write_error 30)"
	tenant "head -c 4M /dev/zero >f"
	like "$1 quota: hostel explain tells how much is used" 'now +(4|[4-9]\.[0-9])M of 10M' "$(hostel explain "$WHO" disk)"
	tenant "rm -f f"
	ok "$1 quota: it holds in /var/tmp, which is in the home" test "$(tenant 'head -c 30M /dev/zero >/var/tmp/f 2>/dev/null
		stat -c %s /var/tmp/f; rm -f /var/tmp/f')" -le $((10 << 20))
	ok "$1 quota: inodes = 500: $(make_files 700) files" test "$(make_files 700)" -lt 500
	policy '[filesystem]' 'disk = 20M'
	tenant 'sleep 30' >/dev/null 2>&1 & until_true 20 pgrep -f '^sleep 30$'
	# That login has taken it over: it is of another number now, and reload has something to do.
	policy '[filesystem]' 'disk = 21M'
	like "$1 quota: reload changes it" 'disk 20M -> 21M applied' "$(hostel reload 2>&1)"
	ok "$1 quota: in the same sandbox" test "$(write_mib 30)" -gt $((15 << 20))
	is "$1 quota: inodes are free again" 700 "$(make_files 700)"
	policy
	like "$1 quota: max takes it back" 'disk 21M -> max applied' "$(hostel reload 2>&1)"
	is "$1 quota: 30 MiB again" $((30 << 20)) "$(write_mib 30)"
	hostel kill "$WHO" >/dev/null; wait $!
	fresh; policy '[filesystem]' 'disk = 10M'
	ok "$1 quota: set once more" test "$(write_mib 30)" -le $((10 << 20))
	fresh; policy
	is "$1 quota: a new sandbox takes it back, too" $((30 << 20)) "$(write_mib 30)"
}

quota_checks() {
	felt user
	umount "$HOME_OF_WHO"
	fresh; policy '[filesystem]' 'disk = 10M'
	mount -o loop "$image" "$HOME_OF_WHO" # counted, as the file system has it, and not enforced
	chown "$WHO": "$HOME_OF_WHO"
	is "counted but not enforced: refused" "" "$(tenant 'echo in' 2>/dev/null)"
	like "the log says it" 'enforces no user quotas' "$(log_of_refusal)"
	mount_home usrquota,prjquota
	chattr -p 77 "$HOME_OF_WHO"
	fresh; policy '[filesystem]' 'disk = 10M'
	is "a project that what is made there has not: refused" "" "$(tenant 'echo in' 2>/dev/null)"
	like "the log says what to do" 'chattr \+P' "$(log_of_refusal)"
	chattr +P "$HOME_OF_WHO"
	felt project
	fresh; policy '[filesystem]' 'disk = 10M'
	is "project quota: the tenant cannot leave the project" refused \
		"$(tenant 'mkdir x; chattr -p 0 x 2>/dev/null || chattr -P . 2>/dev/null && echo left || echo refused')"
	chown root: "$HOME_OF_WHO"; chmod 777 "$HOME_OF_WHO"
	fresh
	is "a directory that is not his has not his project: refused" "" "$(tenant 'echo in' 2>/dev/null)"
	chown "$WHO": "$HOME_OF_WHO"; chmod 755 "$HOME_OF_WHO"
	fresh; policy
}
