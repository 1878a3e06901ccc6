import { sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { employees } from '#db/schema/index.ts';

/** How the employee number of everybody begins who exists in a demonstration only. */
const MADE_UP = 'DEMO-';

/** What stands at the end of lists that leave a demonstration. */
export const SAID_MADE_UP = 'From a demonstration: people and records here are made up.';

/** Whether this employee number is that of a made-up person. */
export function isMadeUp(number: string): boolean {
  return number.startsWith(MADE_UP);
}

/** Whether made-up people are among those of a portal. */
export async function holdsMadeUp(read: Pick<Reader, 'select'>): Promise<boolean> {
  const [one] = await read
    .select({ number: employees.number })
    .from(employees)
    .where(sql`${employees.number} >= ${MADE_UP} AND ${employees.number} < 'DEMO.'`)
    .limit(1);
  return one !== undefined;
}
