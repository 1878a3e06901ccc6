import type { Tx } from '#db/client.ts';
import type { COPY_CHANNELS } from '#db/schema/index.ts';

/** A signed head, as it leaves this machine. */
export type Head = { size: number; note: string; at: Date };

export type Channel = (typeof COPY_CHANNELS)[number];

/** Where heads are kept outside this machine. */
export type Place = {
  channel: Channel;
  /** The folder, mail address or service, without its password. */
  name: string;
  /**
   * Brings a head there, within a minute. Throws a Refusal whose sentence says what to do when it
   * could not. May answer with what is stored beside the success, in its write.
   */
  deliver(head: Head, at: Date): Promise<void | ((tx: Tx) => Promise<void>)>;
};

/** Cuts off what never ends: a network drive that hangs, a server that sends a byte a minute. */
export async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const cut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, cut]);
  } finally {
    clearTimeout(timer);
  }
}
