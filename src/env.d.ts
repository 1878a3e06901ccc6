declare namespace App {
  /** What the server and the middleware hand to every page and action. */
  interface Locals {
    /** Database, policies, clock, configuration: opened once by the server. */
    portal: import('./server/portal.ts').Portal;
    /** The client's address as seen by the configured proxy hop. */
    address: string;
    /** This request's name in the log, shown when something fails. */
    reference: string;
    /** Who is signed in, if anybody. */
    signedIn: import('./auth/signed-in.ts').SignedIn | undefined;
    /** The form that was posted, so that a refused form comes back filled in. Never passwords. */
    submitted: URLSearchParams | undefined;
    /** The form that came after its session had ended, for the sign-in page to keep. */
    unsent: string | undefined;
    /** The refusal a refused page shows. */
    refusal: import('./errors.ts').Refusal | undefined;
    /** The revision whose words a lesson quotes. */
    revision: import('./policies/model.ts').Revision | undefined;
    /** Which of its readings the City has confirmed. */
    signOffs: ReadonlyMap<string, import('./policies/sign-off.ts').SignOff> | undefined;
    /** What HR has answered everybody about the policy on the page. */
    hrAnswers: readonly import('./questions/published.ts').PublishedAnswer[] | undefined;
    /** The lesson on the page, for what it leads into. */
    lesson: { assignment: string; lesson: string } | undefined;
  }
}
