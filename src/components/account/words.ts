import type { Newcomer } from '#auth/invite.ts';
import type { Role } from '#auth/signed-in.ts';
import { sayInstant } from '#clock.ts';

/** The roles an admin gives, and what each lets a person do. */
export const ROLE_WORDS: readonly { role: Exclude<Role, 'employee'>; name: string; may: string }[] =
  [
    {
      role: 'manager',
      name: 'Manager',
      may: 'Sees how far their own people are; no answers. It comes by itself with having people report to one.',
    },
    {
      role: 'hr',
      name: 'HR',
      may: 'Adds and invites people, assigns policies, sees everybody’s training.',
    },
    { role: 'auditor', name: 'Auditor', may: 'Reads what HR reads, and the audit log.' },
    {
      role: 'admin',
      name: 'Admin',
      may: 'Gives roles and looks after the system; sees no answers and nothing signed.',
    },
  ];

export const sayRoleNames = (roles: readonly Role[]) =>
  ROLE_WORDS.filter(({ role }) => roles.includes(role))
    .map(({ name }) => name)
    .join(', ') || 'None';

/** How far somebody's newest invitation has come. */
export function sayInvitation(invitation: Newcomer['invitation'], zone: string): string {
  if (!invitation) return 'Not invited yet';
  const over = invitation.isOver ? '; that link is over' : '';
  return `${STATE[invitation.state]} ${sayInstant(invitation.at, zone)}${over}`;
}

const STATE: Record<NonNullable<Newcomer['invitation']>['state'], string> = {
  waiting: 'Waits to go out since',
  sending: 'Waits to go out since',
  sent: 'Invited',
  failed: 'The mail failed; asked for',
  dropped: 'The mail was not needed; asked for',
};
