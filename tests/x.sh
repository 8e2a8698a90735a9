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
r=l.syscall(431,fd,6,None,None,0);print(r,ctypes.get_errno())
m=l.syscall(432,fd,0,0); print(m)
print(l.syscall(429,m,b"",-100,b"/run/hostel/images/deb@1",4))
P
useradd -m alice 2>/dev/null; usermod -s /usr/local/bin/hostel-shell alice
for w in none own root; do
printf '[filesystem]\nimage = deb\nwrite = %s\n' $w >/etc/hostel/tenants/alice.ini
hostel check; 
hostel run alice -- sh -c 'id; cat /etc/os-release | head -1; ls -ld / /etc /usr /etc/shadow /tmp /home/*; tail -2 /etc/passwd; touch /etc/x && echo wrote; mount | head -40; grep -E "Cap|NoNew|Seccomp" /proc/self/status; cat /proc/self/uid_map; ls /proc | head -30 | tr "\n" " "'
echo "status $?"
tail -3 /var/log/messages
hostel kill alice
done
