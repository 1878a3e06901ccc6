import { join } from 'node:path';
import { systemClock, type Clock } from '#clock.ts';
import { readConfig, type Config } from '#config.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { sealTables } from '#evidence/seal.ts';
import { openLedger, type Ledger } from '#evidence/open-ledger.ts';
import type { Policy } from '#policies/model.ts';
import { readNotice, type Notice } from '#policies/notice.ts';
import { publicationsOf, publishedOf, withDrafts } from '#policies/publications.ts';
import { readPolicies } from '#policies/read-policies.ts';
import { digestSources } from './build-stamp.ts';
import { DEMO_DAYS } from './demo/roster.ts';
import { databaseOf, ledgerOf } from './kept.ts';
import { createLog, type Logger } from './log.ts';

/** All that pages and verbs are handed: opened once by a process, never looked up. */
export type Portal = {
  config: Config;
  db: Db;
  /** Everything the build holds, for HR's preview of what is not published yet. */
  held: Policy[];
  /** What is published of it: all that people are assigned, taught, asked and shown. */
  policies: Policy[];
  /** About electronic records: agreed to before a first signature. */
  notice: Notice;
  /** SHA-256 of the sources that the pages are made of: each record names it. */
  build: string;
  clock: Clock;
  /** Where every signature is entered. */
  ledger: Ledger;
  log: Logger;
  /** Where the build puts the program that goes with every export. */
  verifier: string;
  /** Sign-ins that work on a portal with made-up people; none otherwise. */
  demoSignIns: DemoSignIn[];
};

export type DemoSignIn = { who: string; mail: string; password: string };

/** The folder that holds `src`, `content`, `db` and `dist`, wherever the command was run. */
export const PROJECT = join(import.meta.dirname, '../..');

export const VERIFIER = join(PROJECT, 'dist/verify/verify.mjs');

/**
 * Opens a portal without listening: settings checked, schema up to date, policies read. The server,
 * `astro dev` and the tests begin here; without `build` they run the sources as they are. Whoever
 * opens it closes `db`.
 */
export async function openPortal(
  env: Readonly<Record<string, string | undefined>>,
  build = digestSources(),
): Promise<Portal> {
  const config = readConfig(env);
  const log = createLog(config.logLevel);
  const read = readPolicies(join(PROJECT, 'content'));
  const held = config.demoAmendment ? withDrafts(read) : read;
  const notice = readNotice(join(PROJECT, 'content'));
  const db = await openDatabase(databaseOf(config));
  const clock = clockFrom(config.now);
  try {
    const applied = await migrateDatabase(db);
    if (applied.length > 0) log.info({ applied }, 'database schema brought up to date');
    const ledger = await openLedger(db, ledgerOf(config, ledgerBegin(config, clock)));
    const hadNoSeals = applied.some((name) => name.startsWith('0007'));
    if (hadNoSeals && !ledger.begun) await sealTables(db, ledger, clock(), { first: true });
    const policies = publishedOf(held, await publicationsOf(db.read));
    const opened = { config, db, held, policies, notice, build, clock, ledger, log };
    return { ...opened, verifier: VERIFIER, demoSignIns: [] };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** The made-up people of a demonstration have signed before today. */
function ledgerBegin({ demo }: Config, clock: Clock): Date {
  const days = demo ? DEMO_DAYS : 0;
  return new Date(clock().getTime() - days * 24 * 60 * 60 * 1000);
}

function clockFrom(start: Date | undefined): Clock {
  if (start === undefined) return systemClock;
  const ahead = start.getTime() - Date.now();
  return () => new Date(Date.now() + ahead);
}

export { readPublished } from '#policies/publications.ts';
