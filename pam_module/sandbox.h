/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making a sandbox, and going to its porch. Root's rights, inside the login program's process.
 */
#ifndef PAM_MODULE_SANDBOX_H
#define PAM_MODULE_SANDBOX_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cgroup/find.h"
#include "host/record.h"
#include "host/state.h"
#include "login.h"
#include "talk/launch.h"

/* What the survey's helper tells the login program, in memory that they share. */
struct survey {
	char looks_at[PATH_MAX + 64]; /* while it waits for an answer */
	bool done;
	bool failed;
	struct err error; /* why */
	uint32_t keeper;
	struct network_place network;
	char etc_name[64], base_name[64], programs_name[64];
	char home[PATH_MAX];
	char log_socket[PATH_MAX]; /* or "" */
	size_t etc_count;
	char etc[LAUNCH_ETC_MAX][NAME_MAX + 1];
	size_t policy_size;
	unsigned char policy[LAUNCH_SIZE_MAX]; /* for hostel-init */
};

/* Everything that the steps of one cold login leave to each other. */
struct making {
	const struct login *login;
	int state;      /* HOSTEL_STATEDIR */
	int tenant;     /* t/UID */
	int trees;      /* lock, shared: nobody removes trees; -1 */
	const struct record *before; /* of the tenant's last sandbox; zeros: there was none */
	uint32_t number;
	struct survey *survey;
	char run_dir[STATE_DIR_SIZE];
	char *lxcfs;
	struct network_place network;
	char *resolv_conf; /* in the survey's helper: of the sandbox's own; NULL: the host's */
	struct cgroups cgroups;
	struct cgroup_place places[CGROUP_CONTROLLERS];
	size_t place_count;
	int control, door;   /* listening sockets */
	int spec;            /* sealed memfd */
	uint32_t keeper;
	int pid_fd;
	int32_t pid;
};

/* Steps of sandbox_make() that have a file of their own. */
int survey_make(struct making *m, struct err *e); /* survey.c */
void survey_free(struct making *m);
int view_find(const struct login *login, char **lxcfs, struct err *e); /* view.c: proc_view */
int limits_make(struct making *m, struct err *e);   /* limits.c: those beside the sandbox's cgroup */
int init_start(struct making *m, struct err *e);    /* start.c: hostel-init up to "ready" */
void init_kill(struct making *m);

/* Parts of the survey, in its helper. What they find stands in m->survey. */
int network_describe(struct making *m, struct err *e);  /* network.c: addresses, resolvers */
int base_describe(struct making *m, struct err *e);     /* base.c: /etc copy, porch tree, identities */
int programs_describe(struct making *m, struct err *e); /* programs.c: the names on the porch */
int sources_resolve(struct making *m, struct err *e);   /* sources.c: the policy for hostel-init */

/* For scandir(3), not alphasort(3): the order is the same whatever the login program's locale is. */
struct dirent;
int by_name(const struct dirent **a, const struct dirent **b);

/* What is asked now, for the sentence should there be no answer. */
void survey_note(const struct making *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* trusted_path() into `real`. 0 or -1 with *e. */
int survey_path(const char *path, char real[PATH_MAX], struct err *e);

/* mode = nat or pasta: the network is set up by hostel-net, before hostel-init runs. */
bool network_connected(const struct policy *p);
int network_up(const struct making *m, struct err *e);

/*
 * Make a new sandbox for the login: *record says what it is, but for the porch, and is not written
 * yet. `tenant` is t/UID with its lock held. 0 or -1. A sandbox that no session is opened in ends by
 * itself after some seconds.
 */
int sandbox_make(const struct login *login, int state, int tenant, struct record *record,
	struct err *e);

/* The shell that stands for hostel-shell inside. */
const char *shell_inside(const struct login *l);

/* Descriptors of the namespaces that login programs stand in. */
struct porch {
	int mount, ipc;
	int net; /* -1: the host's */
};

/*
 * Open a session in the recorded sandbox. Returns a connection that is the session, with the porch's
 * namespaces: those that policy demands, owned by the keeper, and those of the record if it has any;
 * -1 with *e (ECONNREFUSED, ENOENT: nobody is there any more; EPERM: refused, with the sentence; EUSERS: with
 * as many sessions as max_sessions; others, ECONNRESET for one: it may live).
 */
int session_open(const struct login *login, const struct record *record, struct porch *porch,
	struct err *e);

/*
 * Processes of the tenant's uid outside the sandbox, which is what sshd's children and hostel-shell are: per
 * session an sshd with its ten channels (MaxSessions of sshd_config(5)) and something to spare.
 */
#define PORCH_PROCESSES(sessions) (16 * (sessions) + 16)

/*
 * Stand on the porch, in the directory of the same name as before or in /: join its mount, ipc and net
 * namespace. From now on the caller's children of the tenant's uid are PORCH_PROCESSES(sessions) at most
 * (RLIMIT_NPROC, which the kernel counts per uid and user namespace: who is in the sandbox is not counted).
 * 0 or -1 with *e.
 */
int porch_join(const struct login *login, const struct porch *porch, struct err *e);

/*
 * Have the kernel send SIGTERM to the calling process when PID 1 lets go of the session, or has ended:
 * for a program that would go on serving forwarding and files without a sandbox. fcntl(2), F_SETSIG.
 * Without a sandbox's end nothing changes for the caller. 0, or -1 with *e: it has ended already.
 * session_unwatch() before it is closed.
 */
int session_watch(int session, struct err *e);
void session_unwatch(int session);

/*
 * After a failure, stand in a dead end: an empty read-only root where nothing can be executed, without
 * network and System V IPC. If even that fails, or with `end`, the calling process is killed.
 */
void porch_dead_end(bool end);

/* The recorded sandbox, if it is alive, is one that the login may join; `boot` is boot_id()'s. */
bool running_fits(const struct record *r, const struct login *l, const char *boot);

/*
 * The limits of the recorded sandbox, in which the login has a session, become those of its policy. 0,
 * also where they are already; -1 with *e.
 */
int limits_follow(const struct login *l, int tenant, struct record *r, struct err *e);

/* A new sandbox could not be made: the limits of the recorded one, if it lives, are as they were. */
void limits_go_back(const struct login *l, int tenant, struct record *r);

/*
 * charge_login: have this process, its children and whatever else stands on the recorded porch moved to
 * the login programs' cgroup, by a process that is not waited for. `fail` is called in it.
 */
void limits_charge(const struct login *l, const struct record *r,
	void (*fail)(void *data, const struct err *e), void *data);

/*
 * Account phase: -1 with *e and *sentence if the recorded sandbox fits, answers, and has as many sessions
 * as the policy allows. 0 in doubt: the session phase asks again, and decides.
 */
int running_has_place(const struct login *l, const char **sentence, struct err *e);

#endif
