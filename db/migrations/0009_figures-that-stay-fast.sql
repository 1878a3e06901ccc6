-- Each day on which something is due was a row of its own, also of what is long signed, and each day on
-- which somebody left stood between those who are here. The new order reads only who is here, and a
-- due date only where it still says something.
DROP TRIGGER `standings_count`;
--> statement-breakpoint
DROP TRIGGER `standings_uncount`;
--> statement-breakpoint
DROP TABLE `tallies`;
--> statement-breakpoint
CREATE TABLE `tallies` (
	`policy_id` text NOT NULL,
	`newest` integer NOT NULL,
	`separated_on` text NOT NULL,
	`department_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`round` text NOT NULL,
	`revision` text NOT NULL,
	`state` text NOT NULL,
	`due_on` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`policy_id`, `newest`, `separated_on`, `department_id`, `campaign_id`, `round`, `revision`, `state`, `due_on`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `tallies` SELECT `policy_id`, `newest`, coalesce(`separated_on`, '9999-12-31'), `department_id`, `campaign_id`, `round`, `revision`, `state`, CASE WHEN `state` IN ('in-progress', 'not-started') THEN coalesce(`due_on`, '9999-12-31') ELSE '9999-12-31' END, count(*)
FROM `standings` GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
--> statement-breakpoint
CREATE TRIGGER `standings_count` AFTER INSERT ON `standings`
BEGIN
  INSERT INTO `tallies` VALUES (NEW.`policy_id`, NEW.`newest`, coalesce(NEW.`separated_on`, '9999-12-31'), NEW.`department_id`, NEW.`campaign_id`, NEW.`round`, NEW.`revision`, NEW.`state`, CASE WHEN NEW.`state` IN ('in-progress', 'not-started') THEN coalesce(NEW.`due_on`, '9999-12-31') ELSE '9999-12-31' END, 1)
  ON CONFLICT DO UPDATE SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `standings_uncount` AFTER DELETE ON `standings`
BEGIN
  UPDATE `tallies` SET `count` = `count` - 1
  WHERE (`policy_id`, `newest`, `separated_on`, `department_id`, `campaign_id`, `round`, `revision`, `state`, `due_on`) = (OLD.`policy_id`, OLD.`newest`, coalesce(OLD.`separated_on`, '9999-12-31'), OLD.`department_id`, OLD.`campaign_id`, OLD.`round`, OLD.`revision`, OLD.`state`, CASE WHEN OLD.`state` IN ('in-progress', 'not-started') THEN coalesce(OLD.`due_on`, '9999-12-31') ELSE '9999-12-31' END);
  DELETE FROM `tallies`
  WHERE (`policy_id`, `newest`, `separated_on`, `department_id`, `campaign_id`, `round`, `revision`, `state`, `due_on`) = (OLD.`policy_id`, OLD.`newest`, coalesce(OLD.`separated_on`, '9999-12-31'), OLD.`department_id`, OLD.`campaign_id`, OLD.`round`, OLD.`revision`, OLD.`state`, CASE WHEN OLD.`state` IN ('in-progress', 'not-started') THEN coalesce(OLD.`due_on`, '9999-12-31') ELSE '9999-12-31' END) AND `count` = 0;
END;
--> statement-breakpoint
-- Whose checks of a lesson fell short again and again is found without reading millions that did not.
CREATE INDEX `attempts_again` ON `attempts` (`number`,`assignment_id`,`lesson`) WHERE number >= 3 AND kind = 'graded' AND closed_at IS NOT NULL;
