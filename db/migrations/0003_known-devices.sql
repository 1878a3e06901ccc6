CREATE TABLE `known_devices` (
	`device_hash` text NOT NULL,
	`employee_number` text NOT NULL,
	`last_used_at` integer NOT NULL,
	PRIMARY KEY(`device_hash`, `employee_number`),
	FOREIGN KEY (`employee_number`) REFERENCES `employees`(`number`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `known_devices_by_employee` ON `known_devices` (`employee_number`);--> statement-breakpoint
ALTER TABLE `sign_in_throttle` ADD `told_until` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `employees_number_any_case` ON `employees` (lower("number"));