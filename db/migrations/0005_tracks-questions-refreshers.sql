CREATE TABLE `department_tracks` (
	`department_id` text NOT NULL,
	`policy_id` text NOT NULL,
	`track` text NOT NULL,
	`added_at` integer NOT NULL,
	`added_by` text NOT NULL,
	PRIMARY KEY(`department_id`, `policy_id`, `track`),
	FOREIGN KEY (`department_id`) REFERENCES `departments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `person_tracks` (
	`employee_number` text NOT NULL,
	`policy_id` text NOT NULL,
	`track` text NOT NULL,
	`added_at` integer NOT NULL,
	`added_by` text NOT NULL,
	PRIMARY KEY(`employee_number`, `policy_id`, `track`),
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `lesson_rereads` (
	`assignment_id` text NOT NULL,
	`lesson` text NOT NULL,
	`read_at` integer NOT NULL,
	`lesson_sha256` text NOT NULL,
	PRIMARY KEY(`assignment_id`, `lesson`, `read_at`),
	FOREIGN KEY (`assignment_id`) REFERENCES `assignments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `regrades` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`attempt_id` text NOT NULL,
	`position` integer NOT NULL,
	`release_sha256` text NOT NULL,
	`score` real NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`because` text NOT NULL,
	FOREIGN KEY (`release_sha256`) REFERENCES `releases`(`sha256`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `regrades_by_attempt` ON `regrades` (`attempt_id`,`position`,`id`);--> statement-breakpoint
CREATE TABLE `published_answers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`question_id` text NOT NULL,
	`policy_id` text NOT NULL,
	`sentence` text NOT NULL,
	`question` text NOT NULL,
	`answer` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`withdrawn_at` integer,
	`withdrawn_by` text,
	FOREIGN KEY (`question_id`) REFERENCES `questions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `published_answers_by_sentence` ON `published_answers` (`policy_id`,`sentence`);--> statement-breakpoint
CREATE TABLE `question_answers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (`id` > 0),
	`question_id` text NOT NULL,
	`words` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	FOREIGN KEY (`question_id`) REFERENCES `questions`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `question_answers_by_question` ON `question_answers` (`question_id`,`id`);--> statement-breakpoint
CREATE TABLE `questions` (
	`id` text PRIMARY KEY NOT NULL,
	`employee_number` text NOT NULL,
	`policy_id` text NOT NULL,
	`revision` text NOT NULL,
	`sentence` text NOT NULL,
	`attempt_id` text,
	`position` integer,
	`words` text NOT NULL,
	`asked_at` integer NOT NULL,
	`seen_at` integer,
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `questions_by_employee` ON `questions` (`employee_number`,`asked_at`);--> statement-breakpoint
CREATE INDEX `questions_in_order` ON `questions` (`asked_at`);--> statement-breakpoint
ALTER TABLE `campaigns` ADD `test_out` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `refreshers` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `again` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
-- Having read again, and having been scored anew, are evidence as well.
CREATE TRIGGER `lesson_rereads_never_change` BEFORE UPDATE ON `lesson_rereads`
BEGIN
	SELECT RAISE(ABORT, 'lessons read again never change');
END;
--> statement-breakpoint
CREATE TRIGGER `lesson_rereads_never_go` BEFORE DELETE ON `lesson_rereads`
BEGIN
	SELECT RAISE(ABORT, 'lessons read again are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `lesson_rereads_come_once` BEFORE INSERT ON `lesson_rereads`
WHEN EXISTS (SELECT 1 FROM `lesson_rereads` WHERE `rowid` = NEW.`rowid` OR (`assignment_id` = NEW.`assignment_id` AND `lesson` = NEW.`lesson` AND `read_at` = NEW.`read_at`))
BEGIN
	SELECT RAISE(ABORT, 'lessons read again never change: this one is already there');
END;
--> statement-breakpoint
CREATE TRIGGER `regrades_never_change` BEFORE UPDATE ON `regrades`
BEGIN
	SELECT RAISE(ABORT, 'regrades never change');
END;
--> statement-breakpoint
CREATE TRIGGER `regrades_never_go` BEFORE DELETE ON `regrades`
BEGIN
	SELECT RAISE(ABORT, 'regrades are never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `regrades_come_once` BEFORE INSERT ON `regrades`
WHEN EXISTS (SELECT 1 FROM `regrades` WHERE `id` = NEW.`id`)
BEGIN
	SELECT RAISE(ABORT, 'regrades never change: this one is already there');
END;
