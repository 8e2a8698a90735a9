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
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <syslog.h>
#include <unistd.h>

#include "accounting.h"
#include "at_job.h"
#include "base/fd.h"
#include "base/rlimits.h"
#include "events.h"
#include "host/control.h"
#include "host/limits.h"
#include "host/pam_service.h"
#include "host/porch.h"
#include "host/process.h"
#include "host/record.h"
#include "host/state.h"
#include "jobs.h"
#include "kept.h"
#include "limits.h"
#include "login.h"
#include "login_rules.h"
#include "on_host.h"
#include "porch.h"
#include "report.h"
#include "running.h"
#include "sandbox.h"
#include "service.h"
#include "talk/paths.h"
#include "ticket.h"

#define SESSION_DATA "hostel-session"
#define KEPT_DATA "hostel-kept"
#define FILE_BYTES (16UL << 20) /* of the largest that we write, a specification or an entry of /etc */
#define EXPORT __attribute__((visibility("default")))

/* The session of a handle. */
struct session {
	int fd; /* the connection that is the session, or -1 */
	int jobs; /* jobs_attend()'s, or -1 */
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

/* LOGIN_OTHER for everybody whom PAM_IGNORE is for. `again`: what the account phase has kept will do. */
static enum login_kind find(pam_handle_t *pamh, const struct options *o, bool again, struct login *l,
	struct err *e)
{
	enum login_kind kind = LOGIN_TENANT;
	const char *user = NULL;
	const void *kept = NULL;

	*l = (struct login){0};
	if (pam_get_user(pamh, &user, NULL) != PAM_SUCCESS || !user || !*user)
		return LOGIN_OTHER;
	if (!again || pam_get_data(pamh, KEPT_DATA, &kept) != PAM_SUCCESS || !kept || !o->valid ||
	    !kept_take((struct kept *)kept, user, o->config, l))
		kind = login_find(l, user, o->config, e);
	/* A directory has let go of the tenant meanwhile. */
	if (kind == LOGIN_OTHER && kept && kept_is_of(kept, user)) {
		err_rule(e, EAGAIN, "%s is no tenant any more, and was one when the login began", user);
		kind = LOGIN_REFUSED;
	}
	l->service = item(pamh, PAM_SERVICE);
	l->tty = item(pamh, PAM_TTY);
	l->from = item(pamh, PAM_RHOST);
	l->trial = !strcmp(item(pamh, PAM_USER_PROMPT), PAM_TRIAL_PROMPT);
	/* Nobody is locked out but those who would need what the line does not say. */
	if (o->valid || kind != LOGIN_TENANT)
		return kind;
	err_rule(e, EINVAL, "the PAM line of service %s has an unknown option", l->service);
	return LOGIN_REFUSED;
}

static void forget_kept(pam_handle_t *pamh, void *data, int status)
{
	(void)pamh;
	(void)status;
	kept_free(data);
}

EXPORT int pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options o = parse_options(pamh, argc, argv);
	struct denial d = DENIAL_NONE;
	int result = PAM_SUCCESS;
	struct rlimits before;
	struct kept *kept;
	struct login l;
	const enum login_kind kind = find(pamh, &o, false, &l, &d.error);

	if (kind != LOGIN_OTHER)
		rlimits_lift(&before);
	if (kind == LOGIN_OTHER) {
		result = PAM_IGNORE;
	} else if (kind == LOGIN_REFUSED || login_permitted(&l, &d) < 0 || login_undrained(&l, &d) < 0 ||
		   login_confinable(&l, &d) < 0 || login_count(&l, &d) < 0 || running_has_place(&l, &d) < 0) {
		if (kind == LOGIN_TENANT)
			running_suspend(&l);
		log_refusal(pamh, &l, &d);
		if (!(flags & PAM_SILENT))
			pam_error(pamh, "%s", d.sentence);
		result = PAM_PERM_DENIED;
	} else {
		if (o.debug)
			say(pamh, LOG_DEBUG, "account: %s is a tenant, plan %s", l.account.name,
				*l.policy.plan ? l.policy.plan : "none");
		kept = kept_make(&l, o.config);
		if (kept && pam_set_data(pamh, KEPT_DATA, kept, forget_kept) != PAM_SUCCESS)
			kept_free(kept);
	}
	if (kind != LOGIN_OTHER)
		rlimits_put_back(&before);
	login_free(&l);
	return result;
}

/*
 * A file that grows beyond the limit ends its writer: SIGXFSZ, setrlimit(2). What could not be lifted is said
 * rather than run into.
 */
static int check_file_size(struct denial *d)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_FSIZE, &r) < 0 || r.rlim_cur >= FILE_BYTES)
		return 0;
	d->why = REFUSED_SANDBOX;
	return err_rule(&d->error, EFBIG, "the login program may write files of %llu bytes only (fsize of "
		"limits.conf(5), LimitFSIZE= of its unit), and root may not raise that here: it lacks "
		"CAP_SYS_RESOURCE", (unsigned long long)r.rlim_cur);
}

/* With what the login program was given on the host. `fd`: the session's connection. */
static int step_onto_porch(pam_handle_t *pamh, const struct login *l, const struct porch *porch, int fd,
	struct err *e)
{
	struct ticket ticket;

	ticket_take(pam_getenv(pamh, "KRB5CCNAME"), l, &ticket);
	if (porch_join(l, porch, e) < 0 ||
	    (service_is(l->service, SERVICE_CONNECTION) && session_watch(fd, e) < 0)) {
		free(ticket.data);
		return -1;
	}
	if (ticket_give(&ticket, l, e) < 0)
		say(pamh, LOG_WARNING, "session: %s", e->message);
	return 0;
}

/* A login goes on without. */
static int attend_jobs(pam_handle_t *pamh, const struct login *l, int tenant, const struct record *r,
	const struct porch *porch)
{
	struct err e = ERR_NONE;
	bool cronless;
	const int fd = jobs_attend(l, tenant, r, porch, &cronless, &e);

	if (cronless)
		say(pamh, LOG_WARNING, "session: crontab will not work inside: no cron that asks PAM is "
			"installed");
	if (fd < 0 && *e.message)
		say(pamh, LOG_WARNING, "session: crontab and at will not work inside: %s", e.message);
	return fd;
}

/* Returns the session's connection, with the caller on the porch; or -1 with *d. */
static int enter_porch(pam_handle_t *pamh, const struct login *l, struct session *session, struct denial *d)
{
	struct err *e = &d->error;
	int AUTO_CLOSE state = state_open(e);
	int AUTO_CLOSE tenant = state < 0 ? -1 : state_tenant(state, l->account.uid, e);
	int AUTO_CLOSE lock =
		tenant < 0 ? -1 : state_lock(tenant, "lock", (login_left(l) + 999) / 1000, e);
	struct porch AUTO_PORCH porch = PORCH_NONE;
	int AUTO_CLOSE fd = -1;
	struct record r, before;
	struct err left = ERR_NONE;
	char boot[40];
	bool fits;

	d->why = REFUSED_SANDBOX;
	/* With the lock held: hostel drain takes it before it ends who is in. */
	if (lock < 0 || login_undrained(l, d) < 0 || record_read(tenant, &r, e) < 0 || boot_id(boot, e) < 0)
		return -1;
	fits = running_fits(&r, l, boot) && !running_is_elsewhere(&r, l);
	if (r.number && !strcmp(r.boot, boot) && (!fits || running_is_outdated(&r, l)))
		running_retire(&r, l);
	if (fits) {
		fd = session_open(l, &r, &porch, d);
		if (fd >= 0 && porch.left_behind && porch_vacate(&r, 0, &left) < 0) {
			/* Who closed a session and stayed: a room without one starts nothing for them. */
			fd_close(&fd);
			porch_close(&porch);
			if (porch_vacate(&r, login_left(l), e) < 0)
				return -1;
			fd = session_open(l, &r, &porch, d);
		}
		/* Silent, refusing or not to be reached, it may live: a new one only where nobody listens. */
		if ((fd < 0 && !control_has_ended(e->code)) ||
		    (fd >= 0 && limits_follow(l, tenant, &r, e) < 0))
			return -1;
	}
	if (fd < 0) {
		/* Or whoever makes PID 1 run out of memory would have their sessions twice. */
		if (porch_clear(&r, login_left(l), e) < 0 || (r.number && limits_unknown(tenant, &r, e) < 0))
			return -1;
		before = r;
		if (sandbox_make(l, state, tenant, &r, e) < 0 || (fd = session_open(l, &r, &porch, d)) < 0 ||
		    porch_record(&porch, tenant, &r, e) < 0) {
			fd_close(&fd);
			limits_go_back(l, tenant, &before);
			return -1;
		}
	}
	session->jobs = attend_jobs(pamh, l, tenant, &r, &porch);
	accounting_login(&session->accounting, l);
	counting_begin(&session->counting, &r, tenant, !accounting_open(&session->accounting));
	if (step_onto_porch(pamh, l, &porch, fd, e) < 0) {
		fd_close(&fd);
		fd_close(&session->jobs);
		accounting_logout(&session->accounting);
		counting_free(&session->counting);
		return -1;
	}
	limits_charge(l, &r, log_uncharged, pamh);
	return fd_take(&fd);
}

static void forget_session(pam_handle_t *pamh, void *data, int status)
{
	struct session *session = data;

	(void)pamh;
	(void)status;
	/* Not the logout: every child that ends its copy of the handle comes by here. */
	fd_close(&session->fd);
	fd_close(&session->jobs);
	accounting_free(&session->accounting);
	counting_free(&session->counting);
	free(session);
}

static int refuse_session(pam_handle_t *pamh, const struct login *l, const struct denial *d, int flags)
{
	log_refusal(pamh, l, d);
	if (!(flags & PAM_SILENT))
		pam_error(pamh, "%s", d->error.code == EPERM
			? "This account cannot be used: see the administrator."
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

/* The handle's session, without a connection until one is open. NULL with *d. */
static struct session *remember_session(pam_handle_t *pamh, const struct login *l, struct denial *d)
{
	struct session *session = calloc(1, sizeof(*session));

	if (session) {
		session->fd = session->jobs = -1;
		session->counting = COUNTING_NONE;
		if (pam_set_data(pamh, SESSION_DATA, session, forget_session) == PAM_SUCCESS)
			return session;
		free(session);
	}
	d->why = REFUSED_SANDBOX;
	err_set(&d->error, ENOMEM, "session of %s", l->account.name);
	return NULL;
}

EXPORT int pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct options o = parse_options(pamh, argc, argv);
	struct cgroup_warnings warnings = {0};
	struct denial d = DENIAL_NONE;
	struct session *session;
	const void *open = NULL;
	struct rlimits limits;
	struct login l;
	enum login_kind kind;
	int result = PAM_SUCCESS;

	/* Twice in one stack (su-l includes su): on the porch already, or refused and nowhere. */
	if (pam_get_data(pamh, SESSION_DATA, &open) == PAM_SUCCESS && open)
		return ((const struct session *)open)->fd >= 0 ? PAM_SUCCESS : PAM_SESSION_ERR;
	kind = find(pamh, &o, true, &l, &d.error);
	/* pam_limits stands before us: its limits are the session's, not ours. */
	if (kind != LOGIN_OTHER)
		rlimits_lift(&limits);
	l.warnings = &warnings;
	l.deadline = login_deadline(&l);
	if (kind == LOGIN_OTHER) {
		result = PAM_IGNORE;
	} else if (!(session = remember_session(pamh, &l, &d)) || kind == LOGIN_REFUSED ||
		   login_permitted(&l, &d) < 0 || check_file_size(&d) < 0 ||
		   (session->fd = enter_porch(pamh, &l, session, &d)) < 0) {
		result = refuse_session(pamh, &l, &d, flags);
	} else {
		if (*session->accounting.before && !(flags & PAM_SILENT) && !o.silent)
			pam_info(pamh, "%s", session->accounting.before);
		if (o.debug)
			say(pamh, LOG_DEBUG, "session: %s stands on the porch", l.account.name);
	}
	log_warnings(pamh, &l, &warnings);
	if (kind != LOGIN_OTHER)
		rlimits_put_back(&limits);
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
	fd_close(&session->jobs);
	if (counting_due(&session->counting))
		on_host_run(end_session, &(struct ending){pamh, session});
	accounting_free(&session->accounting);
	counting_free(&session->counting);
	return PAM_SUCCESS;
}
