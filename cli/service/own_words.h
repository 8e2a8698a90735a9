/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel says of a service, apart from what the service says.
 *
 * Should: leave a tenant no way to write what reads as hostel's. In the journal both would have the unit's
 * identifier; hostel's own lines have `hostel`, which no tenant's service has: its has a colon.
 */
#ifndef CLI_SERVICE_OWN_WORDS_H
#define CLI_SERVICE_OWN_WORDS_H

/* If standard error is the journal's, JOURNAL_STREAM of systemd.exec(5), what is said goes to the log. */
void own_words(void);

#endif
