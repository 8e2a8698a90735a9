# SPDX-License-Identifier: GPL-2.0-or-later
# What needs a network, with one of the tenant's own: `mode = nat`, and a client that is elsewhere
# (tests/net/topology.sh). What Network explains of the default mode is not different here. Last: sshd is another.

nat_up() {
	. $here/../net/topology.sh
	net_up || return
	add_tenant erin
	printf '%s\n' '[session]' 'linger = 1m' '[network]' 'mode = nat' 'egress = any, host:22' \
		"publish = $HOST4:60000-60009/udp" >$CONF/tenants/erin.ini
}
ready=no
if [ $quick = no ] && wanted whole "mode = nat: mosh, ssh -J, git by ssh -A"; then nat_up && ready=yes; fi

mosh_nat() {
	have mosh mosh-server || return
	[ $ready = yes ] || { echo "no network"; return; }
	local port=60001
	[ $U != carol ] || port=7101 # published ports are the tenant's
	export LC_ALL=C.UTF-8
	talk timeout -s KILL 15 nsenter --net=/run/netns/internet -- sh -c "stty rows 24 cols 80
		exec mosh --no-init --bind-server=any --port=$port --ssh='ssh -F /root/.ssh/config -o HostName=$HOST4' $A" <<-'X'
	want \$ 
	sleep 0.3
	say echo mosh=$((6 * 7))
	want mosh=42
	say exit
	ended 0
	X
	pkill -u $U -x mosh-server; true
}
TENANT=erin row whole "mode = nat: mosh, published" mosh_nat ok
jump_nat() { t ssh -J "$A" -o HostName=192.0.2.10 -o ConnectTimeout=5 root@host 'echo behind' 2>/dev/null || echo no way; }
TENANT=erin row whole "mode = nat: ssh -J" jump_nat behind
agent_nat() { git_agent 192.0.2.10; }
TENANT=erin row whole "mode = nat: git clone by ssh -A" agent_nat cloned
[ $ready = no ] || net_down
