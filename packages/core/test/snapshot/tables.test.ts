import { expect, test } from "vitest";
import { MAJORS } from "../support/cluster.js";
import { roundTrip } from "./round-trip.js";

test.for(MAJORS)(
  "tables, sequences, constraints and indexes of PostgreSQL %i come back as they were",
  async (major) => {
    const { snapshot, sql } = await roundTrip(major, SCRIPT);
    expect(snapshot.objects["table shop.account"]).toMatchObject({
      columns: [
        { name: "id", type: "bigint", identity: "always", notNull: true },
        { name: "email", type: "text", notNull: true },
        {
          name: "n",
          type: "integer",
          default: "nextval('shop.account_n_seq'::regclass)",
          needs: ["sequence shop.account_n_seq"],
        },
        { name: "price", type: "numeric(10,2)", default: "0" },
        { name: "Odd Name", type: "text", collation: '"C"' },
        { name: "up", type: "text", generated: { expression: "upper(email)", kind: "stored" } },
      ],
    });
    expect(sql).toContain(`CREATE TABLE shop.account (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    email text NOT NULL,
    n integer DEFAULT nextval('shop.account_n_seq'::regclass) NOT NULL,
    price numeric(10,2) DEFAULT 0,
    "Odd Name" text COLLATE "C",
    up text GENERATED ALWAYS AS (upper(email)) STORED,
    CONSTRAINT account_price_check CHECK ((price >= (0)::numeric))
);
ALTER SEQUENCE shop.account_n_seq OWNED BY shop.account.n;
`);
  },
);

const SCRIPT = `
CREATE SCHEMA shop;
CREATE TABLE shop.account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE,
  n serial, price numeric(10,2) DEFAULT 0 CHECK (price >= 0), "Odd Name" text COLLATE "C",
  up text GENERATED ALWAYS AS (upper(email)) STORED);
CREATE TABLE shop.item (id int PRIMARY KEY, account_id bigint REFERENCES shop.account ON DELETE CASCADE, v varchar(20));
CREATE INDEX ON shop.account (lower(email)) WHERE price > 1;
CREATE TABLE shop.p (id int, d date NOT NULL) PARTITION BY RANGE (d);
CREATE TABLE shop.p1 PARTITION OF shop.p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE shop.p ADD PRIMARY KEY (id, d);
CREATE VIEW shop.v AS SELECT * FROM shop.item;
`;
