import { isCivilDate, type CivilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';

/** What may stand in the fields of a person; each gives back what is kept, or refuses with its field. */

export const readName = (value: string) => text(value, 'name', 'name', 200);
export const readTitle = (value: string) => text(value, 'title', 'job title', 200);
export const readDepartmentName = (value: string) => text(value, 'name', 'department’s name', 200);

export function readNumber(value: string): string {
  const number = text(value, 'number', 'employee number', 32);
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(number)) {
    throw refuse('number', 'An employee number is letters, digits, dots and hyphens.');
  }
  return number;
}

/** Mail is kept in lower case. */
export function readMail(value: string): string {
  const mail = text(value, 'mail', 'work e-mail', 254).toLowerCase();
  if (!/^[^\s@,;:<>"]+@[^\s@,;:<>"]+\.[^\s@,;:<>"]+$/.test(mail)) {
    throw refuse('mail', 'The work e-mail looks like name@example.gov.');
  }
  return mail;
}

export function readDay(value: string, field: string, what: string): CivilDate {
  if (isCivilDate(value) && value >= '1900-01-01') return value;
  throw refuse(field, `The ${what} is a day that exists, written like 2026-03-09.`);
}

function text(value: string, field: string, what: string, longest: number): string {
  const trimmed = value.trim();
  if (!isVisible(trimmed)) throw refuse(field, `The ${what} is missing.`);
  if (trimmed.length > longest) {
    throw refuse(field, `The ${what} is longer than ${longest} characters.`);
  }
  const odd = oddCharacterIn(trimmed);
  if (odd) throw refuse(field, `The ${what} holds ${odd}.`);
  return trimmed;
}

function refuse(field: string, sentence: string): Refusal {
  return new Refusal('bad-input', sentence, field);
}
