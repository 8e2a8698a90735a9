# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by 56-resources.sh: weights of disks' IO, which need a scheduler that knows them. Only a guest's is changed.
refused 'io.weight = 50' "io.weight = 50 cannot be enforced on this host: no disk's IO scheduler knows weights"

scheduler() { # name: of all disks
	local file
	for file in /sys/block/vd*/queue/scheduler; do echo "$1" >"$file" || return; done
	[ "$1" = bfq ] || return 0
	# Who seems to be new is favoured otherwise, and weights are not kept on disks that are not worth waiting for.
	echo 0 | tee /sys/block/vd*/queue/iosched/low_latency >/dev/null
	echo 1 | tee /sys/block/vd*/queue/iosched/strict_guarantees >/dev/null
}
if [ "${OWN_MACHINE:-no}" = yes ] && modprobe bfq && scheduler bfq; then
	cat >/usr/local/bin/read.py <<-'P'
	import mmap, os, sys, time
	size = 128 << 10
	fd, room, n = os.open(sys.argv[1], os.O_RDONLY | os.O_DIRECT), mmap.mmap(-1, size), 0
	last = os.fstat(fd).st_size // size
	print(flush=True)
	sys.stdin.readline()
	end = time.monotonic() + 6
	while time.monotonic() < end:
	    os.preadv(fd, [room], n % last * size)
	    n += 1
	print(n, flush=True)
	P
	share() { # what alice has read in the time in which bob read 100
		together "python3 /usr/local/bin/read.py $file"
		echo $(($(cat /tmp/number.alice) * 100 / $(cat /tmp/number.bob)))
	}
	fresh '[resources]' 'io.weight = 50'
	like "io.weight" '(default )?50' "$(kernel blkio blkio.bfq.weight io.bfq.weight)"
	fresh '[resources]' 'io.weight = 1000'
	printf '[resources]\nio.weight = 10\n' >$CONF/tenants/bob.ini
	heavy=$(share)
	fresh '[resources]' 'io.weight = 10'
	printf '[resources]\nio.weight = 1000\n' >$CONF/tenants/bob.ini
	ok "io.weight is felt: of 1000 to 10 she reads $heavy in bob's time for 100, of 10 to 1000 $((light = $(share)))" \
		test $heavy -gt 200 -a $light -lt 50
	rm $CONF/tenants/bob.ini
	scheduler none
	refused 'io.weight = 2000' "no disk's IO scheduler knows weights"
else
	skip "io.weight is felt" "only where the disk's scheduler may be changed, in a guest"
fi
