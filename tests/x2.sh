#!/bin/bash
. tests/system/lib.sh
mkdir -p /var/lib/hostel; rm -rf $WORLD_DISK/v; mkdir $WORLD_DISK/v; mount --bind $WORLD_DISK/v /var/lib/hostel
mkdir -p /var/lib/hostel/images/deb/1 /run/hostel/images/deb@1
chmod 700 /run/hostel/images
cp /work/img/debian.erofs /var/lib/hostel/images/deb/1/image
ln -s 1 /var/lib/hostel/images/deb/current
python3 - <<'P'
import ctypes,os
l=ctypes.CDLL(None,use_errno=True)
fd=l.syscall(430,b"erofs",0)
f=os.open("/var/lib/hostel/images/deb/1/image",os.O_RDONLY)
r=l.syscall(431,fd,1,b"source",("/proc/self/fd/%d"%f).encode(),0)
r=l.syscall(431,fd,0,b"ro",None,0)
r=l.syscall(431,fd,6,None,None,0)
m=l.syscall(432,fd,0,0)
l.syscall(429,m,b"",-100,b"/run/hostel/images/deb@1",4)
P
printf '[filesystem]\nimage = deb\nwrite = root\n[network]\nmode = host\n[resources]\npids.max=500\n[ulimits]\nnproc=400\n' >/etc/hostel/tenants/alice.ini
$WORLD_DISK/../inside.sh
hostel run alice -- bash -c "$CMD"
echo "status $?"
grep -i refused /var/log/messages | tail -3
