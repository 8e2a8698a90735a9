/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which AppArmor profile and SELinux context a tenant's programs get on this host: [lsm] of the policy
 * and what the kernel has loaded. The only file that knows libapparmor and libselinux.
 */
#include "lsm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#ifdef HAVE_LIBAPPARMOR
#include <sys/apparmor.h>
#endif
#ifdef HAVE_LIBSELINUX
#include <selinux/selinux.h>
#endif

#include "base/fd.h"
#include "policy/print.h"

#define PROFILES_SIZE_MAX (4 * 1024 * 1024)
#define SELINUX_AUTO "system_u:system_r:hostel_tenant_t"

static int refuse(const struct policy *p, enum field_id id, const char *value, const char *why,
	struct err *e)
{
	return err_rule(e, EOPNOTSUPP, "[lsm] %s = %s (%s:%u): %s", policy_field(id)->key, value,
		p->origin[id].file, p->origin[id].line, why);
}

#ifdef HAVE_LIBAPPARMOR
/*
 * The kernel's list of profiles: lines "NAME (MODE)". NULL with the reason in *why; *off if it is that
 * there is no AppArmor, and not that nobody can tell.
 */
static char *loaded_profiles(const char **why, bool *off)
{
	char *AUTO_FREE mount = NULL;
	char path[512], *text = NULL;
	int AUTO_CLOSE fd = -1;
	size_t length;

	*why = "AppArmor is not on in this host's kernel";
	*off = false;
	if (!aa_is_enabled()) {
		/* aa_is_enabled(2); not enough memory, for one, says nothing. */
		*off = errno == ENOSYS || errno == ECANCELED || errno == ENOENT || errno == EBUSY;
		if (errno == ECANCELED)
			*why = "AppArmor was switched off when this host started";
		else if (errno == ENOENT)
			*why = "AppArmor's list of profiles cannot be seen: is securityfs mounted?";
		return NULL;
	}
	*why = "AppArmor's list of profiles cannot be read";
	if (aa_find_mountpoint(&mount) < 0 ||
	    snprintf(path, sizeof(path), "%s/profiles", mount) >= (int)sizeof(path))
		return NULL;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 || fd_read_file(fd, PROFILES_SIZE_MAX, &text, &length) < 0 ? NULL : text;
}

static bool is_loaded(const char *profiles, const char *name)
{
	const size_t n = strlen(name);

	for (const char *line = profiles; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (!strncmp(line, name, n) && !strncmp(line + n, " (", 2))
			return true;
	return false;
}
#else
static char *loaded_profiles(const char **why, bool *off)
{
	*off = true;
	*why = "hostel was built without libapparmor";
	return NULL;
}

static bool is_loaded(const char *profiles, const char *name)
{
	(void)profiles;
	(void)name;
	return false;
}
#endif

static int resolve_apparmor(const struct policy *p, struct lsm *lsm, struct err *e)
{
	static const char *const tenants[] = {LSM_PROFILE_TENANT, LSM_PROFILE_TENANT_ROOT};
	static const char *const inits[] = {LSM_PROFILE_INIT, LSM_PROFILE_INIT_ROOT};
	const bool automatic = !strcmp(p->apparmor, "auto"), root = p->write == WRITE_ROOT;
	const char *name = automatic ? tenants[root] : p->apparmor, *why;
	char *AUTO_FREE profiles = NULL;
	bool off;

	if (!strcmp(p->apparmor, "no"))
		return 0;
	profiles = loaded_profiles(&why, &off);
	if (profiles && !is_loaded(profiles, name))
		why = "no profile of this name is loaded: see apparmor_parser(8)";
	else if (profiles)
		why = NULL;
	if (why)
		return automatic && (off || profiles) ? 0 : refuse(p, FIELD_apparmor, name, why, e);
	lsm->apparmor = name;
	if (is_loaded(profiles, inits[root]))
		lsm->apparmor_init = inits[root];
	return 0;
}

/* NULL if the kernel takes the context, or why not; *unsure if that is not known. */
static const char *check_context(const char *context, bool *unsure)
{
	*unsure = false;
#ifdef HAVE_LIBSELINUX
	if (is_selinux_enabled() != 1)
		return "SELinux is not on in this host's kernel, or has no policy loaded";
	if (security_check_context_raw(context) == 0)
		return NULL;
	*unsure = errno != EINVAL;
	return *unsure ? "the kernel cannot be asked" : "the loaded policy does not know this context";
#else
	(void)context;
	return "hostel was built without libselinux";
#endif
}

static int resolve_selinux(const struct policy *p, struct lsm *lsm, struct err *e)
{
	static const char *const automatic[] = {SELINUX_AUTO, SELINUX_AUTO ":s0"};
	const char *why;
	bool unsure;

	if (!strcmp(p->selinux, "no"))
		return 0;
	if (!strcmp(p->selinux, "auto")) {
		/* A policy with levels wants one, a policy without them refuses it. */
		for (size_t i = 0; i < 2 && !*lsm->selinux; i++)
			if (!(why = check_context(automatic[i], &unsure)))
				lsm->selinux = automatic[i];
			else if (unsure)
				return refuse(p, FIELD_selinux, automatic[i], why, e);
		return 0;
	}
	why = check_context(p->selinux, &unsure);
	if (why)
		return refuse(p, FIELD_selinux, p->selinux, why, e);
	lsm->selinux = p->selinux;
	return 0;
}

int lsm_resolve(const struct policy *p, struct lsm *lsm, struct err *e)
{
	*lsm = (struct lsm){.apparmor = "", .apparmor_init = "", .selinux = ""};
	return resolve_apparmor(p, lsm, e) < 0 ? -1 : resolve_selinux(p, lsm, e);
}
