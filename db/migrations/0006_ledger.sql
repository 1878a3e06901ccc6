CREATE TABLE `checkpoints` (
	`size` integer PRIMARY KEY NOT NULL,
	`note` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`employee_number` text NOT NULL,
	`notice_sha256` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `consents_by_employee` ON `consents` (`employee_number`,`at`);--> statement-breakpoint
CREATE TABLE `ledger_entries` (
	`index` integer PRIMARY KEY NOT NULL CHECK (`index` >= 0),
	`kind` text NOT NULL CHECK (`kind` IN ('key', 'attestation', 'correction', 'decline', 'disposal')),
	`record_id` text NOT NULL,
	`sha256` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_entries_record_id_unique` ON `ledger_entries` (`record_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_entries_sha256_unique` ON `ledger_entries` (`sha256`);--> statement-breakpoint
CREATE INDEX `ledger_entries_by_kind` ON `ledger_entries` (`kind`,`index`);--> statement-breakpoint
CREATE TABLE `ledger_nodes` (
	`level` integer NOT NULL,
	`index` integer NOT NULL,
	`hash` blob NOT NULL CHECK (length(`hash`) = 32),
	PRIMARY KEY(`level`, `index`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `records` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL CHECK (`kind` IN ('key', 'attestation', 'correction', 'decline', 'disposal')),
	`about` text,
	`employee_number` text,
	`sha256` text NOT NULL,
	`record` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `records_sha256_unique` ON `records` (`sha256`);--> statement-breakpoint
CREATE INDEX `records_by_about` ON `records` (`about`);--> statement-breakpoint
CREATE INDEX `records_by_employee` ON `records` (`employee_number`);--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`assignment_id` text NOT NULL,
	`statement_sha256` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `reviews_by_assignment` ON `reviews` (`assignment_id`,`id`);
--> statement-breakpoint
-- The ledger only grows, one entry after the other.
CREATE TRIGGER `ledger_entries_never_change` BEFORE UPDATE ON `ledger_entries`
BEGIN
	SELECT RAISE(ABORT, 'entries of the ledger never change');
END;
--> statement-breakpoint
CREATE TRIGGER `ledger_entries_never_go` BEFORE DELETE ON `ledger_entries`
BEGIN
	SELECT RAISE(ABORT, 'entries of the ledger are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `ledger_entries_come_once` BEFORE INSERT ON `ledger_entries`
WHEN EXISTS (SELECT 1 FROM `ledger_entries` WHERE `index` = NEW.`index` OR `record_id` = NEW.`record_id` OR `sha256` = NEW.`sha256`)
BEGIN
	SELECT RAISE(ABORT, 'entries of the ledger never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `ledger_entries_follow` BEFORE INSERT ON `ledger_entries`
WHEN NEW.`index` > (SELECT coalesce(max(`index`) + 1, 0) FROM `ledger_entries`)
BEGIN
	SELECT RAISE(ABORT, 'an entry of the ledger follows the last one');
END;
--> statement-breakpoint
CREATE TRIGGER `ledger_nodes_never_change` BEFORE UPDATE ON `ledger_nodes`
BEGIN
	SELECT RAISE(ABORT, 'hashes of the ledger never change');
END;
--> statement-breakpoint
CREATE TRIGGER `ledger_nodes_never_go` BEFORE DELETE ON `ledger_nodes`
BEGIN
	SELECT RAISE(ABORT, 'hashes of the ledger are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `ledger_nodes_come_once` BEFORE INSERT ON `ledger_nodes`
WHEN EXISTS (SELECT 1 FROM `ledger_nodes` WHERE `rowid` = NEW.`rowid` OR (`level` = NEW.`level` AND `index` = NEW.`index`))
BEGIN
	SELECT RAISE(ABORT, 'hashes of the ledger never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `checkpoints_never_change` BEFORE UPDATE ON `checkpoints`
BEGIN
	SELECT RAISE(ABORT, 'checkpoints never change');
END;
--> statement-breakpoint
CREATE TRIGGER `checkpoints_never_go` BEFORE DELETE ON `checkpoints`
BEGIN
	SELECT RAISE(ABORT, 'checkpoints are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `checkpoints_come_once` BEFORE INSERT ON `checkpoints`
WHEN EXISTS (SELECT 1 FROM `checkpoints` WHERE `size` = NEW.`size`)
BEGIN
	SELECT RAISE(ABORT, 'checkpoints never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `records_never_change` BEFORE UPDATE ON `records`
BEGIN
	SELECT RAISE(ABORT, 'records never change');
END;
--> statement-breakpoint
CREATE TRIGGER `records_never_go` BEFORE DELETE ON `records`
BEGIN
	SELECT RAISE(ABORT, 'records are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `records_come_once` BEFORE INSERT ON `records`
WHEN EXISTS (SELECT 1 FROM `records` WHERE `rowid` = NEW.`rowid` OR `id` = NEW.`id` OR `sha256` = NEW.`sha256`)
BEGIN
	SELECT RAISE(ABORT, 'records never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `consents_never_change` BEFORE UPDATE ON `consents`
BEGIN
	SELECT RAISE(ABORT, 'consents never change');
END;
--> statement-breakpoint
CREATE TRIGGER `consents_never_go` BEFORE DELETE ON `consents`
BEGIN
	SELECT RAISE(ABORT, 'consents are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `consents_come_once` BEFORE INSERT ON `consents`
WHEN EXISTS (SELECT 1 FROM `consents` WHERE `rowid` = NEW.`rowid` OR `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'consents never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `reviews_never_change` BEFORE UPDATE ON `reviews`
BEGIN
	SELECT RAISE(ABORT, 'reviews never change');
END;
--> statement-breakpoint
CREATE TRIGGER `reviews_never_go` BEFORE DELETE ON `reviews`
BEGIN
	SELECT RAISE(ABORT, 'reviews are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `reviews_come_once` BEFORE INSERT ON `reviews`
WHEN EXISTS (SELECT 1 FROM `reviews` WHERE `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'reviews never change: this one is already there');
END;
