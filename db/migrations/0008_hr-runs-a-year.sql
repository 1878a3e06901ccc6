CREATE TABLE `kiosk_codes` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`employee_number` text NOT NULL,
	`use` text NOT NULL,
	`made_at` integer NOT NULL,
	`made_by` text NOT NULL,
	`ends_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `kiosk_codes_by_employee` ON `kiosk_codes` (`employee_number`);--> statement-breakpoint
CREATE TABLE `leaves` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`employee_number` text NOT NULL,
	`from_on` text NOT NULL,
	`back_on` text CHECK (`back_on` > `from_on`),
	`at` integer NOT NULL,
	`by` text NOT NULL,
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `leaves_by_employee` ON `leaves` (`employee_number`,`from_on`);--> statement-breakpoint
CREATE TABLE `password_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`employee_number` text,
	`made_at` integer NOT NULL,
	`made_by` text NOT NULL,
	`ends_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `password_links_by_employee` ON `password_links` (`employee_number`);--> statement-breakpoint
CREATE TABLE `placements` (
	`employee_number` text NOT NULL,
	`from_on` text NOT NULL,
	`to_on` text CHECK (`to_on` >= `from_on`),
	`name` text NOT NULL,
	`title` text NOT NULL,
	`department_id` text NOT NULL,
	`manager_number` text,
	PRIMARY KEY(`employee_number`, `from_on`),
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`department_id`) REFERENCES `departments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `roster_files` (
	`id` text PRIMARY KEY NOT NULL,
	`bytes` blob NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `assignment_terms` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`assignment_id` text NOT NULL,
	`kind` text NOT NULL,
	`due_on` text,
	`because` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	FOREIGN KEY (`assignment_id`) REFERENCES `assignments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `assignment_terms_by_assignment` ON `assignment_terms` (`assignment_id`,`id`);--> statement-breakpoint
CREATE TABLE `standings` (
	`assignment_id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`round` text NOT NULL,
	`policy_id` text NOT NULL,
	`revision` text NOT NULL,
	`employee_number` text NOT NULL,
	`department_id` text NOT NULL,
	`manager_number` text,
	`name` text NOT NULL,
	`separated_on` text,
	`newest` integer NOT NULL,
	`state` text NOT NULL,
	`due_on` text,
	`assigned_at` integer NOT NULL,
	`signed_at` integer,
	`withdrawn` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `standings_by_name` ON `standings` (`policy_id`,`newest`,`state`,`name`,`employee_number`,`due_on`,`campaign_id`,`separated_on`);--> statement-breakpoint
CREATE INDEX `standings_by_department` ON `standings` (`policy_id`,`newest`,`department_id`,`state`,`name`,`employee_number`);--> statement-breakpoint
CREATE INDEX `standings_by_manager` ON `standings` (`manager_number`,`policy_id`,`newest`,`state`,`due_on`,`separated_on`);--> statement-breakpoint
CREATE INDEX `standings_by_employee` ON `standings` (`employee_number`,`policy_id`);--> statement-breakpoint
CREATE INDEX `standings_by_campaign` ON `standings` (`campaign_id`,`name`,`employee_number`);--> statement-breakpoint
CREATE INDEX `standings_open` ON `standings` (`policy_id`,`due_on`) WHERE newest = 1 AND state IN ('in-progress', 'not-started');--> statement-breakpoint
CREATE TABLE `tallies` (
	`policy_id` text NOT NULL,
	`newest` integer NOT NULL,
	`department_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`round` text NOT NULL,
	`revision` text NOT NULL,
	`state` text NOT NULL,
	`due_on` text NOT NULL,
	`separated_on` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`policy_id`, `newest`, `department_id`, `campaign_id`, `round`, `revision`, `state`, `due_on`, `separated_on`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `name_pieces` (
	`piece` text NOT NULL,
	`name` text NOT NULL,
	`employee_number` text NOT NULL,
	PRIMARY KEY(`piece`, `name`, `employee_number`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `job_runs` (
	`job` text PRIMARY KEY NOT NULL,
	`done_for` integer NOT NULL,
	`at` integer NOT NULL,
	`problem` text DEFAULT '' NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `mails` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`employee_number` text,
	`address` text DEFAULT '' NOT NULL,
	`about` text DEFAULT '' NOT NULL,
	`detail` text NOT NULL,
	`once_key` text NOT NULL,
	`queued_at` integer NOT NULL,
	`queued_by` text NOT NULL,
	`send_at` integer NOT NULL,
	`state` text DEFAULT 'waiting' NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`first_tried_at` integer,
	`tried_at` integer,
	`outcome` text DEFAULT '' NOT NULL,
	`subject` text DEFAULT '' NOT NULL,
	`body` text DEFAULT '' NOT NULL,
	`resends` text,
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `mails_once` ON `mails` (`once_key`);--> statement-breakpoint
CREATE INDEX `mails_due` ON `mails` (`state`,`send_at`);--> statement-breakpoint
CREATE INDEX `mails_in_order` ON `mails` (`queued_at`);--> statement-breakpoint
CREATE INDEX `mails_by_employee` ON `mails` (`employee_number`,`queued_at`);--> statement-breakpoint
CREATE INDEX `mails_again` ON `mails` (`resends`) WHERE resends IS NOT NULL;--> statement-breakpoint
DROP INDEX `assignments_once_a_campaign`;--> statement-breakpoint
ALTER TABLE `assignments` ADD `round` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `assignments` ADD `because` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `assignments_once_a_round` ON `assignments` (`campaign_id`,`employee_number`,`round`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `method` text DEFAULT 'password' NOT NULL;--> statement-breakpoint
CREATE TABLE `__new_campaigns` (
	`id` text PRIMARY KEY NOT NULL,
	`policy_id` text NOT NULL,
	`revision` text NOT NULL,
	`name` text NOT NULL,
	`audience` text NOT NULL CHECK (json_valid(`audience`)),
	`due` text NOT NULL CHECK (json_valid(`due`)),
	`cycle` text NOT NULL CHECK (json_valid(`cycle`)),
	`reminders` text NOT NULL CHECK (json_valid(`reminders`)),
	`escalate_after` integer,
	`test_out` integer DEFAULT 0 NOT NULL,
	`refreshers` integer DEFAULT 0 NOT NULL,
	`again` integer DEFAULT 0 NOT NULL,
	`notices` integer DEFAULT 0 NOT NULL,
	`expected` integer DEFAULT 0 NOT NULL,
	`filled_at` integer,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`ended_at` integer,
	`ended_by` text
) STRICT;
--> statement-breakpoint
-- Until now a campaign reached who was there when it was made, on one day, and reminded nobody.
INSERT INTO `__new_campaigns` SELECT `id`, `policy_id`, `revision`, `name`, `audience`,
  json_object('on', `due_on`), '{"kind":"once"}', '[]', NULL,
  `test_out`, `refreshers`, `again`, 0,
  (SELECT count(*) FROM `assignments` WHERE `campaign_id` = `campaigns`.`id`), `created_at`,
  `created_at`, `created_by`, NULL, NULL FROM `campaigns`;
--> statement-breakpoint
DROP TABLE `campaigns`;
--> statement-breakpoint
ALTER TABLE `__new_campaigns` RENAME TO `campaigns`;
--> statement-breakpoint
-- `how` may be `kiosk` as well, which takes a new table: the same rows in the same places, the same guards.
DROP TRIGGER `assignments_signed_are_kept`;
--> statement-breakpoint
CREATE TABLE `__new_attestations` (
	`id` text PRIMARY KEY NOT NULL,
	`assignment_id` text NOT NULL,
	`employee_number` text NOT NULL,
	`policy_id` text NOT NULL,
	`revision` text NOT NULL,
	`sha256` text NOT NULL,
	`record` text NOT NULL,
	`signed_at` integer NOT NULL,
	`how` text DEFAULT 'electronic' NOT NULL CHECK (`how` IN ('electronic', 'paper', 'witnessed', 'kiosk'))
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_attestations` (`rowid`, `id`, `assignment_id`, `employee_number`, `policy_id`, `revision`, `sha256`, `record`, `signed_at`, `how`)
  SELECT `rowid`, `id`, `assignment_id`, `employee_number`, `policy_id`, `revision`, `sha256`, `record`, `signed_at`, `how` FROM `attestations`;
--> statement-breakpoint
DROP TABLE `attestations`;
--> statement-breakpoint
ALTER TABLE `__new_attestations` RENAME TO `attestations`;
--> statement-breakpoint
CREATE UNIQUE INDEX `attestations_assignment_id_unique` ON `attestations` (`assignment_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `attestations_sha256_unique` ON `attestations` (`sha256`);--> statement-breakpoint
CREATE INDEX `attestations_by_employee` ON `attestations` (`employee_number`);--> statement-breakpoint
CREATE TRIGGER `attestations_never_change` BEFORE UPDATE ON `attestations`
WHEN NOT (NEW.`record` = '' AND OLD.`record` <> '' AND EXISTS (SELECT 1 FROM `disposed_records` WHERE `record_id` = OLD.`id`)
	AND NEW.`rowid` IS OLD.`rowid` AND NEW.`id` IS OLD.`id` AND NEW.`assignment_id` IS OLD.`assignment_id` AND NEW.`employee_number` IS OLD.`employee_number` AND NEW.`policy_id` IS OLD.`policy_id` AND NEW.`revision` IS OLD.`revision` AND NEW.`sha256` IS OLD.`sha256` AND NEW.`signed_at` IS OLD.`signed_at` AND NEW.`how` IS OLD.`how`)
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
CREATE TRIGGER `assignments_signed_are_kept` BEFORE DELETE ON `assignments`
WHEN EXISTS (SELECT 1 FROM `attestations` WHERE `assignment_id` = OLD.`id`)
BEGIN SELECT RAISE(ABORT, 'a signed assignment is never deleted'); END;
--> statement-breakpoint
INSERT INTO `placements` SELECT `number`, `hired_on`, CASE WHEN `separated_on` < `hired_on` THEN `hired_on` ELSE `separated_on` END,
  `name`, `title`, `department_id`, `manager_number` FROM `employees`;
--> statement-breakpoint
-- What was changed for an assignment is evidence as well.
CREATE TRIGGER `assignment_terms_never_change` BEFORE UPDATE ON `assignment_terms`
BEGIN
  SELECT RAISE(ABORT, 'what was changed for an assignment never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `assignment_terms_never_go` BEFORE DELETE ON `assignment_terms`
BEGIN
  SELECT RAISE(ABORT, 'assignment terms are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `assignment_terms_come_once` BEFORE INSERT ON `assignment_terms`
WHEN EXISTS (SELECT 1 FROM `assignment_terms` WHERE `id` = NEW.`id`)
BEGIN
  SELECT RAISE(ABORT, 'assignment terms never change: this one is already there');
END;
--> statement-breakpoint
-- How each assignment stands now: whoever inserts a person and a policy here has their rows of
-- `standings` computed anew. This is the one place that says what the states mean.
CREATE VIEW `restand` AS SELECT `employee_number`, `policy_id` FROM `assignments`;
--> statement-breakpoint
CREATE TRIGGER `restand_now` INSTEAD OF INSERT ON `restand`
BEGIN
  DELETE FROM `standings`
    WHERE `employee_number` = NEW.`employee_number` AND `policy_id` = NEW.`policy_id`;
  INSERT INTO `standings` (
    `assignment_id`, `campaign_id`, `round`, `policy_id`, `revision`, `employee_number`,
    `department_id`, `manager_number`, `name`, `separated_on`, `newest`, `state`, `due_on`,
    `assigned_at`, `signed_at`, `withdrawn`
  )
  SELECT a.`id`, a.`campaign_id`, a.`round`, a.`policy_id`, a.`revision`, a.`employee_number`,
    a.`department_id`, a.`manager_number`, a.`name`, a.`separated_on`,
    NOT EXISTS (
      SELECT 1 FROM `assignments` AS later
      WHERE later.`employee_number` = a.`employee_number` AND later.`policy_id` = a.`policy_id`
        AND (later.`assigned_at`, later.`id`) > (a.`assigned_at`, a.`id`)
    ),
    CASE
      WHEN a.`signed_at` IS NOT NULL AND NOT a.`withdrawn` THEN 'attested'
      WHEN (
        SELECT t.`kind` FROM `assignment_terms` AS t
        WHERE t.`assignment_id` = a.`id` AND t.`kind` IN ('exempted', 'waived', 'required')
        ORDER BY t.`id` DESC LIMIT 1
      ) IN ('exempted', 'waived') THEN 'exempt'
      WHEN a.`signed_at` IS NULL AND EXISTS (
        SELECT 1 FROM `records` AS r
        WHERE r.`about` = a.`id` AND r.`kind` = 'decline' AND r.`record` <> ''
          AND NOT EXISTS (SELECT 1 FROM `decline_answers` AS d WHERE d.`record_id` = r.`id`)
      ) THEN 'declined'
      WHEN EXISTS (SELECT 1 FROM `lesson_progress` AS p WHERE p.`assignment_id` = a.`id`)
        OR EXISTS (SELECT 1 FROM `attempts` AS p WHERE p.`assignment_id` = a.`id`)
      THEN 'in-progress'
      ELSE 'not-started'
    END,
    CASE WHEN t.`id` IS NULL THEN a.`due_on` ELSE t.`due_on` END,
    a.`assigned_at`,
    CASE WHEN NOT a.`withdrawn` THEN a.`signed_at` END,
    a.`withdrawn`
  FROM (
    SELECT assigned.*, e.`department_id`, e.`manager_number`, e.`name`, e.`separated_on`, s.`signed_at`,
      EXISTS (
        SELECT 1 FROM `records` AS r WHERE r.`about` = s.`id` AND r.`kind` = 'correction'
          AND CASE WHEN r.`record` <> '' THEN json_extract(r.`record`, '$.withdrawn') END
      ) AS `withdrawn`
    FROM `assignments` AS assigned
    JOIN `employees` AS e ON e.`number` = assigned.`employee_number`
    LEFT JOIN `attestations` AS s ON s.`assignment_id` = assigned.`id`
    WHERE assigned.`employee_number` = NEW.`employee_number` AND assigned.`policy_id` = NEW.`policy_id`
  ) AS a
  LEFT JOIN `assignment_terms` AS t ON t.`id` = (
    SELECT max(`id`) FROM `assignment_terms`
    WHERE `assignment_id` = a.`id` AND `kind` IN ('extended', 'leave')
  );
END;
--> statement-breakpoint
CREATE TRIGGER `assignments_stand` AFTER INSERT ON `assignments`
BEGIN
  INSERT INTO `restand` VALUES (NEW.`employee_number`, NEW.`policy_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `assignments_restand` AFTER UPDATE ON `assignments`
BEGIN
  INSERT INTO `restand` VALUES (NEW.`employee_number`, NEW.`policy_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `assignments_gone_restand` AFTER DELETE ON `assignments`
BEGIN
  INSERT INTO `restand` VALUES (OLD.`employee_number`, OLD.`policy_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `assignment_terms_restand` AFTER INSERT ON `assignment_terms`
BEGIN
  INSERT INTO `restand` SELECT `employee_number`, `policy_id` FROM `assignments` WHERE `id` = NEW.`assignment_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `attestations_restand` AFTER INSERT ON `attestations`
BEGIN
  INSERT INTO `restand` SELECT `employee_number`, `policy_id` FROM `assignments` WHERE `id` = NEW.`assignment_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `declines_restand` AFTER INSERT ON `records`
WHEN NEW.`kind` = 'decline'
BEGIN
  INSERT INTO `restand` SELECT `employee_number`, `policy_id` FROM `assignments` WHERE `id` = NEW.`about`;
END;
--> statement-breakpoint
CREATE TRIGGER `declines_disposed_restand` AFTER UPDATE ON `records`
WHEN NEW.`kind` = 'decline'
BEGIN
  INSERT INTO `restand` SELECT `employee_number`, `policy_id` FROM `assignments` WHERE `id` = NEW.`about`;
END;
--> statement-breakpoint
CREATE TRIGGER `corrections_restand` AFTER INSERT ON `records`
WHEN NEW.`kind` = 'correction'
BEGIN
  INSERT INTO `restand` SELECT a.`employee_number`, a.`policy_id` FROM `assignments` AS a
    JOIN `attestations` AS s ON s.`assignment_id` = a.`id` WHERE s.`id` = NEW.`about`;
END;
--> statement-breakpoint
CREATE TRIGGER `corrections_disposed_restand` AFTER UPDATE ON `records`
WHEN NEW.`kind` = 'correction'
BEGIN
  INSERT INTO `restand` SELECT a.`employee_number`, a.`policy_id` FROM `assignments` AS a
    JOIN `attestations` AS s ON s.`assignment_id` = a.`id` WHERE s.`id` = NEW.`about`;
END;
--> statement-breakpoint
CREATE TRIGGER `decline_answers_restand` AFTER INSERT ON `decline_answers`
BEGIN
  INSERT INTO `restand` SELECT a.`employee_number`, a.`policy_id` FROM `assignments` AS a
    JOIN `records` AS r ON r.`about` = a.`id` WHERE r.`id` = NEW.`record_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `lesson_progress_restand` AFTER INSERT ON `lesson_progress`
WHEN (SELECT `state` FROM `standings` WHERE `assignment_id` = NEW.`assignment_id`) = 'not-started'
BEGIN
  INSERT INTO `restand` SELECT `employee_number`, `policy_id` FROM `assignments` WHERE `id` = NEW.`assignment_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `lesson_progress_gone_restand` AFTER DELETE ON `lesson_progress`
WHEN (SELECT `state` FROM `standings` WHERE `assignment_id` = OLD.`assignment_id`) = 'in-progress'
BEGIN
  INSERT INTO `restand` SELECT `employee_number`, `policy_id` FROM `assignments` WHERE `id` = OLD.`assignment_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `attempts_restand` AFTER INSERT ON `attempts`
WHEN (SELECT `state` FROM `standings` WHERE `assignment_id` = NEW.`assignment_id`) = 'not-started'
BEGIN
  INSERT INTO `restand` SELECT `employee_number`, `policy_id` FROM `assignments` WHERE `id` = NEW.`assignment_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `attempts_gone_restand` AFTER DELETE ON `attempts`
WHEN (SELECT `state` FROM `standings` WHERE `assignment_id` = OLD.`assignment_id`) = 'in-progress'
BEGIN
  INSERT INTO `restand` SELECT `employee_number`, `policy_id` FROM `assignments` WHERE `id` = OLD.`assignment_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `employees_restand` AFTER UPDATE OF `name`, `department_id`, `manager_number`, `separated_on` ON `employees`
BEGIN
  INSERT INTO `restand` SELECT DISTINCT `employee_number`, `policy_id` FROM `assignments`
    WHERE `employee_number` = NEW.`number`;
END;
--> statement-breakpoint
CREATE TRIGGER `standings_count` AFTER INSERT ON `standings`
BEGIN
  INSERT INTO `tallies` VALUES (NEW.`policy_id`, NEW.`newest`, NEW.`department_id`, NEW.`campaign_id`, NEW.`round`, NEW.`revision`, NEW.`state`, coalesce(NEW.`due_on`, '9999-12-31'), coalesce(NEW.`separated_on`, '9999-12-31'), 1)
  ON CONFLICT DO UPDATE SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `standings_uncount` AFTER DELETE ON `standings`
BEGIN
  UPDATE `tallies` SET `count` = `count` - 1
  WHERE (`policy_id`, `newest`, `department_id`, `campaign_id`, `round`, `revision`, `state`, `due_on`, `separated_on`) = (OLD.`policy_id`, OLD.`newest`, OLD.`department_id`, OLD.`campaign_id`, OLD.`round`, OLD.`revision`, OLD.`state`, coalesce(OLD.`due_on`, '9999-12-31'), coalesce(OLD.`separated_on`, '9999-12-31'));
  DELETE FROM `tallies`
  WHERE (`policy_id`, `newest`, `department_id`, `campaign_id`, `round`, `revision`, `state`, `due_on`, `separated_on`) = (OLD.`policy_id`, OLD.`newest`, OLD.`department_id`, OLD.`campaign_id`, OLD.`round`, OLD.`revision`, OLD.`state`, coalesce(OLD.`due_on`, '9999-12-31'), coalesce(OLD.`separated_on`, '9999-12-31')) AND `count` = 0;
END;
--> statement-breakpoint
INSERT INTO `restand` SELECT DISTINCT `employee_number`, `policy_id` FROM `assignments`;
--> statement-breakpoint
-- People are found by any part of a name or number: each three characters of it, in the order of names.
-- A part of two letters at a word's beginning is one of three with the blank before it.
CREATE VIEW `places_in_a_name` AS WITH RECURSIVE places(`at`) AS (
  SELECT 1 UNION ALL SELECT `at` + 1 FROM places WHERE `at` < 240
) SELECT `at` FROM places;
--> statement-breakpoint
CREATE TRIGGER `employees_are_found` AFTER INSERT ON `employees`
BEGIN
  INSERT OR IGNORE INTO `name_pieces`
    SELECT substr(lower(' ' || NEW.`name` || ' ' || NEW.`number`), `at`, 3), NEW.`name`, NEW.`number`
    FROM `places_in_a_name` WHERE `at` <= length(NEW.`name`) + length(NEW.`number`);
END;
--> statement-breakpoint
CREATE TRIGGER `employees_are_found_anew` AFTER UPDATE OF `name` ON `employees`
WHEN NEW.`name` <> OLD.`name`
BEGIN
  DELETE FROM `name_pieces` WHERE (`piece`, `name`, `employee_number`) IN (
    SELECT substr(lower(' ' || OLD.`name` || ' ' || OLD.`number`), `at`, 3), OLD.`name`, OLD.`number`
    FROM `places_in_a_name` WHERE `at` <= length(OLD.`name`) + length(OLD.`number`)
  );
  INSERT OR IGNORE INTO `name_pieces`
    SELECT substr(lower(' ' || NEW.`name` || ' ' || NEW.`number`), `at`, 3), NEW.`name`, NEW.`number`
    FROM `places_in_a_name` WHERE `at` <= length(NEW.`name`) + length(NEW.`number`);
END;
--> statement-breakpoint
CREATE TRIGGER `employees_gone_are_not_found` AFTER DELETE ON `employees`
BEGIN
  DELETE FROM `name_pieces` WHERE (`piece`, `name`, `employee_number`) IN (
    SELECT substr(lower(' ' || OLD.`name` || ' ' || OLD.`number`), `at`, 3), OLD.`name`, OLD.`number`
    FROM `places_in_a_name` WHERE `at` <= length(OLD.`name`) + length(OLD.`number`)
  );
END;
--> statement-breakpoint
INSERT OR IGNORE INTO `name_pieces`
  SELECT substr(lower(' ' || `name` || ' ' || `number`), `at`, 3), `name`, `number`
  FROM `employees`, `places_in_a_name` WHERE `at` <= length(`name`) + length(`number`);
