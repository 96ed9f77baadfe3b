import { dbmate } from "./dbmate.js";
import { drizzleOrm } from "./drizzle-orm.js";
import { knex } from "./knex.js";
import { kysely } from "./kysely.js";
import { nodePgMigrate } from "./node-pg-migrate.js";
import type { Peer } from "./peer.js";
import { postgresMigrations } from "./postgres-migrations.js";
import { umzug } from "./umzug.js";

/** Every peer, in the order of the tables. */
export const allPeers: readonly Peer[] = [dbmate, drizzleOrm, knex, kysely, nodePgMigrate, postgresMigrations, umzug];
