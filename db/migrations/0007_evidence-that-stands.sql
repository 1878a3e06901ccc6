CREATE TABLE `assertions` (
	`attestation_id` text PRIMARY KEY NOT NULL,
	`credential_id` text NOT NULL,
	`client_data` blob NOT NULL,
	`authenticator_data` blob NOT NULL,
	`signature` blob NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `attestation_scans` (
	`attestation_id` text NOT NULL,
	`scan_sha256` text NOT NULL,
	PRIMARY KEY(`attestation_id`, `scan_sha256`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `checkpoint_copies` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`size` integer NOT NULL,
	`channel` text NOT NULL CHECK (`channel` IN ('folder', 'mail', 'timestamp')),
	`place` text NOT NULL,
	`outcome` text NOT NULL CHECK (`outcome` IN ('sent', 'failed')),
	`detail` text,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `checkpoint_copies_by_channel` ON `checkpoint_copies` (`channel`,`id`);--> statement-breakpoint
CREATE TABLE `decline_answers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`record_id` text NOT NULL,
	`words` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `decline_answers_by_record` ON `decline_answers` (`record_id`,`id`);--> statement-breakpoint
CREATE TABLE `scans` (
	`sha256` text PRIMARY KEY NOT NULL,
	`media_type` text NOT NULL,
	`bytes` blob NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `seals` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`note` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `timestamps` (
	`size` integer PRIMARY KEY NOT NULL,
	`service` text NOT NULL,
	`token` blob NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `passkey_challenges` (
	`employee_number` text PRIMARY KEY NOT NULL,
	`challenge` text NOT NULL,
	`session_hash` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`employee_number` text NOT NULL,
	`name` text NOT NULL,
	`public_key` blob NOT NULL,
	`sign_count` integer NOT NULL,
	`transports` text NOT NULL,
	`added_at` integer NOT NULL,
	`last_used_at` integer,
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `passkeys_by_employee` ON `passkeys` (`employee_number`);--> statement-breakpoint
CREATE TABLE `signing_drafts` (
	`assignment_id` text PRIMARY KEY NOT NULL,
	`sha256` text NOT NULL,
	`record` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`assignment_id`) REFERENCES `assignments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `disposal_decisions` (
	`proposal_id` text PRIMARY KEY NOT NULL,
	`decision` text NOT NULL CHECK (`decision` IN ('approved', 'rejected')),
	`reason` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`proposal_id`) REFERENCES `disposal_proposals`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `disposal_items` (
	`proposal_id` text NOT NULL,
	`record_id` text NOT NULL,
	PRIMARY KEY(`proposal_id`, `record_id`),
	FOREIGN KEY (`proposal_id`) REFERENCES `disposal_proposals`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `disposal_proposals` (
	`id` text PRIMARY KEY NOT NULL,
	`series` text NOT NULL CHECK (`series` IN ('attestations', 'declines')),
	`reason` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `disposed_records` (
	`record_id` text PRIMARY KEY NOT NULL,
	`proposal_id` text NOT NULL,
	`assignment_id` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`proposal_id`) REFERENCES `disposal_proposals`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `disposed_records_by_assignment` ON `disposed_records` (`assignment_id`);--> statement-breakpoint
CREATE TABLE `legal_hold_releases` (
	`hold_id` text PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`hold_id`) REFERENCES `legal_holds`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `legal_holds` (
	`id` text PRIMARY KEY NOT NULL,
	`employee_number` text,
	`series` text CHECK (`series` IN ('attestations', 'declines')),
	`reason` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `retention_rules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`series` text NOT NULL CHECK (`series` IN ('attestations', 'declines')),
	`years` integer CHECK (`years` >= 2),
	`citation` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `retention_rules_by_series` ON `retention_rules` (`series`,`id`);--> statement-breakpoint
ALTER TABLE `attestations` ADD `how` text DEFAULT 'electronic' NOT NULL CHECK (`how` IN ('electronic', 'paper', 'witnessed'));--> statement-breakpoint
ALTER TABLE `consents` ADD `state` text DEFAULT 'given' NOT NULL CHECK (`state` IN ('given', 'withdrawn'));
--> statement-breakpoint
-- Evidence, as before: only ever added to.
CREATE TRIGGER `decline_answers_never_change` BEFORE UPDATE ON `decline_answers`
BEGIN
	SELECT RAISE(ABORT, 'answers to who declined never change');
END;
--> statement-breakpoint
CREATE TRIGGER `decline_answers_never_go` BEFORE DELETE ON `decline_answers`
BEGIN
	SELECT RAISE(ABORT, 'answers to who declined are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `decline_answers_come_once` BEFORE INSERT ON `decline_answers`
WHEN EXISTS (SELECT 1 FROM `decline_answers` WHERE `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'answers to who declined never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `scans_never_change` BEFORE UPDATE ON `scans`
BEGIN
	SELECT RAISE(ABORT, 'scans never change');
END;
--> statement-breakpoint
CREATE TRIGGER `scans_never_go` BEFORE DELETE ON `scans`
WHEN NOT EXISTS (SELECT 1 FROM `attestation_scans` WHERE `scan_sha256` = OLD.`sha256`)
	OR EXISTS (SELECT 1 FROM `attestation_scans` WHERE `scan_sha256` = OLD.`sha256` AND `attestation_id` NOT IN (SELECT `record_id` FROM `disposed_records`))
BEGIN
	SELECT RAISE(ABORT, 'scans are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `scans_come_once` BEFORE INSERT ON `scans`
WHEN EXISTS (SELECT 1 FROM `scans` WHERE `rowid` = NEW.`rowid` OR `sha256` = NEW.`sha256`)
BEGIN
	SELECT RAISE(ABORT, 'scans never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `attestation_scans_never_change` BEFORE UPDATE ON `attestation_scans`
BEGIN
	SELECT RAISE(ABORT, 'scans of an attestation never change');
END;
--> statement-breakpoint
CREATE TRIGGER `attestation_scans_never_go` BEFORE DELETE ON `attestation_scans`
BEGIN
	SELECT RAISE(ABORT, 'scans of an attestation are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `attestation_scans_come_once` BEFORE INSERT ON `attestation_scans`
WHEN EXISTS (SELECT 1 FROM `attestation_scans` WHERE `rowid` = NEW.`rowid` OR (`attestation_id` = NEW.`attestation_id` AND `scan_sha256` = NEW.`scan_sha256`))
BEGIN
	SELECT RAISE(ABORT, 'scans of an attestation never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `assertions_never_change` BEFORE UPDATE ON `assertions`
BEGIN
	SELECT RAISE(ABORT, 'assertions never change');
END;
--> statement-breakpoint
CREATE TRIGGER `assertions_never_go` BEFORE DELETE ON `assertions`
BEGIN
	SELECT RAISE(ABORT, 'assertions are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `assertions_come_once` BEFORE INSERT ON `assertions`
WHEN EXISTS (SELECT 1 FROM `assertions` WHERE `rowid` = NEW.`rowid` OR `attestation_id` = NEW.`attestation_id`)
BEGIN
	SELECT RAISE(ABORT, 'assertions never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `timestamps_never_change` BEFORE UPDATE ON `timestamps`
BEGIN
	SELECT RAISE(ABORT, 'timestamps never change');
END;
--> statement-breakpoint
CREATE TRIGGER `timestamps_never_go` BEFORE DELETE ON `timestamps`
BEGIN
	SELECT RAISE(ABORT, 'timestamps are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `timestamps_come_once` BEFORE INSERT ON `timestamps`
WHEN EXISTS (SELECT 1 FROM `timestamps` WHERE `size` = NEW.`size`)
BEGIN
	SELECT RAISE(ABORT, 'timestamps never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `checkpoint_copies_never_change` BEFORE UPDATE ON `checkpoint_copies`
BEGIN
	SELECT RAISE(ABORT, 'copies of checkpoints never change');
END;
--> statement-breakpoint
CREATE TRIGGER `checkpoint_copies_never_go` BEFORE DELETE ON `checkpoint_copies`
BEGIN
	SELECT RAISE(ABORT, 'copies of checkpoints are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `checkpoint_copies_come_once` BEFORE INSERT ON `checkpoint_copies`
WHEN EXISTS (SELECT 1 FROM `checkpoint_copies` WHERE `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'copies of checkpoints never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `retention_rules_never_change` BEFORE UPDATE ON `retention_rules`
BEGIN
	SELECT RAISE(ABORT, 'retention rules never change');
END;
--> statement-breakpoint
CREATE TRIGGER `retention_rules_never_go` BEFORE DELETE ON `retention_rules`
BEGIN
	SELECT RAISE(ABORT, 'retention rules are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `retention_rules_come_once` BEFORE INSERT ON `retention_rules`
WHEN EXISTS (SELECT 1 FROM `retention_rules` WHERE `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'retention rules never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `legal_holds_never_change` BEFORE UPDATE ON `legal_holds`
BEGIN
	SELECT RAISE(ABORT, 'legal holds never change');
END;
--> statement-breakpoint
CREATE TRIGGER `legal_holds_never_go` BEFORE DELETE ON `legal_holds`
BEGIN
	SELECT RAISE(ABORT, 'legal holds are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `legal_holds_come_once` BEFORE INSERT ON `legal_holds`
WHEN EXISTS (SELECT 1 FROM `legal_holds` WHERE `rowid` = NEW.`rowid` OR `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'legal holds never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `legal_hold_releases_never_change` BEFORE UPDATE ON `legal_hold_releases`
BEGIN
	SELECT RAISE(ABORT, 'releases of legal holds never change');
END;
--> statement-breakpoint
CREATE TRIGGER `legal_hold_releases_never_go` BEFORE DELETE ON `legal_hold_releases`
BEGIN
	SELECT RAISE(ABORT, 'releases of legal holds are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `legal_hold_releases_come_once` BEFORE INSERT ON `legal_hold_releases`
WHEN EXISTS (SELECT 1 FROM `legal_hold_releases` WHERE `rowid` = NEW.`rowid` OR `hold_id` = NEW.`hold_id`)
BEGIN
	SELECT RAISE(ABORT, 'releases of legal holds never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `disposal_proposals_never_change` BEFORE UPDATE ON `disposal_proposals`
BEGIN
	SELECT RAISE(ABORT, 'proposals to dispose never change');
END;
--> statement-breakpoint
CREATE TRIGGER `disposal_proposals_never_go` BEFORE DELETE ON `disposal_proposals`
BEGIN
	SELECT RAISE(ABORT, 'proposals to dispose are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `disposal_proposals_come_once` BEFORE INSERT ON `disposal_proposals`
WHEN EXISTS (SELECT 1 FROM `disposal_proposals` WHERE `rowid` = NEW.`rowid` OR `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'proposals to dispose never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `disposal_items_never_change` BEFORE UPDATE ON `disposal_items`
BEGIN
	SELECT RAISE(ABORT, 'items of a proposal never change');
END;
--> statement-breakpoint
CREATE TRIGGER `disposal_items_never_go` BEFORE DELETE ON `disposal_items`
BEGIN
	SELECT RAISE(ABORT, 'items of a proposal are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `disposal_items_come_once` BEFORE INSERT ON `disposal_items`
WHEN EXISTS (SELECT 1 FROM `disposal_items` WHERE `rowid` = NEW.`rowid` OR (`proposal_id` = NEW.`proposal_id` AND `record_id` = NEW.`record_id`))
BEGIN
	SELECT RAISE(ABORT, 'items of a proposal never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `disposal_decisions_never_change` BEFORE UPDATE ON `disposal_decisions`
BEGIN
	SELECT RAISE(ABORT, 'decisions on a disposal never change');
END;
--> statement-breakpoint
CREATE TRIGGER `disposal_decisions_never_go` BEFORE DELETE ON `disposal_decisions`
BEGIN
	SELECT RAISE(ABORT, 'decisions on a disposal are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `disposal_decisions_come_once` BEFORE INSERT ON `disposal_decisions`
WHEN EXISTS (SELECT 1 FROM `disposal_decisions` WHERE `rowid` = NEW.`rowid` OR `proposal_id` = NEW.`proposal_id`)
BEGIN
	SELECT RAISE(ABORT, 'decisions on a disposal never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `disposed_records_never_change` BEFORE UPDATE ON `disposed_records`
BEGIN
	SELECT RAISE(ABORT, 'disposals never change');
END;
--> statement-breakpoint
CREATE TRIGGER `disposed_records_never_go` BEFORE DELETE ON `disposed_records`
BEGIN
	SELECT RAISE(ABORT, 'disposals are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `disposed_records_come_once` BEFORE INSERT ON `disposed_records`
WHEN EXISTS (SELECT 1 FROM `disposed_records` WHERE `rowid` = NEW.`rowid` OR `record_id` = NEW.`record_id`)
BEGIN
	SELECT RAISE(ABORT, 'disposals never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `disposal_decisions_take_two` BEFORE INSERT ON `disposal_decisions`
WHEN NEW.`decision` = 'approved' AND NEW.`by` = (SELECT `by` FROM `disposal_proposals` WHERE `id` = NEW.`proposal_id`)
BEGIN
	SELECT RAISE(ABORT, 'a disposal takes two people');
END;
--> statement-breakpoint
CREATE TRIGGER `disposed_records_were_approved` BEFORE INSERT ON `disposed_records`
WHEN NOT EXISTS (
	SELECT 1 FROM `disposal_items` i JOIN `disposal_decisions` d ON d.`proposal_id` = i.`proposal_id`
	WHERE i.`proposal_id` = NEW.`proposal_id` AND i.`record_id` = NEW.`record_id` AND d.`decision` = 'approved'
)
BEGIN
	SELECT RAISE(ABORT, 'only what was approved is disposed of');
END;
--> statement-breakpoint
-- What two people have disposed of may lose its bytes and the training behind it; its leaf stays.
DROP TRIGGER `attestations_never_change`;
--> statement-breakpoint
CREATE TRIGGER `attestations_never_change` BEFORE UPDATE ON `attestations`
WHEN NOT (NEW.`record` = '' AND OLD.`record` <> '' AND EXISTS (SELECT 1 FROM `disposed_records` WHERE `record_id` = OLD.`id`)
	AND NEW.`rowid` IS OLD.`rowid` AND NEW.`id` IS OLD.`id` AND NEW.`assignment_id` IS OLD.`assignment_id` AND NEW.`employee_number` IS OLD.`employee_number` AND NEW.`policy_id` IS OLD.`policy_id` AND NEW.`revision` IS OLD.`revision` AND NEW.`sha256` IS OLD.`sha256` AND NEW.`signed_at` IS OLD.`signed_at` AND NEW.`how` IS OLD.`how`)
BEGIN
	SELECT RAISE(ABORT, 'attestations never change');
END;
--> statement-breakpoint
DROP TRIGGER `records_never_change`;
--> statement-breakpoint
CREATE TRIGGER `records_never_change` BEFORE UPDATE ON `records`
WHEN NOT (NEW.`record` = '' AND OLD.`record` <> '' AND EXISTS (SELECT 1 FROM `disposed_records` WHERE `record_id` = OLD.`id`)
	AND NEW.`rowid` IS OLD.`rowid` AND NEW.`id` IS OLD.`id` AND NEW.`kind` IS OLD.`kind` AND NEW.`about` IS OLD.`about` AND NEW.`employee_number` IS OLD.`employee_number` AND NEW.`sha256` IS OLD.`sha256` AND NEW.`at` IS OLD.`at` AND NEW.`by` IS OLD.`by`)
BEGIN
	SELECT RAISE(ABORT, 'records never change');
END;
--> statement-breakpoint
DROP TRIGGER `attempt_items_never_go`;
--> statement-breakpoint
CREATE TRIGGER `attempt_items_never_go` BEFORE DELETE ON `attempt_items`
WHEN NOT EXISTS (
	SELECT 1 FROM `attempts` JOIN `disposed_records` USING (`assignment_id`) WHERE `attempts`.`id` = OLD.`attempt_id`
)
BEGIN
	SELECT RAISE(ABORT, 'the questions of an attempt are never deleted');
END;
--> statement-breakpoint
DROP TRIGGER `answers_never_go`;
--> statement-breakpoint
CREATE TRIGGER `answers_never_go` BEFORE DELETE ON `answers`
WHEN NOT EXISTS (
	SELECT 1 FROM `attempts` JOIN `disposed_records` USING (`assignment_id`) WHERE `attempts`.`id` = OLD.`attempt_id`
)
BEGIN
	SELECT RAISE(ABORT, 'answers are never deleted');
END;
--> statement-breakpoint
DROP TRIGGER `regrades_never_go`;
--> statement-breakpoint
CREATE TRIGGER `regrades_never_go` BEFORE DELETE ON `regrades`
WHEN NOT EXISTS (
	SELECT 1 FROM `attempts` JOIN `disposed_records` USING (`assignment_id`) WHERE `attempts`.`id` = OLD.`attempt_id`
)
BEGIN
	SELECT RAISE(ABORT, 'regrades are never deleted');
END;
--> statement-breakpoint
DROP TRIGGER `lesson_rereads_never_go`;
--> statement-breakpoint
CREATE TRIGGER `lesson_rereads_never_go` BEFORE DELETE ON `lesson_rereads`
WHEN NOT EXISTS (SELECT 1 FROM `disposed_records` WHERE `assignment_id` = OLD.`assignment_id`)
BEGIN
	SELECT RAISE(ABORT, 'lessons read again are never deleted');
END;
--> statement-breakpoint
DROP TRIGGER `attempts_are_kept`;
--> statement-breakpoint
CREATE TRIGGER `attempts_are_kept` BEFORE DELETE ON `attempts`
WHEN NOT EXISTS (SELECT 1 FROM `disposed_records` WHERE `assignment_id` = OLD.`assignment_id`)
BEGIN
	SELECT RAISE(ABORT, 'an attempt is never deleted');
END;
--> statement-breakpoint
DROP TRIGGER `lesson_progress_is_kept`;
--> statement-breakpoint
CREATE TRIGGER `lesson_progress_is_kept` BEFORE DELETE ON `lesson_progress`
WHEN NOT EXISTS (SELECT 1 FROM `disposed_records` WHERE `assignment_id` = OLD.`assignment_id`)
BEGIN
	SELECT RAISE(ABORT, 'progress in a lesson is never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `seals_never_change` BEFORE UPDATE ON `seals`
BEGIN
	SELECT RAISE(ABORT, 'seals never change');
END;
--> statement-breakpoint
CREATE TRIGGER `seals_never_go` BEFORE DELETE ON `seals`
BEGIN
	SELECT RAISE(ABORT, 'seals are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `seals_come_once` BEFORE INSERT ON `seals`
WHEN EXISTS (SELECT 1 FROM `seals` WHERE `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'seals never change: this one is already there');
END;
