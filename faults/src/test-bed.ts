import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@strata/core/test-connection";
import { removeTestFolder, startTestCluster, testFolder } from "@strata/core/test-cluster";
import { randomOf } from "./random.js";
import { observeRun, type Reference } from "./reference.js";
import { runStrata } from "./strata-process.js";
import { type GeneratedWorkspace, generateWorkspace } from "./workspace.js";

type Cluster = Awaited<ReturnType<typeof startTestCluster>>;

/** A database that a run has for itself. */
export interface Database {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

/** Which way a run goes, and whether its database takes fixtures (`test`) or begins without a stamp (`production`). */
export interface Course {
  readonly environment: "test" | "production";
  readonly direction: "up" | "down";
}

export const COURSES: readonly Course[] = [
  { environment: "test", direction: "up" },
  { environment: "test", direction: "down" },
  { environment: "production", direction: "up" },
  { environment: "production", direction: "down" },
];

/** What all runs of a seed share: a server, a workspace, and what clean runs look like. Everything is made when it is asked for. */
export class TestBed {
  readonly seed: string;
  readonly folder: string;
  readonly #made = new Map<string, Promise<unknown>>();
  #databases = 0;

  constructor(seed: string) {
    this.seed = seed;
    this.folder = testFolder();
  }

  /** The server that the runs share. A run that harms servers makes one by itself, in a folder of its own. */
  cluster(major: 15 | 18 = 18): Promise<Cluster> {
    return this.#once(`postgres-${major}`, () => startTestCluster(join(this.folder, `postgres-${major}`), major));
  }

  workspace(): Promise<GeneratedWorkspace> {
    return this.#once("workspace", async () => {
      const root = this.newFolder("workspace");
      return generateWorkspace(root, randomOf(this.seed, "workspace"), { concurrently: true });
    });
  }

  /** An empty folder with this name. */
  newFolder(name: string): string {
    // Beside the clusters, which are the folders that the end of a run looks into.
    const folder = join(this.folder, "files", name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** The clean run of a course, observed once. */
  reference(course: Course): Promise<Reference> {
    return this.#once(`reference ${course.environment} ${course.direction}`, async () => {
      const databases = [await this.database(course), await this.database(course)] as const;
      const reference = await observeRun(course, await this.workspace(), databases);
      for (const database of databases) await database.drop();
      return reference;
    });
  }

  /** A new database at the beginning of a course: nothing applied for a way up, everything for a way back. */
  async database(course: Course): Promise<Database> {
    if (course.direction === "down") return this.#copyOf(await this.#template(course.environment, "up"));
    return course.environment === "production"
      ? this.emptyDatabase()
      : this.#copyOf(await this.#template("test", "stamp"));
  }

  async emptyDatabase(): Promise<Database> {
    return this.#create("template1");
  }

  /** Drops everything and stops the servers. */
  async close(): Promise<void> {
    await removeTestFolder(this.folder);
  }

  #template(environment: Course["environment"], content: "stamp" | "up"): Promise<Database> {
    return this.#once(`template ${environment} ${content}`, async () => {
      const { root } = await this.workspace();
      const fresh =
        content === "up" ? await this.database({ environment, direction: "up" }) : await this.emptyDatabase();
      const args = content === "up" ? ["up"] : ["env", "set", "test", "--database", fresh.name];
      const { exitCode, stdout, stderr } = await runStrata(args, { cwd: root, url: fresh.url });
      if (exitCode !== 0) throw new Error(`strata ${args.join(" ")} fails without any fault:\n${stdout}${stderr}`);
      return fresh;
    });
  }

  async #copyOf(template: Database): Promise<Database> {
    const copy = await this.#create(template.name);
    // A stamp counts for the database that it was made in.
    await this.administer(copy.name, "UPDATE sys_core.environment SET database_name = current_database()");
    return copy;
  }

  async #create(template: string): Promise<Database> {
    this.#databases += 1;
    const name = `run_${this.#databases}`;
    await this.administer("postgres", `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
    const cluster = await this.cluster();
    const drop = (): Promise<void> => this.administer("postgres", `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    return { name, url: cluster.url(name), drop };
  }

  /** Runs a script in a database of the shared server. */
  async administer(database: string, script: string): Promise<void> {
    const session = await connect((await this.cluster()).url(database), { applicationName: "faults" });
    try {
      await session.run(script);
    } finally {
      await session.close();
    }
  }

  #once<T>(what: string, make: () => Promise<T>): Promise<T> {
    const made = this.#made.get(what) ?? make();
    this.#made.set(what, made);
    return made as Promise<T>;
  }
}
