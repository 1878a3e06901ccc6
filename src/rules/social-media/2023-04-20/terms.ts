import { all, any, is } from '#rules/condition.ts';

/** A:3 "This Social Media Policy applies to all employees": a post by the public breaches no employee norm. */
export const employee = is('poster.kind', 'employee');

/** A:4 "social media postings": something is published. Looking alone is not posting. */
export const posting = all(employee, is('use.act', 'post', 'reply'));

/** D.3.g:1 "disseminate or transmit in any fashion": a text message too, which is no posting (R32). */
export const passingOn = all(employee, is('use.act', 'post', 'reply', 'send'));

/**
 * B:1 and the headings: purpose decides between sections C and D, not the device (R1), so section C
 * binds on City devices too. C.1:1 mentions personal devices, yet C.1:4 rules City devices inside C.
 */
const personal = is('use.purpose', 'personal');
const cityBusiness = is('use.purpose', 'city-business');

/** What section C binds: a personal posting by an employee. */
export const personalPosting = all(posting, personal);

/** Using social media in any way: what a photograph or a reprisal is not. */
const usingSocialMedia = is('use.act', 'post', 'reply', 'browse', 'site', 'moderate');

/** Personal use that publishes nothing is use all the same (C.1:4–5). */
export const personalUse = all(employee, is('use.act', 'post', 'reply', 'browse'), personal);

/** What D.3 binds: a posting for City business; its heading says "City-Sanctioned Use" (R2). */
export const sanctionedPosting = all(posting, cityBusiness);

/** D.3.i–p: "City-Sanctioned Social Media sites", as they are set up and run. */
export const runningASite = is('use.act', 'site');

/** D.4.a "employees designated to use any sanctioned City Social Media site". */
export const designated = all(employee, is('poster.designated'));

/** "alters, comments or accesses any City Social Media site": answering and running happen on one by their nature. */
export const onACitySite = any(
  is('use.act', 'reply', 'site', 'moderate'),
  all(is('use.act', 'post', 'browse'), is('use.venue', 'city-site')),
);

/** Publishing on a City site. */
const postingOnACitySite = any(
  is('use.act', 'reply'),
  all(is('use.act', 'post'), is('use.venue', 'city-site')),
);

/** What a designated employee does for the City on its sites, looking included. */
export const officialOnACitySite = all(designated, cityBusiness, onACitySite);

/** Representing a department there: looking alone represents nobody. */
export const representing = all(
  designated,
  cityBusiness,
  any(is('use.act', 'site', 'moderate'), postingOnACitySite),
);

export const representingPosting = all(designated, cityBusiness, postingOnACitySite);

/** Social media used in the course of official duties, on a City site or not. */
export const officialUse = all(designated, cityBusiness, usingSocialMedia);

/** D.4.a.iii "to access Social Media for personal use". */
export const designatedPersonalAccess = all(designated, personal, usingSocialMedia);

/**
 * E.3: a comment on a City site, as those who run the site meet it, or as someone posts it for
 * themself, an employee included (R30).
 */
export const publicComment = any(is('use.act', 'moderate'), all(personal, postingOnACitySite));
