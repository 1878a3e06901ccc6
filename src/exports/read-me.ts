import { SAID_MADE_UP } from '#people/made-up.ts';

type Said = { city: string; size: number; root: string; madeUp: boolean };

/** What an export says of itself, for somebody who has never seen the portal. */
export function readMe({ city, size, root, madeUp }: Said): string {
  return `POLICY TRAINING: ALL RECORDS
${city}
${madeUp ? `\n${SAID_MADE_UP}\n` : ''}
This folder holds the records of the policy training portal as they stood when it was made: who was
asked to learn which policy, what they opened, marked as read, answered and signed, and the text of the
policies, lessons and questions that they were given. It can be read and checked without the portal,
and a new portal can be filled from it. What is left out stands at the end.

It holds personal information about employees, also what they answered in practice and asked HR, which
is no part of what they signed. Keep it as carefully as a personnel file.

HOW TO CHECK IT

    node verify.mjs .

needs Node 20 or newer and no network. It says in a sentence whether the files and the records are as
they were signed for, what is not, and what it did not check.

WHAT TO COMPARE

The check is only as good as the key it trusts. keys.txt holds the public keys of this ledger, the
oldest first; the last one signed this export. Compare them with a copy that did not come with this
folder, such as one that the City published, or the key in a receipt from earlier. If you were sent a
checkpoint earlier (a few lines that begin with the ledger's name), the ledger here must begin with
what that checkpoint says; verify.mjs can compare them.

Entries of the ledger: ${size}
Root over them:        ${root}

WHAT IS IN HERE

manifest.note    the SHA-256 of every other file, signed by the ledger's key
keys.txt         the ledger's public keys, oldest first
checkpoint       the newest signed head of the ledger: its size and root
checkpoints/     earlier heads that left the portal, by size
records.jsonl    one line for each entry of the ledger, in its order. "disposed" and a hash
                 stands for a record that was disposed of; a later record says when and
                 under which rule
contents/        the policies, lessons, scenarios, rules and notices as stored, named by their
                 SHA-256. Rules and readings of the policy are the portal's;
                 tables/reading_signoffs.jsonl says which readings were confirmed for the City
scans/           scans of what was signed on paper, as HR gave them, named by their SHA-256
assertions.jsonl what passkeys signed
timestamps/      time stamps of an outside service over checkpoints, by size
tables/          every other row of the portal's database, one file a table
verify.mjs       the program that checks all this

All of it is of one instant: the portal went on while this was written, and nothing that came
later is in here. Instants are milliseconds since January 1, 1970 (UTC).

WHAT IS NOT

Records that were disposed of. Passwords, sessions and the ledger's private key. To go on with these records in a new portal, an
administrator puts the private key in its place from its own backup, and people set new passwords.
`;
}
