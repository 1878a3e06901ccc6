import { describe, expect, test } from 'vitest';
import { navigationFor, type NavigationLink } from '../../src/components/navigation.ts';

type Roles = Parameters<typeof navigationFor>[0];
const navigation = (roles: Roles, pathname = '/') => navigationFor(roles, 'social-media', pathname);
/** Each section a role opens, with its pages. */
const sectionsFor = (...roles: Roles) =>
  Object.fromEntries(
    navigation(roles).sections.map(({ text, pages }) => [text, pages.map((page) => page.text)]),
  );
const pagesFor = (...roles: Roles) => Object.values(sectionsFor(...roles)).flat();
/** Where HR is told that they are: the section, and the page. */
const current = (pathname: string) => {
  const { own, sections } = navigation(['employee', 'hr'], pathname);
  const marked = (links: readonly NavigationLink[]) =>
    links.flatMap(({ text, current: here }) => (here ? [[text, here]] : []));
  return [
    ...marked(own),
    ...sections.flatMap((section) => [
      ...(section.current ? [[section.text, 'section']] : []),
      ...marked(section.pages),
    ]),
  ];
};

describe('the main navigation', () => {
  test('everybody finds their training, their record and the policy, and nothing of a role', () => {
    const { own, sections } = navigation(['employee']);
    expect(own.map(({ text }) => text)).toEqual([
      'Your training',
      'My record',
      'Policy',
      'Check before you post',
      'My questions',
    ]);
    expect(sections).toEqual([]);
  });

  test('HR finds few words, and under each what belongs together', () => {
    expect(sectionsFor('employee', 'hr')).toEqual({
      Today: ['Overview', 'What needs a decision', 'Questions to HR', 'Declined to sign', 'Mail'],
      People: ['Everybody', 'Invitations', 'Roster', 'Departments', 'Shared tablet'],
      Training: ['Campaigns', 'Reports', 'What is misunderstood'],
      Rules: ['Policy and rules', 'Revisions', 'Readings', 'Who learns what'],
      Records: ['Exports', 'Retention', 'Ledger'],
    });
  });

  test('an auditor finds what HR reads, and never what HR does', () => {
    const texts = pagesFor('employee', 'auditor');
    for (const read of ['Overview', 'Policy and rules', 'Questions to HR', 'Audit log'])
      expect(texts).toContain(read);
    for (const done of ['Roster', 'Shared tablet']) expect(texts).not.toContain(done);
  });

  test('a manager finds the team, and not what others asked', () => {
    expect(sectionsFor('employee', 'manager')).toEqual({ Team: ['Team'] });
  });

  test('an admin finds what keeps the portal', () => {
    expect(sectionsFor('employee', 'admin')).toEqual({
      Records: ['Retention', 'Ledger'],
      System: ['System', 'Roles'],
    });
  });

  test('exactly one page is current: the page itself, or the nearest above it', () => {
    expect(current('/learn/abc')).toEqual([['Your training', 'true']]);
    expect(current('/hr')).toEqual([
      ['Today', 'section'],
      ['Overview', 'page'],
    ]);
    expect(current('/hr/people/abc')).toEqual([
      ['People', 'section'],
      ['Everybody', 'true'],
    ]);
    expect(current('/hr/roster')).toEqual([
      ['People', 'section'],
      ['Roster', 'page'],
    ]);
    expect(current('/hr/attestations/abc')).toEqual([
      ['People', 'section'],
      ['Everybody', 'true'],
    ]);
    expect(current('/hr/policy/social-media/regrade')).toEqual([
      ['Rules', 'section'],
      ['Policy and rules', 'true'],
    ]);
    expect(current('/learning')).toEqual([]);
  });
});
