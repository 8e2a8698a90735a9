# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced behind tests/system/lib.sh: programs, service file and account of the sweep.

export INJECT_BIN=/usr/local/libexec/inject INJECT_PAM=/etc/inject.d INJECT_TENANT=bob
mkdir -p $INJECT_BIN $INJECT_PAM
for program in trace login probe; do
	gcc -O1 -o $INJECT_BIN/$program tests/system/inject/$program.c -lpam || exit 1
done
cat >$INJECT_PAM/sshd <<-X
	auth required pam_permit.so
	account required $MODULE
	account required pam_permit.so
	session required $MODULE
	session required pam_permit.so
X
# A tenant by his group alone: what goes wrong in finding that out runs his own shell.
usermod -s /bin/bash $INJECT_TENANT
touch /run/utmp /var/log/wtmp /var/log/lastlog
sed -i 's/^\[host\]/&\ntimeout = 3s/' $CONF/hostel.ini
until_true 10 no_sandbox
# What fails in the tenant's home makes /var/tmp one in memory: meant so, and different.
printf '[filesystem]\nvar_tmp = memory\n' >>$CONF/plans/basic.ini
