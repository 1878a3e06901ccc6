CREATE TABLE `reading_signoffs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`policy_id` text NOT NULL,
	`revision` text NOT NULL,
	`reading` text NOT NULL,
	`wording_sha256` text NOT NULL,
	`state` text NOT NULL CHECK (`state` IN ('signed', 'withdrawn')),
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`note` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `reading_signoffs_in_order` ON `reading_signoffs` (`policy_id`,`revision`,`reading`,`id`);
--> statement-breakpoint
-- Whoever signed or withdrew stays known: a change of mind is a row of its own.
CREATE TRIGGER `reading_signoffs_never_change` BEFORE UPDATE ON `reading_signoffs`
BEGIN
	SELECT RAISE(ABORT, 'sign-offs never change');
END;
--> statement-breakpoint
CREATE TRIGGER `reading_signoffs_never_go` BEFORE DELETE ON `reading_signoffs`
BEGIN
	SELECT RAISE(ABORT, 'sign-offs are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `reading_signoffs_come_once` BEFORE INSERT ON `reading_signoffs`
WHEN EXISTS (SELECT 1 FROM `reading_signoffs` WHERE `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'sign-offs never change: this one is already there');
END;
