import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asc, eq, ne } from 'drizzle-orm';
import { civilDate } from '#clock.ts';
import { openDatabase } from '#db/client.ts';
import { attestations, employees } from '#db/schema/index.ts';
import { startServer, type TestServer } from './server.ts';

/** And a bit, in milliseconds. */
const THREE_YEARS = 1100 * 24 * 60 * 60 * 1000;

export type OldRecords = {
  server: TestServer;
  /** Where its clock began. */
  now: Date;
  /** Who signed and left long ago, with the receipt; one of HR has signed, too, and stays. */
  leavers: [Leaver, Leaver, Leaver];
};
type Leaver = { number: string; name: string; publicId: string; record: string };

/** The made-up people three years later: some who had signed have left since. */
export async function serverWithOldRecords(): Promise<OldRecords> {
  const databaseFile = join(mkdtempSync(join(tmpdir(), 'old-records-')), 'portal.db');
  await (await startServer({ demo: true, databaseFile })).stop();
  const db = await openDatabase({ url: `file:${databaseFile}` });
  const leavers = await db.read
    .select({
      number: employees.number,
      name: employees.name,
      publicId: employees.publicId,
      record: attestations.id,
    })
    .from(attestations)
    .innerJoin(employees, eq(employees.number, attestations.employeeNumber))
    .where(ne(employees.number, 'DEMO-1003'))
    .orderBy(asc(attestations.signedAt))
    .limit(3);
  for (const { number } of leavers) {
    await db.write((tx) =>
      tx
        .update(employees)
        .set({ separatedOn: civilDate(new Date(), 'UTC') })
        .where(eq(employees.number, number)),
    );
  }
  await db.close();
  const now = new Date(Date.now() + THREE_YEARS);
  const server = await startServer({ demo: true, now, databaseFile });
  return { server, now, leavers: leavers as OldRecords['leavers'] };
}
