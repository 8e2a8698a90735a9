/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PAM session of a tenant's in this process. The only file here that opens one.
 *
 * Should: let nothing be run before the kernel has confirmed that the mount namespace it stands in is the
 * tenant's keeper's; a PAM file without pam_hostel.so would leave us on the host.
 */
#include "pam_session.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/pam_service.h"
#include "output.h"

/* Modules have nobody to ask here; what they tell goes to standard error. */
static int converse(int count, const struct pam_message **messages, struct pam_response **answers,
	void *data)
{
	struct pam_session *s = data;

	*answers = NULL;
	for (int i = 0; i < count; i++) {
		int style = messages[i]->msg_style;

		if (style != PAM_ERROR_MSG && style != PAM_TEXT_INFO)
			return PAM_CONV_ERR;
		if (style == PAM_ERROR_MSG) {
			say("%s: %s", s->account->name, messages[i]->msg);
			s->told = true;
		} else {
			fprintf(stderr, "%s\n", messages[i]->msg);
		}
	}
	*answers = calloc((size_t)count, sizeof(**answers));
	return *answers ? PAM_SUCCESS : PAM_BUF_ERR;
}

static int say_pam(const struct pam_session *s, const char *step, int code)
{
	if (!s->told)
		say("%s: %s of the PAM service %s: %s", s->account->name, step,
			s->service, pam_strerror(s->pamh, code));
	return -1;
}

/* Does the kernel say that the mount namespace we stand in belongs to one of the keepers? */
static int check_porch(const struct pam_session *s)
{
	const struct uid_range *keepers = s->keepers;
	int AUTO_CLOSE mount = openat(s->self, "ns/mnt", O_RDONLY | O_CLOEXEC);
	int AUTO_CLOSE owner = mount < 0 ? -1 : ioctl(mount, NS_GET_USERNS);
	uid_t uid = 0;

	if (owner >= 0 && ioctl(owner, NS_GET_OWNER_UID, &uid) == 0 && uid >= keepers->first &&
	    uid <= keepers->last)
		return 0;
	say("the PAM service %s does not put %s into a sandbox: is pam_hostel.so missing in it?",
		s->service, s->account->name);
	return -1;
}

int pam_session_open(struct pam_session *s)
{
	const struct pam_conv conv = {converse, s};
	int n;

	if (!pam_service_is_there(s->service)) {
		say("there is no PAM service %s: /etc/pam.d/%s is missing", s->service,
			s->service);
		return -1;
	}
	s->self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (s->self < 0) {
		say("/proc/self: %s", strerror(errno));
		return -1;
	}
	n = pam_start(s->service, s->account->name, &conv, &s->pamh);
	if (n != PAM_SUCCESS)
		return say_pam(s, "start", n);
	if (s->tty)
		pam_set_item(s->pamh, PAM_TTY, s->tty);
	pam_set_item(s->pamh, PAM_RUSER, "root");
	n = pam_acct_mgmt(s->pamh, 0);
	if (n != PAM_SUCCESS)
		return say_pam(s, "account", n);
	n = pam_open_session(s->pamh, 0);
	if (n != PAM_SUCCESS)
		return say_pam(s, "session", n);
	return check_porch(s);
}

void pam_session_close(struct pam_session *s)
{
	if (s->pamh) {
		pam_close_session(s->pamh, 0);
		pam_end(s->pamh, PAM_SUCCESS);
	}
	s->pamh = NULL;
}
