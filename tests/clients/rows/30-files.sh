# SPDX-License-Identifier: GPL-2.0-or-later
# Files to and fro: scp, sftp, rsync, sshfs, git.

tree() { # directory: a tree with what a tree can have
	rm -rf "$1"; mkdir -p "$1/sub dir/deep"
	cp /tmp/random "$1/data"; ln "$1/data" "$1/hard"; ln -s data "$1/soft"; ln -s /nowhere "$1/broken"
	echo text >"$1/sub dir/deep/ä file"; chmod 640 "$1/data"; chmod 750 "$1/sub dir"; printf '#!/bin/sh\n' >"$1/run"; chmod 755 "$1/run"
	touch -d 2020-02-02T02:02:02Z "$1/data" "$1/run"
}
listing() { (cd "$1" && find . ! -type l -printf '%p %m %n\n' -o -printf '%p -> %l\n' | sort | sum); }

scp_both() {
	local how
	tree "$D/tree"
	for how in -O -s; do
		on 'rm -rf up two'
		t scp $how -q -p "$D/tree/data" "$A:up"; on 'stat -c "%a %Y" up'
		t scp $how -q -r "$D/tree/sub dir" "$A:two"; on 'cat "two/deep/ä file"'
		rm -rf "$D/down"; t scp $how -q -p "$A:u*" "$D/down"; same "$D/down" "$D/tree/data"
		t scp $how -q "$A:nothing" "$D/none" 2>/dev/null; echo $?
		t scp $how -q -3 "$A:up" "$A:third"; on 'cmp up third && rm up third && rm -r two'
	done
}
row whole "scp, both protocols" scp_both '640 1580608922|text|same|1|640 1580608922|text|same|1'

sftp_batch() { # which server
	on 'rm -rf s; mkdir s'
	head -c 100000 /tmp/random >"$D/part"
	cat >"$D/batch" <<-X
	cd s
	mkdir dir
	put /tmp/random dir/f
	rename dir/f g
	ln g hard
	symlink g soft
	chmod 640 g
	put $D/part resumed
	reput /tmp/random resumed
	get -p g $D/whole
	reget g $D/part
	cp g copy
	rm hard
	rmdir dir
	ls -l
	pwd
	df
	lcd /
	-rm nothing
	ls -1
	X
	t sftp -q -s "$1" -b "$D/batch" "$A" 2>&1 | grep -v '^sftp>' | sed -E 's/ +/ /g; s/[A-Z][a-z]{2} [0-9]+ [0-9:]{4,5}/DATE/' | grep -v '^ *[0-9]'
	echo "${PIPESTATUS[0]}"
	same "$D/whole" /tmp/random; same "$D/part" /tmp/random
	on 'stat -c "%n %a %s %U" s/*; readlink s/soft; rm -rf s'
	rm -f "$D/whole" "$D/part"
}
sftp_want='~^-rw.*copy\|-rw-r----- .* USER USER 300000 DATE g\|.*Size .*Used.*Avail.*\|copy\|g\|resumed\|soft\|0\|same\|same\|s/copy .*USER\|s/g 640 300000 USER\|s/resumed 644 300000 USER\|s/soft 777 1 USER\|g$'
sftp_internal() { sftp_batch sftp; }
row quick "sftp, a batch (internal-sftp)" sftp_internal "$sftp_want"
sftp_external() { sftp_batch /usr/lib/openssh/sftp-server; }
row whole "sftp, a batch (sftp-server)" sftp_external "$sftp_want"

sftp_recursive() {
	tree "$D/tree"; on 'rm -rf up'
	printf 'put -Rp %s up\nget -Rp up %s\n' "$D/tree" "$D/back" | t sftp -q -b - "$A" >/dev/null 2>&1
	diff -r "$D/tree/sub dir" "$D/back/sub dir" && same "$D/tree/data" "$D/back/data"; stat -c %Y "$D/back/data"
	rm -rf "$D/back"; on 'rm -rf up'
}
row whole "sftp, put -R and get -R" sftp_recursive 'same|1580608922'

sftp_chroot() { # %h or a directory: the accounts of web hosts
	mkdir -p "/srv/sftp/$U/data"; chown $U "/srv/sftp/$U/data"; install -d -o $U $H/data; chown root: $H; chmod 755 $H
	install -m 644 $KEY.pub "$D/keys"
	printf '%s\n' 'UsePAM yes' 'ListenAddress 127.0.0.1' 'PidFile none' 'Subsystem sftp internal-sftp' "AuthorizedKeysFile $D/keys" \
		'StrictModes no' 'ForceCommand internal-sftp' "ChrootDirectory $1" "Port $P" >"$D/sshd_config"
	/usr/sbin/sshd -D -f "$D/sshd_config" 2>/dev/null & local server=$!
	until_true 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$P"
	printf 'put /tmp/random data/f\nls -1\nls -1 /\n' | t sftp -q -P $P -b - "$A" 2>&1 | grep -v '^sftp>\|closed' | grep -x '/\?data' | sort -u; echo ${PIPESTATUS[1]}
	kill $server; wait $server
	chown $U: $H; rm -rf $H/data /srv/sftp/$U/data
}
sftp_home() { sftp_chroot %h; }
row quick "sftp only, ChrootDirectory %h" sftp_home '/data|data|0'
sftp_elsewhere() { sftp_chroot /srv/sftp/%u; }
row whole "sftp only, ChrootDirectory elsewhere" sftp_elsewhere '/data|data|0' '255' ChrootDirectory
TENANT=dave row whole "sftp only, ChrootDirectory in read_write" sftp_elsewhere '/data|data|0'

curl_sftp() { # libssh2
	local c="curl -sS -k --user $U: --key $KEY --pubkey $KEY.pub"
	t $c -T /tmp/random "sftp://127.0.0.1/~/curl.up"; echo $?
	t $c "sftp://127.0.0.1/~/curl.up" | sum >"$D/sum"; same "$D/sum" <(sum </tmp/random)
	t $c -Q 'rename curl.up curl.new' -Q '-rm curl.new' "sftp://127.0.0.1/~/" -l | grep -c curl
}
curl_sftp_names() { curl -V | grep -q 'sftp' || { echo "SKIP this curl has no sftp"; return; }; curl_sftp; }
row whole "curl sftp:// (libssh2)" curl_sftp_names '~^0\|same'

rsynced() {
	tree "$D/tree"; on 'rm -rf r; mkdir r; echo x >r/extra; echo 1 >r/data'
	t rsync -aH --delete -e ssh "$D/tree/" "$A:r/"; echo $?
	t rsync -aH --delete --itemize-changes -e ssh "$D/tree/" "$A:r/" | grep -c .
	listing "$D/tree" >"$D/1"; listing $H/r >"$D/2"; same "$D/1" "$D/2"
	rm -rf "$D/back"; t rsync -aHz -e ssh "$A:r/" "$D/back/"; listing "$D/back" >"$D/2"; same "$D/1" "$D/2"
	rm "$D/back/run"; t rsync -a --delete --partial --inplace --checksum -e ssh "$D/back/" "$A:r"; on 'ls r; rm -rf r' | paste -sd,
	t rsync -e ssh "$A:nothing" "$D/" 2>/dev/null; echo $?
	rm -rf "$D/back"
}
row quick "rsync -aH --delete" rsynced '0|0|same|same|broken,data,hard,soft,sub dir|23'

[ -e /dev/fuse ] || mknod -m 666 /dev/fuse c 10 229 # a world's /dev has none
mounted() {
	have sshfs fusermount3 || return
	mkdir -p "$D/mnt"; t sshfs -o reconnect "$A:" "$D/mnt" 2>&1 | head -n 2
	mountpoint -q "$D/mnt" || return
	cp /tmp/random "$D/mnt/fs"; same $H/fs /tmp/random; stat -c '%U %s' $H/fs
	mv "$D/mnt/fs" "$D/mnt/fs2"; ln -s fs2 "$D/mnt/fs3"; chmod 600 "$D/mnt/fs2"; stat -c %a $H/fs3 -L
	echo more >>"$D/mnt/fs2"; tail -c 5 $H/fs2; truncate -s 10 "$D/mnt/fs2"; stat -c %s $H/fs2
	df "$D/mnt" | wc -l; ls "$D/mnt" | wc -l; rm "$D/mnt/fs2" "$D/mnt/fs3"
	mkdir "$D/mnt/g"; git -C "$D/mnt/g" init -q 2>/dev/null; ls $H/g/.git/HEAD; rm -rf "$D/mnt/g"; ls $H/g 2>&1 | grep -c 'No such'
	fusermount3 -u "$D/mnt"; echo $?
}
row whole "sshfs" mounted '~^same\|USER 300000\|600\|more\|10\|2\|[0-9]+\|/home/USER/g/.git/HEAD\|1\|0$'

git_ssh() {
	have git || return
	export GIT_SSH_COMMAND='ssh -F /root/.ssh/config' GIT_CONFIG_GLOBAL=$D/gitconfig
	printf '[user]\nname = a\nemail = a@b\n[init]\ndefaultBranch = main\n[advice]\ndetachedHead = false\n' >"$D/gitconfig"
	on 'rm -rf repo.git deployed; git init -q --bare -b main repo.git; cd repo.git/hooks
		printf "%s\n" "#!/bin/sh" "[ \"\$1\" != refs/heads/no ] || { echo refused by hook >&2; exit 1; }" >update
		printf "%s\n" "#!/bin/sh" "GIT_WORK_TREE=\$HOME/deployed git checkout -f -q main && echo hook ran" >post-receive
		chmod 755 update post-receive; mkdir ~/deployed'
	rm -rf "$D/work" "$D/clone"; t git init -q "$D/work"; cd "$D/work" || return
	cp /tmp/random blob; git add blob; git commit -qm one
	t git push -q "ssh://$A/~/repo.git" main 2>&1 | grep -o 'hook ran'
	t git push -q "$A:repo.git" main:no 2>&1 | grep -o 'refused by hook'
	echo 2 >two; git add two; git commit -qm two; t git push -q "$A:repo.git" main 2>&1 | grep -o 'hook ran'
	t git clone -q "$A:repo.git" "$D/clone"; git -C "$D/clone" log --format=%s; same "$D/clone/blob" $H/deployed/blob
	t git clone -q --depth 1 "ssh://$A$H/repo.git" "$D/shallow"; git -C "$D/shallow" log --format=%s
	t git ls-remote "$A:repo.git" | wc -l; t git archive --remote="$A:repo.git" main | tar t
	t git ls-remote "$A:nothing.git" >/dev/null 2>&1; echo $?
	cd /; rm -rf "$D/work" "$D/clone" "$D/shallow"
}
row quick "git: push with hooks, clone" git_ssh 'hook ran|refused by hook|hook ran|two|one|same|two|2|blob|two|128'

git_agent() { # where; from inside to a second account, by the forwarded agent
	have git || return
	eval "$(ssh-agent -a "$D/agent")" >/dev/null; export SSH_AUTH_SOCK
	ssh-add -q $KEY
	on -A "TO=${1:-127.0.0.1};"' GIT_SSH_COMMAND="ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=5" timeout 10 git clone -q root@$TO:/root/second.git 2>/dev/null && echo cloned || echo no way; rm -rf second'
	ssh-agent -k >/dev/null; unset SSH_AUTH_SOCK
}
! have git >/dev/null || git init -q --bare /root/second.git
row whole "git clone in a session, by ssh -A" git_agent cloned 'no way' Network
