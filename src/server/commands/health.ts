import { resolve } from 'node:path';
import { and, count, eq, gte, lte, min } from 'drizzle-orm';
import { systemClock } from '#clock.ts';
import { readConfig, type Config } from '#config.ts';
import { openToRead, type Reading } from '#db/open-to-read.ts';
import { mails } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import { currentKey } from '#evidence/keys.ts';
import { hasSigningKey, readSigningKey } from '#evidence/signing-key.ts';
import { printVerifier, verifierOf } from '#ledger/note.ts';
import { databaseOf, locationOf } from '../kept.ts';
import { askPortal } from './ask-portal.ts';
import { checkKept } from './check-kept.ts';
import { counted, say, type Command } from './command.ts';
import { during } from './progress.ts';

export const health: Command = {
  summary: 'asks the running portal how it is; or checks all that it keeps',
  usage: ['', '--offline'],
  about: `
Asks the portal at PORTAL_ORIGIN whether it answers and can take a write. With \`--offline\` it asks no
portal, but looks itself: at the database file, its schema, the ledger, what stands behind each record,
the seals, the signing key, and the mail that waits. It changes nothing, and the portal may be running.
A line for each: \`ok\`, \`look\` (nothing is broken, somebody should know), \`no\`. It ends with 1 when
there is a \`no\`.`,
  options: { offline: { says: 'looks at what is kept instead of asking the portal' } },
  settings: [
    'PORTAL_ORIGIN',
    'PORTAL_LEDGER_KEY_FILE',
    'PORTAL_SMTP_URL',
    'PORTAL_MAIL_FROM',
    'PORTAL_DEMO',
  ],
  async run({ has }) {
    const config = readConfig(process.env);
    const lines = has('offline') ? await lookAtKept(config) : await askPortal(config);
    for (const { state, told } of lines) say(`${state.padEnd(4)}  ${told}`);
    if (lines.some(({ state }) => state === 'no')) process.exitCode = 1;
  },
};

export type Line = { state: 'ok' | 'look' | 'no'; told: string };
const line = (state: Line['state'], told: string): Line => ({ state, told });
const MORE = 3;

async function lookAtKept(config: Config): Promise<Line[]> {
  locationOf(config);
  const db = await openToRead(databaseOf(config));
  try {
    return await during('Looking at all that is kept', () => linesOf(db, config));
  } finally {
    db.close();
  }
}

async function linesOf(db: Reading, config: Config): Promise<Line[]> {
  const { damage, missing, faults, ledger } = await checkKept(db);
  if (damage.length > 0) {
    return [line('no', `database: it is damaged: ${damage.slice(0, MORE).join('; ')}`)];
  }
  const whole = line('ok', 'database: the file is whole');
  if (missing.length > 0) {
    const told = `schema: ${missing.join(', ')} will be added at the next start`;
    return [whole, line('no', told)];
  }
  const schema = line('ok', 'schema: current');
  if (!ledger && faults.length === 0) {
    return [whole, schema, line('no', 'ledger: no portal has been started on this database yet')];
  }
  const found = faults.slice(0, MORE).join('; ');
  const evidence = ledger
    ? line(
        'ok',
        `ledger: ${counted(ledger.size, 'entry', 'entries')}, records and seals fit; root ${ledger.root}`,
      )
    : line('no', 'ledger: its root cannot be computed');
  return [
    whole,
    schema,
    faults.length > 0 ? line('no', `ledger: what was signed does not fit: ${found}`) : evidence,
    await keyLine(db, config),
    ...(await mailLines(db, config, systemClock())),
  ];
}

async function keyLine(db: Reading, { ledgerKeyFile }: Config): Promise<Line> {
  const file = resolve(ledgerKeyFile);
  try {
    if (!hasSigningKey(file)) return line('no', `key: \`${file}\` is missing`);
    const named = await currentKey(db);
    const mine = printVerifier(verifierOf(readSigningKey(file, named.origin)));
    return mine === named.publicKey
      ? line('ok', `key: ${file} is the one that the ledger names`)
      : line('no', `key: ${file} is not the one that the ledger names`);
  } catch (error) {
    if (!isRefusal(error)) return line('no', `key: ${file} cannot be compared with the ledger`);
    return line('no', `key: ${error.message}`);
  }
}

const HOUR = 60 * 60 * 1000;
/** Mails are tried again for so long, and failures older than that are old news. */
const RECENT = 72 * HOUR;

async function mailLines(db: Reading, config: Config, at: Date): Promise<Line[]> {
  const [due] = await db.read
    .select({ many: count(), oldest: min(mails.sendAt) })
    .from(mails)
    .where(and(eq(mails.state, 'waiting'), lte(mails.sendAt, at)));
  const [failed] = await db.read
    .select({ many: count() })
    .from(mails)
    .where(and(eq(mails.state, 'failed'), gte(mails.triedAt, new Date(at.getTime() - RECENT))));
  const [retried] = await db.read
    .select({ many: count() })
    .from(mails)
    .where(and(eq(mails.state, 'waiting'), gte(mails.tries, 1)));
  const many = due?.many ?? 0;
  const lines: Line[] = [];
  if (config.demo) lines.push(line('ok', 'mail: a demonstration, so none is sent'));
  else if (!config.smtpUrl || !config.mailFrom) {
    lines.push(line('look', `mail: no mail server is set; ${counted(many, 'mail')} due and kept`));
  } else if (many > 0 && at.getTime() - (due?.oldest ?? at).getTime() > HOUR) {
    const told = `mail: ${counted(many, 'mail')} due and nobody sends, the oldest for over an hour`;
    lines.push(line('no', told));
  } else lines.push(line('ok', `mail: ${counted(many, 'mail')} due`));
  if ((retried?.many ?? 0) > 0) {
    lines.push(
      line(
        'look',
        `mail: ${counted(retried!.many, 'mail')} did not go yet and will be tried again`,
      ),
    );
  }
  if ((failed?.many ?? 0) > 0) {
    const told = `mail: ${counted(failed!.many, 'mail')} failed in three days; HR's page "Mail" says why`;
    lines.push(line('look', told));
  }
  return lines;
}
