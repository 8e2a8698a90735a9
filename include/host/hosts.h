/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that the host's /etc/hosts gives to other machines: hosts(5).
 */
#ifndef HOSTEL_HOSTS_H
#define HOSTEL_HOSTS_H

/*
 * Its lines with an address that is not the machine's own: 127.0.0.0/8, ::1 and the like are the tenant's
 * own inside, and the addresses of what is blocked (0.0.0.0) lead there too. At most HOSTS_MAX bytes of
 * them, each tenant has a copy. malloc'ed, "" if there are none; NULL: it could not be
 * read, or there is no memory.
 */
#define HOSTS_MAX 65536
char *hosts_of_host(void);

#endif
