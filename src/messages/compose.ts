import { civilDate } from '#clock.ts';
import type { Compose, Composed, Mail } from '#mail/deliver.ts';
import { isAddress } from '#mail/letter.ts';
import type { MailKind } from '#mail/queue.ts';
import { BAD_ADDRESS, NO_ADDRESS } from '#mail/undelivered.ts';
import { isSeparated, personByNumber } from '#people/person.ts';
import { addressChanged } from './address-changed.ts';
import { assigned } from './assigned.ts';
import { dueChanged } from './due-changed.ts';
import { invitation } from './invitation.ts';
import { managerDigest } from './manager-digest.ts';
import { nudge } from './nudge.ts';
import { passwordChanged } from './password-changed.ts';
import { passwordReset } from './password-reset.ts';
import { questionAnswered } from './question-answered.ts';
import { receipt } from './receipt.ts';
import { reminder } from './reminder.ts';
import type { Message, Telling } from './told.ts';

const MESSAGES: Record<MailKind, Message> = {
  invitation,
  'password-reset': passwordReset,
  'password-changed': passwordChanged,
  'address-changed': addressChanged,
  assigned,
  'due-changed': dueChanged,
  reminder,
  nudge,
  'manager-digest': managerDigest,
  receipt,
  'question-answered': questionAnswered,
};

/** Composes mails that leave: who has left or has no address gets none, and is told of here. */
export function composer(telling: Telling): Compose {
  return (mail, at) => compose(telling, mail, at, false);
}

/** What a mail would say now, without making any link that signs somebody in. */
export async function previewOf(telling: Telling, mail: Mail, at: Date): Promise<Composed> {
  return compose(telling, mail, at, true);
}

async function compose(
  telling: Telling,
  mail: Mail,
  at: Date,
  preview: boolean,
): Promise<Composed> {
  const message = MESSAGES[mail.kind as MailKind] as Message | undefined;
  if (!message) return { dropped: 'This portal does not know this kind of mail.' };
  const person =
    mail.employeeNumber === null
      ? undefined
      : await personByNumber(telling.db, mail.employeeNumber);
  if (!person) return { dropped: 'There is nobody to send it to.' };
  if (isSeparated(person, at)) return { dropped: 'The person has left.' };
  const address = mail.kind === 'address-changed' ? formerOf(mail) : person.mail;
  if (address === null) {
    return { dropped: NO_ADDRESS };
  }
  if (!isAddress(address)) {
    return { dropped: BAD_ADDRESS };
  }
  const today = civilDate(at, telling.timeZone);
  const said = await message({ ...telling, mail, person, at, today, preview });
  return 'dropped' in said ? said : { to: { name: person.name, address }, letter: said };
}

/** The address that a person had: the one mail that does not go to the address of then. */
function formerOf({ detail }: Mail): string | null {
  const { former } = detail;
  return typeof former === 'string' ? former : null;
}
