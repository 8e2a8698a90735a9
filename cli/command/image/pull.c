/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image pull, update: from a registry.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "cli/image/finish.h"
#include "cli/image/import.h"
#include "cli/image/layers.h"
#include "cli/image/recipe.h"
#include "cli/image/source.h"
#include "cli/output.h"
#include "image.h"
#include "image/list.h"
#include "import.h"

/* The source of a manifest: "docker://... sha256:...", of which the first word was asked for. */
static const char *digest_in(const char *source)
{
	const char *blank = strchr(source, ' ');

	return blank ? blank + 1 : "";
}

/* The manifest of a version of an image. 0, or -1 with *e. */
static int read_manifest(const struct image_id *id, struct image_manifest *m, struct err *e)
{
	char text[IMAGE_MANIFEST_MAX + 1];
	int AUTO_CLOSE version = image_open(id, e);
	const ssize_t n = version < 0 ? -1 : fd_get(version, "manifest", text, sizeof(text) - 1);

	if (n <= 0)
		return e->code ? -1 : err_set(e, errno, "manifest");
	/* fd_get() takes the last newline off. */
	text[n] = '\n';
	return image_manifest_parse(m, text, (size_t)n + 1, e);
}

/* Is the current version, or the newest, of this digest? Then *id is that. */
static bool has_digest(struct image_id *id, const char *digest)
{
	uint64_t numbers[2];

	image_current_and_newest(id->name, numbers);
	for (size_t i = 0; i < 2; i++) {
		struct image_id of = *id;
		struct err ignored = ERR_NONE;
		struct image_manifest m;

		of.version = numbers[i];
		if (of.version && read_manifest(&of, &m, &ignored) == 0 &&
			!strcmp(digest, digest_in(m.source))) {
			*id = of;
			return true;
		}
	}
	return false;
}

/*
 * The same by its digest: what is downloaded is what was looked at, whatever the registry calls so by then.
 * False: it does not fit.
 */
static bool by_digest(const char *reference, const char *digest, char exact[LAYERS_REFERENCE_SIZE])
{
	const char *name = strrchr(reference, '/'), *end;

	name = name ? name : reference;
	end = name + strcspn(name, ":@");
	return snprintf(exact, LAYERS_REFERENCE_SIZE, "%.*s@%s", (int)(end - reference), reference, digest) <
	       LAYERS_REFERENCE_SIZE;
}

/* `again`: an update, for which a version of the same digest is enough. */
static int pull(struct import *im, const char *reference, bool again)
{
	char digest[LAYERS_DIGEST_SIZE], exact[LAYERS_REFERENCE_SIZE];
	int status = import_need_layers(im);

	if (status)
		return status;
	snprintf(im->manifest.source, sizeof(im->manifest.source), "%s", reference);
	im->secret = source_secret();
	status = layers_look(im, reference, digest);
	if (!status && again && has_digest(&im->manifest.id, digest)) {
		im->unchanged = true;
		import_report(im);
		return 0;
	}
	if (!status && !by_digest(reference, digest, exact)) {
		import_say(im, "the name of the image is too long");
		status = EXIT_USAGE;
	}
	if (!status)
		status = layers_copy(im, "download", exact, true);
	if (!status)
		status = layers_unpack(im);
	return status ? status : import_finish(im, digest);
}

int image_pull(const struct cli *c, int count, char **operands)
{
	char reference[LAYERS_REFERENCE_SIZE - LAYERS_DIGEST_SIZE];
	struct import im;
	int status = source_reference("image pull", operands[0], reference, sizeof(reference));

	(void)count;
	if (status)
		return status;
	status = import_begin(&im, c, "image pull", c->as, false);
	if (!status)
		status = pull(&im, reference, false);
	return import_end(&im, status);
}

/* --- update --------------------------------------------------------------------------------------- */

static int read_source(const char *name, char source[sizeof(((struct image_manifest *)0)->source)])
{
	struct image_manifest m;
	struct image_id id;
	struct err e = ERR_NONE;

	if (image_id_parse(name, &id, &e) < 0) {
		say("image update: %s", e.message);
		return EXIT_USAGE;
	}
	if (id.version) {
		say("image update: %s: a name without @: the next version is a new one", name);
		return EXIT_USAGE;
	}
	if (image_resolve(&id, &e) < 0) {
		say("image update: %s", e.message);
		return EXIT_NO_SUCH;
	}
	if (read_manifest(&id, &m, &e) < 0) {
		say("image update: the manifest of %s cannot be read: %s", name, e.message);
		return EXIT_FAILED;
	}
	snprintf(source, sizeof(m.source), "%s", m.source);
	return 0;
}

static int update(const struct cli *c, const char *name, char *source)
{
	char reference[LAYERS_REFERENCE_SIZE];
	struct import im;
	int status;

	snprintf(reference, sizeof(reference), "%.*s", (int)strcspn(source, " "), source);
	status = import_begin(&im, c, "image update", name, false);
	if (!status)
		status = pull(&im, reference, true);
	return import_end(&im, status);
}

int image_update(const struct cli *c, int count, char **operands)
{
	char source[sizeof(((struct image_manifest *)0)->source)];
	struct recipe recipe;
	int status = read_source(operands[0], source);

	(void)count;
	if (status)
		return status;
	if (!strncmp(source, "docker://", 9))
		return update(c, operands[0], source);
	if (recipe_read(&recipe, source))
		return recipe_build(&recipe, c, "image update", operands[0]);
	if (strstr(source, MADE_OF_CHANGES))
		say("image update: %s is %s: hostel commit TENANT --as %s", operands[0], source, operands[0]);
	else
		say("image update: %s is from %s: hostel image import '%s' --as %s", operands[0], source,
			source, operands[0]);
	return EXIT_GUARD;
}
