. tests/system/lib.sh
B=$(readlink -f build); work=/srv/bench; mkdir -p $work
sed -i 's/ debug$//' /etc/pam.d/{hostel,sshd,su,login,cron}
tenant() { printf '[session]\nshell = /usr/bin/true\n%s\n' "${2:-}" >$CONF/tenants/$1.ini; }
disk=$(mktemp -d "$WORLD_DISK/images.XXXXXX"); chmod 755 "$disk"
mkdir -p /var/lib/hostel; mount --bind "$disk" /var/lib/hostel
hostel image import $IMAGES/debian-13.tar --as debian-13 >/dev/null
tenant alice
for n in none own root; do add_tenant cold-$n; tenant cold-$n "$(printf '[filesystem]\nimage = debian-13\nwrite = %s\n' $n)"; done
printf 'cold 1 session hostel alice\ncold-none 1 session hostel cold-none\ncold-own 1 session hostel cold-own\ncold-root 1 session hostel cold-root\n' >$work/s
cd /
$B/bench/measure ${ROUNDS:-60} <$work/s >/tmp/samples
python3 - <<'P'
import collections,statistics
d=collections.defaultdict(list)
for l in open('/tmp/samples'):
    k,v=l.split()[:2]; d[k].append(float(v))
for k in sorted(d): print(k, round(statistics.median(d[k])), round(min(d[k])))
P
EXTRA=${EXTRA:-}
[ -z "$EXTRA" ] || eval "$EXTRA"
rm -rf $disk
