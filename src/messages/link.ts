import { WELCOME } from '#auth/link-path.ts';
import { makeLink } from '#auth/password-links.ts';
import type { Part } from '#mail/letter.ts';
import type { Asked } from './told.ts';

/** A link to set a password, made in this moment; of a mail that is only shown, none is. */
export async function passwordLink(
  { db, origin, mail, person, at, preview }: Asked,
  kind: 'invite' | 'reset',
): Promise<Part> {
  const link = { kind, employeeNumber: person.number, by: mail.queuedBy, at };
  const token = preview ? '…' : await db.write((tx) => makeLink(tx, link));
  return { link: 'Set your password', href: `${origin}${WELCOME}/${token}`, once: true };
}

/** `7 days`, `60 minutes`. */
export function sayLasting(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours <= 1) return `${Math.round(hours * 60)} minutes`;
  return hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`;
}
