import { relative } from "node:path";
import { floorOf, judgeImport } from "./floors.mjs";
import { describeFile } from "./source-file.mjs";

/**
 * The workspace's own rules, as a plugin of oxlint: floors, purity of the policy rooms, output, module-level state and
 * file names. It uses the part of ESLint's rule interface that oxlint documents for JS plugins:
 * https://oxc.rs/docs/guide/usage/linter/js-plugins
 *
 * @typedef {Record<string, any> & { type: string }} Node
 * @typedef {{ cwd: string, filename: string, report(problem: { node: Node, message: string }): void }} Context
 * @typedef {import("./source-file.mjs").SourceFile} SourceFile
 * @typedef {(message: string, node: Node) => void} Report
 */

/**
 * @param {(file: SourceFile, report: Report) => Record<string, (node: Node) => void>} visit
 */
function rule(visit) {
  return {
    meta: { type: "problem" },
    /** @param {Context} context */
    create(context) {
      const file = describeFile(relative(context.cwd, context.filename));
      return visit(file, (message, node) => context.report({ node, message }));
    },
  };
}

/** Imports go down only, packages are entered by their doors, and pure rooms reach nothing outside. */
const floors = rule((file, report) => {
  /** @type {(node: Node, source: Node | null | undefined, form: "value" | "type" | "lazy") => void} */
  const judge = (node, source, form) => {
    if (typeof source?.["value"] !== "string") return;
    const broken = judgeImport(file, { specifier: source["value"], form });
    if (broken !== undefined) report(broken, node);
  };
  return {
    Program: (node) => {
      if (file.room !== undefined && floorOf(file.room) === undefined)
        report(`${file.room} is no room of the design`, node);
    },
    ImportDeclaration: (node) => judge(node, node["source"], node["importKind"] === "type" ? "type" : "value"),
    ExportNamedDeclaration: (node) => judge(node, node["source"], node["exportKind"] === "type" ? "type" : "value"),
    ExportAllDeclaration: (node) => judge(node, node["source"], node["exportKind"] === "type" ? "type" : "value"),
    ImportExpression: (node) => judge(node, node["source"], "lazy"),
    TSImportType: (node) => judge(node, node["source"], "type"),
  };
});

const CLOCKS = new Set(["performance", "setTimeout", "setInterval", "setImmediate", "process", "fetch"]);

/** Policy rooms know no clock, no chance and no process: what they need of these is an argument. */
const purePolicy = rule((file, report) => {
  if (!file.isSource || file.room === undefined || floorOf(file.room) !== 2) return {};
  const pure = `${file.room} is pure: take it as an argument instead of`;
  return {
    NewExpression: (node) => {
      if (node["callee"].name === "Date" && node["arguments"].length === 0) report(`${pure} new Date()`, node);
    },
    CallExpression: (node) => {
      if (CLOCKS.has(node["callee"].name)) report(`${pure} ${node["callee"].name}`, node);
    },
    MemberExpression: (node) => {
      const name = `${node["object"].name}.${node["property"].name}`;
      if (["Date.now", "Math.random", "crypto.randomUUID"].includes(name)) report(`${pure} ${name}`, node);
      else if (CLOCKS.has(node["object"].name)) report(`${pure} ${node["object"].name}`, node);
    },
  };
});

/** Only the command prints, and only the file that is its process ends it. */
const output = rule((file, report) => {
  if (!file.isSource || !file.owner?.startsWith("packages/") || file.path === "packages/cli/src/command-process.ts")
    return {};
  const isShell = file.owner === "packages/cli";
  return {
    MemberExpression: (node) => {
      if (node["object"].name !== "process") return;
      const name = node["property"].name;
      if (["exit", "exitCode", "abort", "reallyExit"].includes(name)) {
        report("only packages/cli/src/command-process.ts ends the process", node);
      } else if (!isShell && ["stdout", "stderr", "stdin"].includes(name)) {
        report("rooms never print: send a progress event, and the shell renders it", node);
      }
    },
  };
});

/** No module-level mutable state: what lives longer than a call is held by whoever made it. */
const noModuleState = rule((file, report) => {
  if (!file.isSource || !file.owner?.startsWith("packages/")) return {};
  /** @param {Node} statement */
  const judge = (statement) => {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement["declaration"] : statement;
    if (declaration?.type !== "VariableDeclaration" || declaration["declare"]) return;
    if (declaration["kind"] !== "const") report("module-level state: only const may stand here", declaration);
    for (const { init } of declaration["declarations"]) {
      const isEmpty =
        (init?.type === "NewExpression" && init.arguments.length === 0) ||
        (init?.type === "ArrayExpression" && init.elements.length === 0);
      const name = init?.type === "NewExpression" ? init.callee.name : "Array";
      if (isEmpty && ["Map", "Set", "WeakMap", "WeakSet", "Array"].includes(name)) {
        report("module-level state: an empty container is there to be filled", declaration);
      }
    }
  };
  return { Program: (node) => node["body"].forEach(judge) };
});

const VAGUE = /(?:^|[/-])(?:utils?|helpers?|common|misc|managers?|services?)(?=[./-])/u;

/** A file is named by its concept. */
const fileName = rule((file, report) => ({
  Program: (node) => {
    const vague = VAGUE.exec(file.path);
    if (vague !== null) report(`a file is named by its concept, not ${vague[0].replace(/^[/-]/u, "")}`, node);
  },
}));

export default {
  meta: { name: "strata" },
  rules: {
    floors,
    "pure-policy": purePolicy,
    output,
    "no-module-state": noModuleState,
    "file-name": fileName,
  },
};
