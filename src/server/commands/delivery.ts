import type { Portal } from '../portal.ts';

/** What came of the mails that were due. */
export type Delivered = { sent: number; dropped: number; failed: number; later: number };

/**
 * Sends what is due until nothing is, or until it is to stop. Undefined where nothing can be sent: in a
 * demonstration, and without a mail server.
 */
export type SendDueMail = (
  portal: Pick<Portal, 'config' | 'db' | 'policies' | 'clock' | 'log'>,
  options: { stopping: () => boolean },
) => Promise<Delivered | undefined>;

/** How this build sends mail; undefined while it has no delivery. */
export const delivery: SendDueMail | undefined = undefined;
