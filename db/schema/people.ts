import { sql } from 'drizzle-orm';
import {
  blob,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';

/** Instants are Unix milliseconds (UTC); civil dates are `YYYY-MM-DD` in the city's zone. */
const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

export const departments = sqliteTable('departments', {
  id: text('id').primaryKey(),
  name: text('name').notNull().unique(),
});

/** A person's key is the employee number: names and mail change, the number does not. */
export const employees = sqliteTable(
  'employees',
  {
    number: text('number').primaryKey(),
    /** 128 random bits, for addresses; never derived from the number. */
    publicId: text('public_id').notNull().unique(),
    name: text('name').notNull(),
    title: text('title').notNull(),
    mail: text('mail').unique(),
    departmentId: text('department_id')
      .notNull()
      .references(() => departments.id),
    managerNumber: text('manager_number'),
    hiredOn: text('hired_on').notNull(),
    separatedOn: text('separated_on'),
  },
  (t) => [
    // People type their number in any case, so no two may differ by case alone.
    uniqueIndex('employees_number_any_case').on(sql`lower(${t.number})`),
    index('employees_by_department').on(t.departmentId),
    index('employees_by_manager').on(t.managerNumber),
  ],
);

/**
 * Each three characters of a person's name and number, in small letters: a person is found by a part
 * of them without reading all. Kept by triggers of migration 0008; nobody writes to it.
 */
export const namePieces = sqliteTable(
  'name_pieces',
  {
    piece: text('piece').notNull(),
    name: text('name').notNull(),
    employeeNumber: text('employee_number').notNull(),
  },
  (t) => [primaryKey({ columns: [t.piece, t.name, t.employeeNumber] })],
);

/**
 * Where a person was employed, from a day on and up to another one (null: still). What `employees`
 * says of today stands here as well; past days are read from here alone. Days do not overlap; between
 * a separation and a return there is a gap.
 */
export const placements = sqliteTable(
  'placements',
  {
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    fromOn: text('from_on').notNull(),
    /** The first day it no longer holds. */
    toOn: text('to_on'),
    name: text('name').notNull(),
    title: text('title').notNull(),
    departmentId: text('department_id')
      .notNull()
      .references(() => departments.id),
    managerNumber: text('manager_number'),
  },
  (t) => [primaryKey({ columns: [t.employeeNumber, t.fromOn] })],
);

/** Days on which a person need not do anything: due dates wait. Why they are away is nobody's business here. */
export const leaves = sqliteTable(
  'leaves',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    fromOn: text('from_on').notNull(),
    /** The first day back; null while nobody knows it. */
    backOn: text('back_on'),
    at: instant('at').notNull(),
    /** Employee number of who noted it. */
    by: text('by').notNull(),
  },
  (t) => [index('leaves_by_employee').on(t.employeeNumber, t.fromOn)],
);

/** Tracks of a policy's training that come with a department: `fire-law-enforcement` with Fire. */
export const departmentTracks = sqliteTable(
  'department_tracks',
  {
    departmentId: text('department_id')
      .notNull()
      .references(() => departments.id),
    policyId: text('policy_id').notNull(),
    track: text('track').notNull(),
    addedAt: instant('added_at').notNull(),
    /** Employee number of the HR person. */
    addedBy: text('added_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.departmentId, t.policyId, t.track] })],
);

/** Tracks that HR has added to a person, beside those that come with the department or with reports. */
export const personTracks = sqliteTable(
  'person_tracks',
  {
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    policyId: text('policy_id').notNull(),
    track: text('track').notNull(),
    addedAt: instant('added_at').notNull(),
    addedBy: text('added_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.employeeNumber, t.policyId, t.track] })],
);

export const ROLES = ['manager', 'hr', 'auditor', 'admin'] as const;
/** Everybody is an employee; a row here adds a role. */
export const roleGrants = sqliteTable(
  'role_grants',
  {
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    role: text('role', { enum: ROLES }).notNull(),
    grantedAt: instant('granted_at').notNull(),
    grantedBy: text('granted_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.employeeNumber, t.role] })],
);

export const passwords = sqliteTable('passwords', {
  employeeNumber: text('employee_number')
    .primaryKey()
    .references(() => employees.number),
  /** argon2id in PHC form: its parameters are in the string. */
  hash: text('hash').notNull(),
  changedAt: instant('changed_at').notNull(),
});

export const LINK_KINDS = ['invite', 'reset', 'first-admin'] as const;
/** Links that let a person set a password, once. */
export const passwordLinks = sqliteTable(
  'password_links',
  {
    /** SHA-256 (hex) of the 256 random bits in the link; they themselves are never stored. */
    tokenHash: text('token_hash').primaryKey(),
    kind: text('kind', { enum: LINK_KINDS }).notNull(),
    /** Null for the first admin, who is nobody yet. */
    employeeNumber: text('employee_number').references(() => employees.number),
    madeAt: instant('made_at').notNull(),
    /** Employee number, or `system`. */
    madeBy: text('made_by').notNull(),
    endsAt: instant('ends_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [index('password_links_by_employee').on(t.employeeNumber)],
);

export const KIOSK_USES = ['sign-in', 'sign'] as const;
/** Codes that HR prints for people without mail or a device of their own: each is good once. */
export const kioskCodes = sqliteTable(
  'kiosk_codes',
  {
    /** SHA-256 (hex) of the employee number and the code. */
    codeHash: text('code_hash').primaryKey(),
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    use: text('use', { enum: KIOSK_USES }).notNull(),
    madeAt: instant('made_at').notNull(),
    madeBy: text('made_by').notNull(),
    endsAt: instant('ends_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [index('kiosk_codes_by_employee').on(t.employeeNumber)],
);

export const SIGN_IN_METHODS = ['password', 'kiosk-code'] as const;
export const sessions = sqliteTable(
  'sessions',
  {
    /** SHA-256 (hex) of the cookie's value; the value itself is never stored. */
    idHash: text('id_hash').primaryKey(),
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    createdAt: instant('created_at').notNull(),
    /** The idle limit: moves with use, never past `endsAt`. */
    idleUntil: instant('idle_until').notNull(),
    /** The absolute limit: never moves. */
    endsAt: instant('ends_at').notNull(),
    /** How the person signed in: on a shared tablet, with a code. */
    method: text('method', { enum: SIGN_IN_METHODS }).notNull().default('password'),
  },
  (t) => [index('sessions_by_employee').on(t.employeeNumber)],
);

/** Devices people have signed in from. They sign nobody in: sign-ins there wait for no stranger. */
export const knownDevices = sqliteTable(
  'known_devices',
  {
    /** SHA-256 (hex) of the cookie's value; the value itself is never stored. */
    deviceHash: text('device_hash').notNull(),
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    lastUsedAt: instant('last_used_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.deviceHash, t.employeeNumber] }),
    index('known_devices_by_employee').on(t.employeeNumber),
  ],
);

/**
 * A roster between what HR was shown of it and their yes: one a person of HR, for an hour
 * (`src/roster/waiting-file.ts`).
 */
export const rosterFiles = sqliteTable('roster_files', {
  id: text('id').primaryKey(),
  bytes: blob('bytes', { mode: 'buffer' }).notNull(),
  at: instant('at').notNull(),
  /** Employee number of the HR person, who alone sees it. */
  by: text('by').notNull(),
});

/**
 * Failed sign-ins and confirmations, by `src/auth/throttle.ts`; kept in the database so a restart
 * forgets nothing.
 */
export const signInThrottle = sqliteTable('sign_in_throttle', {
  key: text('key').primaryKey(),
  failures: integer('failures').notNull(),
  blockedUntil: instant('blocked_until')
    .notNull()
    .default(sql`0`),
  lastFailureAt: instant('last_failure_at').notNull(),
  /** The wait that the audit log has been told of: one row a wait, not one an attempt. */
  toldUntil: instant('told_until')
    .notNull()
    .default(sql`0`),
});
