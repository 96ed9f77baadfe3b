CREATE TABLE tables.newer (a integer CONSTRAINT "A is there" NOT NULL, b integer NOT NULL NO INHERIT,
  c integer GENERATED ALWAYS AS (a * 2) VIRTUAL, d integer CHECK (d > 0) NOT ENFORCED, valid daterange,
  room int4range, PRIMARY KEY (room, valid WITHOUT OVERLAPS));
ALTER TABLE tables.newer ADD CONSTRAINT later NOT NULL d NOT VALID;
CREATE TABLE tables.stay (room int4range, valid daterange, FOREIGN KEY (room, PERIOD valid) REFERENCES tables.newer (room, PERIOD valid));
