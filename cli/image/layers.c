/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Images of layers: skopeo brings them in and compares every digest, umoci unpacks them, both inside.
 */
#include "layers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"

#define LOOKED_AT SANDBOX_WORK "/tmp/manifest"

/* Where a proxy is, if the host has one: what a program that downloads has from its environment. */
static const char *proxies[8];

static const char *const *proxy_environment(void)
{
	static const char *const names[] = {
		"http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"};
	size_t n = 0;

	if (proxies[0])
		return proxies;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (getenv(names[i]))
			proxies[n++] = text_of("%s=%s", names[i], getenv(names[i]));
	return proxies;
}

static struct sandbox network_sandbox(const struct import *im)
{
	struct sandbox s = import_sandbox(im, SANDBOX_READS);

	s.network = true;
	s.secret = im->secret;
	s.environment = proxy_environment();
	return s;
}

static const char *auth_option(const struct import *im)
{
	return im->secret >= 0 ? "--authfile=" SANDBOX_SECRET : "--no-creds";
}

/* "sha256:..." alone on the last line: skopeo's warnings come before it. */
static bool take_digest(const char *said, char digest[LAYERS_DIGEST_SIZE])
{
	const size_t size = strlen(said), newline = size && said[size - 1] == '\n';
	const size_t n = LAYERS_DIGEST_SIZE - 1;

	if (size < n + newline)
		return false;
	said += size - newline - n;
	if ((size > n + newline && said[-1] != '\n') || strncmp(said, "sha256:", 7) ||
		strspn(said + 7, "0123456789abcdef") != 64)
		return false;
	snprintf(digest, LAYERS_DIGEST_SIZE, "%.*s", LAYERS_DIGEST_SIZE - 1, said);
	return true;
}

/* The registry's answer goes into the space, not into this process. */
int layers_look(struct import *im, const char *reference, char digest[LAYERS_DIGEST_SIZE])
{
	static const char script[] = "set -f; skopeo inspect --raw \"$1\" \"$2\" >" LOOKED_AT
				     " && exec skopeo manifest-digest " LOOKED_AT;
	const char *const argv[] = {"/bin/sh", "-c", script, "look", auth_option(im), reference, NULL};
	const struct sandbox_job job = {.argv = argv};
	const struct sandbox s = network_sandbox(im);
	struct sandbox_end end;
	int status = import_step(im, "look", &s, &job, &end);

	if (!status && !take_digest(end.said, digest)) {
		import_say(im, "the registry's answer is not a list of layers");
		status = EXIT_FAILED;
	}
	return status;
}

int layers_copy(struct import *im, const char *title, const char *reference, bool network)
{
	const char *argv[] = {"skopeo", "copy", "--quiet",
		network ? im->secret >= 0 ? "--src-authfile=" SANDBOX_SECRET : "--src-no-creds"
			: "--src-no-creds",
		reference, "oci:" IMPORT_LAYOUT ":" IMPORT_TAG, NULL};
	const struct sandbox_job job = {.argv = argv};
	const struct sandbox s = network ? network_sandbox(im) : import_sandbox(im, SANDBOX_READS);

	return import_step(im, title, &s, &job, NULL);
}

int layers_unpack(struct import *im)
{
	static const char *const argv[] = {"umoci", "--log=error", "raw", "unpack", "--image",
		IMPORT_LAYOUT ":" IMPORT_TAG, IMPORT_TREE, NULL};
	const struct sandbox_job job = {.argv = argv};
	const struct sandbox s = import_sandbox(im, SANDBOX_UNPACKS);

	return import_step(im, "unpack", &s, &job, NULL);
}
