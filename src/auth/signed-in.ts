export const ROLE_NAMES = ['employee', 'manager', 'hr', 'auditor', 'admin'] as const;
export type Role = (typeof ROLE_NAMES)[number];

/** The person behind a session, as of this request. */
export type SignedIn = {
  /** Employee number: the key of a person. */
  number: string;
  publicId: string;
  name: string;
  title: string;
  department: string;
  /** Everybody is an `employee`; roles add to it. */
  roles: readonly Role[];
  /** SHA-256 (hex) of the session's cookie value. */
  sessionHash: string;
  /** When the session began (sign-in), and how the person signed in: `kiosk-code` on a shared tablet. */
  since: Date;
  method: 'password' | 'kiosk-code';
  /** When the idle limit ends the session unless it is used. */
  idleUntil: Date;
};
