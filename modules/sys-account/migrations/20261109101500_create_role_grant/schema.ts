import { bigint, pgSchema, text, timestamp } from "drizzle-orm/pg-core";

const sysAccount = pgSchema("sys_account");

export const account = sysAccount.table("account", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  email: text("email").notNull(),
  passwordHash: text("password_hash"),
  disabledAt: timestamp("disabled_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  fullName: text("full_name").notNull().default(""),
});

export const organisation = sysAccount.table("organisation", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  slug: text("slug").notNull().unique("organisation_slug_key"),
  name: text("name").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});

export const project = sysAccount.table("project", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  organisationId: bigint("organisation_id", { mode: "number" })
    .notNull()
    .references(() => organisation.id, { onDelete: "restrict" }),
  slug: text("slug").notNull(),
  name: text("name").notNull(),
  archivedAt: timestamp("archived_at", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});

export const role = sysAccount.table("role", {
  code: text("code").primaryKey(),
  scope: text("scope", { enum: ["global", "organisation", "project"] }).notNull(),
  title: text("title").notNull(),
  description: text("description").notNull(),
});

export const roleGrant = sysAccount.table("role_grant", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  accountId: bigint("account_id", { mode: "number" })
    .notNull()
    .references(() => account.id, { onDelete: "cascade" }),
  roleCode: text("role_code").notNull(),
  organisationId: bigint("organisation_id", { mode: "number" }).references(() => organisation.id, {
    onDelete: "cascade",
  }),
  projectId: bigint("project_id", { mode: "number" }).references(() => project.id, { onDelete: "cascade" }),
  scope: text("scope")
    .notNull()
    .generatedAlwaysAs(
      "CASE WHEN project_id IS NOT NULL THEN 'project' WHEN organisation_id IS NOT NULL THEN 'organisation' ELSE 'global' END",
    ),
  grantedBy: bigint("granted_by", { mode: "number" }).references(() => account.id, { onDelete: "set null" }),
  grantedAt: timestamp("granted_at", { withTimezone: true }).notNull().defaultNow(),
});
