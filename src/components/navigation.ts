import type { Role } from '#auth/signed-in.ts';

export type NavigationLink = {
  href: string;
  text: string;
  /** `page` on the page itself, `true` anywhere below it. */
  current: 'page' | 'true' | undefined;
};

/** Pages somebody opens for others, under one word; the word leads to the first of them. */
export type NavigationSection = NavigationLink & { pages: readonly NavigationLink[] };

export type Navigation = { own: readonly NavigationLink[]; sections: readonly NavigationSection[] };

/** Address, words, who may open it, and where else somebody is when they are there. */
type Place = [href: string, text: string, of: readonly Role[], also?: readonly string[]];

/** What a person with these roles may open: their own, and apart from it what belongs to their roles. */
export function navigationFor(
  roles: readonly Role[],
  policyId: string,
  pathname: string,
): Navigation {
  const places = sectionsOf(policyId)
    .map(([text, pages]) => ({
      text,
      pages: pages.filter(([, , of]) => of.some((role) => roles.includes(role))),
    }))
    .filter(({ pages }) => pages.length > 0);
  const here = [...ownOf(policyId), ...places.flatMap(({ pages }) => pages)]
    .flatMap(([href, , , also = []]) => [href, ...also].map((at) => ({ href, at })))
    .filter(({ at }) => pathname === at || pathname.startsWith(`${at}/`))
    .toSorted((a, b) => b.at.length - a.at.length)[0]?.href;
  const link = ([href, text]: Place): NavigationLink => ({
    href,
    text,
    current: href !== here ? undefined : href === pathname ? 'page' : 'true',
  });
  return {
    own: ownOf(policyId).map(link),
    sections: places.map(({ text, pages: [first, ...others] }) => {
      const pages = [first!, ...others].map(link);
      // One page alone needs no word above it.
      if (others.length === 0) return { ...pages[0]!, pages };
      const current = pages.some((page) => page.current) ? 'true' : undefined;
      return { href: first![0], text, current, pages };
    }),
  };
}

const EVERYBODY: readonly Role[] = ['employee', 'manager', 'hr', 'auditor', 'admin'];

function ownOf(policyId: string): Place[] {
  return [
    ['/learn', 'Your training', EVERYBODY],
    ['/record', 'My record', EVERYBODY],
    [`/policy/${policyId}`, 'Policy', EVERYBODY],
    ['/check', 'Check before you post', EVERYBODY],
    ['/questions', 'My questions', EVERYBODY],
  ];
}

/** In the order of a morning in HR; the admin's own come last. */
function sectionsOf(policyId: string): [text: string, pages: Place[]][] {
  const rules = `/hr/policy/${policyId}`;
  const readers: readonly Role[] = ['hr', 'auditor'];
  return [
    ['Team', [['/team', 'Team', ['manager']]]],
    [
      'Today',
      [
        ['/hr', 'Overview', readers],
        ['/hr/exceptions', 'What needs a decision', readers],
        ['/hr/questions', 'Questions to HR', readers],
        ['/hr/declines', 'Declined to sign', readers],
        ['/hr/mail', 'Mail', readers],
      ],
    ],
    [
      'People',
      [
        ['/hr/people', 'Everybody', readers, ['/hr/attestations', '/hr/paper']],
        ['/hr/invitations', 'Invitations', readers],
        ['/hr/roster', 'Roster', ['hr']],
        ['/hr/departments', 'Departments', readers],
        ['/hr/kiosk', 'Shared tablet', ['hr']],
      ],
    ],
    [
      'Training',
      [
        ['/hr/campaigns', 'Campaigns', readers],
        ['/hr/reports', 'Reports', readers],
        ['/hr/insight', 'What is misunderstood', readers],
      ],
    ],
    [
      'Rules',
      [
        [rules, 'Policy and rules', readers],
        [`${rules}/revisions`, 'Revisions', readers],
        [`${rules}/readings`, 'Readings', readers],
        [`${rules}/tracks`, 'Who learns what', readers],
      ],
    ],
    [
      'Records',
      [
        ['/hr/exports', 'Exports', readers],
        ['/hr/retention', 'Retention', ['hr', 'auditor', 'admin']],
        ['/admin/ledger', 'Ledger', ['hr', 'auditor', 'admin']],
        ['/audit', 'Audit log', ['auditor']],
      ],
    ],
    [
      'System',
      [
        ['/admin', 'System', ['admin']],
        ['/admin/people', 'Roles', ['admin']],
      ],
    ],
  ];
}
