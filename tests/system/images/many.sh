# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by 78-image-others.sh: 100 versions, 50 tenants on three images, ten of them in while those are updated.
VERSIONS=100 TENANTS=50 IN=10

many_import() { # image, from, to
	local n
	for n in $(seq "$2" "$3"); do
		echo "$1 $n" >"$disk/many/etc/version"
		hostel image import "$disk/many" --as "$1" >/dev/null || return
	done
}
image_of() { echo "many$(($1 % 3 + 1))"; }
runs() { readlink $STATE/t/"$(id -u "$1")"/*/image; } # tenant
all_in() { local n; for n in $(seq $IN); do [ -e "/home/t$n/in" ] || return; done; }
versions() { ls "/var/lib/hostel/images/$1" | grep -x '[0-9]*' | sort -n | xargs; }
mounts() { grep -o " $STATE/images/$1@[0-9]* " /proc/self/mounts | sort -Vu | sed 's/.*@//' | xargs; }
# Rooms by version as the command says, and as the links say.
who_runs() { hostel image status --json | json "*sorted(f'{t}={i[\"name\"]}@{v[\"version\"]}' for i in d for v in i['versions'] for t in v['rooms'])"; }
links() { local n; for n in $(seq $IN); do echo "t$n=$(runs t$n)"; done | sort | xargs; }

tree "$disk/many"
for n in 1 2 3; do many_import many$n 1 1; done
for n in $(seq $TENANTS); do
	useradd -m -s $SHELL_PATH -G hostel t$n
	printf '[session]\nshell = /bin/sh\n[filesystem]\nimage = %s\n' "$(image_of $n)" >$CONF/tenants/t$n.ini
done
for n in $(seq $TENANTS); do hostel run t$n -- cat /etc/version 2>&1; done >"$disk/said"
is "$TENANTS tenants on three images" "16 many1 1 17 many2 1 17 many3 1" "$(sort "$disk/said" | uniq -c | xargs)"
until_true 20 no_sandbox
for n in $(seq $IN); do
	hostel run t$n -- sh -c 'touch in; until test -e go; do sleep 0.2; done; cat /etc/version' >"$disk/out.$n" 2>&1 &
done
ok "$IN of them are in" until_true 60 all_in

ok "$((VERSIONS - 1)) new versions of one image" many_import many1 2 $VERSIONS
ok "two of another, one of the third" eval 'many_import many2 2 3; many_import many3 2 2'
is "who is in keeps the version" "many1@1 many2@1 many3@1" "$(for n in $(seq $IN); do runs t$n; done | sort -u | xargs)"
is "so does a login that joins such a room" "many1 1 many2 1 many3 1" "$(for n in 3 1 2; do hostel run t$n -- cat /etc/version; done | xargs)"
is "status --json says who runs what" "$(links)" "$(who_runs)"
is "and all of these" $IN "$(who_runs | wc -w)"
is "the next room has the new one" "many1 $VERSIONS many2 3 many3 2" "$(for n in 12 13 14; do hostel run t$n -- cat /etc/version; done | xargs)"
ok "roll back" hostel image rollback many1
is "the next room has the one before" "many1 $((VERSIONS - 1))" "$(until_true 20 eval '! pgrep -xf "hostel-init t12"'; hostel run t12 -- cat /etc/version)"
printf '[session]\nshell = /bin/sh\n[filesystem]\nimage = many1@7\n' >$CONF/tenants/t15.ini
is "one is named by a policy" "many1 7" "$(hostel run t15 -- cat /etc/version)"
hostel image mount many1@50 >/dev/null
until_true 20 eval "[ \"\$(pgrep -xc hostel-init)\" = $IN ]"
is "mounted before gc: what was used, and what an admin asked for" "1 7 50 $((VERSIONS - 1)) $VERSIONS" "$(mounts many1)"

hostel gc >/dev/null
is "gc keeps what is run, named, current, the one before, and newer" "1 7 $((VERSIONS - 2)) $((VERSIONS - 1)) $VERSIONS" "$(versions many1)"
is "and of the others" "1 2 3, 1 2" "$(versions many2), $(versions many3)"
unlike "what it removed is not mounted" '(^| )50( |$)' "$(mounts many1)"
is "what rooms run still is" "1 1 1" "$(for n in 1 2 3; do mounts many$n | cut -d' ' -f1; done | xargs)"
is "a kept one is still to be had" "many1 7" "$(hostel run t15 -- cat /etc/version)"
rm $CONF/tenants/t15.ini
for n in $(seq $IN); do touch /home/t$n/go; done
wait $(jobs -p)
is "to the end they saw their own" "3 many1 1 4 many2 1 3 many3 1" "$(cat "$disk"/out.* | sort | uniq -c | xargs)"
until_true 20 no_sandbox
hostel gc >/dev/null
is "then gc removes those, too" "$((VERSIONS - 2)) $((VERSIONS - 1)) $VERSIONS, 2 3, 1 2" "$(versions many1), $(versions many2), $(versions many3)"
unlike "and unmounts them" '(^| )(1|7)( |$)' "$(mounts many1)"
rm -rf "$disk/many"
