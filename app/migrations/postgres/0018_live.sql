-- Which server has pages of which household open, and until when it says so.
CREATE TABLE watcher (
  household_id TEXT NOT NULL REFERENCES household (id),
  server TEXT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (household_id, server)
);
CREATE INDEX watcher_until ON watcher (until);

-- Word goes out with the commit, to all servers, and only where somebody looks: commits that send word wait for each other.
CREATE FUNCTION tell_watchers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM watcher WHERE household_id = NEW.id) THEN
    PERFORM pg_notify('household', NEW.id || ' ' || NEW.revision);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER household_tells AFTER UPDATE OF revision ON household
FOR EACH ROW WHEN (OLD.revision <> NEW.revision) EXECUTE FUNCTION tell_watchers();
