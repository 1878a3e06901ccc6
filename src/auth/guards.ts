import { Refusal } from '#errors.ts';
import type { Role, SignedIn } from './signed-in.ts';

type Visitor = Pick<App.Locals, 'signedIn'>;

/** The person who asks. Refuses with `not-signed-in`; the edge then leads to the sign-in page. */
export function requireSignedIn(locals: Visitor): SignedIn {
  if (!locals.signedIn) throw new Refusal('not-signed-in', 'Please sign in first.');
  return locals.signedIn;
}

/** The person who asks, when they have at least one of these roles. Else refuses with `not-allowed`. */
export function requireRole(locals: Visitor, ...roles: [Role, ...Role[]]): SignedIn {
  const signedIn = requireSignedIn(locals);
  if (roles.some((role) => signedIn.roles.includes(role))) return signedIn;
  if (isAtKiosk(signedIn)) throw notAtKiosk();
  const who = new Intl.ListFormat('en-US', { type: 'conjunction' }).format(
    roles.map((role) => WHO[role]),
  );
  throw new Refusal(
    'not-allowed',
    `This is for ${who} only. Your account does not have that role.`,
  );
}

/** Whether a person is signed in on a shared tablet, where they only learn, sign and see their record. */
export function isAtKiosk(signedIn: Pick<SignedIn, 'method'> | undefined): boolean {
  return signedIn?.method === 'kiosk-code';
}

/** The refusal of what a session on a shared tablet is not for. */
export function notAtKiosk(): Refusal {
  return new Refusal(
    'not-allowed',
    'This is not for a shared tablet. Sign in with your password on a device of your own.',
  );
}

/** What would leave something behind on a shared tablet, or is about a password or a passkey. */
const NOT_AT_KIOSK = [/^\/account(\/|$)/, /^\/record\/evidence$/, /^\/record\/[^/]+\.[a-z.-]+$/];

/** Refuses a page that is not for a session on a shared tablet. */
export function refuseAtKiosk({ signedIn }: Visitor, pathname: string): void {
  if (isAtKiosk(signedIn) && NOT_AT_KIOSK.some((page) => page.test(pathname))) throw notAtKiosk();
}

/** Where a person begins: the page of the first of their roles in this order. */
export function startPage({ roles }: Pick<SignedIn, 'roles'>): string {
  return START_PAGES.find(([role]) => roles.includes(role))?.[1] ?? '/learn';
}

const WHO: Record<Role, string> = {
  employee: 'employees',
  manager: 'managers',
  hr: 'HR',
  auditor: 'auditors',
  admin: 'administrators',
};

const START_PAGES: readonly (readonly [Role, string])[] = [
  ['admin', '/admin'],
  ['hr', '/hr'],
  ['auditor', '/audit'],
  ['manager', '/team'],
  ['employee', '/learn'],
];
