import { sayDay } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { denominatorOn } from './as-of.ts';
import type { Table } from './cells.ts';
import { completionBy, type Asked, type Group } from './completion-by.ts';
import { DENOMINATOR } from './counted.ts';

export const GROUP_WORDS: Record<Group, string> = {
  department: 'Department',
  manager: 'Manager',
  campaign: 'Campaign',
  revision: 'Revision',
};

/** The share of a part in hundredths; none where there is nobody. Not 100 while one is missing, nor 0 with one there. */
export function share(part: number, whole: number): number | null {
  if (whole === 0) return null;
  if (part === 0 || part === whole) return (part / whole) * 100;
  return Math.min(99, Math.max(1, Math.round((part / whole) * 100)));
}

/** A report as a table to take away. */
export async function reportTable(db: Pick<Db, 'read'>, asked: Asked): Promise<Table> {
  const { whole, rows } = await completionBy(db, asked);
  const numbers = [
    'Assigned',
    'Signed',
    'Signed (%)',
    'Declined',
    'In progress',
    'Not started',
    'Overdue',
    'Exempt (not counted)',
  ];
  return {
    name: 'Completion',
    columns: [
      { title: GROUP_WORDS[asked.by], width: 40 },
      ...numbers.map((title) => ({ title, width: 12 })),
    ],
    rows: [...rows, { name: 'All', counts: whole }].map(({ name, counts }) => [
      name,
      counts.assigned,
      counts.attested,
      share(counts.attested, counts.assigned),
      counts.declined,
      counts['in-progress'],
      counts['not-started'],
      counts.overdue,
      counts.exempt,
    ]),
    notes: [sayAsOf(asked), ruleOf(asked)],
  };
}

/** Which moment the figures of a file are of. */
export function sayAsOf({ on, today }: Pick<Asked, 'on' | 'today'>): string {
  return on === today
    ? `As of ${sayDay(on)}, when this file was made.`
    : `As of the end of ${sayDay(on)}.`;
}

/** The rule of the denominator, as of the day that is asked for. */
export function ruleOf({ on, today }: Pick<Asked, 'on' | 'today'>): string {
  return on === today ? DENOMINATOR : denominatorOn(on);
}
