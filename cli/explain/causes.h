/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of causes, as constants.
 */
#ifndef CLI_EXPLAIN_CAUSES_H
#define CLI_EXPLAIN_CAUSES_H

/* CAUSE_pids_max, ...; CAUSE_none ends a list. */
enum cause {
	CAUSE_none,
#define CAUSE(ident, ...) CAUSE_##ident,
#include "causes.def"
#undef CAUSE
	CAUSES
};

/* How the command that changes it is made: remedy.c. */
enum remedy {
	REMEDY_TELL,	    /* there is none: the words say what to do */
	REMEDY_SET,	    /* the value; "" for the key's default */
	REMEDY_RAISE,	    /* twice as much */
	REMEDY_ADD,	    /* one more element */
	REMEDY_ADD_PORT,    /* the port that the complaint names, else any */
	REMEDY_ADD_PATH,    /* the directory that it names */
	REMEDY_DROP_PATH,   /* without the one that hides it */
	REMEDY_ADD_CALL,    /* the system call that was refused last */
	REMEDY_ADD_SERVICE, /* the PAM service that was refused last */
	REMEDY_RUN	    /* the command, %s for the tenant */
};

#endif
