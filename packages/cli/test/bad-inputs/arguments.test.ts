import { badInputs, type BadInput } from "../support/bad-input.js";

function usage(
  args: readonly string[],
  message: string | RegExp,
  hint: string | RegExp,
  more: Partial<BadInput> = {},
): BadInput {
  return { name: `strata ${args.join(" ")}`, args, exit: 3, says: [{ code: "USAGE", message, hint }], ...more };
}

badInputs("arguments", [
  usage(["upp"], 'there is no command `upp`. Did you mean "up"?', "`strata --help` lists the commands"),
  usage([], "no command was given", "`strata --help` lists the commands"),
  usage(["db"], "`db` needs one of: start, stop, url, create, drop", "`strata db --help`"),
  usage(
    ["env", "st", "test"],
    '`env` has no command `st`; it has show, set. Did you mean "set"?',
    "`strata env --help`",
  ),
  usage(["up", "--too", "20260101000000"], '`up` has no option --too. Did you mean "--to"?', "`strata up --help`"),
  usage(["down", "--exit-code"], "`down` has no option --exit-code; it belongs to `status`", "`strata down --help`"),
  usage(["up", "--to"], "--to needs a value (VERSION)", "`strata up --help`"),
  usage(
    ["up", "-m", "--yes"],
    "-m needs a value (MODULE), and --yes looks like an option; write --module=--yes",
    "`strata up --help`",
  ),
  usage(["up", "--url="], "--url needs a value (URL)", "`strata up --help`"),
  usage(["up", "--yes=maybe"], '--yes takes no value, and was given "maybe"', "`strata up --help`"),
  usage(["up", "shop"], '`up` takes no argument "shop"', "`strata up --help`"),
  usage(["down", "--steps", "two"], '--steps needs a whole number, not "two"', "`strata down --help`"),
  usage(["down", "--steps", "1", "--steps", "2"], "--steps was given twice", "`strata down --help`"),
  usage(["down", "--steps", "0"], "--steps needs at least 1", "`strata down --help`"),
  usage(["down", "--steps", "1", "--all"], "--steps and --all cannot be given together", "`strata down --help`"),
  usage(["plan", "--steps", "1"], "belong to a way back: add --down", "`strata plan --help`"),
  usage(["up", "--plan", "p.json", "--to", "20260101000000"], "--plan says what runs", "`strata up --help`"),
  usage(["env", "set", "prod"], /CLASS is one of .*, not "prod"/u, "`strata env set --help`"),
  usage(
    ["repair", "accept", "20260101000000", "-m", "shop"],
    "`repair accept` needs --why TEXT",
    "`strata repair accept --help`",
  ),
  usage(["explain", "SQL_FAILD"], 'there is no code SQL_FAILD. Did you mean "SQL_FAILED"?', "`strata explain --help`"),
  usage(["new", "-m", "shop"], "`new` needs NAME", "`strata new --help`"),
  usage(["up", "--\u001b[31mred"], "has no option --\\x1b[31mred", "`strata up --help`"),
  {
    name: "a module that is not there",
    args: ["up", "-m", "shoop"],
    exit: 3,
    says: [
      { code: "MODULE_UNKNOWN", message: 'there is no module shoop. Did you mean "shop"?', hint: "Modules: shop" },
    ],
  },
  {
    name: "a module with an escape sequence in its name, for down",
    args: ["down", "-m", "\u001b[2J", "--steps", "1"],
    exit: 3,
    says: [{ code: "MODULE_UNKNOWN", message: "nothing of \\x1b[2J is applied", hint: "Applied: shop" }],
  },
  {
    name: "a module that is not there, for new",
    args: ["new", "-m", "shoop", "add_note"],
    exit: 3,
    says: [
      { code: "MODULE_UNKNOWN", message: 'there is no module shoop. Did you mean "shop"?', hint: "Modules here: shop" },
    ],
  },
  {
    name: "a version that is not there, for up",
    args: ["up", "-m", "shop", "--to", "20260101000001"],
    exit: 3,
    says: [
      {
        code: "VERSION_UNKNOWN",
        message: 'shop does not have the version 20260101000001. Did you mean "20260101000000"?',
        hint: "`strata status` lists",
      },
    ],
  },
  {
    name: "a version that is none, for up",
    args: ["up", "--to", "tomorrow"],
    exit: 3,
    says: [{ code: "VERSION_UNKNOWN", message: "no module has the version tomorrow", hint: "`strata status` lists" }],
  },
  {
    name: "a version that is not there, for down",
    args: ["down", "-m", "shop", "--to", "20260101000001"],
    exit: 3,
    says: [
      {
        code: "VERSION_UNKNOWN",
        message: 'no applied version 20260101000001 to keep. Did you mean "20260101000000"?',
        hint: "`strata status` lists",
      },
    ],
  },
  {
    name: "a version that is not there, for repair accept",
    args: ["repair", "accept", "-m", "shop", "20260101000001", "--why", "because"],
    exit: 6,
    says: [{ code: "MIGRATION_NOT_APPLIED", message: "shop@20260101000001", hint: "`strata status` lists" }],
  },
  {
    name: "a reason that is blank",
    args: ["repair", "accept", "-m", "shop", "20260101000000", "--why", "  "],
    exit: 3,
    says: [{ code: "REASON_MISSING", message: "needs a reason", hint: "--why" }],
  },
  {
    name: "sys-core is not taken back",
    args: ["down", "-m", "sys-core", "--steps", "1"],
    exit: 3,
    says: [{ code: "DOWN_SYS_CORE", message: "it holds the history", hint: "strata uninstall" }],
  },
  {
    name: "a git revision that is none",
    args: ["check", "--since", "no-such-branch"],
    exit: 3,
    says: [
      {
        code: "GIT_FAILED",
        message: 'git knows no revision "no-such-branch" here',
        hint: "Name a branch, a tag or a commit",
      },
    ],
  },
  {
    name: "a target that is not in the configuration",
    files: { "strata.config.json": { targets: { live: { url: "$LIVE_URL" }, stage: { url: "$STAGE_URL" } } } },
    args: ["up", "--target", "life"],
    exit: 3,
    says: [{ code: "TARGET_UNKNOWN", message: 'no target "life"', hint: "Its targets are live, stage" }],
  },
  {
    name: "a target whose variable is not set",
    files: { "strata.config.json": { targets: { live: { url: "$LIVE_URL" } } } },
    args: ["up", "--target", "live"],
    exit: 3,
    says: [
      { code: "TARGET_WITHOUT_URL", message: "from $LIVE_URL, which is not set", hint: "Set LIVE_URL, or give --url" },
    ],
  },
]);
