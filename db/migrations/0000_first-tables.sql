CREATE TABLE `departments` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `departments_name_unique` ON `departments` (`name`);--> statement-breakpoint
CREATE TABLE `employees` (
	`number` text PRIMARY KEY NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`title` text NOT NULL,
	`mail` text,
	`department_id` text NOT NULL,
	`manager_number` text,
	`hired_on` text NOT NULL,
	`separated_on` text,
	FOREIGN KEY (`department_id`) REFERENCES `departments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `employees_public_id_unique` ON `employees` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `employees_mail_unique` ON `employees` (`mail`);--> statement-breakpoint
CREATE INDEX `employees_by_department` ON `employees` (`department_id`);--> statement-breakpoint
CREATE INDEX `employees_by_manager` ON `employees` (`manager_number`);--> statement-breakpoint
CREATE TABLE `passwords` (
	`employee_number` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`changed_at` integer NOT NULL,
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `role_grants` (
	`employee_number` text NOT NULL,
	`role` text NOT NULL,
	`granted_at` integer NOT NULL,
	`granted_by` text NOT NULL,
	PRIMARY KEY(`employee_number`, `role`),
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id_hash` text PRIMARY KEY NOT NULL,
	`employee_number` text NOT NULL,
	`created_at` integer NOT NULL,
	`idle_until` integer NOT NULL,
	`ends_at` integer NOT NULL,
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `sessions_by_employee` ON `sessions` (`employee_number`);--> statement-breakpoint
CREATE TABLE `sign_in_throttle` (
	`key` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`blocked_until` integer DEFAULT 0 NOT NULL,
	`last_failure_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `contents` (
	`sha256` text PRIMARY KEY NOT NULL,
	`media_type` text NOT NULL,
	`bytes` blob NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `releases` (
	`sha256` text PRIMARY KEY NOT NULL,
	`policy_id` text NOT NULL,
	`revision` text NOT NULL,
	`policy_sha256` text NOT NULL,
	`ruleset_sha256` text NOT NULL,
	`manifest` text NOT NULL,
	`published_at` integer NOT NULL,
	`published_by` text NOT NULL,
	FOREIGN KEY (`policy_sha256`) REFERENCES `contents`(`sha256`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`ruleset_sha256`) REFERENCES `contents`(`sha256`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `releases_in_order` ON `releases` (`policy_id`,`revision`,`published_at`);--> statement-breakpoint
CREATE TABLE `answers` (
	`attempt_id` text NOT NULL,
	`position` integer NOT NULL,
	`turn` integer NOT NULL,
	`given` text NOT NULL,
	`score` real NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`attempt_id`, `position`, `turn`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `assignments` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`employee_number` text NOT NULL,
	`policy_id` text NOT NULL,
	`revision` text NOT NULL,
	`due_on` text NOT NULL,
	`assigned_at` integer NOT NULL,
	`assigned_by` text NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `assignments_once_a_campaign` ON `assignments` (`campaign_id`,`employee_number`);--> statement-breakpoint
CREATE INDEX `assignments_by_employee` ON `assignments` (`employee_number`);--> statement-breakpoint
CREATE TABLE `attempt_items` (
	`attempt_id` text NOT NULL,
	`position` integer NOT NULL,
	`scenario` text NOT NULL,
	`telling` text NOT NULL,
	`kind` text NOT NULL,
	`options` text NOT NULL,
	`scenario_sha256` text NOT NULL,
	PRIMARY KEY(`attempt_id`, `position`),
	FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`assignment_id` text NOT NULL,
	`lesson` text NOT NULL,
	`kind` text NOT NULL,
	`number` integer NOT NULL,
	`release_sha256` text NOT NULL,
	`started_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`assignment_id`) REFERENCES `assignments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`release_sha256`) REFERENCES `releases`(`sha256`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_in_order` ON `attempts` (`assignment_id`,`lesson`,`kind`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_one_open` ON `attempts` (`assignment_id`,`lesson`,`kind`) WHERE closed_at IS NULL;--> statement-breakpoint
CREATE TABLE `campaigns` (
	`id` text PRIMARY KEY NOT NULL,
	`policy_id` text NOT NULL,
	`revision` text NOT NULL,
	`name` text NOT NULL,
	`audience` text NOT NULL,
	`due_on` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `lesson_progress` (
	`assignment_id` text NOT NULL,
	`lesson` text NOT NULL,
	`opened_at` integer NOT NULL,
	`read_at` integer,
	`lesson_sha256` text NOT NULL,
	PRIMARY KEY(`assignment_id`, `lesson`),
	FOREIGN KEY (`assignment_id`) REFERENCES `assignments`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `attestations` (
	`id` text PRIMARY KEY NOT NULL,
	`assignment_id` text NOT NULL,
	`employee_number` text NOT NULL,
	`policy_id` text NOT NULL,
	`revision` text NOT NULL,
	`sha256` text NOT NULL,
	`record` text NOT NULL,
	`signed_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `attestations_assignment_id_unique` ON `attestations` (`assignment_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `attestations_sha256_unique` ON `attestations` (`sha256`);--> statement-breakpoint
CREATE INDEX `attestations_by_employee` ON `attestations` (`employee_number`);--> statement-breakpoint
CREATE TABLE `audit_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`act` text NOT NULL,
	`subject` text,
	`detail` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `audit_events_by_subject` ON `audit_events` (`subject`);