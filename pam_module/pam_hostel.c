/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pam_hostel.so: account and session. With report.c, its lines in the log, the only file that knows PAM;
 * what goes to the journal, events.c sends.
 *
 * Should: return PAM_IGNORE for everybody who is no tenant, having done nothing. Mustn't: exit,
 * change the environment, umask, signals or working directory of the login program, or wait
 * without a bound.
 */
#include <errno.h>
#include <fcntl.h>
#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "accounting.h"
#include "at_job.h"
#include "base/fd.h"
#include "events.h"
#include "helper.h"
#include "host/porch.h"
#include "host/process.h"
#include "host/record.h"
#include "host/state.h"
#include "known.h"
#include "login.h"
#include "report.h"
#include "sandbox.h"
#include "service.h"
#include "talk/paths.h"

#define SESSION_DATA "hostel-session"
#define KNOWN_DATA "hostel-known"
#define EXPORT __attribute__((visibility("default")))

/* The session of a handle. */
struct session {
	int fd; /* the connection that is the session, or -1 */
	struct accounting accounting;
	struct counting counting;
};

struct options {
	const char *config;
	bool debug;
	bool silent; /* no line of the login before */
	bool valid;
};

static struct options parse_options(pam_handle_t *pamh, int argc, const char **argv)
{
	struct options o = {.config = HOSTEL_CONFDIR, .valid = true};

	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "debug")) {
			o.debug = true;
		} else if (!strcmp(argv[i], "silent")) {
			o.silent = true;
		} else if (!strncmp(argv[i], "config=", 7)) {
			o.config = argv[i] + 7;
		} else {
			say(pamh, LOG_ERR, "unknown option %s: use debug, silent or config=DIR", argv[i]);
			o.valid = false;
		}
	}
	return o;
}

static const char *item(const pam_handle_t *pamh, int type)
{
	const void *value = NULL;

	if (pam_get_item(pamh, type, &value) != PAM_SUCCESS || !value)
		return "";
	return value;
}

static void add_items(const pam_handle_t *pamh, struct login *l)
{
	l->service = item(pamh, PAM_SERVICE);
	l->tty = item(pamh, PAM_TTY);
	l->from = item(pamh, PAM_RHOST);
}

/* LOGIN_OTHER for everybody whom PAM_IGNORE is for. */
static enum login_kind find(pam_handle_t *pamh, const struct options *o, struct login *l,
	struct err *e)
{
	const char *user = NULL;

	*l = (struct login){0};
	if (pam_get_user(pamh, &user, NULL) != PAM_SUCCESS || !user || !*user)
		return LOGIN_OTHER;
	add_items(pamh, l);
	if (!o->valid) {
		/* Nobody is locked out but those who would need what the line does not say. */
		enum login_kind kind = login_find(l, user, o->config, e);

		if (kind == LOGIN_TENANT)
			err_rule(e, EINVAL, "the PAM line of service %s has an unknown option", l->service);
		return kind == LOGIN_OTHER ? LOGIN_OTHER : LOGIN_REFUSED;
	}
	return login_find(l, user, o->config, e);
}

static void forget_known(pam_handle_t *pamh, void *data, int status)
{
	(void)pamh;
	(void)status;
	known_free(data);
}

static void remember_known(pam_handle_t *pamh, const struct options *o, struct login *l)
{
	struct known *known = known_keep(l, o->config);

	if (known && pam_set_data(pamh, KNOWN_DATA, known, forget_known) != PAM_SUCCESS)
		known_free(known);
}

/* In the session phase. */
static enum login_kind find_again(pam_handle_t *pamh, const struct options *o, struct login *l, struct err *e)
{
	const void *known = NULL;
	const char *user = NULL;

	if (!o->valid || pam_get_data(pamh, KNOWN_DATA, &known) != PAM_SUCCESS || !known ||
	    pam_get_user(pamh, &user, NULL) != PAM_SUCCESS || !user ||
	    !known_take((struct known *)known, user, o->config, l))
		return find(pamh, o, l, e);
	add_items(pamh, l);
	return LOGIN_TENANT;
}

EXPORT int pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options o = parse_options(pamh, argc, argv);
	char sentence[LOGIN_SENTENCE_SIZE];
	struct err e = ERR_NONE;
	struct login l;
	enum refusal why;
	int result = PAM_SUCCESS;
	enum login_kind kind = find(pamh, &o, &l, &e);

	if (kind == LOGIN_OTHER) {
		result = PAM_IGNORE;
	} else if (login_judge(&l, kind, &why, sentence, &e) < 0) {
		log_refusal(pamh, &l, why, &e);
		if (!(flags & PAM_SILENT))
			pam_error(pamh, "%s", sentence);
		result = PAM_PERM_DENIED;
	} else {
		if (o.debug)
			say(pamh, LOG_DEBUG, "account: %s is a tenant, plan %s", l.account.name,
				*l.policy.plan ? l.policy.plan : "none");
		remember_known(pamh, &o, &l);
	}
	login_free(&l);
	return result;
}

/* The running sandbox's next session, or -1; ECONNREFUSED or ENOENT in *e: there is none that fits. */
static int join_running(const struct login *l, int tenant, struct record *r, struct porch *porch,
	struct err *e)
{
	int AUTO_CLOSE fd = -1;
	char boot[40];

	if (boot_id(boot, e) < 0)
		return -1;
	if (!running_fits(r, l, boot))
		return err_rule(e, ECONNREFUSED, "none");
	fd = session_open(l, r, porch, e);
	if (fd < 0 || limits_follow(l, tenant, r, e) == 0)
		return fd_take(&fd);
	if (e->code == ECONNREFUSED || e->code == ENOENT)
		e->code = EIO; /* it is there, and the login is refused */
	return -1;
}

static uint64_t inode(int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 ? st.st_ino : 0;
}

static int make_and_open(const struct login *l, int state, int tenant, struct record *r,
	struct porch *porch, struct err *e)
{
	int AUTO_CLOSE fd = -1;

	if (sandbox_make(l, state, tenant, r, e) < 0)
		return -1;
	fd = session_open(l, r, porch, e);
	if (fd < 0)
		return -1;
	r->porch = inode(porch->mount);
	r->porch_ipc = inode(porch->ipc);
	r->porch_net = inode(porch->net);
	return record_write(tenant, r, e) < 0 ? -1 : fd_take(&fd);
}

static int make_new(const struct login *l, int state, int tenant, struct record *r,
	struct porch *porch, struct err *e)
{
	struct record before;
	int fd;

	*e = ERR_NONE;
	/* Or whoever makes his PID 1 run out of memory would have his sessions twice. */
	if (porch_clear(r, login_left(l), e) < 0 || (r->number && limits_unknown(tenant, r, e) < 0))
		return -1;
	before = *r;
	fd = make_and_open(l, state, tenant, r, porch, e);
	if (fd < 0)
		limits_go_back(l, tenant, &before);
	return fd;
}

/* Returns the session's connection, or -1 with *e. */
static int open_session(pam_handle_t *pamh, const struct login *l, struct session *session, struct err *e)
{
	int AUTO_CLOSE state = state_open(e);
	int AUTO_CLOSE tenant = state < 0 ? -1 : state_tenant(state, l->account.uid, e);
	int AUTO_CLOSE lock =
		tenant < 0 ? -1 : state_lock(tenant, "lock", (login_left(l) + 999) / 1000, e);
	struct porch porch = {-1, -1, -1};
	char sentence[LOGIN_SENTENCE_SIZE];
	int AUTO_CLOSE fd = -1;
	struct record r;
	int result;

	/* With the lock held: hostel drain takes it before it ends who is in. */
	if (lock < 0 || login_undrained(l, sentence, e) < 0 || record_read(tenant, &r, e) < 0)
		return -1;
	fd = join_running(l, tenant, &r, &porch, e);
	/* Silent, refusing or not to be reached, it may live; only where nobody listens a new one is made. */
	if (fd < 0 && (e->code == ECONNREFUSED || e->code == ENOENT))
		fd = make_new(l, state, tenant, &r, &porch, e);
	if (fd >= 0) {
		accounting_login(&session->accounting, l);
		counting_begin(&session->counting, &r, tenant, !accounting_open(&session->accounting));
		result = porch_join(l, &porch, e);
		if (result == 0 && service_is(l->service, SERVICE_CONNECTION))
			result = session_watch(fd, e);
		if (result < 0) {
			fd_close(&fd);
			accounting_logout(&session->accounting);
			counting_free(&session->counting);
		} else {
			limits_charge(l, &r, log_uncharged, pamh);
		}
	}
	fd_close(&porch.mount);
	fd_close(&porch.ipc);
	fd_close(&porch.net);
	return fd_take(&fd);
}

static void forget_session(pam_handle_t *pamh, void *data, int status)
{
	struct session *session = data;

	(void)pamh;
	(void)status;
	/* Not the logout: every child that ends its copy of the handle comes by here. */
	fd_close(&session->fd);
	accounting_free(&session->accounting);
	counting_free(&session->counting);
	free(session);
}

static int refuse_session(pam_handle_t *pamh, const struct login *l, enum refusal why,
	const struct err *e, int flags)
{
	log_refusal(pamh, l, why, e);
	if (!(flags & PAM_SILENT))
		pam_error(pamh, "%s", e->code == EPERM ? "This account cannot be used: see the administrator."
			: "This account cannot be used at the moment.");
	/*
	 * Let it find nothing. A daemon with threads, or without root's rights to become the tenant, is
	 * left as it is: it serves others. sshd does not heed the error: it would serve forwarding, or
	 * nothing, as long as the tenant likes. What calls us is the monitor of this one connection.
	 */
	if (process_threads() <= 1 && geteuid() == 0)
		porch_dead_end(service_is(l->service, SERVICE_CONNECTION));
	return PAM_SESSION_ERR;
}

/* The handle's session, without a connection until one is open. NULL without memory. */
static struct session *remember_session(pam_handle_t *pamh)
{
	struct session *session = calloc(1, sizeof(*session));

	if (!session)
		return NULL;
	session->fd = -1;
	session->counting = COUNTING_NONE;
	if (pam_set_data(pamh, SESSION_DATA, session, forget_session) == PAM_SUCCESS)
		return session;
	free(session);
	return NULL;
}

EXPORT int pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options o = parse_options(pamh, argc, argv);
	struct err e = ERR_NONE;
	const char *sentence;
	const void *open = NULL;
	struct login l;
	struct session *session = NULL;
	struct cgroup_warnings warnings = {0};
	int result = PAM_SUCCESS;
	enum login_kind kind;
	bool permitted = false;

	/* Twice in one stack (su-l includes su): on the porch already, or refused and nowhere. */
	if (pam_get_data(pamh, SESSION_DATA, &open) == PAM_SUCCESS && open)
		return ((const struct session *)open)->fd >= 0 ? PAM_SUCCESS : PAM_SESSION_ERR;
	kind = find_again(pamh, &o, &l, &e);
	l.warnings = &warnings;
	l.deadline = login_deadline(&l);
	if (kind == LOGIN_OTHER) {
		result = PAM_IGNORE;
	} else if (!(session = remember_session(pamh)) || kind == LOGIN_REFUSED ||
		   !(permitted = login_permitted(&l, &sentence, &e) == 0) ||
		   (session->fd = open_session(pamh, &l, session, &e)) < 0) {
		if (!session)
			err_set(&e, ENOMEM, "session of %s", l.account.name);
		result = refuse_session(pamh, &l, refusal_session(&l, kind, permitted || !session, &e), &e,
			flags);
	} else {
		if (*session->accounting.before && !(flags & PAM_SILENT) && !o.silent)
			pam_info(pamh, "%s", session->accounting.before);
		if (o.debug)
			say(pamh, LOG_DEBUG, "session: %s stands on the porch", l.account.name);
	}
	log_warnings(pamh, &l, &warnings);
	login_free(&l);
	return result;
}

struct ending {
	pam_handle_t *pamh;
	const struct session *session;
};

/* In a helper process on the host. */
static void end_session(const void *data)
{
	const struct ending *ending = data;

	accounting_write_logout(&ending->session->accounting);
	events_collect(&ending->session->counting, log_event, ending->pamh);
}

EXPORT int pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const void *data = NULL;
	struct session *session;

	(void)flags;
	(void)argc;
	(void)argv;
	if (pam_get_data(pamh, SESSION_DATA, &data) != PAM_SUCCESS || !data)
		return PAM_IGNORE;
	session = (struct session *)data;
	session_unwatch(session->fd);
	if (service_is(item(pamh, PAM_SERVICE), SERVICE_JOB_FILES) && session->fd >= 0) {
		at_job_remove();
		/* atd's mail comes after this: the process is the session until sendmail has ended. */
		fcntl(session->fd, F_SETFD, 0);
		session->fd = -1;
	}
	fd_close(&session->fd);
	if (counting_due(&session->counting))
		helper_run_on_host(end_session, &(struct ending){pamh, session});
	accounting_free(&session->accounting);
	counting_free(&session->counting);
	return PAM_SUCCESS;
}
