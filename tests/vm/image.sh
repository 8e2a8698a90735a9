# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tests/vm/run: makes and keeps the guests' images, one per Debian release and week.
#
# In $image: tree/ (the whole system, as a directory: what hostel is compiled in), disk (the same as ext4),
# kernel, initrd, state (memory of a machine that has booted from that disk), disk.state (the disk as it
# was then). Sources of packages are apt's own of this machine.

# What the suites use; `last` and `lastlog` have their own packages from Debian 13 on.
packages_12="systemd-sysv dbus libpam-systemd openssh-server openssh-client apparmor iproute2 procps kmod udev
	uidmap strace attr acl libcap2-bin psmisc expect tmux socat busybox python3 curl cron at sudo rsync xauth
	vim-tiny util-linux util-linux-extra passwd login nftables gcc make pkg-config libc6-dev libpam0g-dev
	libseccomp-dev libiniparser-dev libjansson-dev libcap-dev libapparmor-dev libselinux1-dev libcmocka-dev
	libnftables-dev libmnl-dev libncurses-dev autofs bc iputils-ping debhelper dh-apparmor musl-dev
	libssl-dev libfsverity-dev erofs-utils cryptsetup-bin fsverity openssl e2fsprogs skopeo umoci git zstd passt auditd
	nfs-kernel-server docker-registry apache2-utils"
packages_13="$packages_12 wtmpdb lastlog2"
codename_12=bookworm codename_13=trixie
memory=2G disk_size=6G work_size=2G

# Not needed, or slow under emulation: none of it is what hostel meets.
masked="systemd-timesyncd apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer
	e2scrub_reap fstrim.timer systemd-random-seed systemd-binfmt systemd-journal-flush systemd-pstore
	systemd-remount-fs getty@tty1 serial-getty@ttyS0 getty-static keyboard-setup console-setup networking
	motd-news.timer systemd-networkd-wait-online systemd-ask-password-wall.path dev-hugepages.mount
	sys-kernel-debug.mount sys-kernel-tracing.mount proc-sys-fs-binfmt_misc.automount modprobe@drm
	modprobe@efi_pstore modprobe@fuse modprobe@configfs wtmpdb-rotate.timer"

unavailable() { echo "unavailable: $*"; exit 77; }

sources() { # codename: lines for sources.list, from what apt uses here
	local site suite codename=$1 main='' security=''
	while read -r site suite; do
		case $site$suite in
		*-security*) security=$site ;;
		*debian*) main=${main:-$site} ;;
		esac
	done < <(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' 2>/dev/null | sort -u)
	[ -n "$main" ] || return 1
	echo "deb $main $codename main"
	echo "deb $main $codename-updates main"
	[ -z "$security" ] || echo "deb $security $codename-security main"
}

image_key() { # release
	local list=packages_$1
	{
		echo "${!list} $masked $memory $disk_size $work_size"
		cat "$here"/guest/*
		declare -f make_tree unpack_kernel make_initrd settle_tree make_disk machine warm wakes
		date +%G-%V
	} | sha256sum | cut -c1-12
}

# --- making one --------------------------------------------------------------------------------------

unpack_kernel() { # tree, where to: called by mmdebstrap. Not installed: no boot loader, no initramfs tools
	local tree=$1 to=$2 package work=$1/kernel.work
	mkdir "$work"
	cd "$work" || return 1
	export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG
	package=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -1)
	apt-get -qq -o APT::Sandbox::User=root download "$package" && dpkg -x ./linux-image-*.deb . &&
		cp boot/vmlinuz-* "$to/kernel" && mkdir -p "$tree/usr/lib/modules" &&
		cp -a ./*lib/modules/* usr/lib/modules/* "$tree/usr/lib/modules/" 2>/dev/null
	cd / && rm -rf "$work"
	cd "$tree"/usr/lib/modules/*/kernel && rm -rf sound drivers/{gpu,media,infiniband,staging,iio,isdn,scsi,mtd} \
		drivers/{usb,hwmon,input,platform,ata,net/ethernet,net/wireless}
}

make_tree() { # codename, packages, image directory
	local codename=$1 packages=$2 image=$3 list
	list=$(sources "$codename") || unavailable "apt knows no mirror of Debian on this machine"
	# A hook that empties the tree's /tmp would take mmdebstrap's apt configuration away.
	mmdebstrap --quiet --variant=minbase --format=directory --include="$(echo $packages | tr ' ' ,)" \
		--keyring=/usr/share/keyrings --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
		--customize-hook="bash '$here/run' --hook unpack_kernel \"\$1\" '$image'" \
		"$codename" "$image/tree" - <<<"$list" >"$image/log" 2>&1 ||
		{ tail -n 5 "$image/log" >&2; unavailable "mmdebstrap $codename: $(tail -n 1 "$image/log")"; }
}

make_initrd() { # tree, where to
	local tree=$1 to=$2 work=$1/initrd.work version module kind file
	version=$(ls "$tree/usr/lib/modules")
	mkdir -p "$work/dev" "$work/root"
	cp "$here/guest/init.c" "$work/"
	chroot "$tree" gcc -O2 -static -o /initrd.work/init /initrd.work/init.c
	chroot "$tree" depmod "$version"
	for module in virtio_pci virtio_blk ext4 virtio_console virtio_rng; do
		chroot "$tree" modprobe -S "$version" --show-depends $module | while read -r kind file _; do
			[ "$kind" = insmod ] && ! grep -qx "/$(basename "${file%.xz}")" "$work/list" 2>/dev/null || continue
			cp "$tree$file" "$work/"
			echo "/$(basename "${file%.xz}")" >>"$work/list"
		done
	done
	find "$work" -name '*.xz' -exec xz -d {} +
	rm "$work/init.c"
	(cd "$work" && find . | cpio --quiet -o -H newc) | gzip -1 >"$to/initrd"
	rm -rf "$work"
}

settle_tree() { # tree
	local tree=$1 unit
	for unit in $masked; do
		case $unit in *.*) ;; *) unit=$unit.service ;; esac
		ln -sf /dev/null "$tree/etc/systemd/system/$unit"
	done
	install -m 755 "$here/guest/agent" "$tree/usr/local/sbin/agent"
	install -m 644 "$here/guest/guest.service" "$tree/etc/systemd/system/guest.service"
	chroot "$tree" systemctl -q enable guest ssh
	chroot "$tree" systemctl -q disable autofs nfs-server rpcbind.socket rpcbind docker-registry # a suite starts its own
	: >"$tree/etc/fstab"
	tr -d - </proc/sys/kernel/random/uuid >"$tree/etc/machine-id"
	echo guest >"$tree/etc/hostname"
	echo '127.0.0.1 localhost guest' >"$tree/etc/hosts"
	rm -f "$tree"/etc/apparmor.d/{lsb_release,nvidia_modprobe} # seconds at each boot
	mkdir -p "$tree/hostel"
	rm -rf "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/*
}

make_disk() { # directory, file, size, options of mke2fs...
	local from=$1 to=$2 size=$3; shift 3
	rm -f "$to"
	mke2fs -q -t ext4 -m 0 -O ^has_journal "$@" -d "$from" "$to" "$size"
}

# --- the machine -------------------------------------------------------------------------------------

machine() { # image, disk and its options, disk of /hostel, more arguments...: becomes qemu
	local image=$1 disk=$2 work=$3 audit=audit=0; shift 3
	# Once off it cannot be switched on by a later word: kernel/audit.c, audit_enable().
	case " ${kernel_arguments:-} " in *" audit="*) audit='' ;; esac
	# AVX makes libc choose code that the emulator runs slowly.
	exec nice -n 5 qemu-system-x86_64 -nodefaults -no-user-config -display none ${reboots:--no-reboot} -machine q35 \
		-accel tcg,thread=multi,tb-size=512 -cpu max,-avx,-avx2 -smp 2 -m $memory \
		-kernel "$image/kernel" -initrd "$image/initrd" -append "root=/dev/vda rw console=ttyS0 quiet loglevel=4 \
tsc=reliable no_timer_check nokaslr mitigations=off random.trust_cpu=on $audit systemd.show_status=0 panic=-1 oops=panic \
systemd.unified_cgroup_hierarchy=1 ${kernel_arguments:-}" \
		-drive "id=d,if=none,format=raw,cache=unsafe,file=$disk" -device virtio-blk-pci,drive=d \
		-drive "id=w,if=none,format=raw,cache=unsafe,file=$work,snapshot=on" -device virtio-blk-pci,drive=w \
		-object rng-random,id=r,filename=/dev/urandom -device virtio-rng-pci,rng=r -device virtio-serial-pci \
		-device virtserialport,chardev=out,name=out -device virtserialport,chardev=go,name=go \
		-device virtserialport,chardev=end,name=end "$@"
}

warm() { # image: boot once, keep the memory and what was written to the disk until then
	local image=$1 try
	cp --sparse=always "$image/disk" "$image/disk.state"
	truncate -s $work_size "$image/empty"
	: >"$image/end"
	{
		for ((try = 0; try < 900; try++)); do ! grep -qx up "$image/end" || break; sleep 0.2; done
		sleep 1
		echo "migrate \"exec:cat >'$image/state.new'\""
		echo quit
	} | (machine "$image" "$image/disk.state" "$image/empty" -chardev null,id=out -chardev null,id=go \
		-chardev "file,id=end,path=$image/end" -serial "file:$image/boot.log" -monitor stdio) \
		>"$image/monitor.log" 2>&1
	grep -qx up "$image/end" && mv "$image/state.new" "$image/state" && return
	tail -n 20 "$image/boot.log" "$image/monitor.log" >&2
	return 1
}

wakes() { # image: what was kept wakes up and works; an emulated processor can have taken a wrong step before
	local image=$1 dir machine try status=1
	dir=$(mktemp -d)
	mkfifo "$dir/go.in" "$dir/go.out"
	exec 7<>"$dir/go.in"
	echo "$(date +%s.%N) 60 $(base64 -w0 <<<'for i in $(seq 100); do cat /proc/self/maps; done >/dev/null')" >&7
	machine "$image" "$image/disk.state,snapshot=on" "$image/empty" -incoming "exec:cat '$image/state'" \
		-chardev "file,id=out,path=$dir/out" -chardev "pipe,id=go,path=$dir/go" -chardev "file,id=end,path=$dir/end" \
		-serial "file:$dir/log" </dev/null >"$dir/error" 2>&1 &
	machine=$!
	for ((try = 0; try < 3000; try++)); do
		! grep -q '^status 0' "$dir/end" 2>/dev/null || { status=0; break; }
		kill -0 $machine 2>/dev/null || break
		sleep 0.2
	done
	kill -KILL $machine 2>/dev/null
	wait $machine 2>/dev/null
	exec 7>&-
	[ $status = 0 ] || tail -qn 5 "$dir/log" "$dir/error" >&2
	rm -rf "$dir"
	return $status
}

keep_warm() { # image
	local try
	for try in 1 2 3; do
		if warm "$1" && wakes "$1"; then return; fi
		rm -f "$1/state"
	done
	return 1
}

image_make() { # release: sets $image
	local release=$1 cache=${XDG_CACHE_HOME:-$HOME/.cache}/hostel-vm list=packages_$1 codename=codename_$1 tool
	for tool in qemu-system-x86_64 mmdebstrap mke2fs cpio; do
		command -v $tool >/dev/null || unavailable "$tool is not installed"
	done
	image=$cache/$release-$(image_key "$release")
	mkdir -p "$image"
	exec 8>"$cache/lock.$release"
	flock 8
	if [ ! -e "$image/state" ]; then
		# Another checkout may be at work in its own: what nobody has used for days goes.
		find "$cache" -mindepth 1 -maxdepth 1 -name "$release-*" -mtime +2 -exec rm -rf --one-file-system {} +
		rm -rf --one-file-system "$image"
		mkdir -p "$image"
		make_tree "${!codename}" "${!list}" "$image" || exit
		make_initrd "$image/tree" "$image" && settle_tree "$image/tree" &&
			make_disk "$image/tree" "$image/disk" $disk_size && keep_warm "$image" || exit 1
	fi
	exec 8>&-
}
