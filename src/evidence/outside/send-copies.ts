import { and, desc, eq } from 'drizzle-orm';
import { civilDate } from '#clock.ts';
import type { Config } from '#config.ts';
import type { Db } from '#db/client.ts';
import { checkpointCopies } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Ledger } from '../open-ledger.ts';
import { newestCheckpoint } from '../prove.ts';
import { folderPlace } from './folder.ts';
import { mailPlace } from './mail.ts';
import type { Channel, Place } from './place.ts';
import { timestampPlace } from './timestamp.ts';

type Settings = Pick<
  Config,
  | 'checkpointFolder'
  | 'checkpointMailTo'
  | 'smtpUrl'
  | 'mailFrom'
  | 'timestampUrl'
  | 'city'
  | 'timeZone'
>;

/** Where copies go as this portal is set up; nowhere unless somebody said so. */
export function outsidePlaces(settings: Settings): Place[] {
  const { checkpointFolder, checkpointMailTo, smtpUrl, mailFrom, timestampUrl } = settings;
  const { city, timeZone } = settings;
  const mail = smtpUrl && mailFrom ? { smtpUrl, from: mailFrom, city, timeZone } : undefined;
  return [
    ...(checkpointFolder ? [folderPlace(checkpointFolder, timeZone)] : []),
    ...(mail ? checkpointMailTo.map((to) => mailPlace(to, mail)) : []),
    ...(timestampUrl ? [timestampPlace(timestampUrl)] : []),
  ];
}

export type { Channel };

/** What came of a copy. `error` is for the log alone. */
export type Copy = {
  channel: Channel;
  place: string;
  size: number;
  outcome: 'sent' | 'failed';
  detail?: string;
  error?: unknown;
};

type When = {
  at: Date;
  timeZone: string;
  /** Somebody asks for it: a second time on one day is fine. */
  asked?: boolean;
};

/**
 * Brings the newest head to each place that does not have it: once a city day, and again an hour
 * later where it failed. Notes what came of each. Nothing leaves while signing is stopped: a head
 * that may be wrong would stand outside as if it were right.
 */
export async function sendCopies(
  db: Db,
  ledger: Ledger,
  places: readonly Place[],
  when: When,
): Promise<Copy[]> {
  const run = ledger.copying.then(() => sendNow(db, ledger, places, when));
  ledger.copying = run.catch(() => undefined);
  return run;
}

async function sendNow(db: Db, ledger: Ledger, places: readonly Place[], when: When) {
  if (ledger.stopped) return [];
  const head = await newestCheckpoint(db.read);
  if (!head) return [];
  const due: Place[] = [];
  for (const place of places) if (await isDue(db, place, head.size, when)) due.push(place);
  // A slow place keeps no other one waiting.
  return Promise.all(due.map((place) => copyTo(db, place, head, when.at)));
}

async function isDue(db: Db, place: Place, size: number, { at, timeZone, asked }: When) {
  const { sent } = await stateOf(db, place);
  if (!sent) return true;
  const isToday = civilDate(sent.at, timeZone) === civilDate(at, timeZone);
  return sent.size < size && (asked === true || !isToday);
}

async function copyTo(
  db: Db,
  { channel, name, deliver }: Place,
  head: Parameters<Place['deliver']>[0],
  at: Date,
): Promise<Copy> {
  const about = { channel, place: name, size: head.size };
  let copy: Copy;
  let keep: Awaited<ReturnType<Place['deliver']>>;
  try {
    keep = await deliver(head, at);
    copy = { ...about, outcome: 'sent' };
  } catch (error) {
    const detail = error instanceof Refusal ? error.message : UNKNOWN;
    copy = { ...about, outcome: 'failed', detail, error };
  }
  await db.write(async (tx) => {
    if (keep) await keep(tx);
    const { outcome, detail } = copy;
    await tx.insert(checkpointCopies).values({ ...about, outcome, detail: detail ?? null, at });
  });
  return copy;
}
const UNKNOWN = 'It failed, and the portal does not know why; its log says more.';

export type PlaceState = {
  channel: Channel;
  place: string;
  /** The last copy that arrived. */
  sent: { size: number; at: Date } | undefined;
  /** Failures since then, and what the last one said. */
  failed: { times: number; at: Date; detail: string } | undefined;
};

/** What stands where, for each place as this portal is set up. */
export async function copyStates(db: Db, places: readonly Place[]): Promise<PlaceState[]> {
  return Promise.all(places.map((place) => stateOf(db, place)));
}

/** Places that failed twice in a row: no passing trouble any more. */
export async function lastingFailures(db: Db, places: readonly Place[]): Promise<PlaceState[]> {
  return (await copyStates(db, places)).filter(({ failed }) => failed && failed.times > 1);
}

async function stateOf({ read }: Db, { channel, name }: Place): Promise<PlaceState> {
  const mine = and(eq(checkpointCopies.channel, channel), eq(checkpointCopies.place, name));
  const rows = (outcome: 'sent' | 'failed', most: number) =>
    read
      .select()
      .from(checkpointCopies)
      .where(and(mine, eq(checkpointCopies.outcome, outcome)))
      .orderBy(desc(checkpointCopies.id))
      .limit(most);
  const [sent] = await rows('sent', 1);
  const failures = (await rows('failed', 2)).filter(({ id }) => id > (sent?.id ?? 0));
  const [last] = failures;
  return {
    channel,
    place: name,
    sent: sent && { size: sent.size, at: sent.at },
    failed: last && { times: failures.length, at: last.at, detail: last.detail ?? '' },
  };
}
