/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A change that is made step by step.
 */
#include "deed.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fd.h"
#include "command/reload.h"
#include "config.h"
#include "config_file.h"
#include "host/state.h"
#include "output.h"
#include "service/settle.h"
#include "service/unit.h"
#include "tool.h"

#define LOCK_SECONDS 5 /* a change of somebody else's takes its time, useradd(8) for instance */

int deed_lock(int *lock)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE state = state_open(&e);

	*lock = state < 0 ? -1 : state_lock(state, "desk", LOCK_SECONDS, &e);
	if (*lock >= 0)
		return 0;
	if (e.code == ETIMEDOUT)
		say("another hostel tenant, plan or apply is at it, for %d s now: try again", LOCK_SECONDS);
	else
		say("%s", e.message);
	return e.code == ETIMEDOUT ? EXIT_BUSY : EXIT_SYSTEM;
}

/* What hostel apply put there is changed where it came from: here the next set would change it back. */
static int refuse_applied(const struct cli *c, const char *verb)
{
	char *AUTO_FREE set = c->local ? NULL : config_set_path(c);

	if (!set)
		return 0;
	say("%s: this host's policies are a set of hostel apply (%s): change them where they come from; with "
	    "--local this host's copy is changed, until the next set", verb, set);
	return EXIT_GUARD;
}

int deed_begin(struct deed *d, const struct cli *c, const char *verb, const char *name)
{
	const bool own = !strncmp(verb, "doctor ", 7); /* waivers are the host's, not a set's */
	int status;

	*d = (struct deed){.cli = c, .verb = verb, .name = name, .config = -1, .lock = -1};
	if (c->json)
		d->list = json_make_array();
	d->config = own ? config_open_own(c) : config_open(c);
	if (d->config < 0)
		return EXIT_POLICY;
	status = own ? 0 : refuse_applied(c, verb);
	if (status || c->dry_run)
		return status;
	status = deed_lock(&d->lock);
	if (status || own)
		return status;
	/* While the lock was waited for, another set may have come. */
	fd_close(&d->config);
	d->config = config_open(c);
	return d->config < 0 ? EXIT_POLICY : refuse_applied(c, verb);
}

bool deed_step(struct deed *d, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = text_of_list(format, arguments);
	va_end(arguments);
	make_printable(text);
	if (d->list)
		json_add_text(d->list, text);
	else
		printf("%s: %s\n", d->name, text);
	fflush(stdout); /* before it is done */
	free(text);
	d->steps++;
	return !d->cli->dry_run;
}

int deed_write(struct deed *d, const char *path, const char *text, const char *what)
{
	if (!deed_step(d, "write %s%s%s", path, *what ? ": " : "", what))
		return 0;
	return config_write(d->config, path, text, !d->cli->bulk);
}

int deed_unlink(struct deed *d, const char *path)
{
	return deed_step(d, "remove %s", path) ? config_unlink(d->config, path) : 0;
}

int deed_tool(struct deed *d, const char *const *argv)
{
	char *AUTO_FREE line = tool_text(argv), output[ERR_MESSAGE_SIZE];
	int status;

	if (!deed_step(d, "%s", line))
		return 0;
	status = tool_run_line(argv, output, sizeof(output));
	if (status < 0)
		say("%s: %s", argv[0], strerror(errno));
	else if (status)
		say("%s ended with %d%s%s", argv[0], status, *output ? ": " : "", output);
	return status;
}

int deed_reload(struct deed *d, const char *name)
{
	int status;

	if (!deed_step(d, name ? "apply it to the living sandboxes" : "apply it to all living sandboxes"))
		return 0;
	json_release(d->reload);
	status = reload_one(d->cli, name, &d->reload);
	return status;
}

void deed_services(struct deed *d)
{
	struct tenant tenant;

	if (d->cli->dry_run || d->cli->bulk || !units_managed())
		return;
	/* What fails there has said so, and does not undo what was done. */
	if (tenant_load(&tenant, d->name, d->config) == 0)
		(void)services_settle(&tenant, true);
	tenant_free(&tenant);
}

int deed_end(struct deed *d, int status)
{
	const struct cli *c = d->cli;
	struct json *o;

	fd_close(&d->config);
	fd_close(&d->lock);
	if (status)
		json_release(d->reload);
	if (status && !c->result) {
		json_release(d->list); /* the last line on standard error tells */
		return status;
	}
	if (!d->list) {
		if (!d->steps)
			printf("%s: already so, nothing to do\n", d->name);
		else if (c->dry_run)
			say("nothing was done: --dry-run");
		return status;
	}
	o = json_make_object();
	json_put_text(o, *d->verb == 'p' ? "plan" : *d->verb == 'd' ? "waiver" : "tenant", d->name);
	json_put_text(o, "verb", strchr(d->verb, ' ') + 1);
	json_put_bool(o, "changed", d->steps && !c->dry_run && !status);
	json_put_bool(o, "dry_run", c->dry_run);
	json_put(o, "steps", d->list);
	if (d->reload && !status)
		json_put(o, "sandboxes", d->reload);
	if (c->result)
		*c->result = o;
	else
		json_finish(o);
	return status;
}
