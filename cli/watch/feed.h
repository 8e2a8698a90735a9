/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the account does that talks to etcd. Nothing of it is believed: see judge.h.
 */
#ifndef CLI_WATCH_FEED_H
#define CLI_WATCH_FEED_H

/*
 * Lines on APART_DATA, keys and values as etcd's JSON has them, in base64:
 *	begin		what follows is all that there is
 *	put KEY VALUE
 *	large KEY	its value is larger than a policy
 *	del KEY
 *	end REVISION	what came before is whole, up to this revision
 * Packets on APART_ANSWER: to root "fine REVISION" and "error WHY"; from root the text for the host's
 * status key. Lasts. `settings` is a struct watch_settings.
 */
void watch_feed(void *settings);

#define FEED_PACKET_MAX 65536

#endif
