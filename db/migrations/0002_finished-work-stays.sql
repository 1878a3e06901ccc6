-- A finished attempt stays finished, and takes no more answers.
CREATE TRIGGER `attempts_stay_closed` BEFORE UPDATE ON `attempts`
WHEN OLD.`closed_at` IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a finished attempt never changes'); END;
--> statement-breakpoint
CREATE TRIGGER `attempts_are_kept` BEFORE DELETE ON `attempts`
BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `answers_come_in_time` BEFORE INSERT ON `answers`
WHEN EXISTS (SELECT 1 FROM `attempts` WHERE `id` = NEW.`attempt_id` AND `closed_at` IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a finished attempt takes no more answers'); END;
--> statement-breakpoint
-- What was said to be read stays said.
CREATE TRIGGER `lesson_progress_stays_read` BEFORE UPDATE ON `lesson_progress`
WHEN OLD.`read_at` IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a lesson that was read stays as it was read'); END;
--> statement-breakpoint
CREATE TRIGGER `lesson_progress_is_kept` BEFORE DELETE ON `lesson_progress`
BEGIN SELECT RAISE(ABORT, 'progress in a lesson is never deleted'); END;
--> statement-breakpoint
-- What was signed for stays the assignment it was; who it belongs to never changes.
CREATE TRIGGER `assignments_keep_their_person` BEFORE UPDATE OF `id`, `campaign_id`, `employee_number`, `policy_id`, `revision` ON `assignments`
BEGIN SELECT RAISE(ABORT, 'an assignment keeps its person, campaign, policy and revision'); END;
--> statement-breakpoint
CREATE TRIGGER `assignments_signed_are_kept` BEFORE DELETE ON `assignments`
WHEN EXISTS (SELECT 1 FROM `attestations` WHERE `assignment_id` = OLD.`id`)
BEGIN SELECT RAISE(ABORT, 'a signed assignment is never deleted'); END;
