import { describe, expect, test } from 'vitest';
import { navigationFor } from '../../src/components/navigation.ts';

const current = (pathname: string) =>
  navigationFor(['employee', 'hr'], 'social-media', pathname).flatMap(({ text, current: here }) =>
    here ? [[text, here]] : [],
  );

describe('the main navigation', () => {
  test('everybody finds their training, their record and the policy', () => {
    const texts = navigationFor(['employee'], 'social-media', '/').map(({ text }) => text);
    expect(texts).toEqual([
      'Your training',
      'My record',
      'Policy',
      'Check before you post',
      'My questions',
    ]);
  });

  test('an auditor finds what HR reads, and never what HR does', () => {
    const texts = navigationFor(['employee', 'auditor'], 'social-media', '/').map(
      ({ text }) => text,
    );
    expect(texts).toContain('Overview');
    expect(texts).toContain('Policy and rules');
    expect(texts).toContain('Questions to HR');
    expect(texts).toContain('Audit log');
    expect(texts).not.toContain('Assign');
  });

  test('a manager is not led to what others asked', () => {
    const texts = navigationFor(['employee', 'manager'], 'social-media', '/').map(
      ({ text }) => text,
    );
    expect(texts).toContain('My questions');
    expect(texts).not.toContain('Questions to HR');
  });

  test('what is opened for others stands apart from what is one’s own', () => {
    const ofRole = (...roles: Parameters<typeof navigationFor>[0]) =>
      navigationFor(roles, 'social-media', '/')
        .filter((link) => link.ofRole)
        .map(({ text }) => text);
    expect(ofRole('employee')).toEqual([]);
    expect(ofRole('employee', 'manager')).toEqual(['Team']);
    expect(ofRole('employee', 'hr')).toEqual([
      'Overview',
      'People',
      'Campaigns',
      'Reports',
      'Policy and rules',
      'What is misunderstood',
      'Questions to HR',
      'Mail',
      'Exports',
      'Shared tablet',
      'Retention',
    ]);
  });

  test('exactly one place is current: the page itself, or the nearest above it', () => {
    expect(current('/hr')).toEqual([['Overview', 'page']]);
    expect(current('/hr/people/abc')).toEqual([['People', 'true']]);
    expect(current('/hr/policy/social-media/readings')).toEqual([['Policy and rules', 'true']]);
    expect(current('/learning')).toEqual([]);
  });
});
