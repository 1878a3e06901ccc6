import { expect, test } from 'vitest';
import { requireRole, requireSignedIn, startPage } from '#auth/guards.ts';
import { ROLE_NAMES, type Role, type SignedIn } from '#auth/signed-in.ts';

function person(...roles: Role[]): { signedIn: SignedIn } {
  return {
    signedIn: {
      number: '1042',
      publicId: 'x',
      name: 'Person',
      title: 'Firefighter',
      department: 'Fire',
      roles: ['employee', ...roles],
      sessionHash: 'x',
      since: new Date(0),
      method: 'password',
      idleUntil: new Date(0),
    },
  };
}
const nobody = { signedIn: undefined };

test('nobody is asked to sign in', () => {
  expect(() => requireSignedIn(nobody)).toThrow(expect.objectContaining({ code: 'not-signed-in' }));
  expect(() => requireRole(nobody, 'hr')).toThrow(
    expect.objectContaining({ code: 'not-signed-in' }),
  );
});

test('a role opens what is its own and nothing else', () => {
  for (const has of ROLE_NAMES) {
    for (const needs of ROLE_NAMES) {
      const ask = () => requireRole(person(has), needs);
      if (has === needs || needs === 'employee') expect(ask().number).toBe('1042');
      else expect(ask).toThrow(expect.objectContaining({ code: 'not-allowed' }));
    }
  }
});

test('one of several roles is enough, and a refusal names them all', () => {
  expect(requireRole(person('auditor'), 'hr', 'auditor').number).toBe('1042');
  expect(() => requireRole(person('admin'), 'hr', 'auditor', 'manager')).toThrow(
    'This is for HR, auditors, and managers only.',
  );
});

test('everybody begins at the page of their first role', () => {
  expect(startPage(person().signedIn)).toBe('/learn');
  expect(startPage(person('manager').signedIn)).toBe('/team');
  expect(startPage(person('manager', 'auditor').signedIn)).toBe('/audit');
  expect(startPage(person('auditor', 'hr').signedIn)).toBe('/hr');
  expect(startPage(person('hr', 'admin').signedIn)).toBe('/admin');
});
