import { sql } from 'drizzle-orm';
import {
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
