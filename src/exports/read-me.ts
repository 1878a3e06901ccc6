/** What an export says of itself, for somebody who has never seen the portal. */
export function readMe({ city, size, root }: { city: string; size: number; root: string }): string {
  return `POLICY TRAINING: ALL RECORDS
${city}

This folder holds everything that the policy training portal keeps: who was asked to learn which
policy, what they read and answered, what they signed, and the exact text of everything they saw.
It can be read and checked without the portal, and a new portal can be filled from it.

It holds personal information about employees. Keep it as carefully as a personnel file.

HOW TO CHECK IT

    node verify.mjs .

needs Node 22.18 or newer and no network. It says in a sentence whether everything is as it was signed,
and what is not.

WHAT TO COMPARE

The check is only as good as the key it trusts. keys.txt holds the public keys of this ledger, the
oldest first; the last one signed this export. Compare them with a copy that did not come with this
folder: the City keeps one with its checkpoints, and each receipt names its key. If you were sent a
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
                 stands for a record that the City disposed of by its retention rules
contents/        the policies, lessons, scenarios and rules, word for word, named by their SHA-256
scans/           what was signed on paper, named by its SHA-256
assertions.jsonl what passkeys signed
timestamps/      time stamps of an outside service over checkpoints, by size
tables/          every other row of the portal's database, one file a table
verify.mjs       the program that checks all this

All of it is of one instant: the portal went on while this was written, and nothing that came
later is in here. Instants are milliseconds since January 1, 1970 (UTC).

WHAT IS NOT

Passwords, sessions and the ledger's private key. To go on with these records in a new portal, an
administrator puts the private key in its place from its own backup, and people set new passwords.
`;
}
