import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { reportLines } from "./report.js";
import { type Report, runScenario } from "./run-scenario.js";
import { scenarios } from "./scenarios.js";
import { TestBed } from "./test-bed.js";

const HELP = `pnpm faults [--runs N] [--seed S] [--only NAME]... [--run I] [--long] [--minutes M] [--json]

  --runs N     runs of each scenario; without it the short form's, with --long the long form's
  --seed S     repeats the random choices of an earlier run; without it another one each time
  --only NAME  this scenario alone: ${scenarios.map(({ name }) => name).join(", ")}
  --run I      this run of the scenario alone
  --minutes M  length of the load, default 10
  --json       the reports as JSON

Exit status: 0 when every promise held, 1 when one did not, 3 when the words above were not kept.
`;

/** The harness as a process. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: "string" },
      seed: { type: "string" },
      only: { type: "string", multiple: true },
      run: { type: "string" },
      long: { type: "boolean", default: false },
      minutes: { type: "string", default: "10" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const chosen = scenarios.filter(({ name }) => values.only === undefined || values.only.includes(name));
  const unknown = (values.only ?? []).filter((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new TypeError(`there is no scenario ${unknown.join(", ")}`);
  const bed = new TestBed(values.seed ?? randomBytes(4).toString("hex"));
  const reports: Report[] = [];
  try {
    for (const scenario of chosen) {
      process.stderr.write(`${scenario.name}: ${scenario.summary}\n`);
      const report = await runScenario(bed, scenario, {
        long: values.long,
        minutes: numberOf(values.minutes, "--minutes"),
        ...(values.runs === undefined ? {} : { runs: numberOf(values.runs, "--runs") }),
        ...(values.run === undefined ? {} : { only: numberOf(values.run, "--run") }),
        onRun: (name, index, { faults, breaks }) => {
          if (breaks.length > 0)
            process.stderr.write(`  ${name} run ${index}, ${faults.join(", ")}: ${breaks.length} breaks\n`);
          else if (index % 50 === 49) process.stderr.write(`  ${index + 1} runs\n`);
        },
      });
      reports.push(report);
    }
  } finally {
    await bed.close();
  }
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ seed: bed.seed, reports }, null, 2)}\n`
      : `${reportLines(reports, bed.seed).join("\n")}\n`,
  );
  return reports.some(({ breaks }) => breaks.length > 0) ? 1 : 0;
}

function numberOf(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) throw new TypeError(`${option} takes a number`);
  return value;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    error instanceof TypeError
      ? `${error.message}\n\n${HELP}`
      : `${String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = error instanceof TypeError ? 3 : 1;
}
