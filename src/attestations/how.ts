import { sayDay, sayInstant } from '#clock.ts';
import type { SIGNED_HOW } from '#db/schema/index.ts';

type How = (typeof SIGNED_HOW)[number];

export const SAID_HOW: Record<How, string> = {
  electronic: 'in the portal',
  paper: 'on paper',
  witnessed: 'on paper, before a witness',
  kiosk: 'on a shared tablet, before a witness',
};

/** The instant that stands for a day on paper; only its date is ever shown. */
export function instantOf(signedOn: string): Date {
  return new Date(`${signedOn}T12:00:00Z`);
}

/** `December 11, 2026 at 3:05 PM CST`, the same `, on a shared tablet, before a witness`, or `December 11, 2026, on paper`. */
export function saySigned(
  { how, signedAt }: { how: How | null; signedAt: Date },
  timeZone: string,
): string {
  if (how === 'electronic' || how === null) return sayInstant(signedAt, timeZone);
  if (how === 'kiosk') return `${sayInstant(signedAt, timeZone)}, ${SAID_HOW.kiosk}`;
  return `${sayDay(signedAt.toISOString().slice(0, 10))}, ${SAID_HOW[how]}`;
}
