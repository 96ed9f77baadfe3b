import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  inet,
  pgSchema,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";

/** The schema that sys-account owns. */
export const sysAccount = pgSchema("sys_account");

const at = (name: string) => timestamp(name, { withTimezone: true });
const identity = () => bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity();

/** A person or a service that can sign in. */
export const account = sysAccount.table(
  "account",
  {
    id: identity(),
    email: text("email").notNull(),
    passwordHash: text("password_hash"),
    disabledAt: at("disabled_at"),
    createdAt: at("created_at").notNull().defaultNow(),
    givenName: text("given_name").notNull().default(""),
    familyName: text("family_name"),
  },
  (table) => [
    uniqueIndex("account_email_key").on(sql`lower(${table.email})`),
    check("account_email_form", sql`${table.email} ~ '^[^@\\s]+@[^@\\s]+$'`),
    check("account_password_hash_form", sql`${table.passwordHash} ~ '^\\$scrypt\\$'`),
    check("account_given_name_spacing", sql`${table.givenName} !~ '^ |  | $'`),
    check("account_family_name_spacing", sql`${table.familyName} <> '' AND ${table.familyName} !~ '^ |  | $'`),
  ],
);

/** A company, team or household that owns projects. */
export const organisation = sysAccount.table(
  "organisation",
  {
    id: identity(),
    slug: text("slug").notNull().unique("organisation_slug_key"),
    name: text("name").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (table) => [
    check("organisation_slug_form", sql`${table.slug} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
    check("organisation_name_given", sql`${table.name} <> ''`),
  ],
);

/** A piece of work of one organisation. */
export const project = sysAccount.table(
  "project",
  {
    id: identity(),
    organisationId: bigint("organisation_id", { mode: "number" })
      .notNull()
      .references(() => organisation.id, { onDelete: "restrict" }),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    archivedAt: at("archived_at"),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("project_organisation_id_slug_key").on(table.organisationId, table.slug),
    check("project_slug_form", sql`${table.slug} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
    check("project_name_given", sql`${table.name} <> ''`),
  ],
);

/** What an account can be made: a role over everything, over one organisation or over one project. */
export const role = sysAccount.table(
  "role",
  {
    code: text("code").primaryKey(),
    scope: text("scope", { enum: ["global", "organisation", "project"] }).notNull(),
    title: text("title").notNull(),
    description: text("description").notNull(),
  },
  (table) => [
    unique("role_code_scope_key").on(table.code, table.scope),
    check("role_code_form", sql`${table.code} ~ '^[a-z]+(_[a-z]+)*$'`),
    check("role_scope_known", sql`${table.scope} IN ('global', 'organisation', 'project')`),
  ],
);

/** An account has a role; `scope` follows from which of organisation and project is set, and must be the role's own. */
export const roleGrant = sysAccount.table(
  "role_grant",
  {
    id: identity(),
    accountId: bigint("account_id", { mode: "number" })
      .notNull()
      .references(() => account.id, { onDelete: "cascade" }),
    roleCode: text("role_code").notNull(),
    organisationId: bigint("organisation_id", { mode: "number" }).references(() => organisation.id, {
      onDelete: "cascade",
    }),
    projectId: bigint("project_id", { mode: "number" }).references(() => project.id, { onDelete: "cascade" }),
    scope: text("scope", { enum: ["global", "organisation", "project"] })
      .notNull()
      .generatedAlwaysAs(
        sql`CASE WHEN project_id IS NOT NULL THEN 'project' WHEN organisation_id IS NOT NULL THEN 'organisation' ELSE 'global' END`,
      ),
    grantedBy: bigint("granted_by", { mode: "number" }).references(() => account.id, { onDelete: "set null" }),
    grantedAt: at("granted_at").notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      name: "role_grant_role_fkey",
      columns: [table.roleCode, table.scope],
      foreignColumns: [role.code, role.scope],
    }).onDelete("restrict"),
    unique("role_grant_once")
      .on(table.accountId, table.roleCode, table.organisationId, table.projectId)
      .nullsNotDistinct(),
    check("role_grant_one_scope", sql`num_nonnulls(${table.organisationId}, ${table.projectId}) <= 1`),
    index("role_grant_role_idx").on(table.roleCode, table.scope),
    index("role_grant_organisation_idx")
      .on(table.organisationId)
      .where(sql`${table.organisationId} IS NOT NULL`),
    index("role_grant_project_idx")
      .on(table.projectId)
      .where(sql`${table.projectId} IS NOT NULL`),
    index("role_grant_granted_by_idx")
      .on(table.grantedBy)
      .where(sql`${table.grantedBy} IS NOT NULL`),
  ],
);

/** A secret with which a program acts for an account: its hash, found by its prefix. */
export const apiToken = sysAccount.table(
  "api_token",
  {
    id: identity(),
    accountId: bigint("account_id", { mode: "number" })
      .notNull()
      .references(() => account.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    prefix: text("prefix").notNull().unique("api_token_prefix_key"),
    tokenHash: text("token_hash").notNull().unique("api_token_token_hash_key"),
    createdAt: at("created_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
    revokedAt: at("revoked_at"),
    lastUsedAt: at("last_used_at"),
  },
  (table) => [
    index("api_token_account_idx").on(table.accountId),
    check("api_token_name_given", sql`${table.name} <> ''`),
    check("api_token_prefix_form", sql`${table.prefix} ~ '^[a-z0-9]{8}$'`),
    check("api_token_hash_form", sql`${table.tokenHash} ~ '^[0-9a-f]{64}$'`),
    check("api_token_expires_later", sql`${table.expiresAt} > ${table.createdAt}`),
    check("api_token_revoked_later", sql`${table.revokedAt} >= ${table.createdAt}`),
  ],
);

/** An attempt to sign in; it outlives the account. */
export const loginAttempt = sysAccount.table(
  "login_attempt",
  {
    id: identity(),
    accountId: bigint("account_id", { mode: "number" }).references(() => account.id, { onDelete: "set null" }),
    email: text("email").notNull(),
    clientAddress: inet("client_address"),
    outcome: text("outcome", {
      enum: ["succeeded", "wrong_password", "unknown_account", "disabled", "throttled"],
    }).notNull(),
    attemptedAt: at("attempted_at").notNull().defaultNow(),
  },
  (table) => [
    index("login_attempt_account_idx")
      .on(table.accountId, table.attemptedAt)
      .where(sql`${table.accountId} IS NOT NULL`),
    index("login_attempt_email_idx").on(sql`lower(${table.email})`, table.attemptedAt),
    index("login_attempt_client_address_idx").on(table.clientAddress, table.attemptedAt),
    check("login_attempt_unknown_account", sql`${table.outcome} <> 'unknown_account' OR ${table.accountId} IS NULL`),
    check(
      "login_attempt_outcome_known",
      sql`${table.outcome} IN ('succeeded', 'wrong_password', 'unknown_account', 'disabled', 'throttled')`,
    ),
  ],
);
