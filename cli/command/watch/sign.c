/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel watch sign: a file of policies as a signed value. ssh-keygen(1) signs, with a file, an agent or
 * a security key, and may ask for a passphrase or a touch.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "cli/fleet/set_path.h"
#include "cli/output.h"
#include "cli/watch/value.h"
#include "watch.h"

#define SIGNATURE_MAX 16384

/* The end of the name that a set can have; NULL: none. */
static const char *set_path_of(const char *file)
{
	for (const char *at = file; at; at = strchr(at, '/')) {
		at += *at == '/';
		if (set_path_is(at) && set_path_can_be(at))
			return at;
	}
	return NULL;
}

static int read_number(const char *text, int64_t *number)
{
	if (!text) {
		*number = (int64_t)now_milliseconds(CLOCK_REALTIME);
		return 0;
	}
	*number = strspn(text, "0123456789") == strlen(text) && strlen(text) <= 18
			  ? strtoll(text, NULL, 10)
			  : 0;
	if (*number > 0 && *text != '0')
		return 0;
	say("watch sign: --number %s: not a number from 1 to 999999999999999999", text);
	return EXIT_USAGE;
}

/* ssh-keygen asks at the terminal, and writes to standard output what it reads on standard input. */
static int keygen(const char *key, const char *text, char **signature)
{
	int AUTO_CLOSE in = fd_sealed("text", text, strlen(text)), AUTO_CLOSE from = -1;
	int ends[2], status = -1;
	size_t size;
	pid_t pid;

	if (in < 0 || pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	from = ends[0];
	lseek(in, 0, SEEK_SET);
	pid = fork();
	if (!pid) {
		if (dup2(in, 0) == 0 && dup2(ends[1], 1) == 1)
			execlp("ssh-keygen", "ssh-keygen", "-q", "-Y", "sign", "-n", VALUE_NAMESPACE,
				"-f", key, "-", (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	if (pid < 0)
		return -1;
	if (fd_read_file(from, SIGNATURE_MAX, signature, &size) < 0)
		*signature = NULL;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status == 0 && *signature ? 0 : -1;
}

static int print_signed(
	const char *file, const char *text, const char *path, int64_t number, const char *key)
{
	char *AUTO_FREE begun = value_begin(text, path, number), *AUTO_FREE signature = NULL;
	char *AUTO_FREE all = NULL;
	struct signed_value v;
	const char *wrong;

	if (keygen(key, begun, &signature) < 0) {
		say("watch sign: ssh-keygen did not sign with %s", key);
		return EXIT_FAILED;
	}
	all = value_end(begun, signature);
	wrong = value_read(&v, all, strlen(all));
	free(v.signature);
	if (wrong) {
		say("watch sign: %s: %s", file, wrong);
		return EXIT_POLICY;
	}
	fputs(all, stdout);
	return EXIT_FINE;
}

int watch_sign(const struct cli *c, int count, char **operands)
{
	const char *file = operands[0], *path = set_path_of(file), *wrong;
	int AUTO_CLOSE fd = open(file, O_RDONLY | O_CLOEXEC);
	char *AUTO_FREE text = NULL;
	int64_t number;
	size_t size;
	int status;

	(void)count;
	if (!c->sign_key) {
		say("watch sign: --key FILE is missing: the ssh key to sign with");
		return EXIT_USAGE;
	}
	status = read_number(c->number, &number);
	if (status)
		return status;
	if (!path) {
		say("watch sign: %s: its name does not end as a file of a set: tenants/NAME.ini, "
		    "plans/NAME.ini, owners/NAME.ini, hostel.ini, set.ini or gone", file);
		return EXIT_USAGE;
	}
	if (fd < 0 || fd_read_file(fd, VALUE_SIZE_MAX, &text, &size) < 0) {
		say("watch sign: %s: %s", file,
			errno == EFBIG ? "is larger than 256 KiB" : strerror(errno));
		return EXIT_FAILED;
	}
	wrong = value_wrong_text(text, size);
	if (wrong) {
		say("watch sign: %s: %s", file, wrong);
		return EXIT_POLICY;
	}
	return print_signed(file, text, path, number, c->sign_key);
}
