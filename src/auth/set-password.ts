import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { queueMail } from '#mail/queue.ts';
import { personByNumber } from '#people/person.ts';
import { beginSession, type Begun, type Browser } from './begin-session.ts';
import { confirmPassword } from './confirm-password.ts';
import { hashNewPassword, NEW_PASSWORD } from './new-password.ts';
import { openLink, useLink } from './password-links.ts';
import { setPassword, type PasswordHash } from './passwords.ts';
import type { SignedIn } from './signed-in.ts';

/** What is typed, twice alike. */
export type Typed = { password: string; again: string };

/**
 * Sets a person's password by their link, which is used up; every session of theirs ends. An invited
 * person is signed in; whoever has reset theirs signs in with it. Refuses with `gone` for a link that
 * opens nothing, and as `hashNewPassword` does: then the link is still good.
 */
export async function choosePassword(
  db: Db,
  { token, typed, city, browser, at }: Chosen,
): Promise<{ kind: 'invite'; begun: Begun } | { kind: 'reset' }> {
  const { person } = await openLink(db.read, token, at);
  // A first admin is nobody yet, and has a form of their own.
  if (!person) throw notThisForm();
  const hashed = await hashNewPassword(typed, { ...person, city });
  return db.write(async (tx) => {
    const { kind } = await useLink(tx, token, at);
    if (kind === 'first-admin') throw notThisForm();
    await keep(tx, { ...person, hashed, how: kind, address: browser.address, at });
    if (kind === 'reset') return { kind };
    const begun = await beginSession(tx, { number: person.number, browser, at, method: 'link' });
    return { kind, begun };
  });
}

type Chosen = { token: string; typed: Typed; city: string; browser: Browser; at: Date };

/**
 * Changes the password of somebody signed in, who gives the old one; every session of theirs ends, and
 * this browser gets a new one. Refuses as `confirmPassword` and `hashNewPassword` do.
 */
export async function changePassword(
  db: Db,
  asked: { person: SignedIn; old: string; typed: Typed; city: string; browser: Browser; at: Date },
): Promise<Begun> {
  const { person, old, typed, city, browser, at } = asked;
  const { number } = person;
  await confirmPassword(db, person, old, browser.address, at);
  if (typed.password.normalize('NFKC') === old.normalize('NFKC')) {
    throw new Refusal('bad-input', 'This is the password you have. Choose another.', NEW_PASSWORD);
  }
  const mail = (await personByNumber(db, number))?.mail ?? null;
  const hashed = await hashNewPassword(typed, { ...person, mail, city });
  return db.write(async (tx) => {
    await keep(tx, { number, mail, hashed, how: 'change', address: browser.address, at });
    return beginSession(tx, { number, browser, at, method: 'password' });
  });
}

type Kept = {
  number: string;
  mail: string | null;
  hashed: PasswordHash;
  how: 'invite' | 'reset' | 'change';
  address: string;
  at: Date;
};

async function keep(tx: Tx, { number, mail, hashed, how, address, at }: Kept): Promise<void> {
  await setPassword(tx, number, hashed, at);
  await recordEvent(tx, {
    at,
    actor: number,
    act: 'password.set',
    subject: number,
    detail: { how, address },
  });
  if (mail === null) return;
  await queueMail(tx, {
    kind: 'password-changed',
    to: number,
    detail: { how },
    onceKey: `password-changed ${number} ${at.getTime()}`,
    at,
    by: number,
  });
}

function notThisForm(): Refusal {
  return new Refusal(
    'bad-input',
    'This link begins a new portal. Open it again and fill in all of it.',
  );
}
