# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by matrix.sh, with alice (nat, default egress) and bob alive: each wall away by itself, then both; what is
# others' is left alone; what was flushed comes back.

# What stands beside ours on a host with firewalld and docker, in their manner.
nft -f - <<-E
	table inet firewalld {
		chain filter_PREROUTING { type filter hook prerouting priority filter + 10; policy accept; ct state invalid drop; }
		chain nat_POSTROUTING { type nat hook postrouting priority srcnat + 10; policy accept; oifname "docker0" accept; }
		chain filter_FORWARD { type filter hook forward priority filter + 10; policy accept; ct state established,related accept; oifname "docker0" reject; }
	}
	table ip filter {
		chain DOCKER-USER { return; }
		chain FORWARD { type filter hook forward priority filter; policy accept; jump DOCKER-USER; }
	}
	table ip nat {
		chain DOCKER { iifname "docker0" return; }
		chain PREROUTING { type nat hook prerouting priority dstnat; policy accept; fib daddr type local jump DOCKER; }
		chain POSTROUTING { type nat hook postrouting priority srcnat; policy accept; ip saddr 172.17.0.0/16 oifname != "docker0" masquerade; }
	}
E
others() { nft -a list ruleset | awk '/^table/ { on = $0 !~ /table inet hostel / } on'; }
others >/tmp/others

alice_row "beside firewalld's and docker's tables" "$public $closed" 'mode = nat' "$own_publish"

nft delete table inet hostel
alice_again "control: without the host's table" "~web* ~dns/* $closed"
from "control: the internet then" internet eth0 'web*' 'dns/*' 'meta/*' 'host4/*' 'host6/*' 'hostlan/*' 'link/*' \
	'gate4/*' '~gate4/u*' 'gate6/*' 'lan4/*' '~lan4/u*' 'lan6/*' bob4/8000 bob6/8000

inside_nft alice delete table inet hostel
alice_again "control: without both" '* -link/* -loop/* ~*/u* -bob4/8001 -bob6/8001 -bobpub* -alicepub* own/*'
inside_nft bob delete table inet hostel
alice_again "control: without bob's too" '* -link/* -loop/* ~*/u* -bobpub* -alicepub* own/*'
end_session bob
open_session bob
serve_inside bob

alice_row "the next login brings the table back" "$public $closed" 'mode = nat' "$own_publish"
inside_nft alice delete table inet hostel
alice_again "control: without her own table" "$public web4/25 web6/25 bobpub* ~alicepub* $closed"

# --- everything flushed while tenants are there -----------------------------------------------------------
is "tables of others are as they were" "" "$(others | diff /tmp/others -)"
nft flush ruleset
from "after nft flush ruleset: the internet" internet eth0 'web*' 'dns/*' 'meta/*' 'host4/*' 'host6/*' 'hostlan/*' \
	'link/*' '~gate*' '~lan*' bob4/8000 bob6/8000
bob_row "after nft flush ruleset: bob" "~web* ~dns/* own/* bob4/* bob6/* host4/3306 host6/3306"
alice_row "after it and a login of alice" "$public $closed" 'mode = nat' "$own_publish"
bob_row "bob, who was there all the time" "$from_bob"
from "the internet again" internet eth0 'web*' 'dns/*' 'meta/*' 'host4/*' 'host6/*' 'hostlan/*' 'link/*' 'bobpub*' 'alicepub*'
