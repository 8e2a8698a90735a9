/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where things are. HOSTEL_STATEDIR, HOSTEL_CONFDIR and HOSTEL_LIBEXECDIR come from the Makefile.
 */
#ifndef HOSTEL_PATHS_H
#define HOSTEL_PATHS_H

/* Programs: HOSTEL_LIBEXECDIR/hostel-init; HOSTEL_PORCHDIR holds hostel-shell and nothing else. */
#define HOSTEL_INIT HOSTEL_LIBEXECDIR "/hostel-init"
#define HOSTEL_COMMAND HOSTEL_SBINDIR "/hostel"
#define HOSTEL_NET HOSTEL_LIBEXECDIR "/hostel-net"
#define HOSTEL_JOBS HOSTEL_LIBEXECDIR "/hostel-jobs"
#define HOSTEL_CARRIER HOSTEL_LIBEXECDIR "/hostel-carrier"
#define HOSTEL_PORCHDIR HOSTEL_LIBEXECDIR "/porch"

/*
 * State, made by root, gone at reboot:
 *   HOSTEL_STATEDIR/lock                     taken for moments: keepers and slots
 *   HOSTEL_STATEDIR/trees                    lock: shared by logins that make a sandbox, alone by who removes
 *                                            etc-HASH, programs-HASH and machine-HASH
 *   HOSTEL_STATEDIR/keepers/N -> UID         the N-th uid of the keeper range belongs to tenant UID
 *   HOSTEL_STATEDIR/drain                    the sentence of maintenance, while it lasts
 *   HOSTEL_STATEDIR/etc-HASH/                a copy of the harmless part of /etc
 *   HOSTEL_STATEDIR/face/N/                  empty: for mounts in namespaces that are none of the host's
 *   HOSTEL_STATEDIR/packages                 what of /etc and /var/lib packages have
 *   HOSTEL_STATEDIR/t/UID/lock, record       of a tenant
 *   HOSTEL_STATEDIR/t/UID/cgroups            those of former sandboxes elsewhere, for hostel gc
 *   HOSTEL_STATEDIR/t/UID/looking            lock: of a helper that asks what may never answer
 *   HOSTEL_STATEDIR/t/UID/counters, events, events.1, counters.lock
 *                                            what they ran into: tally.h, event.h
 *   HOSTEL_STATEDIR/kmsg                     how far the kernel's log was read for refused calls
 *   HOSTEL_STATEDIR/events, events.1         events of nobody in particular, as t/UID/events
 *   HOSTEL_STATEDIR/t/UID/base-HASH/         what the sandboxes are built on, immutable
 *       porch/      root directory of the porch
 *       links/      names of shells, all links to hostel-shell
 *       ids/        passwd, group, hosts, ...: seen as HOSTEL_INSIDE/ids in sandbox and porch
 *       stage/, stage-home/   empty directories
 *   HOSTEL_STATEDIR/t/UID/quota              which quotas were set since boot
 *   HOSTEL_STATEDIR/services/UID/NAME, NAME.lock
 *                                            of a [service NAME]: cli/service/state.h
 *   HOSTEL_STATEDIR/slots/N -> UID           the N-th address of the pools belongs to tenant UID
 *   HOSTEL_STATEDIR/table, net.lock, forwarding, forwarding6
 *                                            of hostel-net: the rules that all share, and which number the
 *                                            kernel gave the table; whether hostel made the host forward
 *   HOSTEL_STATEDIR/t/UID/net                the link and addresses, then commands for nft(8): what the
 *                                            host has of the tenant
 *   HOSTEL_STATEDIR/t/UID/N/                 of one sandbox
 *       policy      what it was made with, encoded
 *       etc, programs, base, machine -> names of the trees that it is built on
 *       image -> NAME@N, which image it is made of, if it is of one
 *       jobs        FIFO that sessions hold, locked by hostel-jobs
 *       jobs.left   the stamp of an empty spool: pam_module/jobs.c
 *       control     socket, root's: sessions, status, enter, stop
 *       door/socket socket, the tenant's: hostel-shell hands its process over here
 */

/* Kept over reboots, root's alone: NAME.UID, NAME.UID.ran, lock (events/history.h, events/witness.h). */
#define HOSTEL_VARDIR "/var/lib/hostel"
#define HOSTEL_SYNC_STATE "sync.json" /* in it: what the last hostel sync came to (cli/sync/state.h) */
#define HOSTEL_WATCH_STATE "watch.json" /* what hostel watch knows (cli/watch/state.h) */
#define HOSTEL_WATCH_NUMBERS "watch.numbers" /* cli/watch/numbers.h */
#define HOSTEL_HISTORY HOSTEL_VARDIR "/history"

/* The home of the account that fetches for hostel sync: git's and ssh's own files, and the repository. */
#define HOSTEL_SYNCDIR "/var/lib/hostel-sync"

/* Of the account that judges what was fetched: made anew and removed by each hostel sync and hostel watch. */
#define HOSTEL_VERIFYDIR "/var/lib/hostel-verify"

/* Of a mount namespace that is none of the host's: talk/face.h */
#define HOSTEL_FACES HOSTEL_STATEDIR "/face"

/* Kept, too: what tenants have changed of images, UID/upper, work, lock. Only root can enter it:
 * image/take.h */
#define HOSTEL_UPPERS HOSTEL_VARDIR "/uppers"

/* The same on every host, whatever PREFIX is: paths inside sandbox and porch. */
#define HOSTEL_INSIDE "/run/hostel"
#define HOSTEL_INSIDE_IDS HOSTEL_INSIDE "/ids"
#define HOSTEL_INSIDE_DOOR HOSTEL_INSIDE "/door"
#define HOSTEL_INSIDE_BIN HOSTEL_INSIDE "/bin" /* porch only: hostel-shell */
#define HOSTEL_INSIDE_JOBS HOSTEL_INSIDE "/jobs" /* porch only: what is /var/spool/cron inside */
#define HOSTEL_DOOR_SOCKET HOSTEL_INSIDE_DOOR "/socket"

/* The host's own, of Debian's cron and at. */
#define HOST_CRONTAB "/usr/bin/crontab"
#define HOST_CRONTABS "/var/spool/cron/crontabs"
#define HOST_CROND_DEBIAN "/usr/sbin/cron"
#define HOST_CROND "/usr/sbin/crond"
#define HOST_AT "/usr/bin/at"
#define HOST_ATJOBS "/var/spool/cron/atjobs"

#endif
