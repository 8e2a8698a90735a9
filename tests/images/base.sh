#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# base: what the suites about images start from, made once a week of what apt knows on this machine, as root:
#
#   tests/images/base.sh DIR
#
#   DIR/debian-13.tar   a small Debian 13: apt, ssh's programs, git, rsync, cron; never the release that this is
#   DIR/repository/     packages that a room's own root installs from a file: repository
#
# In a world there is no network, so this comes before. Ends with 77 and a reason where no mirror is known.
set -eu
here=$(dirname "$(readlink -f "$0")")
. "$here/../vm/image.sh"
to=$1 packages="ca-certificates,git,rsync,openssh-client,openssh-sftp-server,procps,libcap2-bin,cron,passwd,python3,iproute2"
extra="nginx-light hello sudo openssh-server"

key=$(printf '%s' "$packages $extra $(date +%G-%V)" | sha256sum | cut -c1-12)
[ ! -e "$to/made-$key" ] || exit 0
command -v mmdebstrap >/dev/null || unavailable "mmdebstrap is not there"
list=$(sources trixie) || unavailable "apt knows no mirror of Debian on this machine"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$to" "$work/repository"
# Packages are fetched by the new system's own apt, for what it has; they leave before it is packed.
mmdebstrap --quiet --variant=apt --include="$packages" --keyring=/usr/share/keyrings \
	--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
	--dpkgopt='path-exclude=/usr/share/doc/*' \
	--customize-hook="chroot \"\$1\" apt-get -qq -o APT::Sandbox::User=root --download-only --no-install-recommends install $extra" \
	--customize-hook="cp \"\$1\"/var/cache/apt/archives/*.deb '$work/repository/'" \
	trixie "$work/debian-13.tar" - <<<"$list" >"$work/log" 2>&1 ||
	{ tail -n 5 "$work/log" >&2; unavailable "mmdebstrap trixie: $(tail -n 1 "$work/log")"; }
# apt's index without dpkg-dev: the control files, and what apt wants to know of each file.
for deb in "$work"/repository/*.deb; do
	dpkg-deb -f "$deb"
	printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$(basename "$deb")" "$(stat -c %s "$deb")" \
		"$(sha256sum "$deb" | cut -d' ' -f1)"
done >"$work/repository/Packages"
rm -rf "$to/repository" "$to"/made-*
mv "$work/repository" "$work/debian-13.tar" "$to/"
: >"$to/made-$key"
