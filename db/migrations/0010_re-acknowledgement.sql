CREATE TABLE `publications` (
	`policy_id` text NOT NULL,
	`revision` text NOT NULL,
	`release_sha256` text NOT NULL,
	`before` text,
	`proposed` text NOT NULL CHECK (`proposed` IN ('first', 'editorial', 'material')),
	`kind` text NOT NULL CHECK (`kind` IN ('first', 'editorial', 'material')),
	`because` text NOT NULL,
	`published_at` integer NOT NULL,
	`published_by` text NOT NULL,
	PRIMARY KEY(`policy_id`, `revision`),
	FOREIGN KEY (`release_sha256`) REFERENCES `releases`(`sha256`) ON UPDATE no action ON DELETE no action,
	CHECK ((`kind` = 'first') = (`before` IS NULL)),
	CHECK (`before` IS NULL OR `before` < `revision`)
) STRICT;
--> statement-breakpoint
CREATE TRIGGER `publications_never_change` BEFORE UPDATE ON `publications`
BEGIN
	SELECT RAISE(ABORT, 'publications never change');
END;
--> statement-breakpoint
CREATE TRIGGER `publications_never_go` BEFORE DELETE ON `publications`
BEGIN
	SELECT RAISE(ABORT, 'publications are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `publications_come_once` BEFORE INSERT ON `publications`
WHEN EXISTS (SELECT 1 FROM `publications`
	WHERE (`policy_id` = NEW.`policy_id` AND `revision` = NEW.`revision`) OR `rowid` = NEW.`rowid`)
BEGIN
	SELECT RAISE(ABORT, 'publications never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `publications_come_in_order` BEFORE INSERT ON `publications`
WHEN EXISTS (SELECT 1 FROM `publications` WHERE `policy_id` = NEW.`policy_id` AND `revision` > NEW.`revision`)
BEGIN
	SELECT RAISE(ABORT, 'a publication comes after those of earlier revisions');
END;
--> statement-breakpoint
ALTER TABLE `assignments` ADD `path` text DEFAULT 'full' NOT NULL CHECK (`path` IN ('full', 'changes', 'short', 'sign-only'));
--> statement-breakpoint
ALTER TABLE `assignments` ADD `since_attestation` text;
--> statement-breakpoint
ALTER TABLE `assignments` ADD `since` text CHECK ((`since` IS NULL) = (`path` = 'full'));
--> statement-breakpoint
ALTER TABLE `campaigns` ADD `repeat` text DEFAULT 'full' NOT NULL CHECK (`repeat` IN ('full', 'short', 'sign-only'));
--> statement-breakpoint
ALTER TABLE `campaigns` ADD `counts_begun` integer DEFAULT 0 NOT NULL CHECK (`counts_begun` IN (0, 1));
