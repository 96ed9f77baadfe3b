import type { PgRemoteDatabase } from "drizzle-orm/pg-proxy";

/** What drizzle-orm/pg-proxy exports, as far as it is needed. */
export interface DrizzleProxy {
  drizzle(
    callback: (sql: string, parameters: unknown[], method: "all" | "execute") => Promise<{ rows: unknown[] }>,
  ): PgRemoteDatabase;
}

/** Where drizzle's statements go. */
export interface DrizzleSession {
  query(text: string, parameters: readonly unknown[]): Promise<unknown[]>;
  values(text: string, parameters: readonly unknown[]): Promise<unknown[][]>;
}

/** Hooks of one handle. */
export interface DrizzleHooks {
  /** Each use of the handle, before the statement exists. */
  onUse(): void;
  /** What `tx.rollback()` throws: drizzle's TransactionRollbackError. */
  rollback(): Error;
  /** What a transaction with an isolation level or access mode is answered with: those are the step's. */
  refuseConfig(): Error;
}

/**
 * drizzle over a session that is inside a transaction already, by the driver for remote databases: `drizzle(tx)` over
 * postgres.js would reconfigure the whole driver. Values are mapped as drizzle-orm/postgres-js does, for the session
 * gives them in the form that it asks the driver for: dates, times and numeric as text, json as a value.
 * `transaction()`, which that driver lacks, is a savepoint; `tx.rollback()` ends it.
 *
 * The callback answers "all" with arrays and "execute" with objects (drizzle-orm/pg-proxy/session.js).
 */
export function drizzleHandle(module: DrizzleProxy, session: DrizzleSession, hooks: DrizzleHooks): PgRemoteDatabase {
  const db = module.drizzle(async (sql, parameters, method) => ({
    rows: method === "all" ? await session.values(sql, parameters) : await session.query(sql, parameters),
  }));
  readNamesFromColumns(db);

  const handle = (depth: number): PgRemoteDatabase =>
    new Proxy(db, {
      get(target, name) {
        hooks.onUse();
        if (name === "transaction") return inSavepoint;
        if (name === "rollback" && depth > 0) {
          return () => {
            throw hooks.rollback();
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;

        async function inSavepoint<T>(work: (tx: PgRemoteDatabase) => Promise<T>, config?: unknown): Promise<T> {
          if (config !== undefined) throw hooks.refuseConfig();
          const savepoint = `strata_drizzle_${depth}`;
          await session.query(`SAVEPOINT ${savepoint}`, []);
          try {
            const result = await work(handle(depth + 1));
            await session.query(`RELEASE SAVEPOINT ${savepoint}`, []);
            return result;
          } catch (error) {
            await session.query(`ROLLBACK TO SAVEPOINT ${savepoint}`, []);
            await session.query(`RELEASE SAVEPOINT ${savepoint}`, []);
            throw error;
          }
        }
      },
    });
  return handle(0);
}

/**
 * drizzle remembers the names of columns that are named by their key alone by their table's name (drizzle-orm/casing.js),
 * and so takes the older model's for the newer one's. Without a casing a column's name is in the column.
 */
function readNamesFromColumns(db: PgRemoteDatabase): void {
  const { dialect } = db as unknown as { dialect: { casing: { getColumnCasing(column: { name: string }): string } } };
  dialect.casing.getColumnCasing = ({ name }) => name;
}
