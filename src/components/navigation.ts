import type { Role } from '#auth/signed-in.ts';

export type NavigationLink = {
  href: string;
  text: string;
  /** `page` on the page itself, `true` anywhere below it. */
  current: 'page' | 'true' | undefined;
  /** What somebody opens for others, not for themselves. */
  ofRole: boolean;
};

/** What a person with these roles may open, in the order of their day. */
export function navigationFor(
  roles: readonly Role[],
  policyId: string,
  pathname: string,
): NavigationLink[] {
  const has = (...some: Role[]) => some.some((role) => roles.includes(role));
  const own: [href: string, text: string][] = [
    ['/learn', 'Your training'],
    ['/record', 'My record'],
    [`/policy/${policyId}`, 'Policy'],
    ['/check', 'Check before you post'],
    ['/questions', 'My questions'],
  ];
  const links = [...own];
  if (has('manager')) links.push(['/team', 'Team']);
  if (has('hr', 'auditor')) {
    links.push(
      ['/hr', 'Overview'],
      ['/hr/people', 'People'],
      ['/hr/campaigns', 'Campaigns'],
      ['/hr/reports', 'Reports'],
      [`/hr/policy/${policyId}`, 'Policy and rules'],
      ['/hr/insight', 'What is misunderstood'],
      ['/hr/questions', 'Questions to HR'],
      ['/hr/mail', 'Mail'],
      ['/hr/exports', 'Exports'],
    );
  }
  if (has('hr')) links.push(['/hr/kiosk', 'Shared tablet']);
  if (has('hr', 'auditor', 'admin')) links.push(['/hr/retention', 'Retention']);
  if (has('auditor')) links.push(['/audit', 'Audit log']);
  if (has('admin')) links.push(['/admin', 'System'], ['/admin/people', 'Roles']);

  const here = links
    .map(([href]) => href)
    .filter((href) => pathname === href || pathname.startsWith(`${href}/`))
    .toSorted((a, b) => b.length - a.length)[0];
  return links.map(([href, text], at) => ({
    href,
    text,
    ofRole: at >= own.length,
    current: href !== here ? undefined : href === pathname ? 'page' : 'true',
  }));
}
