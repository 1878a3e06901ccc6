import { desc, eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Reader } from '#db/client.ts';
import { employees, retentionRules } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Series } from './series.ts';
import { LONGEST_CITATION, wordsIn } from './typed.ts';

/** No rule goes below what 29 CFR 1602.31 asks for a public employer's personnel records. */
export const FLOOR_YEARS = 2;
const MOST_YEARS = 100;

export type Rule = typeof retentionRules.$inferSelect;
type NewRule = {
  series: Series;
  /** As typed: whole years, or nothing to keep the series for ever. */
  years: string;
  citation: string;
  by: string;
  at: Date;
};

/** Lays down how long a series is kept. Refuses less than the floor, and a rule without its source. */
export async function setRule(db: Db, act: NewRule): Promise<void> {
  const { series, by, at } = act;
  const years = yearsIn(act.years);
  const citation = wordsIn(act.citation, {
    field: 'citation',
    missing: 'Name the item of the records schedule, as the City’s custodian of records gives it.',
    most: LONGEST_CITATION,
  });
  await db.write(async (tx) => {
    await tx.insert(retentionRules).values({ series, years, citation, by, at });
    const detail = { years, citation };
    await recordEvent(tx, { at, actor: by, act: 'retention.rule-set', subject: series, detail });
  });
}

/** The rule of a series as it stands; without one, or without years in it, nothing is ever due. */
export async function ruleFor(
  read: Pick<Reader, 'select'>,
  series: Series,
): Promise<Rule | undefined> {
  const [rule] = await read
    .select()
    .from(retentionRules)
    .where(eq(retentionRules.series, series))
    .orderBy(desc(retentionRules.id))
    .limit(1);
  return rule;
}

/** Every rule there ever was, the newest first, with who laid it down. */
export async function rulesInOrder({ read }: Pick<Db, 'read'>) {
  return read
    .select({
      id: retentionRules.id,
      series: retentionRules.series,
      years: retentionRules.years,
      citation: retentionRules.citation,
      at: retentionRules.at,
      byName: employees.name,
    })
    .from(retentionRules)
    .leftJoin(employees, eq(employees.number, retentionRules.by))
    .orderBy(desc(retentionRules.id));
}

function yearsIn(typed: string): number | null {
  const text = typed.trim();
  if (text === '') return null;
  const refuse = (sentence: string) => new Refusal('bad-input', sentence, 'years');
  if (!/^\d{1,3}$/.test(text)) {
    throw refuse('Type the years as a whole number, or leave them empty to keep everything.');
  }
  const years = Number(text);
  if (years < FLOOR_YEARS) {
    throw refuse(
      `The portal keeps records like these for at least ${FLOOR_YEARS} years (29 CFR 1602.31). ` +
        `Type ${FLOOR_YEARS} or more.`,
    );
  }
  if (years > MOST_YEARS) {
    throw refuse(`Type at most ${MOST_YEARS} years, or leave them empty to keep everything.`);
  }
  return years;
}
