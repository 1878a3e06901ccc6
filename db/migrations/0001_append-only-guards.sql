-- Evidence is only ever added to. REPLACE and UPSERT fire no DELETE or UPDATE trigger of their own,
-- so a row that would meet one already there (by key or by rowid) is stopped before it goes in.
CREATE TRIGGER `contents_never_change` BEFORE UPDATE ON `contents`
BEGIN
	SELECT RAISE(ABORT, 'published bytes never change');
END;
--> statement-breakpoint
CREATE TRIGGER `contents_never_go` BEFORE DELETE ON `contents`
BEGIN
	SELECT RAISE(ABORT, 'published bytes are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `contents_come_once` BEFORE INSERT ON `contents`
WHEN EXISTS (SELECT 1 FROM `contents` WHERE `rowid` = NEW.`rowid` OR `sha256` = NEW.`sha256`)
BEGIN
	SELECT RAISE(ABORT, 'published bytes never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `releases_never_change` BEFORE UPDATE ON `releases`
BEGIN
	SELECT RAISE(ABORT, 'releases never change');
END;
--> statement-breakpoint
CREATE TRIGGER `releases_never_go` BEFORE DELETE ON `releases`
BEGIN
	SELECT RAISE(ABORT, 'releases are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `releases_come_once` BEFORE INSERT ON `releases`
WHEN EXISTS (SELECT 1 FROM `releases` WHERE `rowid` = NEW.`rowid` OR `sha256` = NEW.`sha256` OR (`policy_id` = NEW.`policy_id` AND `revision` = NEW.`revision` AND `published_at` = NEW.`published_at`))
BEGIN
	SELECT RAISE(ABORT, 'releases never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `attempt_items_never_change` BEFORE UPDATE ON `attempt_items`
BEGIN
	SELECT RAISE(ABORT, 'the questions of an attempt never change');
END;
--> statement-breakpoint
CREATE TRIGGER `attempt_items_never_go` BEFORE DELETE ON `attempt_items`
BEGIN
	SELECT RAISE(ABORT, 'the questions of an attempt are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `attempt_items_come_once` BEFORE INSERT ON `attempt_items`
WHEN EXISTS (SELECT 1 FROM `attempt_items` WHERE `rowid` = NEW.`rowid` OR (`attempt_id` = NEW.`attempt_id` AND `position` = NEW.`position`))
BEGIN
	SELECT RAISE(ABORT, 'the questions of an attempt never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `answers_never_change` BEFORE UPDATE ON `answers`
BEGIN
	SELECT RAISE(ABORT, 'answers never change');
END;
--> statement-breakpoint
CREATE TRIGGER `answers_never_go` BEFORE DELETE ON `answers`
BEGIN
	SELECT RAISE(ABORT, 'answers are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `answers_come_once` BEFORE INSERT ON `answers`
WHEN EXISTS (SELECT 1 FROM `answers` WHERE `rowid` = NEW.`rowid` OR (`attempt_id` = NEW.`attempt_id` AND `position` = NEW.`position` AND `turn` = NEW.`turn`))
BEGIN
	SELECT RAISE(ABORT, 'answers never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `attestations_never_change` BEFORE UPDATE ON `attestations`
BEGIN
	SELECT RAISE(ABORT, 'attestations never change');
END;
--> statement-breakpoint
CREATE TRIGGER `attestations_never_go` BEFORE DELETE ON `attestations`
BEGIN
	SELECT RAISE(ABORT, 'attestations are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `attestations_come_once` BEFORE INSERT ON `attestations`
WHEN EXISTS (SELECT 1 FROM `attestations` WHERE `rowid` = NEW.`rowid` OR `id` = NEW.`id` OR `assignment_id` = NEW.`assignment_id` OR `sha256` = NEW.`sha256`)
BEGIN
	SELECT RAISE(ABORT, 'attestations never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_events_never_change` BEFORE UPDATE ON `audit_events`
BEGIN
	SELECT RAISE(ABORT, 'audit events never change');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_events_never_go` BEFORE DELETE ON `audit_events`
BEGIN
	SELECT RAISE(ABORT, 'audit events are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_events_come_once` BEFORE INSERT ON `audit_events`
WHEN EXISTS (SELECT 1 FROM `audit_events` WHERE `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'audit events never change: this one is already there');
END;
