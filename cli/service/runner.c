/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One life of a service: wait as long as its former ends ask for, open a session, hand the programs over to
 * hostel-init, carry what they say to standard output, pass a stop on, say how it ended.
 *
 * Should: hold the service's lock, so that it runs once. Mustn't: read more of what the tenant writes than
 * log.c allows; decide by anything that the tenant says but how the program ended.
 */
#include "runner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "base/signals.h"
#include "carrier.h"
#include "cgroup/make.h"
#include "cli/config.h"
#include "cli/output.h"
#include "cli/pam_session.h"
#include "events/event_log.h"
#include "host/drain.h"
#include "host/process.h"
#include "host/record.h"
#include "host/state.h"
#include "listener.h"
#include "log.h"
#include "notify.h"
#include "own_words.h"
#include "policy/service.h"
#include "program.h"
#include "restart.h"
#include "state.h"
#include "talk/paths.h"
#include "talk/protocol.h"

#define PASSING_SECONDS 10
#define DRAIN_LOOK 2000 /* milliseconds between two looks whether maintenance is over */
#define TURN_LOOK 50    /* and whether it is our turn: at first; */
#define TURN_LOOK_MOST 1000 /* hundreds that look often would take what a turn is to leave */
#define LOG_LOOK 100    /* and whether more of the log may be read */
#define CONTROL_MILLISECONDS 10000
#define EVENT_SECONDS 5 /* others write events meanwhile */
#define LAST_MILLISECONDS 2000 /* for the web server to read what a program said that has ended */

enum { MAIN, CARRIER, PROGRAMS };

struct runner {
	struct tenant tenant;
	struct pam_session session;
	const struct service *service;
	int state_dir, states;     /* HOSTEL_STATEDIR, services/UID below it */
	int host, carrier, signals; /* "/" of the host; hostel-carrier there */
	int web, inner;             /* directories of the sockets outside and inside */
	int started[2];            /* a pipe: a byte when a program runs */
	struct log log;
	struct service_state state;
	struct cgroups cgroups;
	char cgroup[256];          /* below which the tenant's are */
	uint64_t born;             /* process_start(), which needs the host's /proc */
	pid_t programs[PROGRAMS];
	int status;                /* of the one that ended first */
	bool running, stopping, ended;
	uint64_t kill_at;          /* CLOCK_BOOTTIME milliseconds, 0: not yet */
};

static uint64_t now(void)
{
	return now_milliseconds(CLOCK_BOOTTIME);
}

static void save(struct runner *r)
{
	struct err e = ERR_NONE;

	r->state.pid = getpid();
	r->state.start = r->born;
	if (service_state_write(r->states, r->service->name, &r->state, &e) < 0)
		say("%s", e.message);
}

static void enter_phase(struct runner *r, enum service_phase phase)
{
	r->state.phase = phase;
	r->state.since = now();
	save(r);
}

/* --- before the session --------------------------------------------------------------------------- */

static const struct service *find_service(const struct tenant *t, const char *name)
{
	const struct service *s = policy_service(&t->policy, name);

	if (!s)
		say("%s: there is no [service %s] in the policy", t->account.name, name);
	return s;
}

/* It cannot be looked up or made on the porch. */
static int prepare(struct runner *r, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	for (const int *n = (const int[]){SIGCHLD, SIGTERM, SIGINT, SIGHUP, 0}; *n; n++)
		sigaddset(&set, *n);
	sigprocmask(SIG_BLOCK, &set, NULL);
	r->born = process_start(getpid());
	if (cgroup_find(&r->cgroups, e) < 0)
		return -1;
	r->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (r->signals < 0 || log_open(&r->log, r->tenant.account.uid) < 0 ||
	    pipe2(r->started, O_CLOEXEC) < 0)
		return err_set(e, errno, "pipes");
	r->state_dir = state_open(e);
	r->states = r->state_dir < 0 ? -1 : service_state_open(r->tenant.account.uid, e);
	if (r->states < 0)
		return -1;
	r->host = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (r->host < 0)
		return err_set(e, errno, "/");
	if (r->service->listen != LISTEN_UNIX)
		return 0;
	r->carrier = carrier_open();
	if (r->carrier < 0)
		return err_set(e, errno, HOSTEL_CARRIER);
	r->web = listener_directory(r->tenant.account.name, r->tenant.policy.web_group, e);
	r->inner = r->web < 0 ? -1 : listener_inner(r->states, e);
	return r->inner < 0 ? -1 : 0;
}

static int lock(const struct runner *r)
{
	if (service_state_lock(r->states, r->service->name))
		return 0;
	say("%s: service %s runs already", r->tenant.account.name, r->service->name);
	return -1;
}

/* False: somebody wants an end meanwhile. */
static bool nap(struct runner *r, uint64_t milliseconds)
{
	struct pollfd p = {r->signals, POLLIN, 0};
	struct signalfd_siginfo info;

	if (poll(&p, 1, (int)milliseconds) > 0 && read(r->signals, &info, sizeof(info)) > 0)
		return info.ssi_signo == SIGCHLD || info.ssi_signo == SIGHUP;
	return true;
}

static bool wait_for_turn(struct runner *r)
{
	char message[DRAIN_MESSAGE_SIZE];
	bool go_on = true;

	while (go_on && r->state.phase == SERVICE_WAITING && r->state.until > now()) {
		notify("STATUS=waits %.1f s before start %u", (double)(r->state.until - now()) / 1000,
			r->state.restarts + 1);
		go_on = nap(r, r->state.until - now());
	}
	while (go_on && drain_is_on(message)) {
		notify("STATUS=waits for the end of maintenance");
		go_on = nap(r, DRAIN_LOOK);
	}
	return go_on;
}

/*
 * Not all at once when the host comes up: a login that comes meanwhile has a processor, too. A turn lasts
 * until the room is there, which [host] timeout bounds. A descriptor, or -1.
 */
static int take_turn(struct runner *r)
{
	const long turns = 2 * sysconf(_SC_NPROCESSORS_ONLN);

	for (uint64_t look = TURN_LOOK;; look = look < TURN_LOOK_MOST ? look * 5 / 4 : TURN_LOOK_MOST) {
		for (long i = 0; i < turns; i++) {
			char name[48];
			int fd;

			snprintf(name, sizeof(name), "services/turn.%ld", i);
			fd = openat(r->state_dir, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
			if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
				return fd; /* without a file nobody waits */
			close(fd);
		}
		if (!nap(r, look)) {
			r->stopping = true;
			return -1;
		}
	}
}

/* --- on the porch ----------------------------------------------------------------------------------- */

/* Is the room of this record the one that we have a session in? */
static bool is_ours(const struct runner *r, const struct record *record)
{
	int AUTO_CLOSE mount = openat(r->session.self, "ns/mnt", O_RDONLY | O_CLOEXEC);
	struct stat st;

	return mount >= 0 && fstat(mount, &st) == 0 && st.st_ino == record->porch;
}

/* A connection of root's to hostel-init, by a name in the working directory: no path leads there. */
static int connect_control(struct runner *r, struct err *e)
{
	char path[48];
	struct record record;
	int AUTO_CLOSE tenant = -1;
	int fd = -1;

	snprintf(path, sizeof(path), "t/%u", r->tenant.account.uid);
	tenant = openat(r->state_dir, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (tenant < 0)
		return err_set(e, errno, "%s", path);
	if (record_read(tenant, &record, e) <= 0 || !is_ours(r, &record))
		return err_rule(e, ECONNRESET, "the sandbox has been replaced meanwhile");
	snprintf(r->cgroup, sizeof(r->cgroup), "%s", record.cgroup);
	snprintf(path, sizeof(path), "%u/control", record.number);
	if (fchdir(tenant) == 0)
		fd = protocol_connect(path, CONTROL_MILLISECONDS);
	if (fd < 0)
		err_set(e, errno, "hostel-init of the sandbox");
	if (chdir("/") < 0)
		fd_close(&fd);
	return fd;
}

/* Of the tenant's cgroups, so that carrying is theirs to pay for: all of them, or it does not start. */
static int open_cgroups(const struct runner *r, struct carrier *carrier, struct err *e)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];
	const size_t n = cgroup_places(&r->cgroups, r->cgroup, r->tenant.account.name,
		cgroup_needed(&r->cgroups, &r->tenant.policy), places);

	_Static_assert(CGROUP_CONTROLLERS <= CARRIER_CGROUPS, "a file of each");
	for (size_t i = 0; i < n; i++) {
		char path[sizeof(places[i].path) + 16];
		int fd;

		snprintf(path, sizeof(path), "%s/%s", places[i].path + 1,
			places[i].v2 ? "cgroup.procs" : "tasks");
		fd = openat(r->host, path, O_WRONLY | O_CLOEXEC);
		if (fd < 0)
			return err_set(e, errno, "/%s", path);
		carrier->cgroups[carrier->cgroup_count++] = fd;
	}
	return 0;
}

static int start_carrier(struct runner *r, struct err *e)
{
	struct stat st;
	struct carrier c = {.account = &r->tenant.account, .program = r->carrier, .directory = r->inner,
		.name = r->service->name, .port = (uint32_t)r->service->forward};

	if (fstat(r->web, &st) < 0)
		return err_set(e, errno, HOSTEL_WEBDIR);
	c.listener = listener_make(r->web, r->service->name,
		&(struct listener_for){0, st.st_gid, 0660}, e);
	if (c.listener < 0)
		return -1;
	if (open_cgroups(r, &c, e) == 0) {
		r->programs[CARRIER] = carrier_start(&c);
		if (r->programs[CARRIER] < 0)
			err_set(e, errno, "fork");
	}
	close(c.listener);
	for (size_t i = 0; i < c.cgroup_count; i++)
		close(c.cgroups[i]);
	return r->programs[CARRIER] <= 0 ? -1 : 0;
}

static int start_main(struct runner *r, int listener, struct err *e)
{
	struct program p = {.account = &r->tenant.account, .service = r->service, .listener = listener,
		.output = r->log.to, .started = r->started[1]};

	p.control = connect_control(r, e);
	if (p.control < 0)
		return -1;
	r->programs[MAIN] = program_start(&p);
	if (r->programs[MAIN] < 0)
		err_set(e, errno, "fork");
	close(p.control);
	return r->programs[MAIN] < 0 ? -1 : 0;
}

static int start_programs(struct runner *r, struct err *e)
{
	const struct account *a = &r->tenant.account;
	const bool listens = r->service->listen == LISTEN_UNIX;
	int AUTO_CLOSE listener = -1;

	/* What the program is given is its own, and nobody else holds it. */
	if (listens && !r->service->forward) {
		listener = listener_make(r->inner, r->service->name,
			&(struct listener_for){a->uid, a->gid, 0600}, e);
		if (listener < 0)
			return -1;
	}
	if (start_main(r, listener, e) < 0)
		return -1;
	fd_close(&listener);
	fd_close(&r->log.to);
	fd_close(&r->started[1]);
	return listens ? start_carrier(r, e) : 0;
}

static void signal_programs(const struct runner *r, int number)
{
	for (int i = 0; i < PROGRAMS; i++)
		if (r->programs[i] > 0)
			kill(r->programs[i], number);
}

static int stop_signal(const struct runner *r)
{
	static const int numbers[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2};

	return numbers[r->service->stop_signal];
}

/* The carrier lets nobody in any more, and ends when the program has answered those who are. */
static void ask_to_end(struct runner *r)
{
	if (r->kill_at)
		return;
	r->kill_at = now() + r->service->service_stop_timeout * 1000;
	if (r->programs[MAIN] > 0)
		kill(r->programs[MAIN], stop_signal(r));
	if (r->programs[CARRIER] > 0)
		kill(r->programs[CARRIER], SIGTERM);
}

static void reap(struct runner *r)
{
	int status;

	for (int i = 0; i < PROGRAMS; i++) {
		if (r->programs[i] <= 0 || waitpid(r->programs[i], &status, WNOHANG) <= 0)
			continue;
		r->programs[i] = 0;
		if (!r->ended)
			r->status = status;
		r->ended = true;
		ask_to_end(r); /* the other one */
		if (i == MAIN && r->kill_at > now() + LAST_MILLISECONDS)
			r->kill_at = now() + LAST_MILLISECONDS;
	}
}

static void take_signals(struct runner *r)
{
	struct signalfd_siginfo info;

	while (read(r->signals, &info, sizeof(info)) > 0) {
		if (info.ssi_signo == SIGCHLD) {
			reap(r);
		} else if (info.ssi_signo == SIGHUP) {
			/* The program's to know what that means. The carrier would end, and all with it. */
			if (r->programs[MAIN] > 0)
				kill(r->programs[MAIN], SIGHUP);
		} else {
			r->stopping = true;
			notify("STOPPING=1");
			ask_to_end(r);
		}
	}
}

static void take_started(struct runner *r)
{
	char byte;

	if (read(r->started[0], &byte, 1) <= 0) {
		fd_close(&r->started[0]);
	} else if (!r->running) {
		r->running = true;
		enter_phase(r, SERVICE_RUNNING);
		notify("READY=1\nSTATUS=runs, restarted %u times", r->state.restarts);
	}
}

static bool is_alive(const struct runner *r)
{
	return r->programs[MAIN] > 0 || r->programs[CARRIER] > 0;
}

static int patience(const struct runner *r, bool log)
{
	const uint64_t at = now(), most = r->kill_at > at ? r->kill_at - at : 0;

	if (!log && r->log.from >= 0 && (!r->kill_at || most > LOG_LOOK))
		return LOG_LOOK;
	return r->kill_at ? (int)most : -1;
}

static void serve(struct runner *r)
{
	while (is_alive(r)) {
		const int log = log_wants(&r->log);
		struct pollfd p[] = {{r->signals, POLLIN, 0}, {log, POLLIN, 0}, {r->started[0], POLLIN, 0}};

		if (poll(p, 3, patience(r, log >= 0)) < 0 && errno != EINTR)
			break;
		if (p[2].revents)
			take_started(r);
		if (p[1].revents)
			log_carry(&r->log);
		if (p[0].revents)
			take_signals(r);
		if (r->kill_at && r->kill_at <= now())
			signal_programs(r, SIGKILL);
	}
	log_carry(&r->log); /* the last words */
}

/* --- how it ends ------------------------------------------------------------------------------------ */

static int exit_status(int status)
{
	const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);

	return code == EXIT_AGAIN ? EXIT_FAILED : code;
}

/* It ended too often: an event of the tenant's. */
static void tell_failed(const struct runner *r)
{
	const struct account *a = &r->tenant.account;
	struct event event = event_make(EVENT_SERVICE_FAILED, a->name, a->uid, "restart");
	struct err e = ERR_NONE;
	int AUTO_CLOSE tenant = -1, AUTO_CLOSE lock = -1;

	say("%s: service %s has failed: it ended %u times in a row: hostel service start %s %s", a->name,
		r->service->name, r->state.ended, a->name, r->service->name);
	event.count = r->state.ended;
	snprintf(event.detail, sizeof(event.detail), "%s: %s %d", r->service->name,
		WIFSIGNALED(r->status) ? "signal" : "status",
		WIFSIGNALED(r->status) ? WTERMSIG(r->status) : WEXITSTATUS(r->status));
	tenant = state_tenant(r->state_dir, a->uid, &e);
	lock = tenant < 0 ? -1 : state_lock(tenant, "counters.lock", EVENT_SECONDS, &e);
	if (lock < 0 || event_log_append(tenant, &event, &e) < 0)
		say("%s", e.message);
}

/*
 * Many a program, PHP-FPM and nginx too, ends with 0 when it is told to, as all are when the room ends
 * (hostel kill): nobody has asked for an end of the service. A room that ends listens no more.
 */
static bool has_ended_with_its_room(struct runner *r)
{
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE control = -1;

	if (!r->running || r->status || r->stopping)
		return false;
	control = connect_control(r, &ignored);
	return control < 0;
}

static int decide(struct runner *r)
{
	const uint64_t ran = r->running ? now() - r->state.since : 0;

	if (has_ended_with_its_room(r))
		r->status = SIGTERM; /* as waitpid(2) would have it */
	restart_decide(&r->state, r->service, r->status, ran, r->stopping, now());
	if (r->state.phase == SERVICE_FAILED && r->service->restart != RESTART_NO)
		tell_failed(r);
	save(r);
	if (r->state.phase == SERVICE_WAITING)
		return EXIT_AGAIN;
	return r->stopping ? EXIT_FINE : exit_status(r->status);
}

static int live(struct runner *r)
{
	struct err e = ERR_NONE;
	const bool waited = r->state.phase == SERVICE_WAITING;
	int turn, opened;

	if (!waited)
		r->state = (struct service_state){0};
	r->state.policy = service_hash(r->service);
	r->status = EXIT_FAILED << 8;
	r->stopping = !wait_for_turn(r);
	turn = r->stopping ? -1 : take_turn(r);
	if (r->stopping)
		return decide(r);
	enter_phase(r, SERVICE_STARTING);
	notify("STATUS=starts");
	opened = pam_session_open(&r->session);
	if (turn >= 0)
		flock(turn, LOCK_UN); /* whoever was forked meanwhile has it open, too */
	fd_close(&turn);
	if (opened == 0) {
		if (start_programs(r, &e) < 0) {
			say("%s: service %s: %s", r->tenant.account.name, r->service->name, e.message);
			signal_programs(r, SIGKILL);
		}
		serve(r);
	}
	if (r->web >= 0) {
		listener_remove(r->web, r->service->name);
		listener_remove(r->inner, r->service->name);
	}
	return decide(r);
}

/* A mistake in a policy, or of the host: systemd tries again until somebody has mended it. */
static int passing(int status)
{
	if (!notify_is_heard() || (status != EXIT_POLICY && status != EXIT_SYSTEM))
		return status;
	notify("STATUS=%s: tries again every %d s", said(), PASSING_SECONDS);
	signals_unblock();
	sleep(PASSING_SECONDS); /* SIGTERM ends it */
	return EXIT_AGAIN;
}

int service_run(const struct cli *c, int config, const char *tenant)
{
	struct runner r = {.state_dir = -1, .states = -1, .host = -1, .carrier = -1, .web = -1, .inner = -1,
		.signals = -1, .log = LOG_NONE, .started = {-1, -1}};
	const char *name = c->run_service, *colon = strrchr(name, ':');
	struct err e = ERR_NONE;
	int status;

	if (!tenant && (!colon || colon == name || !colon[1])) {
		say("run: --service NAME TENANT, or --service TENANT:NAME");
		return EXIT_USAGE;
	}
	if (!tenant) {
		tenant = text_of("%.*s", (int)(colon - name), name);
		name = colon + 1;
	}
	own_words();
	notify_open();
	status = tenant_load(&r.tenant, tenant, config);
	if (!status && !(r.service = find_service(&r.tenant, name)))
		status = EXIT_NO_SUCH;
	if (status)
		return passing(status);
	r.session = (struct pam_session){.account = &r.tenant.account, .keepers = &r.tenant.policy.keepers,
		.service = c->service, .self = -1};
	if (prepare(&r, &e) < 0 || service_state_read(r.states, name, &r.state, &e) < 0) {
		say("%s: service %s: %s", tenant, name, e.message);
		return passing(EXIT_SYSTEM);
	}
	if (lock(&r) < 0)
		return EXIT_BUSY;
	status = live(&r);
	pam_session_close(&r.session);
	return status;
}
