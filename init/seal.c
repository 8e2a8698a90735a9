/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What PID 1 gives up for itself and so for all its children.
 */
#include "seal.h"

#include <errno.h>
#include <sys/prctl.h>

#include "base/capabilities.h"
#include "face.h"
#include "filter.h"
#include "landlock.h"
#include "lsm.h"
#include "own_root.h"

int seal_init(const struct launch *l, const struct policy *p, struct err *e)
{
	struct policy own = *p;

	if (landlock_restrict(l, p, e) < 0)
		return -1;
	/* PID 1 keeps what it holds (setuid, kill); nothing that is executed can ever have more. */
	if (caps_drop_bounding(p->keep) < 0)
		return err_set(e, errno, "the bounding set of capabilities");
	/* Behind Landlock, which wants CAP_SYS_ADMIN; before no_new_privs, which holds it in its profile. */
	if (lsm_enter(l, e) < 0)
		return -1;
	/* A room with a root of its own has set-id programs, its own: they give what that root has anyway. */
	if (!l->subids && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_set(e, errno, "no_new_privs");
	if (face_leave(l, p, e) < 0)
		return -1;
	/* Not traced, and its memory not read, by whatever uid; children inherit it until they exec. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_set(e, errno, "PR_SET_DUMPABLE");
	/* PID 1 needs nothing that the list refuses; set here, a session does not pay for it. */
	own_root_permit(l, &own);
	if (filter_load(l, &own, e) < 0 || face_verify(l, e) < 0)
		return -1;
	return landlock_verify(p, e);
}
