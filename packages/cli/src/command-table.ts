import type { Command } from "./command.js";
import { adopt } from "./commands/adopt.js";
import { auditShow } from "./commands/audit-show.js";
import { auditVerify } from "./commands/audit-verify.js";
import { check } from "./commands/check.js";
import { dbCreate } from "./commands/db-create.js";
import { dbDrop } from "./commands/db-drop.js";
import { dbStart } from "./commands/db-start.js";
import { dbStop } from "./commands/db-stop.js";
import { dbUrl } from "./commands/db-url.js";
import { diagram } from "./commands/diagram.js";
import { doctor } from "./commands/doctor.js";
import { down } from "./commands/down.js";
import { drift } from "./commands/drift.js";
import { dump } from "./commands/dump.js";
import { envSet } from "./commands/env-set.js";
import { envShow } from "./commands/env-show.js";
import { explain } from "./commands/explain.js";
import { init } from "./commands/init.js";
import { moduleAdd } from "./commands/module-add.js";
import { newCommand } from "./commands/new.js";
import { owners } from "./commands/owners.js";
import { plan } from "./commands/plan.js";
import { redo } from "./commands/redo.js";
import { repairAccept } from "./commands/repair-accept.js";
import { status } from "./commands/status.js";
import { uninstall } from "./commands/uninstall.js";
import { up } from "./commands/up.js";
import { wait } from "./commands/wait.js";

/** Every command, in the order of help. Declarations only: what a command needs to run, it imports when it runs. */
export const commandTable: readonly Command[] = [
  newCommand,
  up,
  redo,
  status,
  plan,
  down,
  dump,
  check,
  init,
  moduleAdd,
  adopt,
  dbStart,
  dbStop,
  dbUrl,
  dbCreate,
  dbDrop,
  wait,
  envShow,
  envSet,
  uninstall,
  explain,
  doctor,
  owners,
  drift,
  diagram,
  auditShow,
  auditVerify,
  repairAccept,
];
