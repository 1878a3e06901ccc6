import { isCivilDate, type CivilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { readDay } from '#people/fields.ts';

const FORMULA = /^[=+\-@＝＋－＠]/;

/** What a cell says: without the apostrophe by which a spreadsheet keeps a formula from running. */
export function cellText(cell: string | undefined): string {
  const text = (cell ?? '').trim();
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

/** Refuses what a spreadsheet would run as a formula: no name begins like one. */
export function refuseFormula(text: string): void {
  if (!FORMULA.test(text)) return;
  throw new Refusal(
    'bad-input',
    `This begins with “${text[0]}”, as a formula does. Write it as plain text.`,
  );
}

/** A day, as `2026-03-09` or `3/9/2026`: month first, as it is written here. */
export function readRosterDay(text: string): CivilDate {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const [, month = '', day = '', year = ''] = parts ?? [];
  const date = parts ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    if (isCivilDate(date)) return readDay(date, '', 'date');
    throw new Refusal('bad-input', `${text} is not a day that exists.`);
  }
  const shown = text.length > 30 ? `${text.slice(0, 30)}…` : text;
  throw new Refusal(
    'bad-input',
    `“${shown}” is not a date the portal reads. Write it like 2026-03-09 or 3/9/2026.`,
  );
}
