# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tests/arm64/run after tests/vm/image.sh: an arm64 machine with systemd (QEMU's TCG), made of Debian's packages.
# Their own scripts are run by qemu-user, through a binfmt_misc of a user namespace's own (Linux 6.7): the machine's
# own stays as it is.
machine_packages="systemd-sysv dbus libpam-systemd openssh-server openssh-client iproute2 procps kmod udev util-linux passwd login
	cron rsync acl attr psmisc python3 expect socat busybox-static uidmap libcap2-bin strace"

# The ELF header of arm64 and its mask, as binfmt_misc wants them: Documentation/admin-guide/binfmt-misc.rst
magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'

as_arm64() { # command...: in a user namespace with root's ids in which arm64's programs run
	local dir pid status
	dir=$(mktemp -d) && mkfifo "$dir/mapped" || return
	# shellcheck disable=SC2016
	unshare --user --mount --propagation private bash -c 'read -r _ <"$1" && mount -t binfmt_misc none /proc/sys/fs/binfmt_misc &&
		printf %s "$2" >/proc/sys/fs/binfmt_misc/register && shift 2 && exec "$@"' \
		as_arm64 "$dir/mapped" ":aarch64:M::$magic:$mask:$(command -v qemu-aarch64-static):F" "$@" & pid=$!
	until [ "$(readlink "/proc/$pid/ns/user")" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.1; done
	echo "0 0 65536" >"/proc/$pid/uid_map" && echo "0 0 65536" >"/proc/$pid/gid_map" && echo >"$dir/mapped"
	wait $pid
	status=$?
	rm -r "$dir"
	return $status
}

machine_tree() { # the package: $machine is where tree and kernel are; kept as the guests' images are
	local package=$1 to needs list key cache=${XDG_CACHE_HOME:-$HOME/.cache}/hostel-vm
	key=$({ echo "$machine_packages"; dpkg-deb -f "$package" Depends; declare -f machine_tree arm64_kernel settle_tree
		date +%G-%V; } | sha256sum | cut -c1-12)
	machine=$cache/arm64-$key to=$machine.new
	[ ! -e "$machine" ] || return 0
	find "$cache" -mindepth 1 -maxdepth 1 -name 'arm64-*' -exec rm -rf --one-file-system {} +
	mkdir -p "$to"
	needs=$(dpkg-deb -f "$package" Depends | sed 's/([^)]*)//g; s/|[^,]*//g' | tr -d ' ')
	sources bookworm >"$to/sources.list" || return
	list=$(echo $machine_packages "${needs//,/ }" | tr ' ' ,)
	as_arm64 mmdebstrap --quiet --mode=root --skip=check/qemu --variant=minbase --architectures=arm64 --format=directory \
		--keyring=/usr/share/keyrings --include="$list" \
		--customize-hook="bash '$here/run' --hook arm64_kernel \"\$1\" '$to'" bookworm "$to/tree" "$to/sources.list" || return
	as_arm64 bash -c '. "$1/tests/vm/image.sh"; here=$1/tests/vm; settle_tree "$2"' settle "$repo" "$to/tree"
	rm -f "$to/tree"/etc/systemd/system/multi-user.target.wants/autofs.service
	as_arm64 chroot "$to/tree" depmod "$(ls "$to/tree/usr/lib/modules")" && mv "$to" "$machine"
}

arm64_kernel() { # tree, where to: called by mmdebstrap
	local tree=$1 to=$2 package
	mkdir "$to/kernel.work" && cd "$to/kernel.work" || return
	export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG
	package=$(apt-cache depends linux-image-arm64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -1)
	apt-get -qq -o APT::Sandbox::User=root download "$package" && dpkg -x ./linux-image-*.deb . && cp boot/vmlinuz-* "$to/kernel" &&
		mkdir -p "$tree/usr/lib/modules" && cp -a lib/modules/* "$tree/usr/lib/modules/"
	cd / && rm -rf "$to/kernel.work"
}

arm64_initrd() { # where
	local to=$1 work=$1/initrd.work version module kind file
	version=$(ls "$machine/tree/usr/lib/modules")
	mkdir -p "$work"/{bin,dev,root,proc}
	cp "$machine/tree/bin/busybox" "$work/bin/"
	for module in virtio_pci virtio_blk crc32c_generic ext4 virtio_console; do
		as_arm64 chroot "$machine/tree" modprobe -S "$version" --show-depends $module | while read -r kind file _; do
			[ "$kind" = insmod ] && [ ! -e "$work/$(basename "$file")" ] || continue
			cp "$machine/tree$file" "$work/" && echo "insmod /$(basename "$file")" >>"$work/load"
		done
	done
	cat >"$work/init" <<-'INIT'
		#!/bin/busybox sh
		/bin/busybox --install -s /bin
		mount -t devtmpfs devtmpfs /dev
		. /load
		until [ -b /dev/vda ]; do sleep 1; done
		mount -t ext4 -o noatime /dev/vda /root && mount -o move /dev /root/dev && exec switch_root /root /sbin/init
	INIT
	chmod 755 "$work/init"
	(cd "$work" && find . | cpio --quiet -o -H newc) | gzip -1 >"$to/initrd"
	rm -rf "$work"
}

# What it says comes out here. Its status, 124 time limit, 125 the machine died.
machine_run() { # where, directory that becomes /hostel, seconds, command
	local to=$1 said
	make_disk "$machine/tree" "$to/disk" 4G && make_disk "$2" "$to/work" 1G && arm64_initrd "$to" || return 125
	mkfifo "$to/go.in" "$to/go.out" && exec 6<>"$to/go.in" || return 125
	echo "$(date +%s.%N) $3 $(base64 -w0 <<<"$4")" >&6
	timeout $(($3 + 600)) nice -n 5 qemu-system-aarch64 -nodefaults -no-user-config -display none -no-reboot -M virt \
		-accel tcg,thread=multi,tb-size=512 -cpu max,pauth-impdef=on -smp 2 -m 1536M -kernel "$machine/kernel" -initrd "$to/initrd" \
		-append "root=/dev/vda rw console=ttyAMA0 quiet mitigations=off random.trust_cpu=on audit=0 panic=-1 systemd.show_status=0" \
		-drive "id=d,if=none,format=raw,cache=unsafe,file=$to/disk" -device virtio-blk-pci,drive=d \
		-drive "id=w,if=none,format=raw,cache=unsafe,file=$to/work" -device virtio-blk-pci,drive=w \
		-object rng-random,id=r,filename=/dev/urandom -device virtio-rng-pci,rng=r -device virtio-serial-pci \
		-device virtserialport,chardev=out,name=out -chardev file,id=out,path=/dev/fd/5 \
		-device virtserialport,chardev=go,name=go -chardev "pipe,id=go,path=$to/go" \
		-device virtserialport,chardev=end,name=end -chardev "file,id=end,path=$to/end" -serial "file:$to/log" \
		5> >(exec cat) >"$to/error" 2>&1 </dev/null
	exec 6>&-
	rm -f "$to/go.in" "$to/go.out"
	said=$(sed -n 's/^status //p' "$to/end" 2>/dev/null)
	[ -n "$said" ] || tail -qn 60 "$to/log" "$to/error"
	return "${said:-125}"
}
