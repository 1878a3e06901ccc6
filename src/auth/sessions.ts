import { createHash } from 'node:crypto';
import { and, eq, lt, lte, or, sql } from 'drizzle-orm';
import { Lucia, TimeSpan, type Adapter } from 'lucia';
import type { Db, Reader, Tx } from '#db/client.ts';
import { departments, employees, roleGrants, sessions } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import { isSeparated } from '#people/person.ts';
import type { Role, SignedIn } from './signed-in.ts';

/** The one file that knows lucia: it makes session ids, checks and ends sessions; the limits are ours. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
type Limits = { idle: number; absolute: number };
const EMPLOYEE: Limits = { idle: 60 * MINUTE, absolute: 12 * HOUR };
const STAFF: Limits = { idle: 30 * MINUTE, absolute: 8 * HOUR };
/** On a shared tablet the next person stands by. */
const KIOSK: Limits = { idle: 4 * MINUTE, absolute: 4 * HOUR };

/** How long a session of a person with these roles lasts, in milliseconds. */
export function sessionLimits(roles: readonly Role[], method: Method = 'password'): Limits {
  if (method === 'kiosk-code') return KIOSK;
  return roles.some((role) => role === 'hr' || role === 'auditor' || role === 'admin')
    ? STAFF
    : EMPLOYEE;
}

/** Begins a session under a new id, which nobody but the caller ever sees: only its hash is kept. */
export async function startSession(
  tx: Tx,
  employeeNumber: string,
  at: Date,
  method: Method = 'password',
): Promise<{ cookieValue: string }> {
  const lucia = luciaFor(tx, (work) => work(tx), at);
  await lucia.deleteExpiredSessions();
  const session = await lucia.createSession(employeeNumber, { method });
  return { cookieValue: method === 'kiosk-code' ? KIOSK_MARK + session.id : session.id };
}

/**
 * Who is signed in by this cookie at this time. Nobody when the session is unknown, over, or its
 * person is separated. Use moves the idle limit, written at most once a minute.
 */
export async function readSession(
  db: Db,
  cookieValue: string,
  at: Date,
): Promise<SignedIn | undefined> {
  const id = idIn(cookieValue);
  if (id === undefined) return undefined;
  const lucia = luciaFor(db.read, (work) => db.write(work), at);
  const { user, session } = await lucia.validateSession(id);
  if (!session) return undefined;
  const { limits, endsAt, ...signedIn } = user.row;
  const idleUntil = new Date(Math.min(at.getTime() + limits.idle, endsAt.getTime()));
  if (idleUntil.getTime() - signedIn.idleUntil.getTime() < MINUTE) return signedIn;
  try {
    await db.write((tx) => moveIdleLimit(tx, signedIn.sessionHash, idleUntil));
  } catch (error) {
    // A read must not fail because the database cannot take a write just now.
    if (isRefusal(error) && error.code === 'busy') return signedIn;
    throw error;
  }
  return { ...signedIn, idleUntil };
}

/** Ends the session of this cookie, if there is one. */
export async function endSession(tx: Tx, cookieValue: string): Promise<void> {
  const id = idIn(cookieValue);
  if (id !== undefined) await luciaFor(tx, (work) => work(tx), new Date(0)).invalidateSession(id);
}

/** Ends every session of a person: at a change of password or roles, and at separation. */
export async function endAllSessions(tx: Tx, employeeNumber: string): Promise<void> {
  await luciaFor(tx, (work) => work(tx), new Date(0)).invalidateUserSessions(employeeNumber);
}

/** SHA-256 (hex) of a session's id, which is what its cookie holds: all the database knows of it. */
export function sessionHash(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/**
 * The cookie's name and attributes under a public origin. It has no lifetime of its own: the
 * browser drops it when it closes, and the limits are kept here.
 */
export function sessionCookie(origin: string) {
  const secure = new URL(origin).protocol === 'https:';
  return {
    name: secure ? '__Host-session' : 'session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  } as const;
}

/**
 * Whether this cookie's session is or was one on a shared tablet: it leads to /kiosk once it is over.
 * What the session may do, its row says.
 */
export function isOfKiosk(cookieValue: string | undefined): boolean {
  return cookieValue?.startsWith(KIOSK_MARK) === true;
}

/** All that stays in a tablet's cookie after Finish. */
export const KIOSK_MARK = 'kiosk.';
/** What lucia's `generateIdFromEntropySize(25)` makes: 200 bits in base 32. */
const ID = /^[a-z2-7]{40}$/;

function idIn(cookieValue: string): string | undefined {
  const id = isOfKiosk(cookieValue) ? cookieValue.slice(KIOSK_MARK.length) : cookieValue;
  return ID.test(id) ? id : undefined;
}

type Method = SignedIn['method'];
type SessionRow = SignedIn & { limits: Limits; endsAt: Date };
type Write = (work: (tx: Tx) => Promise<void>) => Promise<void>;

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof luciaFor>;
    UserId: string;
    DatabaseUserAttributes: SessionRow;
    DatabaseSessionAttributes: { method: Method };
  }
}

function luciaFor(read: Reader, write: Write, at: Date) {
  return new Lucia(sessionsTable(read, write, at), {
    // Lucia renews a session only after half its life. Zero turns that off: `readSession` renews.
    sessionExpiresIn: new TimeSpan(0, 's'),
    getUserAttributes: (row: SessionRow) => ({ row }),
  });
}

/** Lucia's view of our table at a given time. It is handed cookie values and stores their hashes. */
function sessionsTable(read: Reader, write: Write, at: Date): Adapter {
  return {
    async getSessionAndUser(id) {
      const row = await readRow(read, sessionHash(id), at);
      if (!row) return [null, null];
      const left = Math.min(row.idleUntil.getTime(), row.endsAt.getTime()) - at.getTime();
      return [
        // Lucia compares with the machine's clock, so it is told what is left by that clock.
        {
          id,
          userId: row.number,
          expiresAt: new Date(Date.now() + left),
          attributes: { method: row.method },
        },
        { id: row.number, attributes: row },
      ];
    },
    setSession: ({ id, userId, attributes: { method } }) =>
      write(async (tx) => {
        const limits = sessionLimits(await rolesOf(tx, userId), method);
        await tx.insert(sessions).values({
          idHash: sessionHash(id),
          employeeNumber: userId,
          createdAt: at,
          idleUntil: new Date(at.getTime() + limits.idle),
          endsAt: new Date(at.getTime() + limits.absolute),
          method,
        });
      }),
    deleteSession: (id) =>
      write(async (tx) => {
        await tx.delete(sessions).where(eq(sessions.idHash, sessionHash(id)));
      }),
    deleteUserSessions: (number) =>
      write(async (tx) => {
        await tx.delete(sessions).where(eq(sessions.employeeNumber, number));
      }),
    deleteExpiredSessions: () =>
      write(async (tx) => {
        await tx.delete(sessions).where(or(lte(sessions.idleUntil, at), lte(sessions.endsAt, at)));
      }),
    getUserSessions: () => Promise.reject(new Error('sessions are never listed')),
    updateSessionExpiration: () => Promise.reject(new Error('sessions are renewed by readSession')),
  };
}

async function readRow(read: Reader, hash: string, at: Date): Promise<SessionRow | undefined> {
  const rows = await read
    .select({
      number: employees.number,
      publicId: employees.publicId,
      name: employees.name,
      title: employees.title,
      department: departments.name,
      separatedOn: employees.separatedOn,
      role: roleGrants.role,
      since: sessions.createdAt,
      idleUntil: sessions.idleUntil,
      endsAt: sessions.endsAt,
      method: sessions.method,
      leads: HAS_REPORTS,
    })
    .from(sessions)
    .innerJoin(employees, eq(employees.number, sessions.employeeNumber))
    .innerJoin(departments, eq(departments.id, employees.departmentId))
    .leftJoin(roleGrants, eq(roleGrants.employeeNumber, employees.number))
    .where(eq(sessions.idHash, hash));
  const [found] = rows;
  if (!found || isSeparated(found, at)) return undefined;
  const { role: _, separatedOn: __, leads, ...person } = found;
  // Others look on at a shared tablet, and a slip of paper is no password: nobody has a role there.
  const atTablet = found.method === 'kiosk-code';
  const roles = withEmployee(atTablet ? [] : rows.map((row) => row.role), !atTablet && leads === 1);
  return { ...person, roles, sessionHash: hash, limits: sessionLimits(roles, found.method) };
}

async function rolesOf(tx: Tx, number: string): Promise<Role[]> {
  const rows = await tx
    .select({ role: roleGrants.role, leads: HAS_REPORTS })
    .from(employees)
    .leftJoin(roleGrants, eq(roleGrants.employeeNumber, employees.number))
    .where(eq(employees.number, number));
  return withEmployee(
    rows.map((row) => row.role),
    rows[0]?.leads === 1,
  );
}

/** Whoever people report to is a manager of themself: nobody has to think of granting it. */
const HAS_REPORTS = sql<number>`EXISTS (SELECT 1 FROM employees AS r
  WHERE r.manager_number = ${employees.number} AND r.separated_on IS NULL)`;

function withEmployee(granted: (Role | null)[], leads: boolean): Role[] {
  const roles = granted.filter((role) => role !== null);
  const asManager: Role[] = leads && !roles.includes('manager') ? ['manager'] : [];
  return ['employee', ...roles, ...asManager];
}

async function moveIdleLimit(tx: Tx, hash: string, idleUntil: Date): Promise<void> {
  await tx
    .update(sessions)
    .set({ idleUntil })
    .where(and(eq(sessions.idHash, hash), lt(sessions.idleUntil, idleUntil)));
}
